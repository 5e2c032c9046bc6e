"""What may still come into the books or leave them: claims that wait for somebody, returns for their sale."""

from collections.abc import Collection
from datetime import date
from functools import cache
from typing import Any, NamedTuple
from typing import cast as typed

from sqlalchemy import (
    BigInteger,
    Boolean,
    Date,
    Select,
    String,
    Subquery,
    and_,
    bindparam,
    cast,
    func,
    literal_column,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute

from core.database import NOUGHT, session
from products.models import Product
from sales.models import Claim, SaleLine, StagedRow, Upload


class Waiting(NamedTuple):
    """A sale that somebody declared and nobody decided, or a return of a file whose sale is not known yet."""

    #: claim or return
    kind: str
    #: the claim's, or the file's and then the line in it
    number: int
    line: int
    #: None where the file names nobody
    rep_id: int | None
    selling_company_id: int
    buying_company_id: int | None
    document: str
    product_id: int
    #: units and cents, of a return below zero
    units: int
    cents: int
    #: of a claim: what it is counted by
    range_id: int | None
    strategic: bool | None
    invoiced_on: date | None
    unit_cost_cents: int | None
    margin_bp: int | None


@cache
def undecided() -> Subquery:
    """Claims of `:first` to `:last` that no file brought meanwhile, and returns of accepted files, in the
    order of Waiting.
    """
    return union_all(_claims(), _returns()).subquery("undecided")


def _claims() -> Select[Any]:
    twin = (
        select(SaleLine.id)
        .where(
            SaleLine.selling_company_id == Claim.company_id,
            SaleLine.product_id == Claim.product_id,
            SaleLine.document == Claim.document,
        )
        .exists()
    )
    days = Claim.invoiced_on.between(bindparam("first", type_=Date), bindparam("last", type_=Date))
    found: Any = (
        select(
            literal_column("'claim'", String).label("kind"),
            Claim.id.label("number"),
            NOUGHT.label("line"),
            Claim.person_id.label("rep_id"),
            Claim.company_id.label("selling_company_id"),
            cast(null(), BigInteger).label("buying_company_id"),
            Claim.document,
            Claim.product_id,
            Claim.quantity.label("units"),
            Claim.amount_cents.label("cents"),
            Product.range_id,
            Product.strategic,
            Claim.invoiced_on,
            Product.unit_cost_cents,
            Product.margin_bp,
        )
        .join(Product, Product.id == Claim.product_id)
        .where(Claim.state == literal_column("'sent'"), days, ~twin)
    )
    return typed("Select[Any]", found)


def _returns() -> Select[Any]:
    found: Any = (
        select(
            literal_column("'return'", String),
            StagedRow.upload_id,
            StagedRow.line,
            StagedRow.rep_id,
            func.coalesce(StagedRow.selling_company_id, NOUGHT),
            StagedRow.buying_company_id,
            func.coalesce(StagedRow.document, literal_column("''")),
            func.coalesce(StagedRow.product_id, NOUGHT),
            func.coalesce(StagedRow.quantity, NOUGHT),
            func.coalesce(StagedRow.amount_cents, NOUGHT),
            cast(null(), BigInteger),
            cast(null(), Boolean),
            cast(null(), Date),
            cast(null(), BigInteger),
            cast(null(), BigInteger),
        )
        .join(Upload, Upload.id == StagedRow.upload_id)
        .where(
            Upload.state == literal_column("'accepted'"),
            Upload.rows_returns > NOUGHT,
            StagedRow.verdict == literal_column("'return'"),
        )
    )
    return typed("Select[Any]", found)


def sellers(
    subject: InstrumentedAttribute[Any], returns: Collection[Waiting], first: date, last: date
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
