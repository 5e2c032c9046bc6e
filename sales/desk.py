"""Reads for the staff's pages of files: lists, figures, good and bad rows side by side."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from accounts.models import Company, Person
from core.database import session
from products.models import Product
from sales.conflicts import holder
from sales.mapping import Spec, from_document
from sales.models import ColumnMapping, SaleLine, StagedRow, Upload

PAGE = 25
ASIDE = ("bad", "conflict", "return")
#: What was never a file.
OWN = ("claims", "by hand")


class GoodRow(NamedTuple):
    """A row that can be taken, as people read it."""

    line: int
    document: str
    seller: str
    rep: str
    buyer: str
    product: str
    quantity: int
    amount_cents: int
    sold_on: Any


def uploads(most: int | None = 50) -> Sequence[Upload]:
    """Files brought from outside, the newest first; claims and returns by hand bring none."""
    statement = select(Upload).where(Upload.source.not_in(OWN)).order_by(Upload.id.desc())
    return session.scalars(statement.limit(most) if most else statement).all()


def every_upload() -> Iterator[Upload]:
    """All of them, many at a time."""
    before = None
    while True:
        statement = select(Upload).where(Upload.source.not_in(OWN)).order_by(Upload.id.desc()).limit(1_000)
        rows = session.scalars(statement if before is None else statement.where(Upload.id < before)).all()
        yield from rows
        if not rows:
            return
        before = rows[-1].id


def upload(upload_id: int) -> Upload | None:
    """One file."""
    return session.get(Upload, upload_id)


def mappings() -> list[Spec]:
    """Saved mappings, the newest first."""
    rows = session.scalars(select(ColumnMapping).order_by(ColumnMapping.saved_at.desc(), ColumnMapping.id))
    return [from_document(row.document) for row in rows]


def saved_mapping(name: str) -> Spec | None:
    """A mapping by its name."""
    row = session.scalar(select(ColumnMapping).where(ColumnMapping.name == name))
    return from_document(row.document) if row else None


def fitting_mapping(columns: Sequence[str]) -> Spec | None:
    """The newest saved mapping whose columns a file all has."""
    return next((spec for spec in mappings() if not spec.missing_in(columns)), None)


def bad_rows(
    upload_id: int, page: int = 1, size: int = PAGE, verdict: str = ""
) -> tuple[Sequence[StagedRow], int]:
    """Rows that cannot be taken (bad, conflict, or one of them), and how many."""
    wanted = select(StagedRow).where(
        StagedRow.upload_id == upload_id, StagedRow.verdict.in_([verdict] if verdict in ASIDE else ASIDE)
    )
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    rows = session.scalars(wanted.order_by(StagedRow.line).limit(size).offset((page - 1) * size)).all()
    return rows, total


def every_bad_row(upload_id: int) -> Iterator[StagedRow]:
    """All of them, streamed in order."""
    after = 0
    while rows := session.scalars(
        select(StagedRow)
        .where(StagedRow.upload_id == upload_id, StagedRow.verdict.in_(ASIDE), StagedRow.line > after)
        .order_by(StagedRow.line)
        .limit(1_000)
    ).all():
        yield from rows
        after = rows[-1].line


def good_rows(upload_id: int, page: int = 1, size: int = PAGE) -> list[GoodRow]:
    """Rows that can be taken, before the acceptance; the lines they became, after it."""
    accepted = session.scalar(select(Upload.state).where(Upload.id == upload_id)) == "accepted"
    table: Any = SaleLine if accepted else StagedRow
    seller, buyer = aliased(Company), aliased(Company)
    statement: Any = (
        select(
            table.line,
            table.document,
            seller.name,
            func.coalesce(Person.first_name.concat(" ").concat(Person.last_name), ""),
            func.coalesce(buyer.name, ""),
            Product.name,
            table.quantity,
            table.amount_cents,
            table.sold_on,
        )
        .join(seller, seller.id == table.selling_company_id)
        .join(Product, Product.id == table.product_id)
        .outerjoin(Person, Person.id == table.rep_id)
        .outerjoin(buyer, buyer.id == table.buying_company_id)
        .where(table.upload_id == upload_id)
    )
    if not accepted:
        statement = statement.where(StagedRow.verdict == "good")
    rows = session.execute(statement.order_by(table.line).limit(size).offset((page - 1) * size))
    return [GoodRow(*row) for row in rows]


def reps_in(upload_id: int) -> int:
    """How many people the good rows of a file name."""
    wanted = select(func.count(StagedRow.rep_id.distinct())).where(
        StagedRow.upload_id == upload_id, StagedRow.verdict == "good"
    )
    return session.scalar(wanted) or 0


def returns_in(upload_id: int) -> int:
    """How many of the lines that a file brought into the books are returns."""
    wanted = select(func.count(SaleLine.id)).where(
        SaleLine.upload_id == upload_id, SaleLine.returns_id.is_not(None)
    )
    return session.scalar(wanted) or 0


def books_line(row_key: str) -> SaleLine | None:
    """The line that the books hold under a key, to lay beside a conflict."""
    return holder(row_key)
