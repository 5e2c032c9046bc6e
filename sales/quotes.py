"""Reads of quotes: what a challenge's conversion counts, and what a rep makes of offers (S004-20)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from accounts.models import Company, Person
from core.database import session
from sales.models import Quote
from sales.quote_rules import Offer

#: Whose quotes: the document's competitor → the column.
COMPETITORS: dict[str, InstrumentedAttribute[int | None]] = {
    "rep": Quote.rep_id,
    "selling_company": Quote.selling_company_id,
    "buying_company": Quote.buying_company_id,
}
PAGE = 50


class Counted(NamedTuple):
    """A quote as it stood at a revision of the journal."""

    id: int
    number: str
    subject_id: int
    product_id: int | None
    range_id: int | None
    amount_cents: int
    quoted_on: date
    #: open, won or lost
    state: str
    #: None while it is open
    decided_on: date | None
    #: the journal's revision that wrote it
    revision: int


@dataclass(frozen=True)
class Rate:
    """What somebody makes of offers."""

    name: str
    company: str
    made: int
    won: int
    lost: int

    @property
    def rate_bp(self) -> int:
        """Quotes won of quotes made, in basis points, rounded down."""
        return self.won * 10_000 // self.made if self.made else 0


class Row(NamedTuple):
    """A quote as people read it."""

    number: str
    rep: str
    seller: str
    buyer: str
    amount_cents: int
    quoted_on: date
    state: str
    decided_on: date | None


def counted(
    competitor: str,
    *,
    first: date,
    last: date,
    range_ids: Collection[int] = (),
    product_ids: Collection[int] = (),
    subject_ids: Collection[int] | None = None,
    up_to_revision: int | None = None,
) -> list[Counted]:
    """Quotes made between two inclusive days, each as it stood at a revision (None: now), oldest first.

    A quote is written once and decided once: before the revision that decided it, it was open.
    """
    subject = COMPETITORS[competitor]
    wanted = [subject.is_not(None), Quote.quoted_on >= first, Quote.quoted_on <= last]
    if range_ids or product_ids:
        wanted.append(or_(Quote.range_id.in_(list(range_ids)), Quote.product_id.in_(list(product_ids))))
    if subject_ids is not None:
        wanted.append(subject.in_(list(subject_ids)))
    if up_to_revision is not None:
        wanted.append(Quote.first_revision <= up_to_revision)
    known = _known(up_to_revision)
    rows = session.execute(
        select(
            Quote.id,
            Quote.number,
            subject,
            Quote.product_id,
            Quote.range_id,
            Quote.amount_cents,
            Quote.quoted_on,
            case((known, Quote.state), else_="open"),
            case((known, Quote.decided_on)),
            case((known, Quote.revision), else_=Quote.first_revision),
        )
        .where(*wanted)
        .order_by(Quote.quoted_on, Quote.id)
    )
    return [Counted(*row) for row in rows]


def subjects_changed(competitor: str, after_revision: int, up_to: int) -> set[int]:
    """Whose quotes were written or decided between two revisions (the first exclusive)."""
    subject = COMPETITORS[competitor]
    within = or_(
        and_(Quote.revision > after_revision, Quote.revision <= up_to),
        and_(Quote.first_revision > after_revision, Quote.first_revision <= up_to),
    )
    found = session.scalars(select(subject).where(within, subject.is_not(None)).distinct())
    return {one for one in found if one is not None}


def rates(most: int = PAGE) -> list[Rate]:
    """Whoever makes most offers, with what became of them; offers without a rep are their company's."""
    won, lost = (
        func.sum(case((Quote.state == "won", 1), else_=0)),
        func.sum(case((Quote.state == "lost", 1), else_=0)),
    )
    rows = session.execute(
        select(_name(), Company.name, func.count(Quote.id), won, lost)
        .join(Company, Company.id == Quote.selling_company_id)
        .outerjoin(Person, Person.id == Quote.rep_id)
        .group_by(Person.id, Person.first_name, Person.last_name, Company.id, Company.name)
        .order_by(func.count(Quote.id).desc(), Company.id, Person.id)
        .limit(most)
    )
    return [Rate(row[0], row[1], int(row[2]), int(row[3]), int(row[4])) for row in rows]


def latest(page: int = 1, size: int = PAGE) -> tuple[list[Row], int]:
    """Quotes, the newest first, and how many there are."""
    buyer = Company.__table__.alias("buyer")
    rows = session.execute(
        select(
            Quote.number,
            _name(),
            Company.name,
            func.coalesce(buyer.c.name, ""),
            Quote.amount_cents,
            Quote.quoted_on,
            Quote.state,
            Quote.decided_on,
        )
        .join(Company, Company.id == Quote.selling_company_id)
        .outerjoin(buyer, buyer.c.id == Quote.buying_company_id)
        .outerjoin(Person, Person.id == Quote.rep_id)
        .order_by(Quote.quoted_on.desc(), Quote.id.desc())
        .limit(size)
        .offset((page - 1) * size)
    )
    return [Row(*row) for row in rows], session.scalar(select(func.count()).select_from(Quote)) or 0


def in_books(keys: Sequence[str]) -> dict[str, Quote]:
    """Quotes that have these keys."""
    found: dict[str, Quote] = {}
    for start in range(0, len(keys), 1_000):
        some = session.scalars(select(Quote).where(Quote.row_key.in_(keys[start : start + 1_000])))
        found |= {one.row_key: one for one in some}
    return found


def names(offers: Collection[Offer]) -> tuple[dict[int, str], dict[int, str]]:
    """The people and companies that rows of a file name."""
    people = {one.rep_id for one in offers}
    firms = {one.selling_company_id for one in offers} | {one.buying_company_id for one in offers}
    named = session.scalars(select(Person).where(Person.id.in_([one for one in people if one])))
    held = session.scalars(select(Company).where(Company.id.in_([one for one in firms if one])))
    return {one.id: one.name for one in named}, {one.id: one.name for one in held}


def _known(up_to_revision: int | None) -> ColumnElement[bool]:
    """Whether a quote already is, at a revision, what it is now."""
    return Quote.revision <= up_to_revision if up_to_revision is not None else Quote.id > 0


def _name() -> ColumnElement[str]:
    return func.coalesce(Person.first_name.concat(" ").concat(Person.last_name), "")
