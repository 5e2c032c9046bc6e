"""What is missing to reach the next tier and to keep the present one, and by which day: pure."""

from datetime import date
from typing import NamedTuple

from points.rules.tier_life import last_day
from points.rules.tiers import Figures, Level, Scheme, Standing

#: Days before a tier is lost on which its holder is told again.
STAGES = (7, 30)


class Progress(NamedTuple):
    """Where somebody stands between two tiers."""

    #: the tier held; None for none yet
    level: Level | None
    #: the next one up; None at the top
    next: Level | None
    #: what counts today, in the scheme's measure, and confirmed acts
    amount: int
    acts: int
    #: missing to reach the next tier, in the measure; 0 at the top
    to_reach: int
    #: acts that would open it as well; None where acts do not
    acts_to_reach: int | None
    #: calendar: the last day that counts for it; rolling: None
    reach_by: date | None
    #: missing to keep the present tier; 0 while nothing is
    to_keep: int
    #: until when it must be there; None while nothing threatens the tier
    keep_by: date | None


def progress(scheme: Scheme, standing: Standing | None, figures: Figures, today: date) -> Progress:
    """What is missing, in the scheme's own measure."""
    place = scheme.place(standing.code) if standing else None
    at = -1 if place is None else place
    above = scheme.levels[at + 1] if at + 1 < len(scheme.levels) else None
    to_keep, keep_by = _keeping(scheme, standing, at, figures, today)
    return Progress(
        scheme.levels[at] if at >= 0 else None,
        above,
        max(figures.amount, 0),
        figures.acts,
        max(above.threshold - max(figures.amount, 0), 0) if above else 0,
        max(above.or_acts - figures.acts, 0) if above and above.or_acts is not None else None,
        date(today.year, 12, 31) if above and scheme.span == "calendar" else None,
        to_keep,
        keep_by,
    )


def warning_stage(told: Progress, standing: Standing, today: date) -> str:
    """Which early warning is due: 7, 30 or start (of the grace); empty for none."""
    if not told.to_keep or told.keep_by is None:
        return ""
    left = (told.keep_by - today).days
    due = next((str(days) for days in STAGES if left <= days), "")
    return due or ("start" if standing.short_since else "")


def _keeping(
    scheme: Scheme, standing: Standing | None, place: int, figures: Figures, today: date
) -> tuple[int, date | None]:
    if standing is None or place < 0:
        return 0, None
    threshold = scheme.levels[place].threshold
    if scheme.earned(figures.amount, figures.acts) >= place:
        return 0, None
    if scheme.span == "rolling":
        lacks = threshold - max(figures.amount, 0)
        return (lacks, last_day(scheme, standing)) if standing.short_since else (0, None)
    if standing.kept_until and standing.kept_until.year > today.year:
        return 0, None
    best = max(figures.amount, 0)
    if standing.short_since:  # late sales of the year that is over still count for it
        best = max(best, figures.amount_before)
    return threshold - best, last_day(scheme, standing)
