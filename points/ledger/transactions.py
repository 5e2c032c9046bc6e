"""Ledger transactions, each written once by its reference, many in one call."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, cast

from core.database import is_postgresql, say, session
from points.bulk import A_FEW, CHUNK, DayForms, among, instant_form, json_form, put, put_new
from points.ledger.entries import Entry
from points.rules import AlreadySettled

#: PostgreSQL: one statement inserts a chunk, waits for rivals and says what was new. In order of reference,
#: so that two batches never wait for each other in a circle. One text carries them all: putting an array of
#: each column into words cost a third of what the whole acceptance asked of Python, naming each a sixth.
WRITE = """
INSERT INTO ledger_transactions (reference, kind, day, at, actor, reverses_id, facts)
SELECT told->>0, told->>1, (told->>2)::date, %s, %s, (told->>3)::bigint, told->4
FROM json_array_elements(%s::json) AS all_of_them(told)
ORDER BY told->>0 ON CONFLICT DO NOTHING RETURNING reference, id
"""

#: One movement, which settles nothing.
WRITE_ONE = """
INSERT INTO ledger_transactions (reference, kind, day, at, actor, facts)
VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING reference, id
"""
COLUMNS = ("id", "reference", "kind", "day", "at", "actor", "reverses_id", "facts")


class Told(NamedTuple):
    """A transaction as it is to be stored."""

    reference: str
    kind: str
    day: date
    reverses_id: int | None
    #: JSON
    facts: str


def write_new(entries: Sequence[Entry], at: datetime, actor: str) -> dict[str, int]:
    """Write transactions not yet in the books; reference → id. AlreadySettled where another came first."""
    if len(entries) == 1 and not entries[0].reverses_id:
        return _write_one(_told(entries[0]), at, actor)
    first = {entry.reference: entry for entry in reversed(entries)}
    wanted = [_told(entry) for entry in entries if first[entry.reference] is entry]
    written = _in_chunks(_write_postgresql if is_postgresql() else _write_sqlite, wanted, at, actor)
    _refuse_unwritten([e.reference for e in wanted if e.reverses_id and e.reference not in written])
    return written


def write_told(wanted: Sequence[Told], at: datetime, actor: str) -> dict[str, int]:
    """The same of transactions that settle nothing, nearly all of which are new; each is named once."""
    if len(wanted) == 1:
        return _write_one(wanted[0], at, actor)
    if is_postgresql():
        return _in_chunks(_write_postgresql, wanted, at, actor)
    return _in_chunks(_write_most if len(wanted) > A_FEW else _write_sqlite, wanted, at, actor)


def _told(entry: Entry) -> Told:
    return Told(entry.reference, entry.kind, entry.day, entry.reverses_id, json_form(entry.facts))


def _write_one(one: Told, at: datetime, actor: str) -> dict[str, int]:
    row = (one.reference, one.kind, DayForms()[one.day], instant_form(at), actor, one.facts)
    return dict(say(WRITE_ONE, row))


Write = Callable[[Sequence[Told], datetime, str], dict[str, int]]


def _in_chunks(write: Write, wanted: Sequence[Told], at: datetime, actor: str) -> dict[str, int]:
    written: dict[str, int] = {}
    for start in range(0, len(wanted), CHUNK):
        written |= write(wanted[start : start + CHUNK], at, actor)
    return written


def _write_postgresql(wanted: Sequence[Told], at: datetime, actor: str) -> dict[str, int]:
    days = _Quoted()
    told = [
        f"[{json_form(reference)},{json_form(kind)},{days[day]},{reverses_id or 'null'},{facts}]"
        for reference, kind, day, reverses_id, facts in wanted
    ]
    words = (instant_form(at), actor, f"[{','.join(told)}]")
    return dict(session.connection().exec_driver_sql(WRITE, words).all())


class _Quoted(dict[date, str]):
    """Days between quotation marks; each is put into words once."""

    def __missing__(self, day: date) -> str:
        self[day] = f'"{day.isoformat()}"'
        return self[day]


def _write_sqlite(wanted: Sequence[Told], at: datetime, actor: str) -> dict[str, int]:
    """The only writer may look first."""
    now = instant_form(at)
    known, start = _known_and_next([one.reference for one in wanted])
    settled = _settled([one.reverses_id for one in wanted if one.reverses_id])
    fresh = []
    for one in wanted:
        if one.reference not in known and one.reverses_id not in settled:
            fresh.append(one)
            if one.reverses_id:
                settled.add(one.reverses_id)
    put("ledger_transactions", COLUMNS, _rows(fresh, start, now, actor))
    return {one.reference: n for n, one in enumerate(fresh, start)}


def _write_most(wanted: Sequence[Told], at: datetime, actor: str) -> dict[str, int]:
    """Nobody looks first; those known keep their own ids, which are lower, and by which they are told."""
    _, start = _known_and_next([])
    rows = _rows(wanted, start, instant_form(at), actor)
    if put_new("ledger_transactions", COLUMNS, rows, "reference") == len(wanted):
        return {one.reference: n for n, one in enumerate(wanted, start)}
    held = transaction_ids([one.reference for one in wanted])
    return {reference: n for reference, n in held.items() if n >= start}


def _rows(wanted: Sequence[Told], start: int, now: Any, actor: str) -> list[tuple[Any, ...]]:
    days = DayForms()
    return [
        (n, reference, kind, days[day], now, actor, reverses_id, facts)
        for n, (reference, kind, day, reverses_id, facts) in enumerate(wanted, start)
    ]


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
