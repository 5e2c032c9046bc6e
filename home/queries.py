"""What surrounds every page, in as few statements as possible."""

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Date, Select, bindparam, func, select

from accounts.identity import Visitor
from accounts.models import Company, Portfolio
from core.clock import local_day, now
from core.database import NOUGHT, ask, session
from notifications.models import Notice
from points.ledger.queries import Balance, shown
from points.models import Lot, Wallet


class Surroundings(NamedTuple):
    """The visitor's own wallet (None until it was opened), its balance, and how many notices wait."""

    wallet_id: int | None
    balance: int
    unread: int


def surroundings(visitor: Visitor) -> Surroundings:
    """One statement for all; a manager's wallet is the company's, a rep's is personal."""
    owner = visitor.company_id if company_first(visitor) else visitor.id
    today = local_day(now())
    asked = {"owner": owner, "person": visitor.id, "day": today}
    wallet_id, available, debt, unread = ask(_SURROUNDINGS[company_first(visitor)], **asked).one()
    held = shown(Balance(int(available), debt=int(debt)), today)
    return Surroundings(wallet_id, held.available, int(unread))


def _surroundings(owner: ColumnElement[int | None]) -> Select[*tuple[Any, ...]]:
    gone = (
        select(func.coalesce(func.sum(Lot.remaining), 0))
        .where(
            Lot.wallet_id == Wallet.id, Lot.remaining > NOUGHT, Lot.expires_on < bindparam("day", type_=Date)
        )
        .scalar_subquery()
    )
    mine = owner == bindparam("owner")
    wallet = select(Wallet.id).where(mine).scalar_subquery()
    balance = select(Wallet.available - gone).where(mine).scalar_subquery()
    debt = select(Wallet.debt).where(mine).scalar_subquery()
    unread = (
        select(func.count())
        .where(Notice.person_id == bindparam("person"), Notice.read_at.is_(None))
        .scalar_subquery()
    )
    return select(wallet, func.coalesce(balance, 0), func.coalesce(debt, 0), unread)


def may_look_after(visitor: Visitor, company: Company | None) -> bool:
    """Whether one of the staff may see a company's people: administrators all, others their portfolio's."""
    if visitor.role == "administrator":
        return True
    return company is not None and session.get(Portfolio, (visitor.id, company.id)) is not None


def company_first(visitor: Visitor) -> bool:
    """Whether the wallet shown first is the company's."""
    return visitor.role == "company_manager"


#: Built once, for a person's own wallet and for their company's: they run on every page.
_SURROUNDINGS = {
    False: _surroundings(Wallet.__table__.c.person_id),
    True: _surroundings(Wallet.__table__.c.company_id),
}
