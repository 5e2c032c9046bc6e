"""Lines to SQLite: beside each writer's stands a reader's, and both keep what they prepared.

A reader must not be able to write. `query_only` says so, but setting it makes SQLite forget every statement
of its line; where one line served both, each act of a visitor had everything prepared anew, twice.

One writes at a time. SQLite lets those who wait sleep 1, 2, 5 and up to 100 ms, and while eight clients slept
so, nobody wrote for a good part of the time; looking again each half millisecond, seven of them took the
processor from the one who wrote. So they stand in line, at a lock on a file beside the database: that costs
nothing, and only the first looks every four milliseconds whether it is its turn.
"""

import fcntl
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import IO, Any, cast

from sqlalchemy import Connection, Engine, event

#: How long a writer waits for another: the largest file is accepted within it.
BUSY_MS = 25_000
#: Seconds until the first in line looks again: at first, for each second waited, and at most.
NAP, LONGER, LONGEST = 0.004, 0.01, 0.01
#: What every line is opened with. The log is copied into the file every 16 MB: a few sales on a large board
#: touch a page for each row, and at the usual 4 MB nearly every commit would pay for a copy.
SETTINGS = (
    "journal_mode=WAL",
    f"busy_timeout={BUSY_MS}",
    "synchronous=FULL",
    "wal_autocheckpoint=4000",
    "foreign_keys=ON",
    "trusted_schema=OFF",
)


class Line(sqlite3.Connection):
    """A writer's line, which speaks through its reader's while a reading transaction lasts."""

    def __init__(self, *words: Any, **named: Any) -> None:
        named["isolation_level"] = None  # the driver must never BEGIN by itself
        super().__init__(*words, **named)
        self._reader = sqlite3.connect(*words, **{**named, "factory": sqlite3.Connection})
        self.reading = False
        #: how long it waits for its turn to write, milliseconds
        self.patience = BUSY_MS
        self._queue: IO[bytes] | None = None
        for line in (self, self._reader):
            for setting in SETTINGS:
                line.execute("PRAGMA " + setting)
        self._reader.execute("PRAGMA query_only=1")

    def cursor(self, *words: Any, **named: Any) -> Any:
        """A cursor of whoever speaks."""
        return self._reader.cursor(*words, **named) if self.reading else super().cursor(*words, **named)

    def execute(self, *words: Any) -> sqlite3.Cursor:
        """Run a statement for whoever speaks."""
        return self._reader.execute(*words) if self.reading else super().execute(*words)

    def create_function(self, *words: Any, **named: Any) -> None:
        """Functions of SQLAlchemy's are known to both."""
        super().create_function(*words, **named)
        self._reader.create_function(*words, **named)

    def take_turn(self) -> bool:
        """Begin to write as soon as whoever writes lets go; False when that lasts too long, or fails."""
        super().execute("PRAGMA busy_timeout=0")
        why = self._refusal()
        if why == sqlite3.SQLITE_BUSY:
            why = self._wait(monotonic())
        if not why:
            super().execute(f"PRAGMA busy_timeout={self.patience:d}")
        return not why

    def _wait(self, since: float) -> int:
        """Stand in line, then look until it is one's turn; why it never was, nought when it came.

        Who stands behind waits no longer than who is before it, and then gives up at once.
        """
        with self._line():
            while (why := self._refusal()) == sqlite3.SQLITE_BUSY:
                waited = monotonic() - since
                if waited * 1000 >= self.patience:
                    break
                sleep(min(NAP + waited * LONGER, LONGEST))
        return why

    @contextmanager
    def _line(self) -> Iterator[None]:
        """Be the first of those who wait; a process that dies in it lets the next one in."""
        if self._queue is None:
            file = super().execute("PRAGMA database_list").fetchone()[2]
            self._queue = Path(f"{file}-queue").open("ab")  # noqa: SIM115 - as long as the line
        fcntl.flock(self._queue, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(self._queue, fcntl.LOCK_UN)

    def _refusal(self) -> int:
        """Try to begin to write; why SQLite does not let it, nought when it does."""
        try:
            super().execute("BEGIN IMMEDIATE")
        except sqlite3.Error as trouble:
            code: int = getattr(trouble, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
            return code & 0xFF  # the rest says which kind of busy
        return 0

    def commit(self) -> None:
        """End the transaction; from here on the writer speaks."""
        self._reader.commit() if self.reading else super().commit()
        self.reading = False

    def rollback(self) -> None:
        """End the transaction; from here on the writer speaks."""
        self._reader.rollback() if self.reading else super().rollback()
        self.reading = False

    def close(self) -> None:
        """Close both."""
        if self._queue:
            self._queue.close()
        self._reader.close()
        super().close()


def init_engine(engine: Engine) -> None:
    """Begin as a reader, who sees one moment, or as the only writer."""

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        line = cast(Line, connection.connection.dbapi_connection)
        line.reading = connection.get_execution_options().get("reading", False)
        if line.reading:  # every page begins so, and it cannot fail: the driver is told, past SQLAlchemy
            line.execute("BEGIN")
        elif not line.take_turn():
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # fails at once, as SQLAlchemy says it
