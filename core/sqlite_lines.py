"""Lines to SQLite: beside each writer's stands a reader's, and both keep what they prepared.

A reader must not be able to write. `query_only` says so, but setting it makes SQLite forget every statement
of its line; where one line served both, each act of a visitor had everything prepared anew, twice.

One writes at a time. Those who wait look again every half millisecond: SQLite itself sleeps 1, 2, 5 and up to
100 ms, and while eight clients slept so, nobody wrote for a good part of the time.
"""

import sqlite3
from time import monotonic, sleep
from typing import Any, cast

from sqlalchemy import Connection, Engine, event

#: How long a writer waits for another: the largest file is accepted within it.
BUSY_MS = 25_000
#: Seconds until who waits to write looks again: at first, for each second waited, and at most.
NAP, LONGER, LONGEST = 0.0005, 0.01, 0.01
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
        begun = monotonic()
        while (why := self._refusal()) == sqlite3.SQLITE_BUSY:
            waited = monotonic() - begun
            if waited * 1000 >= self.patience:
                break
            sleep(min(NAP + waited * LONGER, LONGEST))
        if not why:
            super().execute(f"PRAGMA busy_timeout={self.patience:d}")
        return not why

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
