"""What a test asks of the database."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from core.database import db


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements that reach the database meanwhile; how a line is set up or begins is none."""
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("PRAGMA", "BEGIN")):
            said.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
