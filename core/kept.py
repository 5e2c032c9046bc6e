"""Pieces of a page that are drawn once and used again: the same macro, words and language give the same text.

Rows of a board are the same for nearly everybody who looks, the head of a page and its places for everybody;
drawing them is most of a page's cost.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache, lru_cache, partial
from secrets import token_hex
from typing import Any, TypeAlias

from flask import Flask, current_app, g, has_request_context, request
from markupsafe import Markup, escape

from core.cookies import csrf_token
from core.format import reader

#: Pieces that a process keeps; the least used one goes first. About 4 MB when it is full.
MOST = 8_000

#: Stands in a piece where one reader's words go.
GAP = "\ue000"
#: Stands in a piece where the token of a form goes; nobody outside of this process can know it.
TOKEN = f"\ue001{token_hex(16)}"

Macro: TypeAlias = Callable[..., Markup]
#: What a piece depends on besides its words: the language, and where the portal is mounted.
Reader: TypeAlias = tuple[str, str]


def keeper() -> Callable[..., Markup]:
    """`kept(macro, *words)` for this reader, for macros that depend on nothing but their words."""
    return partial(_freshly if current_app.debug else _drawn, here())


def kept_part(name: str, *words: Hashable) -> Markup:
    """The macro of a component that is named like its file, kept; imported only where it must be drawn."""
    return keeper()(macro_of(f"components/{name}.html", name), *words)


def kept_lines(macro: Macro, lines: Iterable[Any], *words: Hashable) -> Markup:
    """`macro(line, *words)` for each line; a line that is no key (a dictionary) is drawn each time."""
    draw = keeper()
    drawn = [macro(one, *words) if isinstance(one, dict) else draw(macro, one, *words) for one in lines]
    return Markup("".join(drawn))  # noqa: S704 - macros escape what they draw


def kept_form(macro: Macro, *words: Hashable) -> Markup:
    """`kept(macro, *words)` of what has forms in it: drawn without a token, which each reader is given."""
    return with_token(keeper()(_tokenless, macro, *words))


def with_token(piece: str) -> Markup:
    """A piece that was drawn in `without_token`, with this reader's token in it."""
    return Markup(piece.replace(TOKEN, csrf_token()))  # noqa: S704 - as drawn; a token is letters


@contextmanager
def without_token() -> Iterator[None]:
    """What is drawn meanwhile has a gap where the reader's token goes."""
    mine, g.csrf_token = csrf_token(), TOKEN
    try:
        yield
    finally:
        g.csrf_token = mine


def _tokenless(macro: Macro, *words: Hashable) -> Markup:
    with without_token():
        return macro(*words)


def filled(piece: Markup, *words: str) -> Markup:
    """A piece with words in its gaps, in their order: what is the same for everybody is drawn once."""
    parts = str(piece).rsplit(GAP, len(words))
    told = [part for pair in zip(map(escape, words), parts[1:], strict=True) for part in pair]
    return Markup("".join([parts[0], *told]))  # noqa: S704 - a macro drew the parts, the words are escaped


@cache
def macro_of(template: str, name: str) -> Macro:
    """A macro of a template, imported only where it must be drawn; the same function for the same names."""

    def draw(*words: object) -> Markup:
        module = current_app.jinja_env.get_template(template).module
        return Markup(getattr(module, name)(*words))  # noqa: S704 - the macro escapes what it draws

    return draw


@lru_cache(maxsize=MOST)
def _drawn(_reader: Reader, macro: Macro, *words: Hashable) -> Markup:
    return macro(*words)


def _freshly(_reader: Reader, macro: Macro, *words: Hashable) -> Markup:
    return macro(*words)


def here() -> Reader:
    """Who reads, and where."""
    return reader().language, request.script_root if has_request_context() else ""


def init_app(app: Flask) -> None:
    """Hand `keeper`, `kept_part`, `kept_lines`, `kept_form`, `filled` and its `GAP` to every template."""
    app.jinja_env.globals.update(
        keeper=keeper, kept_part=kept_part, kept_lines=kept_lines, kept_form=kept_form, filled=filled, GAP=GAP
    )
