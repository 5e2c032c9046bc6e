"""Statements of tables, built once, asked past SQLAlchemy's machinery: it takes longer than the database.

What SQLAlchemy does for such a statement at each run (look for it among the compiled ones, make a context,
a cursor, a result) follows from the statement alone: here it is done once. Types, events and errors stay
SQLAlchemy's own.
"""

import re
from collections import namedtuple
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, TypeAlias, cast

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Date,
    Executable,
    Numeric,
    Select,
    UpdateBase,
    bindparam,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import MultipleResultsFound, NoResultFound
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

from core.columns import UTCDateTime, instant_text
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

    def first(self) -> Any:
        """The first row; None when there is none."""
        return self._rows[0] if self._rows else None

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

    def __init__(
        self, columns: Sequence[ColumnElement[Any]], compiled: SQLCompiler, dialect: Dialect
    ) -> None:
        names = {name: bind for bind, name in compiled.bind_names.items()}
        if compiled.positiontup is not None:
            self.text, order = str(compiled), list(compiled.positiontup)
        else:
            self.text, order = _by_number(str(compiled))
        #: name, what makes it the driver's, and the value where the statement holds it itself
        self._values = [
            (one.key, _from(one.type, dialect), NOT_GIVEN if one.required else one.effective_value)
            for one in (names[name] for name in order)
        ]
        row: Any = namedtuple("Row", [str(one.key) for one in columns], rename=True)  # type: ignore[misc]
        self._row = row._make
        found = ((nth, _to(one.type, dialect)) for nth, one in enumerate(columns))
        self._read = [(nth, process) for nth, process in found if process is not None]

    def put(self, connection: Connection, asked: Mapping[str, Any], waits: bool = True) -> Found:
        """Ask on an open connection; errors are SQLAlchemy's."""
        values = [
            (process(value) if process else value)
            for name, process, held in self._values
            for value in (asked.get(name, held),)
        ]
        return Found([self._made(row) for row in rows_of(connection, self.text, values, waits)])

    def _made(self, row: Any) -> Any:
        if self._read:
            row = list(row)
            for nth, process in self._read:
                row[nth] = process(row[nth])
        return self._row(row)


def places(name: str, many: int, kind: TypeEngine[Any]) -> list[BindParameter[Any]]:
    """`:name_0`, `:name_1`, … of a statement that takes so many values (a list is expanded each time)."""
    return [bindparam(f"{name}_{nth}", type_=kind) for nth in range(many)]


def room_for(values: Sequence[Any]) -> int:
    """How many places a statement has for these values: of few sizes, so that few statements are built."""
    return 1 << (len(values) - 1).bit_length() if values else 0


def in_places(name: str, values: Sequence[Any], many: int, nobody: Any = None) -> dict[str, Any]:
    """Values as `places` takes them, `nobody` in the places that are left; ValueError for more than those."""
    if len(values) > many:
        raise ValueError(f"{len(values)} values of {name} for {many} places")
    return {f"{name}_{nth}": one for nth, one in enumerate((*values, *[nobody] * (many - len(values))))}


@lru_cache(maxsize=1_024)
def question(statement: Select[*tuple[Any, ...]], dialect: Dialect) -> Question | None:
    """The statement for a dialect; None for one whose text depends on its values (lists of any length).

    Nor for fractions, whose reading depends on what the server calls them.
    """
    return _question(list(statement.selected_columns), statement.compile(dialect=dialect), dialect)


@lru_cache(maxsize=1_024)
def telling(statement: Executable, dialect: Dialect, names: tuple[str, ...]) -> Question | None:
    """The same of one that writes values of these names; None too where others are still to be drawn."""
    compiled: Any = cast(Any, statement).compile(dialect=dialect, column_keys=list(names))
    if compiled.insert_prefetch or compiled.update_prefetch or compiled.implicit_returning:
        return None
    return _question(list(cast(UpdateBase, statement).exported_columns), compiled, dialect)


def rows_of(connection: Connection, text: str, values: Sequence[Any], waits: bool = True) -> list[Any]:
    """Say words of the driver's on an open connection; the rows as it hands them out, SQLAlchemy's errors.

    Who does not wait has no rows, and on PostgreSQL hears of an error from what is said next.
    """
    for hear in connection.engine.dispatch.before_cursor_execute:
        hear(connection, None, text, values, None, False)
    line: Any = connection.connection.dbapi_connection
    try:
        if not isinstance(line, Line):
            return cast("list[Any]", line.execute(text, values).fetchall())
        if waits or connection.in_nested_transaction():  # a savepoint is given up where the error is raised
            return line.ask(text, values)
        line.tell(text, values)
        return []
    except connection.dialect.loaded_dbapi.Error as wrong:
        # whoever listens to errors hears it, and a line that is gone is thrown away; values are not told
        connection._handle_dbapi_exception(wrong, text, None, None, None)


def _question(columns: Sequence[ColumnElement[Any]], compiled: Any, dialect: Dialect) -> Question | None:
    if compiled.post_compile_params or compiled.literal_execute_params or compiled.escaped_bind_names:
        return None
    if any(isinstance(one.type, Numeric) for one in columns):
        return None
    return Question(columns, compiled, dialect)


class _Compiled(dict[Hashable, Any]):
    """What one statement compiles to, by dialect and names of values.

    SQLAlchemy's own cache is for all statements: to find one, it hashes the whole of it each time, which
    takes as long as running it. Whoever has a cache of its own needs no such key.
    """

    def get(self, key: Any, default: Any = None) -> Any:
        """By all but the second part of the key, the statement itself."""
        return super().get((key[0], *key[2:]), default)

    def __setitem__(self, key: Any, compiled: Any) -> None:
        super().__setitem__((key[0], *key[2:]), compiled)


@lru_cache(maxsize=256)
def compiled_once(_statement: Executable) -> dict[str, Any]:
    """Options under which SQLAlchemy keeps what it made of one statement beside all others."""
    return {"compiled_cache": _Compiled()}


def _by_number(text: str) -> tuple[str, list[str]]:
    """Values by number, as the server itself takes them, and which name has which number."""
    order: list[str] = []

    def number(found: re.Match[str]) -> str:
        if found[2]:
            return "%"
        if found[1] not in order:
            order.append(found[1])
        return f"${order.index(found[1]) + 1}"

    return NAMED.sub(number, text), order


def _instant(at: datetime | None) -> str | None:
    if at is None:
        return None
    if at.tzinfo is None:
        raise TypeError("an instant needs a time zone")
    return instant_text(at)


def _day(day: date | None) -> str | None:
    return day.isoformat()[:10] if day is not None else None  # an instant is a day too, as SQLAlchemy has it


def _from(kind: Any, dialect: Dialect) -> Process | None:
    if dialect.name == "sqlite":  # SQLAlchemy puts each part into a form, which takes five times as long
        if isinstance(kind, UTCDateTime):
            return _instant
        if isinstance(kind, Date):
            return _day
    process: Process | None = kind.dialect_impl(dialect).bind_processor(dialect)
    return process


def _to(kind: Any, dialect: Dialect) -> Process | None:
    process: Process | None = kind.dialect_impl(dialect).result_processor(dialect, None)
    return process
