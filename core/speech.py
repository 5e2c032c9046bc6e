"""Sentences in the reader's language, of templates and of Python, each looked up once in a process."""

from functools import lru_cache

from flask import Flask
from flask_babel import Domain, get_translations

from core.format import known_reader

#: Sentences that a process keeps: all of them, in both languages.
MOST = 8_000


class Speech(Domain):  # type: ignore[misc]
    """What `gettext` and `ngettext` ask, whoever calls them."""

    def gettext(self, string: str, **variables: object) -> str:
        """A sentence, filled in."""
        said = _said(string)
        return said % variables if variables else said

    def ngettext(self, singular: str, plural: str, num: int, **variables: object) -> str:
        """A sentence about so many, filled in."""
        return _counted(singular, plural, num) % {"num": num, **variables}


def _said(sentence: str) -> str:
    locale = known_reader()  # None where nobody reads: nothing is translated, and nothing may be kept
    return _found(locale.language, sentence) if locale else sentence


def _counted(one: str, several: str, count: int) -> str:
    return str(get_translations().ungettext(one, several, count))


@lru_cache(maxsize=MOST)
def _found(_language: str, sentence: str) -> str:
    return str(get_translations().ugettext(sentence))


def init_app(app: Flask) -> None:
    """Let everybody ask here (templates fill in names and figures themselves)."""
    app.extensions["babel"].instance.domain_instance = Speech()
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        _said, _counted, newstyle=True
    )
