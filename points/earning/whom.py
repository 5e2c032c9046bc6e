"""Who a visitor is to the rules on a day: asked for one person, so without reading everybody."""

from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, String, bindparam, literal, or_, select, union_all

from accounts.identity import Visitor
from accounts.models import Segment, SegmentMembership
from core.database import Key, ask
from points.models import TierStanding
from points.rules import Rule, Who
from points.rules.scope import means_company


def who_is(visitor: Visitor, day: date) -> Who:
    """Kind, segments and tier that count for a visitor; the own tier before the company's."""
    company = visitor.company
    if company is None:
        return Who()
    found: dict[str, list[str]] = {}
    for what, code in ask(_who(), person=visitor.id, company=company.id, day=day):
        found.setdefault(what, []).append(code)
    tiers = [*found.get("person", []), *found.get("company", [])]
    return Who(company.kind, frozenset(found.get("segment", [])), tiers[0] if tiers else "")


def concerns(rule: Rule, who: Who) -> bool:
    """Whether a rule is meant for somebody."""
    return means_company(rule.scope, who)


@cache
def _who() -> Select[str, str]:
    """(segment, person or company; code): the segments and tiers that count for the local day `:day`."""
    segments, spells = Segment.__table__.c, SegmentMembership.__table__.c
    tiers, company = TierStanding.__table__.c, bindparam("company", type_=Key)
    every = union_all(
        select(literal("segment", String), segments.code)
        .join_from(Segment.__table__, SegmentMembership.__table__, spells.segment_id == segments.id)
        .where(spells.company_id == company, _covers(spells)),
        select(literal("person", String), tiers.code).where(
            tiers.person_id == bindparam("person", type_=Key), _covers(tiers)
        ),
        select(literal("company", String), tiers.code).where(tiers.company_id == company, _covers(tiers)),
    ).subquery()
    return select(*every.c)


def _covers(spell: Any) -> ColumnElement[bool]:
    day = bindparam("day", type_=Date)
    covers: ColumnElement[bool] = (spell.from_on <= day) & or_(
        spell.until_on.is_(None), spell.until_on >= day
    )
    return covers
