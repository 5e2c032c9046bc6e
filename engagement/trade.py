"""What segments need to know of every company on a day, asked for all companies at once."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, String, case, cast, func, or_, select

from accounts.models import Company
from core.database import session
from engagement.conditions import Known, Trade
from points.models import Measure, TierStanding
from points.rules.tiers import months_before

ONE_DAY = timedelta(days=1)
#: company id → what it did as a seller, what it did as a buyer
Sides = tuple[dict[int, Any], dict[int, Any]]


def known(today: date, months: Collection[int], up_to: int | None = None) -> dict[int, Known]:
    """Every company that has not left, as of a local day; `up_to` looks at no later sale line."""
    kinds = {one.id: one for one in _companies()}
    spans = {n: _sides(kinds, lambda owner, n=n: _window(owner, today, n, up_to)) for n in sorted(months)}
    ages = _sides(kinds, lambda owner: _ages(owner, today, up_to))
    tiers = _tiers(today)
    return {
        key: Known(
            one.kind,
            one.size,
            one.sector,
            one.region,
            tiers.get(key, ""),
            one.potential_cents,
            {n: _trade(rows.get(key)) for n, rows in spans.items()},
            (today - ages[key].last).days if key in ages else None,
            (today - ages[key].first).days if key in ages else None,
        )
        for key, one in kinds.items()
    }


def latest_line() -> int:
    """The last sale line that is measured; 0 before the first."""
    return session.scalar(select(func.max(Measure.line_id))) or 0


def _companies() -> Any:
    columns = (
        Company.id,
        Company.kind,
        Company.size,
        Company.sector,
        Company.region,
        Company.potential_cents,
    )
    here = (Company.kind != "sponsor", Company.left_at.is_(None), Company.merged_into_id.is_(None))
    return session.execute(select(*columns).where(*here))


def _sides(kinds: Mapping[int, Any], ask: Any) -> dict[int, Any]:
    """An installer's purchases; a distributor's sales or, where it reports none, its purchases."""
    sold, bought = ({row[0]: row for row in session.execute(ask(owner))} for owner in _OWNERS)
    return {
        key: bought[key] if key in bought and (one.kind == "installer" or key not in sold) else sold[key]
        for key, one in kinds.items()
        if key in bought or (key in sold and one.kind != "installer")
    }


_OWNERS = (Measure.selling_company_id, Measure.buying_company_id)


def _window(owner: Any, today: date, months: int, up_to: int | None) -> Select[Any]:
    first = months_before(today, months) + ONE_DAY
    before = months_before(today, 2 * months) + ONE_DAY
    now = Measure.day >= first
    document = func.coalesce(func.nullif(Measure.document, ""), cast(Measure.day, String))
    priced = now & Measure.margin_bp.is_not(None)
    columns = (
        func.sum(case((now, Measure.amount_cents), else_=0)).label("cents"),
        func.sum(case((now, 0), else_=Measure.amount_cents)).label("before"),
        func.count(case((now & (Measure.quantity > 0), document)).distinct()).label("orders"),
        func.sum(case((priced, Measure.amount_cents), else_=0)).label("priced"),
        func.sum(case((priced, Measure.amount_cents * Measure.margin_bp), else_=0)).label("margin"),
    )
    return select(owner, *columns).where(*_seen(owner, today, up_to), Measure.day >= before).group_by(owner)


def _ages(owner: Any, today: date, up_to: int | None) -> Select[Any]:
    columns = (func.min(Measure.day).label("first"), func.max(Measure.day).label("last"))
    return select(owner, *columns).where(*_seen(owner, today, up_to), Measure.quantity > 0).group_by(owner)


def _seen(owner: Any, today: date, up_to: int | None) -> tuple[Any, ...]:
    seen = (owner.is_not(None), Measure.day <= today)
    return seen if up_to is None else (*seen, Measure.line_id <= up_to)


def _trade(row: Any) -> Trade:
    if row is None:
        return Trade()
    priced = int(row.priced)
    return Trade(
        int(row.cents),
        int(row.before),
        int(row.orders),
        int(row.margin) // priced if priced > 0 else None,
    )


def _tiers(today: date) -> dict[int, str]:
    rows = select(TierStanding.company_id, TierStanding.code).where(
        TierStanding.company_id.is_not(None),
        TierStanding.from_on <= today,
        or_(TierStanding.until_on.is_(None), TierStanding.until_on >= today),
    )
    return {company: code for company, code in session.execute(rows) if company}
