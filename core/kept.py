"""Pieces of a page that are drawn once and used again: the same macro, words and language give the same text.

Rows of a board are the same for nearly everybody who looks; drawing fifty of them is most of a page's cost.
"""

from collections.abc import Callable, Hashable
from functools import lru_cache, partial
from typing import TypeAlias

from flask import Flask
from markupsafe import Markup

from core.format import reader

#: Pieces that a process keeps; the least used one goes first. About 4 MB when it is full.
MOST = 8_000

Macro: TypeAlias = Callable[..., Markup]


def keeper() -> Callable[..., Markup]:
    """`kept(macro, *words)` in the reader's language, for macros that depend on nothing but their words."""
    return partial(_drawn, reader().language)


@lru_cache(maxsize=MOST)
def _drawn(_language: str, macro: Macro, *words: Hashable) -> Markup:
    return macro(*words)


def init_app(app: Flask) -> None:
    """Hand `keeper` to every template."""
    app.jinja_env.globals["keeper"] = keeper
