"""Statements of tables, built once, asked past SQLAlchemy's machinery: it takes longer than the database.

What SQLAlchemy does for such a statement at each run (look for it among the compiled ones, make a context,
a cursor, a result) follows from the statement alone: here it is done once. Types, events and errors stay
SQLAlchemy's own.
"""

import re
from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, TypeAlias

from sqlalchemy import Connection, Numeric, Select
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError, MultipleResultsFound, NoResultFound
from sqlalchemy.sql.compiler import SQLCompiler

from core.postgres_lines import Line

Process: TypeAlias = Callable[[Any], Any]
#: How psycopg's dialect says a value in a statement.
NAMED = re.compile(r"%\((\w+)\)s|%(%)")
#: What no driver takes.
NOT_GIVEN = object()


class Found:
    """The rows of an answer, all at hand."""

    __slots__ = ("_rows",)

    def __init__(self, rows: list[Any]) -> None:
        self._rows = rows

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows)

    def all(self) -> list[Any]:
        """Every row."""
        return self._rows

    def scalars(self) -> list[Any]:
        """The first column."""
        return [row[0] for row in self._rows]

    def one_or_none(self) -> Any:
        """The only row; None when there is none."""
        if len(self._rows) > 1:
            raise MultipleResultsFound("one row was expected, several were found")
        return self._rows[0] if self._rows else None

    def one(self) -> Any:
        """The only row."""
        if not self._rows:
            raise NoResultFound("one row was expected, none was found")
        return self.one_or_none()

    def scalar_one(self) -> Any:
        """The only value."""
        return self.one()[0]

    def scalar_one_or_none(self) -> Any:
        """The only value; None when there is none."""
        row = self.one_or_none()
        return row[0] if row else None


class Question:
    """A statement as one dialect's driver takes it, and what to do with values and columns."""

    def __init__(self, statement: Select[*tuple[Any, ...]], compiled: SQLCompiler, dialect: Dialect) -> None:
        names = {name: bind for bind, name in compiled.bind_names.items()}
        if compiled.positiontup is not None:
            self.text, order = str(compiled), list(compiled.positiontup)
        else:
            self.text, order = _numbered(str(compiled))
        #: name, what makes it the driver's, and the value where the statement holds it itself
        self._values = [
            (one.key, _from(one.type, dialect), NOT_GIVEN if one.required else one.effective_value)
            for one in (names[name] for name in order)
        ]
        columns = list(statement.selected_columns)
        row: Any = namedtuple("Row", [str(one.key) for one in columns], rename=True)  # type: ignore[misc]
        self._row = row._make
        found = ((nth, _to(one.type, dialect)) for nth, one in enumerate(columns))
        self._read = [(nth, process) for nth, process in found if process is not None]

    def put(self, connection: Connection, asked: Mapping[str, Any]) -> Found:
        """Ask on an open connection; errors are SQLAlchemy's."""
        values = [
            (process(value) if process else value)
            for name, process, held in self._values
            for value in (asked.get(name, held),)
        ]
        for hear in connection.dispatch.before_cursor_execute:
            hear(connection, None, self.text, values, None, False)
        line: Any = connection.connection.dbapi_connection
        try:
            if isinstance(line, Line):
                rows = line.ask(self.text, values)
            else:
                rows = line.execute(self.text, values).fetchall()
        except connection.dialect.loaded_dbapi.Error as wrong:
            raise _as_sqlalchemy_says(wrong, connection, self.text) from wrong
        return Found([self._made(row) for row in rows])

    def _made(self, row: Any) -> Any:
        if self._read:
            row = list(row)
            for nth, process in self._read:
                row[nth] = process(row[nth])
        return self._row(row)


@lru_cache(maxsize=1_024)
def question(statement: Select[*tuple[Any, ...]], dialect: Dialect) -> Question | None:
    """The statement for a dialect; None for one whose text depends on its values (lists of any length).

    Nor for fractions, whose reading depends on what the server calls them.
    """
    compiled: Any = statement.compile(dialect=dialect)
    if compiled.post_compile_params or compiled.literal_execute_params or compiled.escaped_bind_names:
        return None
    if any(isinstance(one.type, Numeric) for one in statement.selected_columns):
        return None
    return Question(statement, compiled, dialect)


def _numbered(text: str) -> tuple[str, list[str]]:
    """Values by number, as the server itself takes them, and which name has which number."""
    order: list[str] = []

    def number(found: re.Match[str]) -> str:
        if found[2]:
            return "%"
        if found[1] not in order:
            order.append(found[1])
        return f"${order.index(found[1]) + 1}"

    return NAMED.sub(number, text), order


def _from(kind: Any, dialect: Dialect) -> Process | None:
    process: Process | None = kind.dialect_impl(dialect).bind_processor(dialect)
    return process


def _to(kind: Any, dialect: Dialect) -> Process | None:
    process: Process | None = kind.dialect_impl(dialect).result_processor(dialect, None)
    return process


def _as_sqlalchemy_says(wrong: Exception, connection: Connection, text: str) -> BaseException:
    line = connection.connection
    gone = connection.dialect.is_disconnect(wrong, line, None)  # type: ignore[arg-type]
    said = DBAPIError.instance(
        text, None, wrong, connection.dialect.loaded_dbapi.Error, connection_invalidated=gone
    )
    if gone:
        connection.invalidate(wrong)
    return said
