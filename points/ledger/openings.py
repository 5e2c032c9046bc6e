"""Balances from before the programme, from a CSV file (docs/files.md): once for each wallet."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from accounts import queries as accounts
from core import audit
from core.clock import local_day
from core.figures import day
from core.rules import N_, Refused
from core.tables import SURPLUS, read_csv
from core.text import fold
from points.ledger.actions import open_wallets
from points.ledger.entries import Entry, Leg
from points.ledger.posting import post
from points.ledger.transactions import transaction_ids
from points.rules import MOST

COLUMNS = {"kind", "code", "points"}
#: (kind, code) → id of the person or company
Owners = dict[tuple[str, str], int]


class Problem(NamedTuple):
    """What is wrong with a line: a sentence to be translated, and what fills its placeholders."""

    line: int
    sentence: str
    facts: Mapping[str, object]

    def __str__(self) -> str:
        return f"line {self.line}, {self.sentence % self.facts}"


class BadOpeningFile(Refused):
    """A file of opening balances with problems; `problems` holds every one of them."""

    sentence = N_("This file of opening balances cannot be loaded.")

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__()
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


class Opening(NamedTuple):
    """One wallet's balance."""

    line: int
    kind: str
    code: str
    points: int
    expires_on: date | None


def read(content: bytes) -> list[Opening]:
    """The rows of a file; raise TableRefused, or BadOpeningFile with every problem."""
    table = read_csv(content)
    names = {fold(column).replace("_", " "): column for column in table.columns}
    if not names.keys() >= COLUMNS:
        raise BadOpeningFile([Problem(1, N_("the columns kind, code and points are needed"), {})])
    problems: list[Problem] = []
    told = [
        (line, {ours: cells[column] for ours, column in names.items()} | {SURPLUS: cells.get(SURPLUS, "")})
        for line, cells in table.rows
    ]
    owners = _owners(told)
    rows: list[Opening] = []
    first: dict[tuple[str, str], int] = {}
    for line, cells in told:
        row, wrong = _row(line, cells, owners)
        before = first.setdefault((cells["kind"], cells["code"]), line)
        if before != line:
            facts = {"kind": cells["kind"], "code": cells["code"], "before": before}
            twice = N_("code: %(kind)s “%(code)s” stands on line %(before)s already")
            wrong.append(Problem(line, twice, facts))
        problems += wrong
        rows += [row] if row else []
    if problems:
        raise BadOpeningFile(problems)
    return rows


def _row(line: int, cells: Mapping[str, str], owners: Owners) -> tuple[Opening | None, list[Problem]]:
    kind, code, points, last = (cells.get(name, "") for name in ("kind", "code", "points", "expires on"))
    problems: list[Problem] = []

    def wrong(sentence: str, **facts: object) -> None:
        problems.append(Problem(line, sentence, facts))

    if cells[SURPLUS]:
        wrong(N_("“%(text)s” stands beyond the last column"), text=cells[SURPLUS][:40])
    if kind not in {"person", "company"}:
        wrong(N_("kind: must be person or company, not “%(kind)s”"), kind=kind)
    elif (kind, code) not in owners:
        wrong(N_("code: there is no %(kind)s “%(code)s”"), kind=kind, code=code)
    if not (points.isascii() and points.isdigit() and 0 < int(points[:12]) <= MOST):
        wrong(N_("points: must be a whole number above zero, not “%(points)s”"), points=points)
    try:
        on = day(last) if last else None
    except ValueError:
        wrong(N_("expires_on: must look like 2027-12-31, not “%(day)s”"), day=last)
    return (None if problems else Opening(line, kind, code, int(points), on)), problems


def _owners(told: Sequence[tuple[int, Mapping[str, str]]]) -> Owners:
    """Ids of the people and companies that the lines name, by kind and code."""
    people = accounts.people_by_code({cells["code"] for _, cells in told if cells["kind"] == "person"})
    companies = accounts.companies_by_code({cells["code"] for _, cells in told if cells["kind"] == "company"})
    owners = {("person", code): one.id for code, one in people.items()}
    return owners | {("company", code): one.id for code, one in companies.items()}


def bring_in(rows: Sequence[Opening], at: datetime, actor: str, dry_run: bool = False) -> tuple[int, int]:
    """Post each balance once (reference `opening:kind:code`); how many are new, how many known."""
    owners = _owners([(row.line, {"kind": row.kind, "code": row.code}) for row in rows])
    if dry_run:
        known = len(transaction_ids([_reference(row) for row in rows]))
        return len(rows) - known, known
    wallets = open_wallets(
        [i for (kind, _), i in owners.items() if kind == "person"],
        [i for (kind, _), i in owners.items() if kind == "company"],
        at,
    )
    entries = [
        Entry(
            _reference(row),
            "opening",
            local_day(at),
            (
                Leg("opening", -row.points),
                Leg("available", row.points, wallets[row.kind, owners[row.kind, row.code]]),
            ),
            {},
            lot_expires_on=row.expires_on,
        )
        for row in rows
    ]
    posted = post(entries, at, actor)
    if posted.written:
        points = sum(row.points for row in rows if _reference(row) in posted.written)
        facts = {"wallets": len(posted.written), "points": points}
        audit.record(actor, "points.opening", ("opening", len(posted.written)), at, facts)
    return len(posted.written), len(posted.known)


def _reference(row: Opening) -> str:
    return f"opening:{row.kind}:{row.code}"
