"""Who a visitor is to the rules on a day: asked for one person, so without reading everybody."""

from datetime import date

from sqlalchemy import or_, select

from accounts.identity import Visitor
from accounts.models import Segment, SegmentMembership
from core.database import session
from points.rules import Rule, Who
from points.rules.scope import means_company
from points.tiers import standings as tiers


def who_is(visitor: Visitor, day: date) -> Who:
    """Kind, segments and tier that count for a visitor; the own tier before the company's."""
    company = visitor.company
    if company is None:
        return Who()
    tier = tiers.tier_on("person", visitor.id, day) or tiers.tier_on("company", company.id, day)
    return Who(company.kind, _segments(company.id, day), tier or "")


def concerns(rule: Rule, who: Who) -> bool:
    """Whether a rule is meant for somebody."""
    return means_company(rule.scope, who)


def _segments(company_id: int, day: date) -> frozenset[str]:
    until = SegmentMembership.until_on
    rows = (
        select(Segment.code)
        .join(SegmentMembership, SegmentMembership.segment_id == Segment.id)
        .where(SegmentMembership.company_id == company_id, SegmentMembership.from_on <= day)
        .where(or_(until.is_(None), until >= day))
    )
    return frozenset(session.scalars(rows))
