"""How long points live, when they are confirmed, what returns do: free of the database."""

from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

LIVES = ("none", "rolling", "end_of_year")
CONFIRMATIONS = ("at_once", "delay", "staff")
RETURNS = ("debt", "allow_negative", "programme_bears_it")
BOOSTS = ("best", "all")


class Settings(NamedTuple):
    """What the programme says on a day (see models/programme.py)."""

    life: str = "none"
    life_length: int = 0
    confirm: str = "at_once"
    confirm_days: int = 0
    returns: str = "debt"
    correction_limit: int = 0
    worth_of_1000: int = 1000
    boosts: str = "best"
    joins_at_cents: int = 0


class How(NamedTuple):
    """How a credit is written: into which account, until when it lives, when it is confirmed."""

    #: available or pending
    account: str = "available"
    #: last local day of the lot; None when it never expires
    lot_expires_on: date | None = None
    #: pending: confirmed from this local day on; None: a person confirms
    confirm_on: date | None = None


def last_day(settings: Settings, given_on: date) -> date | None:
    """Last local day of points given on a day; None when they never expire.

    Months are counted on the calendar: given on the 31st they end on the last day of a shorter month, given
    on 29 February on the 28th of a common year (compliance E2: 12 months, 2026-01-15 → 2027-01-15).
    """
    if settings.life == "rolling":
        return months_after(given_on, settings.life_length)
    if settings.life == "end_of_year":
        return date(given_on.year + settings.life_length, 12, 31)
    return None


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a month too short for it."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def how(settings: Settings, sold_on: date, today: date) -> How:
    """How a credit is written today, under the settings of the day on which its points were earned.

    A confirmed point lives from the day of its confirmation: its last day is then fixed, not before.
    """
    if settings.confirm == "staff":
        return How("pending")
    if settings.confirm == "delay":
        due = sold_on + timedelta(days=settings.confirm_days)
        if due > today:
            return How("pending", confirm_on=due)
    return How(lot_expires_on=last_day(settings, today))


#: Days before the last one on which its owner is told (compliance E2).
STAGES = (7, 30, 60)


def reminder_stage(last: date, today: date) -> int | None:
    """Which reminder is due for points whose last day comes; None while it is too early, or too late.

    A missed day heals: whoever was not told at 60 days is told at 45, once.
    """
    left = (last - today).days
    return next((stage for stage in STAGES if 0 <= left <= stage), None)
