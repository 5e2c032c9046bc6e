"""Single cells as files hold them, read exactly; what cannot be read names its sentence."""

import re
import unicodedata
from datetime import date
from decimal import Decimal

from core.figures import NoSuchDay, NotADay, NotFigures, day, number, to_cents, whole
from core.text import tidy

Cell = str | int | float
LONGEST = {"document": 60, "line": 30}
LONGEST_CODE = 60
MOST_UNITS = 10**9
MOST_CENTS = 10**13
EARLIEST = date(1990, 1, 1)
#: Amounts as most files write them, by decimal mark: read without a Decimal.
PLAIN = {",": re.compile(r"[0-9]{1,11},[0-9]{2}\Z"), ".": re.compile(r"[0-9]{1,11}\.[0-9]{2}\Z")}


class Wrong(Exception):
    """A cell that cannot be read; the code names the sentence."""

    def __init__(self, code: str, hint: str = "") -> None:
        self.code, self.hint = code, hint


def text_of(cell: Cell) -> str:
    """A cell as clean text; raises Wrong("hidden") for control characters."""
    if type(cell) is not str:
        return repr(cell)
    text = cell.strip()
    if text.isascii() and text.isprintable():
        return text
    if any(unicodedata.category(c) in {"Cc", "Co", "Cs", "Cn"} and c not in "\t\n\r" for c in text):
        raise Wrong("hidden")
    return tidy(text)


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would run the text."""
    return text[:1] in {"=", "+", "-", "@"}


def read_label(cell: Cell, longest: int) -> str:
    """A document or line number; raises Wrong."""
    text = text_of(cell)
    if is_formula(text):
        raise Wrong("formula")
    if len(text) > longest:
        raise Wrong("too_long")
    return text


def read_day(cell: Cell, order: str, today: date) -> date | None:
    """A day that has come; raises Wrong."""
    text = text_of(cell)
    if not text:
        return None
    if is_formula(text):
        raise Wrong("formula")
    try:
        found = day(text, order) if type(cell) is str else day("")
    except NoSuchDay:
        raise Wrong("no_such_day") from None
    except NotADay:
        raise Wrong("not_a_day") from None
    if found > today:
        raise Wrong("future")
    if found < EARLIEST:
        raise Wrong("too_old")
    return found


def read_units(cell: Cell, decimal: str) -> int | None:
    """A whole number of units, negative on a return, never zero; raises Wrong."""
    text = text_of(cell)
    if not text:
        return None
    if text[0] == "=":
        raise Wrong("formula")
    try:
        exact = number(text, decimal if type(cell) is str else ".")
        units = whole(text, decimal if type(cell) is str else ".")
    except NotFigures:
        raise Wrong("too_large" if _long_number(text) else _not_number(text, decimal, cell)) from None
    if abs(units) > MOST_UNITS:
        raise Wrong("too_large")
    if not exact:
        raise Wrong("zero")
    return units


def read_money(cell: Cell, decimal: str) -> Decimal | None:
    """An exact amount (Decimal, units), negative on a return; raises Wrong."""
    text = text_of(cell)
    if not text:
        return None
    if text[0] in "=@":
        raise Wrong("formula")
    try:
        amount = number(text, decimal if type(cell) is str else ".")
    except NotFigures:
        raise Wrong("too_large" if _long_number(text) else "not_a_number") from None
    if abs(amount) * 100 > MOST_CENTS:
        raise Wrong("too_large")
    return amount


def read_cents(cell: Cell, decimal: str) -> int | None:
    """An amount in cents, negative on a return; raises Wrong."""
    if type(cell) is str and PLAIN[decimal].match(cell):
        return int(cell.replace(decimal, ""))
    amount = read_money(cell, decimal)
    return None if amount is None else to_cents(amount)


def _not_number(text: str, decimal: str, cell: Cell) -> str:
    try:
        number(text, decimal if type(cell) is str else ".")
    except NotFigures:
        return "formula" if is_formula(text) else "not_a_number"
    return "not_whole"


def _long_number(text: str) -> bool:
    return len(text) > 15 and text.isascii() and text.lstrip("+-").isdigit()
