"""The tiers' part of `flask verify`: one tier at a time, and the one that a review would give."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from core.clock import local_day, now
from core.database import session
from core.jobs import JobRun
from core.verify import Check
from points.models import TierStanding
from points.tiers.schemes import in_force, scheme_of
from points.tiers.turns import turns

#: The clock's job that looks at everybody.
JOB = "tiers"


def _overlapping() -> Iterable[str]:
    one, other = aliased(TierStanding), aliased(TierStanding)
    same = or_(one.company_id == other.company_id, one.person_id == other.person_id)
    meets = and_(
        one.from_on <= func.coalesce(other.until_on, date.max),
        other.from_on <= func.coalesce(one.until_on, date.max),
    )
    wrong = select(one.id).join(other, and_(same, one.id < other.id)).where(meets)
    return (f"tier_standings {number}" for number in session.scalars(wrong))


def _backwards() -> Iterable[str]:
    wrong = select(TierStanding.id).where(TierStanding.until_on < TierStanding.from_on)
    return (f"tier_standings {number}" for number in session.scalars(wrong))


def _overtaken() -> Iterable[str]:
    """Only on a day that the clock has looked at; points also move between two nights."""
    today = local_day(now())
    ran = select(JobRun.job).where(
        JobRun.job == JOB, JobRun.period == today.isoformat(), JobRun.ended_at.is_not(None)
    )
    row = in_force(today) if session.scalar(ran) else None
    if row is None or row.measure == "points":
        return []
    found = turns(scheme_of(row), today)
    return [
        f"tier_standings {one.row.id}"
        for one in found
        if one.row is not None and one.look.standing is not None and one.changes
    ]


CHECKS = (
    Check("I38", "nobody holds two tiers on one day", _overlapping),
    Check("I38", "a tier ends after it begins", _backwards),
    Check("I39", "a tier and its figure are what a look at the measures gives", _overtaken),
)
