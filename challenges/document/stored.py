"""Documents and scopes from the text that is stored: a process reads each of them once."""

import json
from functools import lru_cache

from challenges.document.reading import stored
from challenges.document.scope import Scope, stored_scope
from challenges.document.terms import Document

#: Texts that a process keeps as it read them.
KEPT = 128


@lru_cache(maxsize=KEPT)
def document_of(text: str) -> Document:
    """A sealed document."""
    return stored(json.loads(text))


@lru_cache(maxsize=KEPT)
def scope_of(text: str) -> Scope:
    """What its codes stand for."""
    return stored_scope(json.loads(text))
