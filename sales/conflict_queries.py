"""Reads of conflicts: what the books hold beside what a file says, and what was decided."""

from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from accounts.models import Company, Person
from core.database import session
from products.models import Product
from sales.attribution import left_of
from sales.conflicts import held_id
from sales.models import ConflictDecision, SaleLine, StagedRow, Upload


class Version(NamedTuple):
    """A sale as one side tells it."""

    document: str
    seller: str
    rep: str
    buyer: str
    product: str
    quantity: int
    amount_cents: int
    cost_cents: int | None
    ordered_on: date | None
    invoiced_on: date | None


class Conflict(NamedTuple):
    """A row of a file beside the line that the books hold under its key."""

    line: int
    #: the file's content, as it is agreed to
    file_hash: str
    books: Version
    file: Version
    #: the line that the books hold, and how many units of it came back
    line_id: int
    returned: int
    #: which of Version's fields differ
    differs: frozenset[str]
    #: where the books' line came from
    came_in: str
    accepted_at: datetime


class Decided(NamedTuple):
    """A decision as people read it."""

    line: int
    document: str
    #: keep or replace
    choice: str
    reason: str
    decided_at: datetime
    decided_by: str


def conflict(upload_id: int, line: int) -> Conflict | None:
    """One conflict that waits for a decision; None when there is none (any more)."""
    keys = session.execute(
        select(SaleLine.id, StagedRow.content_hash, SaleLine.accepted_at, Upload.filename, SaleLine.quantity)
        .select_from(StagedRow)
        .join(SaleLine, SaleLine.id == held_id())
        .join(Upload, Upload.id == SaleLine.upload_id)
        .where(StagedRow.upload_id == upload_id, StagedRow.line == line, StagedRow.verdict == "conflict")
    ).one_or_none()
    if keys is None:
        return None
    books = _version(SaleLine, SaleLine.id == keys[0])
    file = _version(StagedRow, (StagedRow.upload_id == upload_id) & (StagedRow.line == line))
    differs = frozenset(
        name for name, ours, theirs in zip(Version._fields, books, file, strict=True) if ours != theirs
    )
    sale = left_of([keys[0]]).get(keys[0])
    returned = keys[4] - sale.units_left if sale else 0
    return Conflict(line, keys[1] or "", books, file, keys[0], returned, differs, keys[3], keys[2])


def first_conflict(upload_id: int) -> int | None:
    """The first line of a file that contradicts the books."""
    first: int | None = session.scalar(_waiting(upload_id).with_only_columns(func.min(StagedRow.line)))
    return first


def waiting(upload_id: int) -> int:
    """How many rows of a file contradict the books and wait for a decision."""
    return session.scalar(_waiting(upload_id).with_only_columns(func.count(StagedRow.line))) or 0


def decisions(upload_id: int, most: int = 50) -> list[Decided]:
    """What was decided about a file, the latest first."""
    rows = session.scalars(
        select(ConflictDecision)
        .where(ConflictDecision.upload_id == upload_id)
        .order_by(ConflictDecision.id.desc())
        .limit(most)
    ).all()
    names = _names({one.decided_by for one in rows})
    return [
        Decided(
            one.line,
            one.said["document"],
            one.choice,
            one.reason,
            one.decided_at,
            names.get(one.decided_by, one.decided_by),
        )
        for one in rows
    ]


def _waiting(upload_id: int) -> Any:
    return (
        select(StagedRow.line)
        .join(SaleLine, SaleLine.row_key == StagedRow.row_key)
        .where(StagedRow.upload_id == upload_id, StagedRow.verdict == "conflict")
    )


def _version(table: Any, which: Any) -> Version:
    seller, buyer = aliased(Company), aliased(Company)
    statement: Any = (
        select(
            table.document,
            seller.name,
            func.coalesce(Person.first_name.concat(" ").concat(Person.last_name), ""),
            func.coalesce(buyer.name, ""),
            Product.name,
            table.quantity,
            table.amount_cents,
            table.cost_cents,
            table.ordered_on,
            table.invoiced_on,
        )
        .join(seller, seller.id == table.selling_company_id)
        .join(Product, Product.id == table.product_id)
        .outerjoin(Person, Person.id == table.rep_id)
        .outerjoin(buyer, buyer.id == table.buying_company_id)
        .where(which)
    )
    return Version(*session.execute(statement).one())


def _names(actors: set[str]) -> dict[str, str]:
    """Names of the people among actors (`person:12`)."""
    ids = [int(actor.partition(":")[2]) for actor in actors if actor.startswith("person:")]
    people = session.scalars(select(Person).where(Person.id.in_(ids)))
    return {f"person:{one.id}": one.name for one in people}
