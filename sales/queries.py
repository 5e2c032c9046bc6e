"""Reads of accepted sales: what challenges count, what proofs show, what pages of other rooms sum up."""

from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple, cast

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from accounts.models import Company, Person
from core.database import session
from core.jobs import reading
from products.models import Product, Range
from sales.models import JOURNAL, SaleLine

COMPETITORS: dict[str, InstrumentedAttribute[Any]] = {
    "rep": SaleLine.rep_id,
    "selling_company": SaleLine.selling_company_id,
    "buying_company": SaleLine.buying_company_id,
}
_RETURNED = aliased(SaleLine)
#: The day that counts; a return counts on that of its sale, whichever day is asked for.
DATES: dict[str, ColumnElement[Any]] = {
    "sold": cast("ColumnElement[Any]", SaleLine.sold_on),
    "ordered": cast("ColumnElement[Any]", SaleLine.ordered_on),
    "invoiced": case(
        (SaleLine.returns_id.is_(None), SaleLine.invoiced_on),
        else_=select(_RETURNED.invoiced_on)
        .where(_RETURNED.id == SaleLine.returns_id)
        .correlate(SaleLine)
        .scalar_subquery(),
    ),
}
#: Latest lines looked at for what a usual one is.
RECENT = 999


class Line(NamedTuple):
    """A sale as people read it."""

    id: int
    document: str
    product_id: int
    product: str
    reference: str
    range_id: int
    range: str
    quantity: int
    amount_cents: int
    sold_on: date
    ordered_on: date | None
    invoiced_on: date | None
    rep_id: int | None
    rep: str
    selling_company_id: int
    seller: str
    buying_company_id: int | None
    buyer: str
    revision: int
    accepted_at: Any
    upload_id: int


class Typical(NamedTuple):
    """The usual line of a selection: medians of amount (cents) and quantity."""

    amount_cents: int
    quantity: int


def journal_revision() -> int:
    """The committed revision of the journal; lines beyond it cannot be seen."""
    return reading(JOURNAL)


def late_lines(
    *,
    first: date,
    last: date,
    after_revision: int,
    range_ids: Collection[int] = (),
    product_ids: Collection[int] = (),
    date: str = "sold",
    competitor: str = "rep",
    **_metric: object,
) -> list[Line]:
    """Lines of a window that came in after a revision: listed as late, counted nowhere."""
    wanted = _scope(first, last, range_ids, product_ids, date)
    late = SaleLine.revision > after_revision
    statement = _readable().where(late, COMPETITORS[competitor].is_not(None), *wanted)
    return _lines(statement.order_by(SaleLine.id))


def typical_line(
    range_ids: Collection[int] = (), product_ids: Collection[int] = (), **_scope_words: object
) -> Typical | None:
    """Medians of the latest lines of a selection, for saying a gap in sales; None before the first sale."""
    statement = select(SaleLine.amount_cents, SaleLine.quantity)
    statement = statement.where(SaleLine.returns_id.is_(None))
    if condition := chosen(range_ids, product_ids):
        statement = statement.join(Product, Product.id == SaleLine.product_id).where(*condition)
    rows = session.execute(statement.order_by(SaleLine.id.desc()).limit(RECENT)).all()
    if not rows:
        return None
    amounts, quantities = sorted(row[0] for row in rows), sorted(row[1] for row in rows)
    return Typical(amounts[len(rows) // 2], quantities[len(rows) // 2])


def lines_by_id(ids: Collection[int]) -> dict[int, Line]:
    """Lines by their ids, for explaining points."""
    return {line.id: line for line in _lines(_readable().where(SaleLine.id.in_(list(ids))))}


def _scope(
    first: date,
    last: date,
    range_ids: Collection[int],
    product_ids: Collection[int],
    date: str,
) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = [DATES[date] >= first, DATES[date] <= last]
    if some := chosen(range_ids, product_ids):
        ids = select(Product.id).where(*some)
        wanted.append(SaleLine.product_id.in_(ids))
    return wanted


def chosen(range_ids: Collection[int], product_ids: Collection[int]) -> list[ColumnElement[bool]]:
    """Products of any of these ranges, or these themselves; no condition where neither is named."""
    if not range_ids and not product_ids:
        return []
    return [or_(Product.range_id.in_(list(range_ids)), Product.id.in_(list(product_ids)))]


def _readable() -> Select[Any]:
    seller, buyer = Company.__table__.alias("seller"), Company.__table__.alias("buyer")
    readable: Any = (
        select(
            SaleLine.id,
            SaleLine.document,
            SaleLine.product_id,
            Product.name,
            Product.reference,
            Product.range_id,
            Range.name,
            SaleLine.quantity,
            SaleLine.amount_cents,
            SaleLine.sold_on,
            SaleLine.ordered_on,
            SaleLine.invoiced_on,
            SaleLine.rep_id,
            func.coalesce(Person.first_name.concat(" ").concat(Person.last_name), ""),
            SaleLine.selling_company_id,
            seller.c.name,
            SaleLine.buying_company_id,
            func.coalesce(buyer.c.name, ""),
            SaleLine.revision,
            SaleLine.accepted_at,
            SaleLine.upload_id,
        )
        .join(Product, Product.id == SaleLine.product_id)
        .join(Range, Range.id == Product.range_id)
        .join(seller, seller.c.id == SaleLine.selling_company_id)
        .outerjoin(Person, Person.id == SaleLine.rep_id)
        .outerjoin(buyer, buyer.c.id == SaleLine.buying_company_id)
    )
    return cast("Select[Any]", readable)


def _lines(statement: Select[Any]) -> list[Line]:
    return [Line(*row) for row in session.execute(statement)]
