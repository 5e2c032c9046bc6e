"""Forms as they are before anybody fills them in: drawn once, with each reader's tokens put in.

To make a form of WTForms and to draw its fields takes longer than the rest of a page; what comes out depends
on nothing but what it offers.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import TypeAlias
from uuid import uuid4

from flask import Flask, current_app, g
from markupsafe import Markup

from core.cookies import csrf_token
from core.forms import Form, OnceForm
from core.kept import Macro, Reader, here, keeper

#: Forms that a process keeps; one that offers thousands of products is large.
MOST = 200
#: Stand in a form that is kept where the token and the id of one request go.
TOKEN, REQUEST = "\ue001", "\ue002"

Make: TypeAlias = Callable[..., Form]
Offered: TypeAlias = tuple[Hashable, ...]


def blank(macro: Macro, make: Make, offered: Offered = (), *words: Hashable) -> Markup:
    """The form `make(*offered)`, drawn by a macro (`macro_of`) that takes it and the words.

    It may depend on nothing else: neither on who asks nor on the clock.
    """
    draw = _drawn if current_app.debug else _kept
    return _told(draw(here(), macro, make, offered, *words))


def posting(macro: Macro, *words: Hashable) -> Markup:
    """A macro's buttons that send something (`post_button`), kept as other pieces are."""
    return _told(keeper()(_posting, macro, *words))


def _told(drawn: str) -> Markup:
    told = drawn.replace(TOKEN, csrf_token())
    if REQUEST in told:
        told = told.replace(REQUEST, uuid4().hex)
    return Markup(told)  # noqa: S704 - the macro escapes what it draws; tokens hold none of HTML's signs


def _drawn(_reader: Reader, macro: Macro, make: Make, offered: Offered, *words: Hashable) -> str:
    with _without_token():
        form = make(*offered)
        if isinstance(form, OnceForm):
            form.request_id.data = REQUEST
        return str(macro(form, *words))


def _posting(macro: Macro, *words: Hashable) -> Markup:
    with _without_token():
        return macro(*words)


@contextmanager
def _without_token() -> Iterator[None]:
    """What is drawn meanwhile has a gap where this request's token goes."""
    token, g.csrf_token = csrf_token(), TOKEN
    try:
        yield
    finally:
        g.csrf_token = token


_kept = lru_cache(maxsize=MOST)(_drawn)


def init_app(app: Flask) -> None:
    """Hand `posting` to every template."""
    app.jinja_env.globals["posting"] = posting
