"""A real conflict of locks: somebody else holds what an act needs, until the database turned the act away."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import Connection, event

from core.database import db, is_postgresql, session


@contextmanager
def held_once(table: str = "audit_lines") -> Iterator[list[str]]:
    """Hold a table (on SQLite the database) until a first statement fails on it; names of what failed."""
    session.rollback()
    engine, failed = db.engine, []
    other = _other(table)

    def hurry(connection: Connection) -> None:
        connection.exec_driver_sql("SET LOCAL lock_timeout = '100ms'")

    def hurry_from_the_start(line: Any, *_: object) -> None:
        """SQLite waits as it begins to write: before any listener to that."""
        line.patience = 100

    def let_go(context: Any) -> None:
        failed.append(type(context.original_exception).__name__)
        other.close()

    listening = ("begin", hurry) if is_postgresql() else ("checkout", hurry_from_the_start)
    event.listen(engine, *listening)
    event.listen(engine, "handle_error", let_go)
    try:
        yield failed
    finally:
        event.remove(engine, *listening)
        event.remove(engine, "handle_error", let_go)
        other.close()
        session.remove()
        engine.dispose()


def _other(table: str) -> Any:
    """A connection of somebody else's that others must wait for; closing it lets go."""
    if is_postgresql():
        url = db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        connection = psycopg.connect(url)
        connection.execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE")
        return connection
    alone = sqlite3.connect(db.engine.url.database or "", isolation_level=None)
    alone.execute("BEGIN IMMEDIATE")
    return alone
