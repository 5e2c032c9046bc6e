"""References and commitments from a CSV file (docs/files.md): what a period will be held against."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from accounts import queries as accounts
from core import audit
from core.clock import local_day
from core.database import insert, session
from core.figures import cents, day, whole
from core.rules import N_, Refused
from core.tables import SURPLUS, read_csv
from core.text import fold
from points.models import Baseline, EarningRule
from points.rules.calendar import MONTHS, calendar_span

NEEDED = {"kind", "holder", "code", "period", "starts on"}
KINDS = ("reference", "commitment")
HOLDERS = ("person", "company")
#: What may be held against: column of the file → of the table, and how it is read.
FIGURES: dict[str, tuple[str, Callable[[str], int]]] = {
    "amount": ("amount_cents", cents),
    "quantity": ("quantity", whole),
    "order days": ("order_days", whole),
}
MOST = 10**13
#: ("person" or "company", code) → id
Owners = Mapping[tuple[str, str], int]


class BadBaselineFile(Refused):
    """A file of baselines with problems; `problems` holds a sentence for each."""

    sentence = N_("This file of references and commitments cannot be loaded.")

    def __init__(self, problems: list[str]) -> None:
        super().__init__()
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(self.problems)


class Row(NamedTuple):
    """One line: a holder's figures of a period."""

    line: int
    kind: str
    holder: str
    owner_id: int
    rule: str
    period: str
    starts_on: date
    figures: dict[str, int]


class Brought(NamedTuple):
    """What became of a file."""

    new: int
    replaced: int
    known: int


def read(content: bytes, today: date) -> list[Row]:
    """The rows of a file; raise TableRefused, or BadBaselineFile with every problem."""
    table = read_csv(content)
    names = {fold(column).replace("_", " "): column for column in table.columns}
    if not names.keys() >= NEEDED or not names.keys() & FIGURES.keys():
        needed = "kind, holder, code, period, starts_on and one of amount, quantity, order_days"
        raise BadBaselineFile([f"line 1: the columns {needed} are needed"])
    told = [
        (line, {ours: cells[column] for ours, column in names.items()} | {SURPLUS: cells.get(SURPLUS, "")})
        for line, cells in table.rows
    ]
    owners, codes = _owners(told), set(session.scalars(select(EarningRule.code)))
    problems: list[str] = []
    rows: list[Row] = []
    first: dict[tuple[Any, ...], int] = {}
    for line, cells in told:
        found, wrong = _row(line, cells, owners, codes)
        if found and not wrong:
            before = first.setdefault(_key(found), line)
            if before != line:
                wrong = [f"code: says again what line {before} says"]
            elif (stored := _stored(found)) and found.starts_on <= today and not _same(stored, found):
                wrong = [f"starts_on: {found.starts_on} has begun, what it is held against stays"]
        problems += [f"line {line}, {one}" for one in wrong]
        rows += [found] if found else []
    if problems:
        raise BadBaselineFile(problems)
    return rows


def bring_in(rows: Sequence[Row], at: datetime, actor: str, dry_run: bool = False) -> Brought:
    """Write each line; one of a period that has not begun replaces what was there."""
    counts = {"new": 0, "replaced": 0, "known": 0}
    for row in rows:
        stored = _stored(row)
        what = "new" if stored is None else "known" if _same(stored, row) else "replaced"
        counts[what] += 1
        if dry_run or what == "known":
            continue
        if stored is None:
            session.execute(insert(Baseline).values(**_values(row, at, actor)))
        else:
            for name, value in (*row.figures.items(), ("source", "imported"), ("at", at), ("by", actor)):
                setattr(stored, name, value)
    if not dry_run and counts["new"] + counts["replaced"]:
        audit.record(actor, "points.baselines", ("baselines", local_day(at).isoformat()), at, counts)
    session.flush()
    return Brought(**counts)


def _row(
    line: int, cells: Mapping[str, str], owners: Owners, codes: set[str]
) -> tuple[Row | None, list[str]]:
    wrong = [f"{cells[SURPLUS][:40]} stands beyond the last column"] if cells[SURPLUS] else []
    kind, holder, code, period = (cells[name] for name in ("kind", "holder", "code", "period"))
    rule = cells.get("rule", "")
    for name, said, known in (("kind", kind, KINDS), ("holder", holder, HOLDERS)):
        if said not in known:
            wrong.append(f"{name}: must be {' or '.join(known)}, not “{said}”")
    if holder in HOLDERS and (holder, code) not in owners:
        wrong.append(f"code: there is no {holder} “{code}”")
    if rule and rule not in codes:
        wrong.append(f"rule: there is no rule “{rule}”")
    starts_on = _first_day(cells["starts on"], period, wrong)
    figures = {ours: _figure(cells, name, wrong) for name, (ours, _) in FIGURES.items()}
    if not any(figures.values()) and not wrong:
        wrong.append("amount: a figure above zero is needed, or a quantity, or order_days")
    if wrong or starts_on is None:
        return None, wrong
    return Row(line, kind, holder, owners[holder, code], rule, period, starts_on, figures), wrong


def _first_day(text: str, period: str, wrong: list[str]) -> date | None:
    if period not in (*MONTHS, "whole"):
        wrong.append(f"period: must be month, quarter, year or whole, not “{period}”")
    try:
        found = day(text)
    except ValueError:
        wrong.append(f"starts_on: must look like 2027-01-01, not “{text}”")
        return None
    if period in MONTHS and calendar_span(period, found).first != found:
        first = calendar_span(period, found).first
        wrong.append(f"starts_on: the {period} begins on {first}, not on {found}")
    return found


def _figure(cells: Mapping[str, str], name: str, wrong: list[str]) -> int:
    text = cells.get(name, "")
    try:
        found = FIGURES[name][1](text) if text else 0
    except ValueError:
        found = -1
    if not 0 <= found <= MOST:
        wrong.append(f"{name.replace(' ', '_')}: must be a number of zero or more, not “{text}”")
    return found


def _owners(told: Sequence[tuple[int, Mapping[str, str]]]) -> Owners:
    people = accounts.people_by_code({cells["code"] for _, cells in told if cells["holder"] == "person"})
    companies = accounts.companies_by_code(
        {cells["code"] for _, cells in told if cells["holder"] == "company"}
    )
    owners = {("person", code): one.id for code, one in people.items()}
    return owners | {("company", code): one.id for code, one in companies.items()}


def _key(row: Row) -> tuple[Any, ...]:
    return (row.kind, row.holder, row.owner_id, row.rule, row.period, row.starts_on)


def _stored(row: Row) -> Baseline | None:
    owner = Baseline.person_id if row.holder == "person" else Baseline.company_id
    return session.scalars(
        select(Baseline).where(
            owner == row.owner_id,
            Baseline.kind == row.kind,
            Baseline.rule == row.rule,
            Baseline.period == row.period,
            Baseline.starts_on == row.starts_on,
        )
    ).one_or_none()


def _same(stored: Baseline, row: Row) -> bool:
    return all(getattr(stored, name) == value for name, value in row.figures.items())


def _values(row: Row, at: datetime, actor: str) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "person_id": row.owner_id if row.holder == "person" else None,
        "company_id": row.owner_id if row.holder == "company" else None,
        "rule": row.rule,
        "period": row.period,
        "starts_on": row.starts_on,
        **row.figures,
        "source": "imported",
        "at": at,
        "by": actor,
    }
