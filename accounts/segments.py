"""Which companies belong to which segment, from when to when."""

from datetime import date

from sqlalchemy import select

from accounts.models import Segment, SegmentMembership
from core.database import session
from core.format import reader

#: company id → [(segment code, first day, last day or None)]
Spells = dict[int, list[tuple[str, date, date | None]]]


def spells() -> Spells:
    """Every membership, by company, in order of days."""
    found: Spells = {}
    rows = (
        select(
            SegmentMembership.company_id, Segment.code, SegmentMembership.from_on, SegmentMembership.until_on
        )
        .join(Segment, Segment.id == SegmentMembership.segment_id)
        .order_by(SegmentMembership.from_on)
    )
    for company_id, code, first, last in session.execute(rows):
        found.setdefault(company_id, []).append((code, first, last))
    return found


def names_of(company_id: int, day: date) -> list[str]:
    """The segments that a company is in on a local day, in the reader's language."""
    named = Segment.name_fr if reader().language == "fr" else Segment.name_en
    covering = (
        select(named)
        .join(SegmentMembership, SegmentMembership.segment_id == Segment.id)
        .where(SegmentMembership.company_id == company_id, SegmentMembership.from_on <= day)
        .where(SegmentMembership.until_on.is_(None) | (SegmentMembership.until_on >= day))
        .order_by(Segment.id)
    )
    return list(session.scalars(covering))
