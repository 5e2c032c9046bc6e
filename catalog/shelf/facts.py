"""What is read of whoever stands before the shelf: few statements, built once."""

from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    String,
    Subquery,
    bindparam,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.sql.elements import BindParameter

from accounts.models import Company, Segment, SegmentMembership
from catalog.models import CatalogSetting, Goal, ShelfMark
from core.database import Key
from points.models import Delegation, Measure, Tier, TierScheme, TierStanding, Wallet
from products.models import Range


@cache
def of_viewer(browsing: bool) -> Select[str, str]:
    """(what, code): the company's kind and segments, both holders' tiers and wallets, the mode.

    For whoever looks at all of the shelf also its mark and their goal.
    """
    company, day = _key("company"), bindparam("day", type_=Date)
    firms, segments, spells = Company.__table__.c, Segment.__table__.c, SegmentMembership.__table__.c
    tiers, schemes, settings = TierStanding.__table__.c, TierScheme.__table__.c, CatalogSetting.__table__.c
    covers = (spells.from_on <= day) & or_(spells.until_on.is_(None), spells.until_on >= day)
    held = tiers.until_on.is_(None)
    newest_scheme = _newest(schemes.holder)
    newest_settings = select(settings.professional_only).order_by(settings.id.desc()).limit(1).subquery()
    mode = case((newest_settings.c.professional_only, "1"), else_="0")
    wallets, goals, leaves = Wallet.__table__.c, Goal.__table__.c, Delegation.__table__.c
    parts = [
        select(_word("kind"), firms.kind).where(firms.id == company),
        select(_word("segment"), segments.code)
        .join_from(Segment.__table__, SegmentMembership.__table__, spells.segment_id == segments.id)
        .where(spells.company_id == company, covers),
        select(_word("tier:company"), tiers.code).where(tiers.company_id == company, held),
        select(_word("tier:person"), tiers.code).where(tiers.person_id == _key("person"), held),
        select(_word("holder"), newest_scheme.c.holder),
        select(_word("delegate"), _word("1")).where(
            leaves.person_id == _key("person"), leaves.company_id == company
        ),
        select(_word("professional"), mode).select_from(newest_settings),
        select(_word("wallet:company"), cast(wallets.id, String)).where(wallets.company_id == company),
        select(_word("wallet:person"), cast(wallets.id, String)).where(wallets.person_id == _key("person")),
    ]
    if browsing:
        parts.append(select(_word("mark"), ShelfMark.__table__.c.mark))
        goal = select(_word("goal"), cast(goals.reward_id, String))
        parts.append(goal.where(goals.person_id == _key("person")))
    every = union_all(*parts).subquery()
    return select(*every.c)


@cache
def ladder() -> Select[*tuple[Any, ...]]:
    """The scheme in force and its levels, the lowest first, and the viewer's figure of the last look."""
    schemes, levels, held = TierScheme.__table__.c, Tier.__table__.c, TierStanding.__table__.c
    newest = _newest(schemes.id, schemes.holder, schemes.measure, schemes.span, schemes.months)
    whose = case(
        (newest.c.holder == "person", held.person_id == _key("person")),
        else_=held.company_id == _key("company"),
    )
    figure = select(held.figure).where(held.until_on.is_(None), whose).limit(1).scalar_subquery()
    columns = (newest.c.holder, newest.c.measure, newest.c.span, newest.c.months)
    named = (levels.code, levels.name_fr, levels.name_en, levels.colour, levels.threshold)
    return (
        select(*columns, *named, figure.label("figure"))
        .join_from(newest, Tier.__table__, levels.scheme_id == newest.c.id)
        .order_by(levels.threshold)
    )


@cache
def bought() -> Select[str]:
    """Codes of ranges of which `:company` bought or sold more than came back since `:since`.

    What it bought, then what it sold to others: each is one stretch of an index, where an OR reads both into
    a list of numbers first.
    """
    lines, ranges = Measure.__table__.c, Range.__table__.c
    of_range = select(lines.range_id, lines.quantity).where(lines.day > bindparam("since", type_=Date))
    sold = of_range.where(
        lines.selling_company_id == _key("company"), lines.buying_company_id.is_distinct_from(_key("company"))
    )
    traded = union_all(of_range.where(lines.buying_company_id == _key("company")), sold).subquery()
    left = select(traded.c.range_id).group_by(traded.c.range_id).having(func.sum(traded.c.quantity) > 0)
    return select(ranges.code).where(ranges.id.in_(left))


def _newest(*columns: ColumnElement[Any]) -> Subquery:
    """The scheme of tiers in force on `:day`."""
    starts_on = TierScheme.__table__.c.starts_on
    begun = select(*columns).where(starts_on <= bindparam("day", type_=Date))
    return begun.order_by(starts_on.desc()).limit(1).subquery()


def _key(name: str) -> BindParameter[int]:
    return bindparam(name, type_=Key)


def _word(word: str) -> "BindParameter[str]":
    return literal(word, String)
