"""This room's part of `flask verify`: segments hold whom their conditions mean."""

from collections.abc import Iterable

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased

from accounts.models import Segment, SegmentMembership
from core.audit import AuditLine
from core.clock import local_day
from core.database import session
from core.verify import Check
from engagement.conditions import months_of, read
from engagement.segments import who_fits
from engagement.trade import known


def _overlapping() -> Iterable[str]:
    one, other = aliased(SegmentMembership), aliased(SegmentMembership)
    both = and_(
        one.id < other.id,
        one.segment_id == other.segment_id,
        one.company_id == other.company_id,
        or_(one.until_on.is_(None), one.until_on >= other.from_on),
        or_(other.until_on.is_(None), other.until_on >= one.from_on),
    )
    return (f"segment_memberships {row}" for row in session.scalars(select(other.id).join(one, both)))


def _reckoned_otherwise() -> Iterable[str]:
    """Open memberships against the facts they were last reckoned on; a company changed since is left out."""
    for segment in session.scalars(select(Segment).where(Segment.retired_at.is_(None))):
        if segment.reviewed_at is None:
            yield f"segments {segment.id}"
            continue
        day = local_day(segment.reviewed_at)
        seen = known(day, months_of(read(segment.conditions)), segment.reviewed_line)
        wanted = who_fits([segment], seen)[segment.id]
        held = set(
            session.scalars(
                select(SegmentMembership.company_id).where(
                    SegmentMembership.segment_id == segment.id, SegmentMembership.until_on.is_(None)
                )
            )
        )
        changed = _changed_since(segment)
        yield from (f"segment {segment.code}: company {n}" for n in sorted((wanted ^ held) - changed))


def _changed_since(segment: Segment) -> set[int]:
    since = select(AuditLine.subject_id).where(
        AuditLine.subject_kind == "company", AuditLine.at > (segment.reviewed_at or segment.changed_at)
    )
    return {int(one) for one in session.scalars(since) if one.isdigit()}


def _retired_and_open() -> Iterable[str]:
    wrong = (
        select(SegmentMembership.id)
        .join(Segment, Segment.id == SegmentMembership.segment_id)
        .where(Segment.retired_at.is_not(None), SegmentMembership.until_on.is_(None))
    )
    return (f"segment_memberships {one}" for one in session.scalars(wrong))


CHECKS = (
    Check("segments-1", "a company is in a segment once at a time", _overlapping),
    Check("segments-2", "who is in a segment is who its conditions mean", _reckoned_otherwise),
    Check("segments-3", "nobody is left in a segment that was retired", _retired_and_open),
)
