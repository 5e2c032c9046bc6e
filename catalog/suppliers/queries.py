"""What waits for a supplier, what they were sent, and who is late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select

from accounts.models import Company, Person
from catalog.models import Order, Reward, Supplier, SupplierOrder
from catalog.rules.details import DESK
from core.database import session

#: Sent to the supplier and not there yet.
UNDER_WAY = ("ordered", "shipped")
Line = Row[Order, Reward, Person, Company]


@dataclass(frozen=True)
class Standing:
    """A supplier and how things stand with them."""

    supplier: Supplier
    rewards: int
    #: approved and not sent to them
    waiting: int
    under_way: int
    #: not delivered although the promised day is over, and the earliest of those days
    late: int
    oldest: date | None


def suppliers(day: date, everything: bool = False) -> list[Standing]:
    """Every supplier, who is most late first."""
    wanted = select(Supplier).order_by(Supplier.name)
    if not everything:
        wanted = wanted.where(Supplier.retired_at.is_(None))
    counts = {row.supplier_id: row for row in session.execute(_counts(day))}
    offered = dict(
        session.execute(
            select(Reward.supplier_id, func.count())
            .where(Reward.retired_at.is_(None), Reward.supplier_id.is_not(None))
            .group_by(Reward.supplier_id)
        ).all()
    )
    found = [_standing(one, offered.get(one.id, 0), counts.get(one.id)) for one in session.scalars(wanted)]
    return sorted(found, key=lambda one: (-one.late, one.supplier.name))


def waiting(supplier_id: int) -> Sequence[Line]:
    """Approved orders that the supplier was not sent, oldest first."""
    lines = _lines().where(Reward.supplier_id == supplier_id, Order.state == "approved", by_supplier())
    return session.execute(lines.order_by(Order.promised_on, Order.id)).all()


def under_way(supplier_id: int) -> Sequence[Line]:
    """What they have and we do not yet, the most urgent first."""
    lines = _lines().where(Reward.supplier_id == supplier_id, Order.state.in_(UNDER_WAY))
    return session.execute(lines.order_by(Order.promised_on, Order.id)).all()


def sent(supplier_id: int) -> Sequence[Row[SupplierOrder, int]]:
    """What they were sent, the newest first, with how many orders each holds."""
    held = select(func.count()).where(Order.supplier_order_id == SupplierOrder.id).scalar_subquery()
    wanted = select(SupplierOrder, held).where(SupplierOrder.supplier_id == supplier_id)
    return session.execute(wanted.order_by(SupplierOrder.id.desc()).limit(50)).all()


def lines_of(supplier_order_id: int) -> Sequence[Line]:
    """The orders that went together, as they were numbered."""
    return session.execute(
        _lines().where(Order.supplier_order_id == supplier_order_id).order_by(Order.id)
    ).all()


def by_supplier() -> ColumnElement[bool]:
    """Whether a reward is made or sent by its supplier: cards that come by themselves are not."""
    return or_(
        Reward.kind != "gift_card",
        func.coalesce(Reward.details["provider"].as_string(), DESK) == DESK,
    )


def _standing(
    supplier: Supplier, rewards: int, row: Row[int | None, int, int, int, date | None] | None
) -> Standing:
    if row is None:
        return Standing(supplier, rewards, 0, 0, 0, None)
    return Standing(supplier, rewards, row.waiting, row.under_way, row.late, row.oldest)


def _counts(day: date) -> Select[int | None, int, int, int, date | None]:
    waits = and_(Order.state == "approved", by_supplier())
    under = Order.state.in_(UNDER_WAY)
    late = and_(or_(waits, under), Order.promised_on < day)
    return (
        select(
            Reward.supplier_id,
            func.count().filter(waits).label("waiting"),
            func.count().filter(under).label("under_way"),
            func.count().filter(late).label("late"),
            func.min(Order.promised_on).filter(late).label("oldest"),
        )
        .join(Reward, Reward.id == Order.reward_id)
        .where(Reward.supplier_id.is_not(None), Order.state.in_(("approved", *UNDER_WAY)))
        .group_by(Reward.supplier_id)
    )


def _lines() -> Select[Order, Reward, Person, Company]:
    return (
        select(Order, Reward, Person, Company)
        .join(Reward, Reward.id == Order.reward_id)
        .join(Person, Person.id == Order.person_id)
        .join(Company, Company.id == Order.company_id)
    )
