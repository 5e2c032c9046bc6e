"""What may still come into the books or leave them: claims that wait for somebody, returns for their sale."""

from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import and_, literal_column, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from core.database import session
from products.models import Product
from sales.models import Claim, SaleLine, StagedRow, Upload


class Claimed(NamedTuple):
    """A sale that somebody declared and nobody decided."""

    claim_id: int
    person_id: int
    company_id: int
    document: str
    product_id: int
    range_id: int
    strategic: bool
    invoiced_on: date
    quantity: int
    amount_cents: int
    unit_cost_cents: int | None
    margin_bp: int | None


class Returning(NamedTuple):
    """A return whose sale is not known yet."""

    #: None where the file names nobody
    rep_id: int | None
    selling_company_id: int
    buying_company_id: int | None
    document: str
    product_id: int
    #: above zero
    units: int
    cents: int


def claimed(first: date, last: date) -> list[Claimed]:
    """Claims that wait, of some days; one that a file brought meanwhile adds nothing."""
    twin = (
        select(SaleLine.id)
        .where(
            SaleLine.selling_company_id == Claim.company_id,
            SaleLine.product_id == Claim.product_id,
            SaleLine.document == Claim.document,
        )
        .exists()
    )
    rows = session.execute(
        select(
            Claim.id,
            Claim.person_id,
            Claim.company_id,
            Claim.document,
            Claim.product_id,
            Product.range_id,
            Product.strategic,
            Claim.invoiced_on,
            Claim.quantity,
            Claim.amount_cents,
            Product.unit_cost_cents,
            Product.margin_bp,
        )
        .join(Product, Product.id == Claim.product_id)
        .where(Claim.state == literal_column("'sent'"), Claim.invoiced_on.between(first, last), ~twin)
        .order_by(Claim.id)
    )
    return [Claimed._make(row) for row in rows]


def returning() -> list[Returning]:
    """Returns of accepted files that wait for their sale."""
    rows = session.execute(
        select(
            StagedRow.rep_id,
            StagedRow.selling_company_id,
            StagedRow.buying_company_id,
            StagedRow.document,
            StagedRow.product_id,
            StagedRow.quantity,
            StagedRow.amount_cents,
        )
        .join(Upload, Upload.id == StagedRow.upload_id)
        .where(Upload.state == "accepted", Upload.rows_returns > 0, StagedRow.verdict == "return")
        .order_by(StagedRow.upload_id, StagedRow.line)
    )
    return [
        Returning(rep, seller or 0, buyer, document or "", product or 0, -(units or 0), -(cents or 0))
        for rep, seller, buyer, document, product, units, cents in rows
    ]


def sellers(
    subject: InstrumentedAttribute[Any], returns: Collection[Returning], first: date, last: date
) -> set[int]:
    """Whose sales of some days these returns may mean."""
    pairs = sorted({(one.selling_company_id, one.product_id) for one in returns})
    found: set[int] = set()
    for start in range(0, len(pairs), 200):
        of = [
            and_(SaleLine.selling_company_id == seller, SaleLine.product_id == product)
            for seller, product in pairs[start : start + 200]
        ]
        wanted = select(subject).where(or_(*of), SaleLine.sold_on.between(first, last), subject.is_not(None))
        found |= set(session.scalars(wanted.distinct()))
    return found
