"""Lines to SQLite: beside each writer's stands a reader's, and both keep what they prepared.

A reader must not be able to write. `query_only` says so, but setting it makes SQLite forget every statement
of its line; where one line served both, each act of a visitor had everything prepared anew, twice.
"""

import sqlite3
from typing import Any, cast

from sqlalchemy import Connection, Engine, event

#: How long a writer waits for another: the largest file is accepted within it.
BUSY_MS = 25_000
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
        else:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
