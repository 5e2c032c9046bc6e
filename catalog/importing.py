"""A file of rewards: every problem of every line at once, then all of it or nothing; twice is once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from catalog import actions, rules
from catalog.models import Reward
from compliance.rules import FORMS
from core import figures
from core.database import session
from core.row_problems import FileRefused, Problem
from core.tables import SURPLUS, read_csv

#: The file's columns; those of REQUIRED must be there.
COLUMNS = (
    "code name_fr name_en about_fr about_en category kind form beneficiary picture price_points cost "
    "stock delay_days from to"
).split()
#: Columns of an export that say what cannot be brought in.
EXPORTED_TOO = ("taken", "retired")
REQUIRED = "code name_fr name_en category kind form price_points cost".split()
LONGEST = {"code": 40, "name_fr": 120, "name_en": 120, "picture": 120}
CHOICES = {
    "category": rules.CATEGORIES,
    "kind": rules.KINDS,
    "form": FORMS,
    "beneficiary": rules.BENEFICIARIES,
}


@dataclass(frozen=True)
class Brought:
    """What an import did."""

    added: int
    changed: int
    same: int


def import_rewards(data: bytes, at: datetime, by: str) -> Brought:
    """Add the rewards of a CSV and bring known ones in line by code; a known one's stock stays as it is.

    Raises TableRefused for what is no table, FileRefused with every problem.
    """
    rows = read_rewards(data)
    known = {one.code: one for one in session.scalars(select(Reward))}
    added = changed = 0
    for row in rows:
        stock, columns = row["stock"], {name: row[name] for name in row if name != "stock"}
        if row["code"] not in known:
            actions.add_reward(**columns, stock=stock, at=at, by=by)
            added += 1
        elif actions.change_reward(known[row["code"]].id, at, by, **columns):
            changed += 1
    return Brought(added, changed, len(rows) - added - changed)


def read_rewards(data: bytes) -> list[dict[str, Any]]:
    """The rows of a CSV as columns of rewards; raises FileRefused with every problem of every line."""
    table = read_csv(data)
    given = set(table.columns)
    problems = [Problem(1, one, "this column is missing") for one in REQUIRED if one not in given]
    problems += [
        Problem(1, one, "this column is unknown") for one in sorted(given - {*COLUMNS, *EXPORTED_TOO})
    ]
    if problems:
        raise FileRefused(problems)
    rows, seen = [], dict[str, int]()
    for line, cells in table.rows:
        row, found = _row(line, cells)
        if row["code"] in seen:
            found.append(Problem(line, "code", f"the same code stands on line {seen[row['code']]}"))
        seen.setdefault(row["code"], line)
        problems += found
        rows.append(row)
    if problems:
        raise FileRefused(problems)
    return rows


def as_row(reward: Reward) -> tuple[object, ...]:
    """A reward as a line of the file."""
    euros = f"{reward.cost_cents // 100}.{reward.cost_cents % 100:02d}"
    given = {
        "cost": euros,
        "from": reward.starts_on.isoformat() if reward.starts_on else "",
        "to": reward.ends_on.isoformat() if reward.ends_on else "",
    }
    return tuple(given[name] if name in given else getattr(reward, name) for name in COLUMNS)


def _row(line: int, cells: Mapping[str, str]) -> tuple[dict[str, Any], list[Problem]]:
    problems: list[Problem] = []

    def value(name: str, read: Callable[[str], Any], default: Any, wrong: str) -> Any:
        text = cells.get(name, "")
        if not text:
            if name in REQUIRED:
                problems.append(Problem(line, name, "is missing"))
            return default
        try:
            return read(text)
        except ValueError:
            problems.append(Problem(line, name, f"“{text[:40]}” {wrong}"))
            return default

    row: dict[str, Any] = {
        name: value(name, _text(LONGEST.get(name, 2_000)), "", "is too long")
        for name in ("code", "name_fr", "name_en", "about_fr", "about_en", "picture")
    }
    for name, choices in CHOICES.items():
        default = "person" if name == "beneficiary" else ""
        row[name] = value(name, _one_of(choices), default, f"is none of {', '.join(choices)}")
    row["price_points"] = value("price_points", _least(1), 1, "is no number of points above zero")
    row["cost_cents"] = value("cost", _cost, 0, "is no amount in euros, like 149.90")
    row["stock"] = value("stock", _least(0), None, "is no number of pieces")
    row["delay_days"] = value("delay_days", _least(0), 5, "is no number of days")
    row["starts_on"] = value("from", _day, None, "is no day, like 2026-10-15")
    row["ends_on"] = value("to", _day, None, "is no day, like 2026-10-15")
    if row["starts_on"] and row["ends_on"] and row["ends_on"] < row["starts_on"]:
        problems.append(Problem(line, "to", "comes before “from”"))
    if cells.get(SURPLUS):
        problems.append(Problem(line, "", f"“{cells[SURPLUS][:40]}” stands beyond the last column"))
    return row, problems


def _text(longest: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        if len(text) > longest:
            raise ValueError(text)
        return text

    return read


def _one_of(choices: Sequence[str]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in choices:
            raise ValueError(text)
        return text

    return read


def _least(least: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        number = figures.whole(text)
        if not least <= number <= 10**9:
            raise ValueError(text)
        return number

    return read


def _cost(text: str) -> int:
    """Euros with a comma or a point."""
    decimal = "," if "," in text and "." not in text else "."
    found = figures.cents(text, decimal)
    if not 0 <= found <= 10**12:
        raise ValueError(text)
    return found


def _day(text: str) -> date:
    return figures.day(text)
