"""What pages ask of segments; changes nothing."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Row, func, select

from accounts.models import Company, Segment, SegmentMembership
from core.audit import AuditLine
from core.database import session
from engagement.conditions import Condition, Known, Trade, fits, months_of
from engagement.trade import known
from points.rules.tiers import months_before

#: Names shown as a sample while a segment is being edited.
SAMPLE = 8
#: Lines of a segment's history.
LATEST = 50


class Line(NamedTuple):
    """A segment in the list."""

    segment: Segment
    #: companies in it from now on
    number: int
    #: companies that were in it a month ago
    before: int


class Member(NamedTuple):
    """A company in a segment."""

    id: int
    code: str
    name: str
    kind: str
    city: str
    since: date
    #: cents of the last twelve months
    turnover: int


class Count(NamedTuple):
    """Who conditions would hold for now."""

    number: int
    #: of so many companies
    of: int
    #: cents of the last twelve months, of these and of all
    turnover: int
    of_turnover: int
    #: the largest, by name
    sample: list[str]


def segments(today: date) -> list[Line]:
    """Every segment that is kept, the five first, with its count now and a month ago."""
    now_in, then_in = _counts(None), _counts(months_before(today, 1))
    kept = select(Segment).where(Segment.retired_at.is_(None)).order_by(Segment.predefined.desc(), Segment.id)
    return [Line(one, now_in.get(one.id, 0), then_in.get(one.id, 0)) for one in session.scalars(kept)]


def retired() -> list[Segment]:
    """Those that are kept no more, the latest first."""
    return list(
        session.scalars(
            select(Segment).where(Segment.retired_at.is_not(None)).order_by(Segment.retired_at.desc())
        )
    )


def segment(code: str) -> Segment | None:
    """A segment by its code."""
    return session.scalars(select(Segment).where(Segment.code == code)).one_or_none()


def sectors() -> list[str]:
    """The trades that companies are known by."""
    named = select(Company.sector).where(Company.sector != "").distinct().order_by(Company.sector)
    return list(session.scalars(named))


def members(segment_id: int, today: date) -> list[Member]:
    """Who is in a segment now, the largest first."""
    trade = known(today, {12})
    rows = session.execute(
        select(Company.id, Company.code, Company.name, Company.kind, Company.city, SegmentMembership.from_on)
        .join(SegmentMembership, SegmentMembership.company_id == Company.id)
        .where(SegmentMembership.segment_id == segment_id, SegmentMembership.until_on.is_(None))
        .order_by(Company.sort_key, Company.id)
    )
    found = [Member(*row, _yearly(trade.get(row.id))) for row in rows]
    return sorted(found, key=lambda one: -one.turnover)


def moves(segment_id: int) -> list[Row[str, int, date, date | None]]:
    """(company, its id, first day, last day) of the latest memberships."""
    rows = (
        select(Company.name, Company.id, SegmentMembership.from_on, SegmentMembership.until_on)
        .join(SegmentMembership, SegmentMembership.company_id == Company.id)
        .where(SegmentMembership.segment_id == segment_id)
        .order_by(func.coalesce(SegmentMembership.until_on, SegmentMembership.from_on).desc(), Company.id)
        .limit(LATEST)
    )
    return list(session.execute(rows).all())


def versions(segment_id: int) -> list[tuple[datetime, list[dict[str, object]]]]:
    """What a segment has said since when, the latest first."""
    said = (
        select(AuditLine.at, AuditLine.facts)
        .where(AuditLine.subject_kind == "segment", AuditLine.subject_id == str(segment_id))
        .where(AuditLine.verb.in_(("engagement.define_segment", "engagement.change_segment")))
        .order_by(AuditLine.id.desc())
    )
    return [(at, facts["conditions"]) for at, facts in session.execute(said)]


def count(conditions: Sequence[Condition], today: date) -> Count:
    """Who conditions hold for as of a local day."""
    seen = known(today, months_of(conditions) | {12})
    inside = {key: what for key, what in seen.items() if fits(conditions, what)}
    largest = sorted(inside, key=lambda key: (-_yearly(inside[key]), key))[:SAMPLE]
    names: dict[int, str] = dict(
        session.execute(select(Company.id, Company.name).where(Company.id.in_(largest))).all()
    )
    return Count(
        len(inside),
        len(seen),
        sum(_yearly(what) for what in inside.values()),
        sum(_yearly(what) for what in seen.values()),
        [names[key] for key in largest],
    )


def _yearly(what: Known | None) -> int:
    return what.trade.get(12, Trade()).cents if what else 0


def _counts(day: date | None) -> dict[int, int]:
    """How many are in each segment: from now on, or on a day."""
    open_ones = SegmentMembership.until_on.is_(None)
    covers = (
        open_ones
        if day is None
        else (SegmentMembership.from_on <= day) & (open_ones | (SegmentMembership.until_on >= day))
    )
    rows = (
        select(SegmentMembership.segment_id, func.count())
        .where(covers)
        .group_by(SegmentMembership.segment_id)
    )
    return dict(session.execute(rows).all())
