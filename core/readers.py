"""Whoever only asks needs no session: a connection of its own, one moment, until somebody writes or leaves.

To open and to close a session takes longer than a poll's two questions. A session that begins while such a
connection is open joins it: a page sees one moment, whoever asks, and holds one connection.
"""

from collections.abc import Callable, Hashable
from typing import TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session, scoped_session

S = TypeVar("S", bound=Session)


class Readers:
    """The connections of those who read, by what a session belongs to (a request, a command)."""

    def __init__(self, whose: Callable[[], Hashable]) -> None:
        self._whose = whose
        self._open: dict[Hashable, Connection] = {}

    def at_hand(self) -> Connection | None:
        """The open one; None without one."""
        return self._open.get(self._whose())

    def open(self, engine: Engine) -> Connection:
        """Another one, whose transaction begins here."""
        connection = engine.connect()
        connection.begin()
        self._open[self._whose()] = connection
        return connection

    def leave(self) -> None:
        """Let go of it, and of the moment that it saw."""
        connection = self._open.pop(self._whose(), None)
        if connection is not None:
            connection.close()


class Sessions(scoped_session[S]):
    """Sessions, whose readers leave with them: also where no session was ever made."""

    readers: Readers

    def remove(self) -> None:
        """Close the session at hand and its reader."""
        try:
            super().remove()
        finally:
            self.readers.leave()
