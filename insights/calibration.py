"""How tiers would be cut, and how they have been: read from measures and standings, changing nothing."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import select

from core.database import session
from insights.thresholds import Column, columns, proposed, usual_shares
from points.models import TierStanding
from points.rules.tier_counts import Share, shares
from points.rules.tiers import Figures, Level, Scheme, months_before
from points.tiers.drafting import FIRST
from points.tiers.figures import eligible, totals
from points.tiers.schemes import draft, in_force, scheme_of

#: The distribution looks back so many months.
MONTHS = 12
RECENT = timedelta(days=90)


class Cut(NamedTuple):
    """A distribution, thresholds through it, and how many reach each."""

    scheme: Scheme
    columns: list[Column]
    shares: list[Share]
    #: holders, and those who did nothing at all
    holders: int
    idle: int

    @property
    def counted(self) -> list[tuple[Level, Share]]:
        """Each tier with how many would stand in it, the lowest first."""
        return list(zip(self.scheme.levels, self.shares, strict=True))


class Month(NamedTuple):
    """How many held each tier on a day."""

    day: date
    counts: list[tuple[Level, int]]
    total: int


def start(today: date) -> Scheme:
    """The scheme to calibrate: the draft, what is in force, or the usual three."""
    row = draft() or in_force(today)
    return scheme_of(row) if row else FIRST


def amounts(scheme: Scheme, today: date) -> list[int]:
    """What every holder did in twelve months, in the scheme's measure."""
    found, _acts = totals(scheme, months_before(today, MONTHS) + timedelta(days=1), today)
    return [max(found.get(one, 0), 0) for one in sorted(eligible(scheme.holder, today))]


def propose(scheme: Scheme, figures: Sequence[int], wanted: Sequence[int] = ()) -> list[int]:
    """Thresholds so that these per cent of holders reach each tier above the first; the first begins at 0."""
    asked = tuple(wanted) if len(wanted) == len(scheme.levels) - 1 else usual_shares(len(scheme.levels))
    return [0, *proposed(figures, asked, 100 if scheme.measure == "turnover" else 1)]


def cut(scheme: Scheme, figures: Sequence[int], thresholds: Sequence[int]) -> Cut:
    """How many would stand in each tier under these thresholds."""
    levels = [
        level._replace(threshold=one, or_acts=None)
        for level, one in zip(scheme.levels, thresholds, strict=True)
    ]
    new = scheme._replace(levels=tuple(levels))
    counted = shares(new, [Figures(one) for one in figures])
    return Cut(new, columns(figures), counted, len(figures), sum(not one for one in figures))


def over_time(scheme: Scheme, today: date) -> list[Month]:
    """How many held each tier at the end of each of the last twelve months, and today."""
    ends = [months_before(date(today.year, today.month, 1), n) - timedelta(days=1) for n in range(11, -1, -1)]
    owner = TierStanding.person_id if scheme.holder == "person" else TierStanding.company_id
    rows = session.execute(
        select(TierStanding.code, TierStanding.from_on, TierStanding.until_on).where(owner.is_not(None))
    ).all()
    spells = [(code, first, last) for code, first, last in rows]
    days = [_month(scheme, day, spells) for day in (*ends, today + timedelta(days=1))]
    return [one for one in days if one.total]


def active(scheme: Scheme, today: date) -> dict[str, tuple[int, int]]:
    """Tier code → how many of its holders traded in the last 90 days, and how many hold it (S000-095)."""
    owner = TierStanding.person_id if scheme.holder == "person" else TierStanding.company_id
    traded, _acts = totals(scheme._replace(measure="turnover"), today - RECENT, today)
    found: dict[str, tuple[int, int]] = {}
    open_ones = select(owner, TierStanding.code).where(owner.is_not(None), TierStanding.until_on.is_(None))
    for holder, code in session.execute(open_ones):
        busy, every = found.get(code, (0, 0))
        found[code] = (busy + (traded.get(holder or 0, 0) > 0), every + 1)
    return found


def _month(scheme: Scheme, day: date, rows: Sequence[tuple[str, date, date | None]]) -> Month:
    held = [code for code, first, last in rows if first <= day and (last is None or day <= last)]
    counts = [(level, held.count(level.code)) for level in scheme.levels]
    return Month(day, counts, sum(number for _level, number in counts))
