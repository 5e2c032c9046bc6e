"""Tiers: the scheme, its levels, who stands where, and the window whose figure counts.

A tier is reached by what was earned or done in a window, never by what a wallet still holds.
"""

from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

MEASURES = ("turnover", "points", "engagement")
SPANS = ("rolling", "calendar")
DOWNGRADES = ("one_step", "to_earned")
HOLDERS = ("company", "person")
#: Emblems are drawn in one of these; the name beside it says the same.
COLOURS = ("bronze", "silver", "gold", "platinum", "brass", "club", "plain")
ONE_DAY = timedelta(days=1)


class Benefit(NamedTuple):
    """What a tier brings, in both languages."""

    fr: str
    en: str


class Level(NamedTuple):
    """A tier of a scheme."""

    #: stays the same from version to version
    code: str
    name_fr: str
    name_en: str
    #: one of COLOURS
    colour: str = "plain"
    #: cents, points or acts from which it holds
    threshold: int = 0
    #: confirmed acts that open it as well; None for none
    or_acts: int | None = None
    #: what it brings beside everything that the tiers below bring
    benefits: tuple[Benefit, ...] = ()

    def name(self, language: str) -> str:
        """Its name in a language."""
        return self.name_en if language == "en" else self.name_fr


class Scheme(NamedTuple):
    """How tiers are reached, kept and lost."""

    #: company or person
    holder: str = "company"
    #: turnover (cents), points (earned) or engagement (confirmed acts)
    measure: str = "turnover"
    #: rolling (the last so many months) or calendar (the year; kept to the end of the next)
    span: str = "rolling"
    months: int = 12
    #: one_step, or to_earned: the tier that the figure stands for
    downgrade: str = "one_step"
    #: days between falling short and losing the tier
    grace_days: int = 60
    #: the lowest first
    levels: tuple[Level, ...] = ()

    def place(self, code: str | None) -> int | None:
        """Where a tier stands among the levels, from 0; None for a code that it lacks."""
        return next((n for n, level in enumerate(self.levels) if level.code == code), None)

    def level(self, code: str | None) -> Level | None:
        """The level of a code."""
        place = self.place(code)
        return None if place is None else self.levels[place]

    def earned(self, amount: int, acts: int) -> int:
        """The highest place that a figure, or acts, open; -1 for none. Below zero counts as nothing."""
        best = -1
        for place, level in enumerate(self.levels):
            by_acts = level.or_acts is not None and acts >= level.or_acts
            if max(amount, 0) >= level.threshold or by_acts:
                best = place
        return best


class Figures(NamedTuple):
    """What somebody did in the window: in the scheme's measure, and in confirmed acts."""

    amount: int = 0
    acts: int = 0
    #: calendar schemes: the year before
    amount_before: int = 0
    acts_before: int = 0


class Standing(NamedTuple):
    """The tier that somebody holds."""

    code: str
    #: fell short on this local day, so that the grace runs; calendar: the day after `kept_until`
    short_since: date | None = None
    #: calendar: kept at least to this local day
    kept_until: date | None = None


def window(scheme: Scheme, today: date) -> tuple[date, date]:
    """First and last local day, inclusive, of what counts today."""
    if scheme.span == "calendar":
        return date(today.year, 1, 1), today
    return months_before(today, scheme.months) + ONE_DAY, today


def window_before(scheme: Scheme, today: date) -> tuple[date, date]:
    """The calendar year before, whose latest sales may still come in."""
    return date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last of its month where there is none."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
