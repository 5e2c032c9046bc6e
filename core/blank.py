"""Forms as they are before anybody fills them in: drawn once, with each reader's tokens put in.

To make a form of WTForms and to draw its fields takes longer than the rest of a page; what comes out depends
on nothing but what it offers.
"""

from collections.abc import Callable, Hashable
from functools import lru_cache
from secrets import token_hex
from typing import TypeAlias
from uuid import uuid4

from flask import current_app
from markupsafe import Markup

from core.forms import Form, OnceForm
from core.kept import Macro, Reader, here, with_token, without_token

#: Forms that a process keeps; one that offers thousands of products is large.
MOST = 200
#: Stands in a form that is kept where the id of one request goes; nobody outside of this process can know it.
REQUEST = f"\ue002{token_hex(16)}"

Make: TypeAlias = Callable[..., Form]
Offered: TypeAlias = tuple[Hashable, ...]


def blank(macro: Macro, make: Make, offered: Offered = (), *words: Hashable) -> Markup:
    """The form `make(*offered)`, drawn by a macro (`macro_of`) that takes it and the words.

    It may depend on nothing else: neither on who asks nor on the clock.
    """
    draw = _drawn if current_app.debug else _kept
    return with_token(draw(here(), macro, make, offered, *words).replace(REQUEST, uuid4().hex))


def _drawn(_reader: Reader, macro: Macro, make: Make, offered: Offered, *words: Hashable) -> str:
    with without_token():
        form = make(*offered)
        if isinstance(form, OnceForm):
            form.request_id.data = REQUEST
        return str(macro(form, *words))


_kept = lru_cache(maxsize=MOST)(_drawn)
