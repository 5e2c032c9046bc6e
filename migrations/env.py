"""Runs the numbered steps on the application's own engine, each run in one transaction on both databases."""

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection
from sqlalchemy.types import TypeDecorator

db = current_app.extensions["migrate"].db


def render_item(kind: str, item: Any, _context: Any) -> Any:
    """Write our column types as what they are made of: a step must not depend on tomorrow's code."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


def foreign_keys(connection: Connection, switch: str) -> None:
    """Turn SQLite's checks off while tables are copied (dropping the old one would cascade), and on again."""
    if connection.dialect.name == "sqlite":
        driver = connection.connection.driver_connection
        driver.execute(f"PRAGMA foreign_keys={switch}")


def broken(connection: Connection) -> list[Any]:
    """Rows whose parent is gone, which SQLite did not watch meanwhile."""
    if connection.dialect.name != "sqlite":
        return []
    return list(connection.exec_driver_sql("PRAGMA foreign_key_check").all())


def patient(connection: Connection) -> None:
    """A step over millions of rows may take longer than a page may."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")


def run() -> None:
    """Upgrade or downgrade, wholly or not at all."""
    with db.engine.connect() as connection:
        foreign_keys(connection, "OFF")
        try:
            context.configure(
                connection=connection,
                target_metadata=db.metadata,
                render_item=render_item,
                render_as_batch=True,
                compare_type=True,
                transactional_ddl=True,
            )
            with context.begin_transaction():
                patient(connection)
                context.run_migrations()
                if rows := broken(connection):
                    raise RuntimeError(f"a migration left rows without their parent: {rows[:5]}")
        finally:
            connection.rollback()
            foreign_keys(connection, "ON")


if context.is_offline_mode():
    raise RuntimeError("migrations run on a database, not into a file")
run()
