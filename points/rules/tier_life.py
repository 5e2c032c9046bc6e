"""How a tier is reached at once, kept, and lost after its grace: pure."""

from datetime import date, timedelta
from typing import NamedTuple

from points.rules.tiers import ONE_DAY, Figures, Scheme, Standing


class Look(NamedTuple):
    """What a look at somebody's figures brings."""

    #: the standing from now on; None for no tier
    standing: Standing | None
    #: reached, lost or scheme (its tier is none any more); empty while the tier is the same
    reason: str = ""


def look(scheme: Scheme, held: Standing | None, figures: Figures, today: date) -> Look:
    """Whether a holder rises (at once, several levels too), keeps the tier, or loses it on a local day."""
    place = scheme.place(held.code) if held else None
    if held is None or place is None:
        best = _best(scheme, figures)
        reason = "reached" if held is None and best >= 0 else "scheme" if held else ""
        return Look(_standing(scheme, best, _kept(scheme, best, figures, today)), reason)
    if scheme.span == "calendar":
        return _by_year(scheme, held, place, figures, today)
    return _rolling(scheme, held, place, figures, today)


def last_day(scheme: Scheme, standing: Standing) -> date | None:
    """The last local day on which the tier is sure to hold; None while nothing threatens it."""
    if standing.short_since is None:
        return standing.kept_until
    return standing.short_since + timedelta(days=scheme.grace_days)


def _rolling(scheme: Scheme, held: Standing, place: int, figures: Figures, today: date) -> Look:
    due = _best(scheme, figures)
    if due > place:
        return Look(_standing(scheme, due), "reached")
    if due == place:
        return Look(Standing(held.code))
    since = held.short_since or today
    if today <= since + timedelta(days=scheme.grace_days):
        return Look(Standing(held.code, since))
    lower = place - 1 if scheme.downgrade == "one_step" else due
    # where even the lower one is not deserved, its own grace begins
    return Look(_standing(scheme, lower, None, today if due < lower else None), "lost")


def _by_year(scheme: Scheme, held: Standing, place: int, figures: Figures, today: date) -> Look:
    due = _best(scheme, figures)
    if due > place:
        return Look(_standing(scheme, due, _kept(scheme, due, figures, today)), "reached")
    kept = held.kept_until or _year_end(today)
    if due == place:
        kept = max(kept, _kept(scheme, place, figures, today) or kept)
    if today <= kept:
        return Look(Standing(held.code, None, kept))
    since = kept + ONE_DAY
    if today <= kept + timedelta(days=scheme.grace_days):
        return Look(Standing(held.code, since, kept))
    lower = place - 1 if scheme.downgrade == "one_step" else due
    return Look(_standing(scheme, lower, _year_end(today)), "lost")


def _best(scheme: Scheme, figures: Figures) -> int:
    best = scheme.earned(figures.amount, figures.acts)
    if scheme.span == "calendar":
        best = max(best, scheme.earned(figures.amount_before, figures.acts_before))
    return best


def _kept(scheme: Scheme, place: int, figures: Figures, today: date) -> date | None:
    """This year's figure keeps a tier to the end of the next year; last year's, to the end of this one."""
    if scheme.span != "calendar":
        return None
    now = scheme.earned(figures.amount, figures.acts) >= place
    return date(today.year + 1, 12, 31) if now else _year_end(today)


def _standing(
    scheme: Scheme, place: int, kept_until: date | None = None, short_since: date | None = None
) -> Standing | None:
    return Standing(scheme.levels[place].code, short_since, kept_until) if place >= 0 else None


def _year_end(today: date) -> date:
    return date(today.year, 12, 31)
