"""A file or a paste of codes, line by line: a code, perhaps a PIN and a day until which it is valid.

Every problem names its line, never what stands there.
"""

import re
from dataclasses import dataclass, field
from datetime import date

from catalog.cards import sealing
from catalog.cards.http import CODE
from core import figures
from core.row_problems import FileRefused, Problem
from core.rules import N_
from core.tables import encoding_of, read_csv

COLUMNS = ("code", "pin", "expires_on")
HEAD = ";".join(COLUMNS)
#: A first cell that says “code” and nothing else; a code may begin with that word.
HEADED = re.compile(r'"?code"?[ \t]*([;,|\t\r\n]|$)', re.IGNORECASE)


@dataclass(frozen=True)
class Line:
    """One code as it came in."""

    number: int
    code: str = field(repr=False)
    pin: str = field(repr=False, default="")
    expires_on: date | None = None


def read_codes(data: bytes, day: date) -> list[Line]:
    """The lines of a CSV, or of a paste of one code a line; raises FileRefused with every problem."""
    text = data.decode(encoding_of(data), errors="replace").strip("\ufeff \t\r\n")
    named = bool(HEADED.match(text))
    table = read_csv(
        (text if named or not text else f"{HEAD}\n{text}").encode(), delimiter=None if named else ";"
    )
    problems = [
        Problem(1, one, N_("this column is unknown")) for one in sorted({*table.columns} - {*COLUMNS, ""})
    ]
    lines, seen = [], dict[str, int]()
    for number, cells in table.rows:
        place = number if named else number - 1
        line, found = _read(place, cells, day)
        twin = seen.setdefault(sealing.digest(line.code), place) if line.code else place
        if twin != place:
            found.append(Problem(place, "code", N_("the same code stands on an earlier line")))
        problems += found
        lines.append(line)
    if problems:
        raise FileRefused(problems)
    return lines


def _read(number: int, cells: dict[str, str], day: date) -> tuple[Line, list[Problem]]:
    problems = []
    code, pin, until = (cells.get(name, "") for name in COLUMNS)
    if not CODE.fullmatch(code):
        problems.append(Problem(number, "code", N_("is missing, too long or holds signs that no code has")))
        code = ""
    if pin and not CODE.fullmatch(pin):
        problems.append(Problem(number, "pin", N_("is too long or holds signs that no PIN has")))
    expires_on = None
    try:
        expires_on = figures.day(until) if until else None
    except ValueError:
        problems.append(Problem(number, "expires_on", N_("is no day, like 2026-12-31")))
    if expires_on and expires_on < day:
        problems.append(Problem(number, "expires_on", N_("has passed: the code is worth nothing any more")))
    if cells.get(""):
        problems.append(Problem(number, "", N_("something stands beyond the last column")))
    return Line(number, code, pin, expires_on), problems
