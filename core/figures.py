"""Numbers, money and days as files and people write them, read exactly: never through a float."""

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

#: What may stand between thousands, and what may stand around an amount.
SPACES = str.maketrans("", "", " \u00a0\u2009\u202f'’")
MARKS = re.compile(r"€|EUR", re.IGNORECASE)
WHOLE = re.compile(r"[+-]?[0-9]{1,15}\Z")
#: Dot thousands with a decimal comma, and the reverse.
NUMBER = {
    ",": re.compile(r"([+-]?)([0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,15})(?:,([0-9]{1,12}))?\Z"),
    ".": re.compile(r"([+-]?)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,15})(?:\.([0-9]{1,12}))?\Z"),
}
CENT = Decimal("0.01")
DAY = re.compile(r"([0-9]{1,4})[-/. ]([0-9]{1,2})[-/. ]([0-9]{1,4})(?:[T ][0-9:.]{4,15}Z?)?\Z")
COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})\Z")
WORDED = re.compile(r"([0-9]{1,2})(?:er)?[ -]([^\W\d_]{3,9})\.?[ -]([0-9]{4})\Z")
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier janv jan january",
            "février févr fevrier fevr fév fev february feb",
            "mars mar march",
            "avril avr april apr",
            "mai may",
            "juin june jun",
            "juillet juil july jul",
            "août aout august aug",
            "septembre sept september sep",
            "octobre oct october",
            "novembre nov november",
            "décembre déc decembre december dec",
        ),
        start=1,
    )
    for name in names.split()
}
#: Places of day, month and year in what three numbers say.
ORDERS = {"dmy": (2, 1, 0), "mdy": (2, 0, 1), "ymd": (0, 1, 2)}


class NotFigures(ValueError):
    """The text is no number."""


class NoSuchDay(ValueError):
    """The text looks like a day that the calendar lacks."""


class NotADay(ValueError):
    """The text is no day."""


def number(text: str, decimal: str = ".") -> Decimal:
    """`1 234,50 €` → 1234.50; raises NotFigures (a thousands mark in the wrong place too)."""
    found = NUMBER[decimal].match(MARKS.sub("", text.translate(SPACES)).strip())
    if not found:
        raise NotFigures(text)
    sign, whole, part = found.groups()
    return Decimal(f"{sign}{whole.replace(',', '').replace('.', '')}.{part or 0}")


def to_cents(amount: Decimal) -> int:
    """Units as cents, half a cent away from zero."""
    return int(amount.quantize(CENT, ROUND_HALF_UP).scaleb(2))


def cents(text: str, decimal: str = ".") -> int:
    """`1 234,50 €` → 123450."""
    return to_cents(number(text, decimal))


def whole(text: str, decimal: str = ".") -> int:
    """`12` or `12,00` → 12; raises NotFigures for a fraction."""
    if WHOLE.match(text):
        return int(text)
    value = number(text, decimal)
    if value != value.to_integral_value():
        raise NotFigures(text)
    return int(value)


def basis_points(text: str, decimal: str = ".") -> int:
    """`12,5 %` → 1250."""
    return to_cents(number(text.replace("%", ""), decimal))


def day(text: str, order: str = "dmy") -> date:
    """A day in one of the forms exports use; a year written first is always year, month, day."""
    bare = text.strip()
    found = DAY.match(bare) or COMPACT.match(bare)
    if found:
        parts = found.groups()
        places = ORDERS["ymd" if len(parts[0]) == 4 else order]
        year, month, number_of_day = (parts[place] for place in places)
        return _real(year, int(month), int(number_of_day), text)
    worded = WORDED.match(bare)
    month_number = MONTHS.get(worded[2].casefold()) if worded else None
    if worded and month_number:
        return _real(worded[3], month_number, int(worded[1]), text)
    raise NotADay(text)


def _real(year: str, month: int, number_of_day: int, text: str) -> date:
    if len(year) not in {2, 4}:
        raise NotADay(text)
    try:
        return date(int(year) + (2000 if len(year) == 2 else 0), month, number_of_day)
    except ValueError as wrong:
        raise NoSuchDay(text) from wrong
