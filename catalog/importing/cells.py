"""Cells of a file as values, and values as cells: each reader raises ValueError for what it cannot be."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from catalog.importing import wrongs
from core import figures
from core.clock import ZONE
from core.exports import FORMULA
from core.row_problems import Problem
from core.rules import N_
from core.tables import SURPLUS, read_csv

Cells = Mapping[str, str]
MOMENT = "%Y-%m-%d %H:%M"
YES, NO = ("yes", "oui", "x", "1", "true"), ("no", "non", "0", "false")


@dataclass(frozen=True)
class Column:
    """A column of a file: what its cells are, what is said of one that is not, what an empty one means."""

    name: str
    read: Callable[[str], Any]
    #: says `value`; what else it says stands in `facts`
    wrong: str = ""
    empty: Any = None
    needed: bool = False
    facts: Mapping[str, object] = field(default_factory=dict)


def choice(
    name: str, choices: Sequence[str], empty: Any = None, needed: bool = False, several: bool = False
) -> Column:
    """A column of one word of some, or of `several`."""
    read, wrong = (some_of, wrongs.OTHERS_THAN) if several else (one_of, wrongs.NONE_OF)
    return Column(name, read(choices), wrong, empty, needed, {"choices": ", ".join(choices)})


@dataclass(frozen=True)
class Line:
    """A line of the file: its number from 1, and its values by column."""

    number: int
    values: dict[str, Any]


def read_table(
    data: bytes, columns: Sequence[Column], ignored: Iterable[str] = ()
) -> tuple[set[str], list[Line], list[Problem]]:
    """The columns that are there, the lines, and what is wrong; raises TableRefused for what is no table."""
    table = read_csv(data)
    given, known = set(table.columns), {one.name for one in columns}
    problems = [
        Problem(1, one.name, N_("this column is missing"))
        for one in columns
        if one.needed and one.name not in given
    ]
    problems += [
        Problem(1, name, N_("this column is unknown")) for name in sorted(given - known - set(ignored))
    ]
    if problems:
        return given, [], problems
    lines = []
    for number, cells in table.rows:
        values, found = {}, list[Problem]()
        for one in columns:
            values[one.name] = _value(one, number, cells, found)
        if cells.get(SURPLUS):
            found.append(Problem(number, "", wrongs.BEYOND, {"value": cells[SURPLUS][:40]}))
        lines.append(Line(number, values))
        problems += found
    return given, lines, problems


def _value(column: Column, number: int, cells: Cells, problems: list[Problem]) -> Any:
    text = plain(cells.get(column.name, ""))
    if not text:
        if column.needed:
            problems.append(Problem(number, column.name, N_("is missing")))
        return column.empty
    try:
        return column.read(text)
    except ValueError:
        problems.append(Problem(number, column.name, column.wrong, {"value": text[:40], **column.facts}))
        return column.empty


def plain(text: str) -> str:
    """A cell without the mark that an export puts before what a spreadsheet would run."""
    return text[1:] if text[:1] == "'" and text[1:].startswith(FORMULA) else text


def words(longest: int) -> Callable[[str], str]:
    """Text of at most so many characters."""

    def read(text: str) -> str:
        if len(text) > longest:
            raise ValueError(text)
        return text

    return read


def one_of(choices: Sequence[str]) -> Callable[[str], str]:
    """One of some words."""

    def read(text: str) -> str:
        if text not in choices:
            raise ValueError(text)
        return text

    return read


def some_of(choices: Sequence[str]) -> Callable[[str], list[str]]:
    """Some of some words, each once, in their own order."""

    def read(text: str) -> list[str]:
        found = codes(text)
        if not set(found) <= set(choices):
            raise ValueError(text)
        return [one for one in choices if one in found]

    return read


def codes(text: str) -> list[str]:
    """Codes between blanks or commas, each once."""
    found = re.split(r"[\s,]+", text.strip(" ,"))
    if len(set(found)) < len(found):
        raise ValueError(text)
    return found


def at_least(least: int, most: int = 10**9) -> Callable[[str], int]:
    """A whole number within bounds."""

    def read(text: str) -> int:
        number = figures.whole(text)
        if not least <= number <= most:
            raise ValueError(text)
        return number

    return read


def money(text: str) -> int:
    """Euros with a comma or a point, as cents."""
    found = figures.cents(text, _decimal(text))
    if not 0 <= found <= 10**12:
        raise ValueError(text)
    return found


def rate(text: str) -> int:
    """Percent with a comma or a point, as basis points."""
    return figures.basis_points(text, _decimal(text))


def scale(text: str) -> list[dict[str, int]]:
    """`10000: 2 / 50000: 3,5` (or a line each) as steps: from so many euros on, so many percent."""
    steps = []
    for step in filter(None, (part.strip() for part in re.split(r"[/\n]", text))):
        start, colon, percent = step.partition(":")
        if not colon:
            raise ValueError(text)
        steps.append({"from_cents": money(start.strip()), "rate_bp": rate(percent.strip())})
    return steps


def yes(text: str) -> bool:
    """Yes or no, in a word."""
    if text.casefold() not in YES + NO:
        raise ValueError(text)
    return text.casefold() in YES


def day(text: str) -> date:
    """A local day."""
    return figures.day(text)


def instant(text: str) -> datetime:
    """A local day and hour, as an instant (UTC)."""
    return datetime.strptime(text.replace("T", " ")[:16], MOMENT).replace(tzinfo=ZONE).astimezone(UTC)


def as_money(cents: int | None) -> str:
    """Cents as a file says them."""
    return "" if cents is None else f"{cents // 100}.{cents % 100:02d}"


def as_rate(basis_points: int | None) -> str:
    """Basis points as a file says them."""
    return as_money(basis_points).rstrip("0").rstrip(".")


def as_scale(steps: Iterable[Mapping[str, int]]) -> str:
    """Steps as a file says them."""
    return " / ".join(f"{as_money(one['from_cents'])}: {as_rate(one['rate_bp'])}" for one in steps)


def as_instant(at: datetime) -> str:
    """An instant as a local day and hour."""
    return at.astimezone(ZONE).strftime(MOMENT)


def as_day(day: date | None) -> str:
    """A day, or nothing."""
    return day.isoformat() if day else ""


def as_codes(found: Iterable[str]) -> str:
    """Codes as a file says them."""
    return " ".join(found)


def unknown_codes(lines: Iterable[Line], names: Mapping[str, set[str]]) -> Iterator[Problem]:
    """Codes in some columns that name nothing; `names`: the codes that exist, by column."""
    for line in lines:
        for column, known in names.items():
            value = line.values[column]
            for code in [value] if isinstance(value, str) else value or []:
                if code and code not in known:
                    yield Problem(line.number, column, wrongs.UNKNOWN, {"value": code[:40]})


def _decimal(text: str) -> str:
    """A comma is the decimal mark where no point is."""
    return "," if "," in text and "." not in text else "."
