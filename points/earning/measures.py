"""Every accepted sale line as points remember it: one row, whoever earns by it, whether or not it earned."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, extract, func, select

from core.database import session
from points.bulk import DayForms, among, put
from points.earning.facts import SaleFact
from points.models import Measure

COLUMNS = (
    "line_id", "day", "product_id", "range_id", "strategic", "margin_bp", "quantity", "amount_cents",
    "cost_cents", "sale_kind", "document", "rep_id", "selling_company_id", "buying_company_id", "returns_id",
)  # fmt: skip
#: Whose a line is, by who is rewarded.
HOLDERS: dict[str, Any] = {
    "rep": Measure.rep_id,
    "selling_company": Measure.selling_company_id,
    "buying_company": Measure.buying_company_id,
}


def write(facts: Sequence[SaleFact]) -> list[SaleFact]:
    """Remember and return the lines that are new; a return takes the day and state of what it returns."""
    known = _known([fact.line_id for fact in facts])
    fresh = {fact.line_id: fact for fact in facts if fact.line_id not in known}
    new = _as_returned(list(fresh.values()))
    put("measures", COLUMNS, _rows(new))
    return new


def _known(line_ids: Sequence[int]) -> set[int]:
    condition, parameter = among("line_id", line_ids)
    rows = session.connection().exec_driver_sql(
        f"SELECT line_id FROM measures WHERE {condition}",  # noqa: S608 - a condition of ours
        (parameter,),
    )
    return {row[0] for row in rows}


def _as_returned(facts: list[SaleFact]) -> list[SaleFact]:
    """Returns as their sales were: what has been flagged or priced anew since must not tear them apart."""
    asked = [fact.returns_id for fact in facts if fact.returns_id]
    if not asked:
        return facts
    columns = (Measure.line_id, Measure.day, Measure.range_id, Measure.strategic, Measure.margin_bp)
    rows = session.execute(select(*columns).where(Measure.line_id.in_(asked)))
    sold: dict[int | None, SaleFact] = {fact.line_id: fact for fact in facts}
    state = {one.line_id: (one.sold_on, one.range_id, one.strategic, one.margin_bp) for one in sold.values()}
    state |= {row[0]: (row[1], row[2], row[3], row[4]) for row in rows}
    told = []
    for fact in facts:
        if fact.returns_id in state:
            day, range_id, strategic, margin = state[fact.returns_id]
            fact = fact._replace(sold_on=day, range_id=range_id, strategic=strategic, margin_bp=margin)
        told.append(fact)
    return told


def _rows(facts: Sequence[SaleFact]) -> list[tuple[Any, ...]]:
    """Column by column: a row at a time would take four times as long."""
    if not facts:
        return []
    told: dict[str, Any] = dict(zip(SaleFact._fields, zip(*facts, strict=True), strict=True))
    days = DayForms()
    told["day"] = [days[day] for day in told["sold_on"]]
    return list(zip(*(told[name] for name in COLUMNS), strict=True))


class Quarter(NamedTuple):
    """What a holder did in a quarter, beside the same quarter of the year before; cents."""

    holder_id: int
    year: int
    quarter: int
    amount_cents: int
    before_cents: int

    @property
    def growth_bp(self) -> int | None:
        """Growth in basis points, rounded down; None where there was nothing the year before."""
        return (
            (self.amount_cents - self.before_cents) * 10_000 // self.before_cents
            if self.before_cents
            else None
        )


def quarters(whom: str, first: date, last: date) -> list[Quarter]:
    """Every holder's quarters within the days, each against the year before; none with neither."""
    sums = _sums(whom, first.replace(year=first.year - 1, day=1), last)
    keys = {*sums, *((holder, year + 1, quarter) for holder, year, quarter in sums)}
    start, end = _quarter_of(first), _quarter_of(last)
    return [
        Quarter(
            holder,
            year,
            quarter,
            sums.get((holder, year, quarter), 0),
            sums.get((holder, year - 1, quarter), 0),
        )
        for holder, year, quarter in sorted(keys)
        if start <= (year, quarter) <= end
    ]


def _quarter_of(day: date) -> tuple[int, int]:
    return day.year, (day.month + 2) // 3


def _sums(whom: str, first: date, last: date) -> dict[tuple[int, int, int], int]:
    holder: ColumnElement[int] = HOLDERS[whom]
    year, month = extract("year", Measure.day), extract("month", Measure.day)
    rows = session.execute(
        select(holder, year, month, func.sum(Measure.amount_cents))
        .where(holder.is_not(None), Measure.day.between(first, last))
        .group_by(holder, year, month)
    )
    found: dict[tuple[int, int, int], int] = {}
    for holder_id, of_year, of_month, cents in rows:
        key = (holder_id, int(of_year), (int(of_month) + 2) // 3)
        found[key] = found.get(key, 0) + int(cents)
    return found
