"""A file of suppliers: every problem of every line at once, then all of it or nothing; twice is once."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from catalog.models import Supplier
from catalog.suppliers import actions
from core.database import session
from core.row_problems import FileRefused, Problem
from core.rules import N_
from core.tables import SURPLUS, read_csv

COLUMNS = tuple(actions.COLUMNS)


@dataclass(frozen=True)
class Brought:
    """What an import did."""

    added: int
    changed: int
    same: int


def import_suppliers(data: bytes, at: datetime, by: str) -> Brought:
    """Add the suppliers of a CSV and bring known ones in line by code; raises TableRefused, FileRefused."""
    rows = read_suppliers(data)
    known = dict(session.execute(select(Supplier.code, Supplier.id)).all())
    added = changed = 0
    for row in rows:
        if row["code"] not in known:
            actions.add(at, by, **{**actions.COLUMNS, **row})
            added += 1
        elif actions.change(known[row["code"]], at, by, **row):
            changed += 1
    return Brought(added, changed, len(rows) - added - changed)


def read_suppliers(data: bytes) -> list[dict[str, str]]:
    """The rows of a CSV; a column that is not there leaves what is known as it is."""
    table = read_csv(data)
    given = set(table.columns)
    problems = [Problem(1, one, N_("this column is missing")) for one in ("code", "name") if one not in given]
    problems += [
        Problem(1, one, N_("this column is unknown")) for one in sorted(given - {*COLUMNS, "retired"})
    ]
    if problems:
        raise FileRefused(problems)
    rows, seen = [], dict[str, int]()
    for line, cells in table.rows:
        row = {name: cells[name] or actions.COLUMNS[name] for name in COLUMNS if name in given}
        problems += [
            Problem(line, name, N_("is missing or not possible"))
            for name in actions.wrong({**actions.COLUMNS, **row})
        ]
        if row["code"] in seen:
            problems.append(Problem(line, "code", N_("the same code stands on an earlier line")))
        if cells.get(SURPLUS):
            problems.append(Problem(line, "", N_("something stands beyond the last column")))
        seen.setdefault(row["code"], line)
        rows.append(row)
    if problems:
        raise FileRefused(problems)
    return rows
