"""Many rows in one call, past the ORM: an import writes hundreds of thousands of them.

Values arrive as the driver wants them: `DayForms`, `instant_form` and `json_form` say how those are stored.
"""

import gc
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from itertools import chain
from typing import Any

from sqlalchemy import text

from core.columns import instant_text
from core.database import is_postgresql, say, session

_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode
#: From this many rows on, COPY is worth its round trips.
COPY_FROM = 50
#: Up to this many rows go in one statement: an order's postings.
A_FEW = 4
CHUNK = 20_000
#: What may lie in memory of the database while a file is accepted: 20,000 lines fill it, more take no more.
ROOM_KB = 16_384


class DayForms(dict[date | None, date | str | None]):
    """Local days as stored (SQLAlchemy's own form on SQLite); each is put into words once a batch."""

    def __init__(self) -> None:
        super().__init__()
        self.as_they_are = is_postgresql()

    def __missing__(self, day: date | None) -> date | str | None:
        self[day] = day if self.as_they_are or day is None else day.isoformat()
        return self[day]


def instant_form(at: datetime) -> datetime | str:
    """An instant as stored."""
    return at.astimezone(UTC) if is_postgresql() else instant_text(at)


def json_form(facts: Any) -> str:
    """Facts as stored: compact, accents kept."""
    return _encode(facts)


@contextmanager
def roomy() -> Iterator[None]:
    """Let SQLite keep more of its pages at hand while many rows go in: with its usual two megabytes, the
    indexes leave and come back all the time (an eighth of what an acceptance costs).
    """
    if is_postgresql():
        yield
        return
    line = session.connection()
    usual = line.exec_driver_sql("PRAGMA cache_size").scalar_one()
    line.exec_driver_sql(f"PRAGMA cache_size = -{ROOM_KB}")
    try:
        yield
    finally:
        if not line.closed:  # else the act ended its own transaction, and the line is no longer ours
            line.exec_driver_sql(f"PRAGMA cache_size = {usual:d}")


def replan() -> None:
    """Let PostgreSQL plan anew, as tables have grown.

    It keeps the plan of each foreign key for as long as a line is open; one made while the ledger held a
    page reads it from end to end for every row (4,800 rows read for each that is written, at 3,000 lines),
    and nothing that a transaction has written itself makes it think again.
    """
    if is_postgresql():
        session.connection().exec_driver_sql("DISCARD PLANS")


@contextmanager
def uncollected() -> Iterator[None]:
    """Let the cycle collector rest: a batch's many small tuples hold no cycles, and searching them again and
    again cost two fifths of an import's time.
    """
    working = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if working:
            gc.enable()


def put(table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows: COPY on PostgreSQL for many, one statement for a few, else the driver's executemany."""
    if not rows:
        return
    names = ", ".join(columns)
    if is_postgresql() and len(rows) >= COPY_FROM:
        _copy(f"COPY {table} ({names}) FROM STDIN", rows)
        return
    if len(rows) <= A_FEW:
        marks = ", ".join([f"({', '.join('?' * len(columns))})"] * len(rows))
        say(f"INSERT INTO {table} ({names}) VALUES {marks}", list(chain.from_iterable(rows)), waits=False)  # noqa: S608 - names are ours
        return
    mark = "%s" if is_postgresql() else "?"
    marks = ", ".join([mark] * len(columns))
    session.connection().exec_driver_sql(
        f"INSERT INTO {table} ({names}) VALUES ({marks})",  # noqa: S608 - names are ours
        rows if isinstance(rows, list) else list(rows),
    )


def put_new(table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]], key: str) -> int:
    """SQLite: insert the rows whose key is not there yet; how many were."""
    marks = ", ".join("?" * len(columns))
    told = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks}) ON CONFLICT ({key}) DO NOTHING"  # noqa: S608 - names are ours
    return session.connection().exec_driver_sql(told, list(rows)).rowcount


def _copy(statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
    cursor: Any = session.connection().connection.cursor()
    with cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def change(statement: str, rows: Sequence[tuple[Any, ...]]) -> int:
    """Run one UPDATE (`?` for each value) for every row; how many rows it changed in all."""
    if not rows:
        return 0
    if len(rows) == 1:
        return len(say(f"{statement} RETURNING 1", rows[0]))
    if is_postgresql():
        statement = statement.replace("?", "%s")
    return session.connection().exec_driver_sql(statement, list(rows)).rowcount


def changed(statement: str, row: tuple[Any, ...]) -> Sequence[Any] | None:
    """Run one UPDATE … RETURNING (`?` for each value); what it returned, None where it changed nothing."""
    found = say(statement, row)
    return found[0] if found else None


def fresh_ids(table: str, count: int) -> list[int]:
    """Ids nobody else will use: drawn from the sequence; after the highest where one writer works at a time.

    Not for sealed tables: a drawn id that is written late would slip below a sealed one.
    """
    if is_postgresql():
        drawn = text(
            "SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count) ORDER BY 1"
        )
        return list(session.execute(drawn, {"name": table, "count": count}).scalars())
    highest = session.execute(text(f"SELECT coalesce(max(id), 0) FROM {table}")).scalar_one()  # noqa: S608
    return list(range(highest + 1, highest + 1 + count))


def among(column: str, values: Sequence[Any]) -> tuple[str, Any]:
    """A condition `column IN values` for any number of them, and its one parameter."""
    if is_postgresql():
        return f"{column} = ANY(%s)", list(values)
    return f"{column} IN (SELECT value FROM json_each(?))", json.dumps(list(values))  # noqa: S608
