"""Sentences in the reader's language, of templates and of Python, each looked up once in a process."""

from functools import lru_cache

from flask import Flask
from flask_babel import Domain, get_translations
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

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


@pass_eval_context
def _written(escaping: EvalContext, sentence: str, /, **variables: object) -> str:
    """A template's sentence; it is always filled in (`%%` stands for `%`), and escapes what fills it."""
    locale = known_reader()
    if variables or not locale or not escaping.autoescape:
        said = _said(sentence)
        return (Markup(said) if escaping.autoescape else said) % variables  # noqa: S704 - ours, not a visitor's
    return _drawn(locale.language, sentence)


def _said(sentence: str) -> str:
    locale = known_reader()  # None where nobody reads: nothing is translated, and nothing may be kept
    return _found(locale.language, sentence) if locale else sentence


def _counted(one: str, several: str, count: int) -> str:
    locale = known_reader()
    if locale is None:
        return str(get_translations().ungettext(one, several, count))
    return _found_for(locale.language, one, several, count)


@lru_cache(maxsize=MOST)
def _found(_language: str, sentence: str) -> str:
    return str(get_translations().ugettext(sentence))


@lru_cache(maxsize=MOST)
def _found_for(_language: str, one: str, several: str, count: int) -> str:
    return str(get_translations().ungettext(one, several, count))


@lru_cache(maxsize=MOST)
def _drawn(language: str, sentence: str) -> Markup:
    return Markup(_found(language, sentence)) % {}  # noqa: S704 - ours, not a visitor's


def init_app(app: Flask) -> None:
    """Let everybody ask here (templates fill in names and figures themselves)."""
    app.extensions["babel"].instance.domain_instance = Speech()
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        _said, _counted, newstyle=True
    )
    app.jinja_env.globals.update(_=_written, gettext=_written)
