"""The figures above "Today": what came in, what it cost, who is active. A few statements."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import case, func, select, true

from accounts.models import Mandate, Portfolio
from catalog.models import Order
from catalog.models.taken import PIECES
from catalog.rules import OPEN
from core.database import session
from points.models import LedgerTransaction, Posting, Wallet
from sales.models import SaleLine, Upload

WEEK = timedelta(days=7)
MONTH = timedelta(days=30)


@dataclass(frozen=True)
class Trade:
    """A week of sales beside the week before (cents), and who sold lately."""

    sold_cents: int
    sold_before_cents: int
    active: int
    people: int

    @property
    def change_bp(self) -> int | None:
        """This week against the last, basis points; None without a last week."""
        if not self.sold_before_cents:
            return None
        return (self.sold_cents - self.sold_before_cents) * 1_000 // self.sold_before_cents * 10


class Purse(NamedTuple):
    """What the programme gave in a week, what members still hold, and what rewards on order cost (cents)."""

    points: int
    outstanding: int
    on_order_cents: int


class File(NamedTuple):
    """A file of sales that somebody brought."""

    id: int
    filename: str
    state: str
    brought_at: object


def trade(today: date, keeper_id: int | None = None) -> Trade:
    """Sales as of a local day: everybody's, or those of an account manager's portfolio."""
    week, before = today - WEEK, today - 2 * WEEK
    watched = select(Portfolio.company_id).where(Portfolio.person_id == keeper_id)
    sellers = SaleLine.selling_company_id.in_(watched) if keeper_id else true()
    employers = Mandate.company_id.in_(watched) if keeper_id else true()
    recent = case((SaleLine.sold_on > week, SaleLine.amount_cents), else_=0)
    earlier = case((SaleLine.sold_on <= week, SaleLine.amount_cents), else_=0)
    sold, sold_before = session.execute(
        select(func.coalesce(func.sum(recent), 0), func.coalesce(func.sum(earlier), 0)).where(
            SaleLine.sold_on > before, SaleLine.sold_on <= today, sellers
        )
    ).one()
    active = (
        select(func.count(SaleLine.rep_id.distinct()))
        .where(SaleLine.sold_on > today - MONTH, SaleLine.sold_on <= today, sellers)
        .scalar_subquery()
    )
    people = (
        select(func.count(Mandate.person_id.distinct()))
        .where(Mandate.role == "rep", Mandate.starts_on <= today, employers)
        .where((Mandate.ends_on.is_(None)) | (Mandate.ends_on >= today))
        .scalar_subquery()
    )
    row = session.execute(select(active, people)).one()
    return Trade(int(sold), int(sold_before), int(row[0]), int(row[1]))


def purse(today: date) -> Purse:
    """The programme's points and rewards as of a local day."""
    given = (
        select(func.coalesce(func.sum(Posting.amount), 0))
        .join(LedgerTransaction, LedgerTransaction.id == Posting.transaction_id)
        .where(Posting.account == "available", Posting.amount > 0)
        .where(LedgerTransaction.kind.in_(("earn", "prize")), LedgerTransaction.day > today - WEEK)
        .scalar_subquery()
    )
    outstanding = select(func.coalesce(func.sum(Wallet.available + Wallet.reserved), 0)).scalar_subquery()
    ordered = (
        select(func.coalesce(func.sum(Order.cost_cents * PIECES // Order.quantity), 0))
        .where(Order.state.in_(OPEN))
        .scalar_subquery()
    )
    return Purse(*map(int, session.execute(select(given, outstanding, ordered)).one()))


def newest_files(most: int = 5) -> list[File]:
    """The newest files, newest first."""
    rows = session.execute(
        select(Upload.id, Upload.filename, Upload.state, Upload.brought_at)
        .where(Upload.source.not_in(("claims", "by hand")))
        .order_by(Upload.id.desc())
        .limit(most)
    )
    return [File(*row) for row in rows]
