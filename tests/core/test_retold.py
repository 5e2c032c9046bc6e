"""What a process keeps of its sentences: by words and language, and nothing where nobody reads."""

from collections.abc import Callable

from flask import Flask
from flask_babel import force_locale, gettext

from core.retold import retold


def _counting() -> tuple[Callable[[str], str], list[str]]:
    said: list[str] = []

    @retold(8)
    def tell(name: str) -> str:
        said.append(name)
        return f"{gettext('Rewards')}: {name}"

    return tell, said


def test_the_same_words_are_said_once_in_each_language(app: Flask) -> None:
    tell, said = _counting()
    with app.test_request_context():
        with force_locale("fr"):
            french = [tell("one"), tell("one")]
        with force_locale("en"):
            english = [tell("one"), tell("one")]
    assert (french, english) == (["Cadeaux: one"] * 2, ["Rewards: one"] * 2)
    assert said == ["one", "one"]


def test_other_words_are_said_anew(app: Flask) -> None:
    tell, said = _counting()
    with app.test_request_context(), force_locale("en"):
        assert tell("one") != tell("two")
    assert said == ["one", "two"]


def test_where_nobody_reads_nothing_is_kept() -> None:
    tell, said = _counting()
    assert tell("one") == tell("one") == "Rewards: one"
    assert said == ["one", "one"]
