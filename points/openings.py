"""Balances from before the programme, from a CSV file (docs/files.md): once for each wallet."""

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from accounts import queries as accounts
from core.clock import local_day
from core.rules import N_, Refused
from points.actions import open_wallets
from points.entries import Entry, Leg
from points.ledger import post
from points.rules import MOST
from points.transactions import transaction_ids

COLUMNS = {"kind", "code", "points"}


class BadOpeningFile(Refused):
    """A file of opening balances with problems; `problems` holds a sentence for each."""

    sentence = N_("This file of opening balances cannot be loaded.")

    def __init__(self, problems: list[str]) -> None:
        super().__init__()
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(self.problems)


class Opening(NamedTuple):
    """One wallet's balance."""

    line: int
    kind: str
    code: str
    points: int
    expires_on: date | None


def read(content: bytes) -> list[Opening]:
    """The rows of a file; raise BadOpeningFile with every problem."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise BadOpeningFile(["the file must be UTF-8"]) from wrong
    first = text.split("\n", 1)[0]
    table = csv.DictReader(io.StringIO(text), delimiter=";" if ";" in first else ",")
    if not set(table.fieldnames or ()) >= COLUMNS:
        raise BadOpeningFile(["the first line must name the columns kind, code and points"])
    problems: list[str] = []
    rows = [row for row in (_row(table.line_num, cells, problems) for cells in table) if row]
    if problems:
        raise BadOpeningFile(problems)
    return rows


def _row(line: int, cells: dict[str, str | None], problems: list[str]) -> Opening | None:
    kind, code, points = ((cells.get(name) or "").strip() for name in ("kind", "code", "points"))
    last = (cells.get("expires_on") or "").strip()
    before = len(problems)
    if kind not in {"person", "company"}:
        problems.append(f"line {line}: kind must be person or company, not “{kind}”")
    if not (points.isascii() and points.isdigit() and 0 < int(points[:12]) <= MOST):
        problems.append(f"line {line}: points must be a whole number above zero, not “{points}”")
    try:
        day = date.fromisoformat(last) if last else None
    except ValueError:
        problems.append(f"line {line}: expires_on must look like 2027-12-31, not “{last}”")
    return Opening(line, kind, code, int(points), day) if len(problems) == before else None


def bring_in(rows: Sequence[Opening], at: datetime, actor: str, dry_run: bool = False) -> tuple[int, int]:
    """Post each balance once (reference `opening:kind:code`); how many are new, how many known."""
    people = accounts.people_by_code({row.code for row in rows if row.kind == "person"})
    companies = accounts.companies_by_code({row.code for row in rows if row.kind == "company"})
    owners = {("person", code): one.id for code, one in people.items()}
    owners |= {("company", code): one.id for code, one in companies.items()}
    problems = [f"line {r.line}: no {r.kind} “{r.code}”" for r in rows if (r.kind, r.code) not in owners]
    if problems:
        raise BadOpeningFile(problems)
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
    return len(posted.written), len(posted.known)


def _reference(row: Opening) -> str:
    return f"opening:{row.kind}:{row.code}"
