"""The figures above "Today": what came in, what it cost, who is active. Three statements."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import case, func, select

from accounts.models import Mandate
from catalog.models import Order
from core.database import session
from points.models import LedgerTransaction, Posting, Wallet
from sales.models import SaleLine, Upload

WEEK = timedelta(days=7)
MONTH = timedelta(days=30)


@dataclass(frozen=True)
class Figures:
    """A week beside the week before; amounts in cents."""

    sold_cents: int
    sold_before_cents: int
    points: int
    outstanding: int
    active: int
    people: int
    on_order_cents: int

    @property
    def change_bp(self) -> int | None:
        """This week against the last, basis points; None without a last week."""
        if not self.sold_before_cents:
            return None
        return (self.sold_cents - self.sold_before_cents) * 1_000 // self.sold_before_cents * 10


class File(NamedTuple):
    """A file of sales that somebody brought."""

    id: int
    filename: str
    state: str
    brought_at: object


def figures(today: date) -> Figures:
    """The strip's figures as of a local day."""
    week, before = today - WEEK, today - 2 * WEEK
    sold, sold_before = session.execute(
        select(
            func.coalesce(func.sum(case((SaleLine.sold_on > week, SaleLine.amount_cents), else_=0)), 0),
            func.coalesce(func.sum(case((SaleLine.sold_on <= week, SaleLine.amount_cents), else_=0)), 0),
        ).where(SaleLine.sold_on > before, SaleLine.sold_on <= today)
    ).one()
    active = (
        select(func.count(SaleLine.rep_id.distinct()))
        .where(SaleLine.sold_on > today - MONTH, SaleLine.sold_on <= today)
        .scalar_subquery()
    )
    people = (
        select(func.count(Mandate.person_id.distinct()))
        .where(Mandate.role == "rep", Mandate.starts_on <= today)
        .where((Mandate.ends_on.is_(None)) | (Mandate.ends_on >= today))
        .scalar_subquery()
    )
    given = (
        select(func.coalesce(func.sum(Posting.amount), 0))
        .join(LedgerTransaction, LedgerTransaction.id == Posting.transaction_id)
        .where(Posting.account == "available", Posting.amount > 0)
        .where(LedgerTransaction.kind.in_(("earn", "prize")), LedgerTransaction.day > week)
        .scalar_subquery()
    )
    outstanding = select(func.coalesce(func.sum(Wallet.available + Wallet.reserved), 0)).scalar_subquery()
    ordered = (
        select(func.coalesce(func.sum(Order.cost_cents), 0))
        .where(Order.state.in_(("requested", "approved")))
        .scalar_subquery()
    )
    row = session.execute(select(given, outstanding, active, people, ordered)).one()
    return Figures(int(sold), int(sold_before), *(int(value) for value in row))


def newest_files(most: int = 5) -> list[File]:
    """The newest files, newest first."""
    rows = session.execute(
        select(Upload.id, Upload.filename, Upload.state, Upload.brought_at)
        .where(Upload.source != "claims")
        .order_by(Upload.id.desc())
        .limit(most)
    )
    return [File(*row) for row in rows]
