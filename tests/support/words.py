"""What a label says in French: tests name sentences by their message ids."""

from functools import cache

from babel.messages.catalog import Catalog

from tools import translations


@cache
def _catalogue() -> Catalog:
    return translations.current()


def french(sentence: str, **facts: object) -> str:
    """The French of a sentence, its placeholders filled."""
    message = _catalogue().get(sentence)
    assert message, f"no French for {sentence!r}"
    assert isinstance(message.string, str)
    return message.string % facts if facts else message.string
