"""Looks at who deserves which tier and writes down what changed: every night, and after what sells or counts.

Each change counts from the next day on, so that the tier of a day that has begun is never rewritten.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import select

from core import audit
from core.clock import local_day
from core.database import session
from points.models import TierScheme, TierStanding
from points.rules.tiers import Scheme, Standing
from points.tiers import notices
from points.tiers.schemes import in_force, scheme_of
from points.tiers.turns import Turn, open_standings, turns

Holder = tuple[str, int]


def review(at: datetime, by: str = "clock") -> int:
    """Look at everybody; how many tiers changed. Twice on a day changes nothing more."""
    row = _hold(local_day(at))
    return _review(row, None, at, by) if row else 0


def review_of(holders: Iterable[Holder], at: datetime, by: str = "clock") -> int:
    """Look at some holders, so that who reaches a tier has it at once; how many tiers changed."""
    wanted = set(holders)
    row = _hold(local_day(at)) if wanted else None
    return _review(row, {number for kind, number in wanted if kind == row.holder}, at, by) if row else 0


def _review(row: TierScheme, ids: Collection[int] | None, at: datetime, by: str) -> int:
    scheme, today = scheme_of(row), local_day(at)
    found = turns(scheme, today, ids)
    if ids is None:
        _leave_other_kind(scheme.holder, today)
    _write([one for one in found if one.changes], scheme, at, by)
    notices.tell_changes(scheme, found, at)
    if ids is None:
        notices.tell_warnings(scheme, found, at)
    return sum(bool(one.look.reason) for one in found)


def _write(changing: list[Turn], scheme: Scheme, at: datetime, by: str) -> None:
    today = local_day(at)
    fresh = [one for one in (_settle(turn, scheme, today, at) for turn in changing) if one is not None]
    session.flush()  # one tier ends before the next begins: the database allows a single open one
    session.add_all(fresh)
    session.flush()
    for one in changing:
        if one.look.reason:
            standing = one.look.standing
            tier = standing.code if standing else None
            facts = {"tier": tier, "why": one.look.reason, "figure": one.figures.amount}
            audit.record(by, "points.change_tier", (scheme.holder, one.holder_id), at, facts)


def _settle(turn: Turn, scheme: Scheme, today: date, at: datetime) -> TierStanding | None:
    """End, bring in line or replace the row that holds; the row that begins, if one does."""
    row, wanted, figure = turn.row, turn.look.standing, turn.figures.amount
    if row is not None and (wanted is None or wanted.code != row.code):
        if row.from_on > today:  # it was to begin tomorrow, and never does
            session.delete(row)
        else:
            row.until_on = today
        row = None
    if wanted is None:
        return None
    if row is None:
        return _begin(turn, wanted, scheme, today, at)
    row.figure, row.short_since, row.kept_until = figure, wanted.short_since, wanted.kept_until
    return None


def _begin(turn: Turn, wanted: Standing, scheme: Scheme, today: date, at: datetime) -> TierStanding:
    quiet = turn.look.reason == "lost" or scheme.place(wanted.code) == 0
    return TierStanding(
        person_id=turn.holder_id if scheme.holder == "person" else None,
        company_id=turn.holder_id if scheme.holder == "company" else None,
        code=wanted.code,
        from_on=today + timedelta(days=1),
        reason=turn.look.reason,
        figure=turn.figures.amount,
        short_since=wanted.short_since,
        kept_until=wanted.kept_until,
        celebrated=quiet,
        at=at,
    )


def _leave_other_kind(holder: str, today: date) -> None:
    """A scheme for companies ends people's tiers, and the reverse."""
    other = "company" if holder == "person" else "person"
    for row in open_standings(other).values():
        if row.from_on > today:
            session.delete(row)
        else:
            row.until_on = today


def _hold(day: date) -> TierScheme | None:
    """The scheme in force, its row held: two reviews never write one holder's tier at once."""
    row = in_force(day)
    if row is not None:
        session.execute(select(TierScheme.id).where(TierScheme.id == row.id).with_for_update())
    return row
