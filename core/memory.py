"""What a process remembers of its database, under keys that name the state they were read in."""

from collections.abc import Callable, Hashable, Mapping
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary, WeakSet

from sqlalchemy import Pool

from core.database import db, is_writing

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

_all: "WeakSet[Memory[Any, Any]]" = WeakSet()


class Memory(Generic[K, V]):
    """At most so many things of each database; when there are more it begins anew."""

    def __init__(self, most: int) -> None:
        self.most = most
        #: by pool: another pool may mean another database behind the same address
        self.known: WeakKeyDictionary[Pool, dict[K, V]] = WeakKeyDictionary()
        _all.add(self)

    def get(self, key: K, read: Callable[[], V]) -> V:
        """What is remembered under a key, read when there is nothing.

        While somebody writes it is read: what is not committed yet is nobody else's.
        """
        if is_writing():
            return read()
        here = self.here()
        if key in here:
            return here[key]
        found = read()
        self.keep({key: found})
        return found

    def here(self) -> Mapping[K, V]:
        """What is remembered of this database."""
        return self.known.setdefault(db.engine.pool, {})

    def keep(self, told: Mapping[K, V]) -> None:
        """Remember these as well."""
        here = self.known.setdefault(db.engine.pool, {})
        if len(here) + len(told) > self.most:
            here.clear()
        here.update(told)


def forget() -> None:
    """Another database stands behind the same lines: nothing that is remembered is of it."""
    for one in _all:
        one.known.clear()
