"""Numbers, money and dates as people read them, in the reader's language."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_datetime, format_time, format_timedelta
from babel.numbers import format_currency, format_decimal
from flask import Flask
from flask.ctx import AppContext
from flask.globals import app_ctx
from flask_babel import get_locale
from markupsafe import Markup

from core.clock import ZONE

#: The only currency of an installation.
CURRENCY = "EUR"
#: Figures that a process keeps as it wrote them: babel takes a page's time for a page's figures.
KEPT = 8_000
#: The application's context itself; each look through a proxy costs as much as finding it.
_present: Callable[[], AppContext] = app_ctx._get_current_object  # type: ignore[attr-defined]
#: A space inside a measure: 2 000 W, 35 kW.
INSIDE = re.compile(r"(?<=\d) (?=\d{3}\b|[^\W\d_]{1,3}\b)")


def reader() -> Locale:
    """The reader's locale; French outside a request."""
    return known_reader() or Locale("fr")


def known_reader() -> Locale | None:
    """The reader's locale; None outside a request."""
    try:  # Flask-Babel notes it there; a page of figures asks a thousand times, and looking is much quicker
        noted: Locale | None = _present().g._flask_babel.babel_locale
    except (AttributeError, RuntimeError):
        noted = None
    if noted is not None:
        return noted
    found: Locale | None = get_locale()
    return found


def points(value: int) -> str:
    """1250 → 1 250 (with the locale's own separator)."""
    return _grouped(value, reader().language)


def euros(cents: int) -> str:
    """Cents as euros; cents are shown only when there are some."""
    return _priced(cents, reader().language)


@lru_cache(maxsize=KEPT)
def _grouped(value: int, language: str) -> str:
    return format_decimal(value, locale=language)


@lru_cache(maxsize=KEPT)
def _priced(cents: int, language: str) -> str:
    whole = cents % 100 == 0
    pattern = None
    if whole:
        pattern = "#,##0\u202f¤" if language == "fr" else "¤#,##0"
    elif language == "fr":
        pattern = "#,##0.00\u202f¤"
    return format_currency(
        Decimal(cents) / 100, CURRENCY, format=pattern, locale=language, currency_digits=not whole
    )


def day(value: date | datetime, year: bool = False) -> str:
    """14 octobre (with the year on demand)."""
    return _dated(_local(value), year, reader().language)


def _local(value: date | datetime) -> date:
    return value.astimezone(ZONE).date() if isinstance(value, datetime) else value


@lru_cache(maxsize=KEPT)
def _dated(local: date, year: bool, language: str) -> str:
    text = format_date(local, "d MMMM y" if year else "d MMMM", locale=language)
    return text.replace("1 ", "1er ", 1) if language == "fr" and text.startswith("1 ") else text


def last_day(end: datetime) -> date:
    """The last local day before an end: an end at midnight leaves the day before it whole."""
    return (end - timedelta(microseconds=1)).astimezone(ZONE).date()


def moment(value: datetime) -> str:
    """15 octobre, 8 h 05 / 15 October, 8:05."""
    return f"{day(value)}, {hour(value)}"


def hour(value: datetime) -> str:
    """8 h 05 / 8:05."""
    local = value.astimezone(ZONE)
    if reader().language == "fr":
        return f"{local.hour}\u202fh" + (f"\u202f{local.minute:02d}" if local.minute else "")
    return format_time(local, "H:mm", tzinfo=ZONE, locale=reader())


def short_day(value: date | datetime) -> str:
    """14 oct. / 14 Oct."""
    return _shortened(_local(value), reader().language)


@lru_cache(maxsize=KEPT)
def _shortened(local: date, language: str) -> str:
    return format_date(local, "d MMM", locale=language).replace(" ", "\u00a0")


def unbroken(name: str) -> str:
    """A name whose measures stay on one line: Radiateur 2 000 W."""
    return INSIDE.sub("\u00a0", name)


def full_moment(value: datetime) -> str:
    """Date, year and time, for tables and seals."""
    return format_datetime(value, "d MMM y, HH:mm", tzinfo=ZONE, locale=reader())


def weekday(value: date | datetime) -> str:
    """Jeudi 15 octobre / Thursday 15 October."""
    local = _local(value)
    name = format_date(local, "EEEE", locale=reader())
    return f"{name[:1].upper()}{name[1:]} {day(local)}"


def span(start: datetime, end: datetime) -> str:
    """How long from one instant to another, in its largest unit: 12 min, 4 h, 3 jours."""
    return format_timedelta(abs(end - start), threshold=1.2, format="short", locale=reader())


def percent(basis_points: int) -> str:
    """1250 basis points → 12,5 %."""
    text = format_decimal(Decimal(basis_points) / 100, format="#,##0.##", locale=reader())
    return f"{text}\u202f%" if reader().language == "fr" else f"{text}%"


def ordinal_suffix(rank: int) -> str:
    """What follows a rank: er, e / st, nd, rd, th."""
    if reader().language == "fr":
        return "er" if rank == 1 else "e"
    if 10 <= rank % 100 <= 20:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(rank % 10, "th")


def ordinal(rank: int) -> Markup:
    """7 → 7<sup>e</sup>."""
    return Markup("{}<sup>{}</sup>").format(points(rank), ordinal_suffix(rank))


FILTERS = (
    points,
    euros,
    day,
    short_day,
    weekday,
    last_day,
    moment,
    hour,
    full_moment,
    span,
    percent,
    ordinal,
    ordinal_suffix,
    unbroken,
)


def init_app(app: Flask) -> None:
    """Make them Jinja filters."""
    for one in FILTERS:
        app.jinja_env.filters[one.__name__] = one
    app.jinja_env.globals["get_locale"] = reader
