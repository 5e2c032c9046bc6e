"""Which companies belong to which segment, from when to when."""

from datetime import date

from sqlalchemy import select

from accounts.models import Segment, SegmentMembership
from core.database import session

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
