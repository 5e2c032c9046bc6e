"""Ledger transactions, each written once by its reference, many in one call."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from core.database import is_postgresql, say, session
from points.bulk import CHUNK, DayForms, among, instant_form, json_form, put
from points.ledger.entries import Entry
from points.rules import AlreadySettled

#: PostgreSQL: one statement inserts a chunk, waits for rivals and says what was new. In order of reference,
#: so that two batches never wait for each other in a circle. One text carries them all: putting an array of
#: each column into words cost a third of what the whole acceptance asks of Python.
WRITE = """
INSERT INTO ledger_transactions (reference, kind, day, at, actor, reverses_id, facts)
SELECT reference, kind, day, %s, %s, reverses_id, facts
FROM json_to_recordset(%s::json)
    AS fresh(reference text, kind text, day date, reverses_id bigint, facts json)
ORDER BY reference ON CONFLICT DO NOTHING RETURNING reference, id
"""

#: One movement, which settles nothing.
WRITE_ONE = """
INSERT INTO ledger_transactions (reference, kind, day, at, actor, facts)
VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING reference, id
"""


def write_new(entries: Sequence[Entry], at: datetime, actor: str) -> dict[str, int]:
    """Write transactions not yet in the books; reference → id. AlreadySettled where another came first."""
    if len(entries) == 1 and not entries[0].reverses_id:
        return _write_one(entries[0], at, actor)
    first = {entry.reference: entry for entry in reversed(entries)}
    wanted = [entry for entry in entries if first[entry.reference] is entry]
    write = _write_postgresql if is_postgresql() else _write_sqlite
    written: dict[str, int] = {}
    for start in range(0, len(wanted), CHUNK):
        written |= write(wanted[start : start + CHUNK], at, actor)
    _refuse_unwritten([e.reference for e in wanted if e.reverses_id and e.reference not in written])
    return written


def _write_one(one: Entry, at: datetime, actor: str) -> dict[str, int]:
    day = DayForms()[one.day]
    row = (one.reference, one.kind, day, instant_form(at), actor, json_form(one.facts))
    return dict(say(WRITE_ONE, row))


def _write_postgresql(entries: Sequence[Entry], at: datetime, actor: str) -> dict[str, int]:
    told = [
        {
            "reference": e.reference,
            "kind": e.kind,
            "day": e.day.isoformat(),
            "reverses_id": e.reverses_id,
            "facts": e.facts,
        }
        for e in entries
    ]
    rows = session.connection().exec_driver_sql(WRITE, (instant_form(at), actor, json_form(told)))
    return dict(rows.all())


def _write_sqlite(entries: Sequence[Entry], at: datetime, actor: str) -> dict[str, int]:
    """The only writer may look first."""
    now, days = instant_form(at), DayForms()
    known, start = _known_and_next([e.reference for e in entries])
    settled = _settled([e.reverses_id for e in entries if e.reverses_id])
    fresh = []
    for entry in entries:
        if entry.reference not in known and entry.reverses_id not in settled:
            fresh.append(entry)
            if entry.reverses_id:
                settled.add(entry.reverses_id)
    put(
        "ledger_transactions",
        ("id", "reference", "kind", "day", "at", "actor", "reverses_id", "facts"),
        [
            (n, e.reference, e.kind, days[e.day], now, actor, e.reverses_id, json_form(e.facts))
            for n, e in enumerate(fresh, start)
        ],
    )
    return {e.reference: n for n, e in enumerate(fresh, start)}


def transaction_ids(references: Sequence[str]) -> dict[str, int]:
    """Which references are in the books, and under which id."""
    rows = _found("reference, id", "reference", references)
    return dict(rows)


def _known_and_next(references: Sequence[str]) -> tuple[dict[str, int], int]:
    """The same, and the first free id, in one statement."""
    condition, parameter = among("reference", references)
    rows = session.connection().exec_driver_sql(
        f"SELECT reference, id FROM ledger_transactions WHERE {condition} "  # noqa: S608
        "UNION ALL SELECT NULL, coalesce(max(id), 0) + 1 FROM ledger_transactions",
        (parameter,),
    )
    known: dict[str | None, int] = dict(rows.all())
    start = known.pop(None)
    return cast("dict[str, int]", known), start


def _settled(ids: Sequence[int]) -> set[int]:
    return {row[0] for row in _found("reverses_id", "reverses_id", ids)} if ids else set()


def _refuse_unwritten(references: Sequence[str]) -> None:
    """A movement that settles another and is neither new nor known came second."""
    if references and set(references) - transaction_ids(references).keys():
        raise AlreadySettled


def _found(what: str, column: str, values: Sequence[Any]) -> Sequence[Any]:
    condition, parameter = among(column, values)
    return (
        session.connection()
        .exec_driver_sql(f"SELECT {what} FROM ledger_transactions WHERE {condition}", (parameter,))  # noqa: S608
        .all()
    )
