"""This room’s part of `flask verify`."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, String, and_, case, cast, func, literal, or_, select
from sqlalchemy.orm import aliased

from catalog.models import Order, OrderStep, Reward
from catalog.rules import OPEN
from compliance.models import Gratification
from core.database import session
from core.verify import Check
from points.models import LedgerTransaction, Posting, Wallet


def _stock() -> Iterator[str]:
    """I8: what is there, and what was taken and not given back, is what was ever received."""
    taken = (
        select(func.coalesce(func.sum(Order.quantity), 0))
        .where(Order.reward_id == Reward.id, Order.state != "cancelled")
        .scalar_subquery()
    )
    wrong = select(Reward.code).where(
        or_(
            Reward.stock.is_(None) != Reward.received.is_(None),
            Reward.stock + taken != Reward.received,
        )
    )
    return (f"reward {code}" for code in session.scalars(wrong))


def _reserved() -> Iterator[str]:
    """A wallet's held points are those of its open orders."""
    held = (
        select(func.coalesce(func.sum(Order.points), 0))
        .where(Order.wallet_id == Wallet.id, Order.state.in_(OPEN))
        .scalar_subquery()
    )
    return (f"wallet {one}" for one in session.scalars(select(Wallet.id).where(Wallet.reserved != held)))


def _movements() -> Iterator[str]:
    """Each order has the movements of its state: a reserve of its points, then spending or giving back."""
    reserve, spend, back = (aliased(LedgerTransaction) for _ in range(3))
    held = (
        select(func.coalesce(func.sum(Posting.amount), 0))
        .where(Posting.transaction_id == reserve.id, Posting.account == "reserved")
        .where(Posting.wallet_id == Order.wallet_id)
        .scalar_subquery()
    )
    wrong = or_(
        held != Order.points,
        spend.id.is_not(None) != (Order.state == "delivered"),
        back.id.is_not(None) != (Order.state == "cancelled"),
    )
    statement = select(Order.id).where(wrong)
    for one, name in ((reserve, "reserve"), (spend, "spend"), (back, "cancel")):
        statement = statement.outerjoin(one, one.reference == _reference(name))
    return (f"order {one}" for one in session.scalars(statement))


def _registered() -> Iterator[str]:
    """An approved order is in the register at its cost; a cancelled one is not, or with its opposite line."""
    first, second = aliased(Gratification), aliased(Gratification)
    granted = Order.state.in_(("approved", "delivered"))
    wrong = or_(
        and_(granted, first.value_cents.is_distinct_from(Order.cost_cents)),
        and_(granted, second.id.is_not(None)),
        and_(Order.state == "requested", first.id.is_not(None)),
        and_(Order.state == "cancelled", first.id.is_not(None) != second.id.is_not(None)),
    )
    statement = (
        select(Order.id)
        .outerjoin(first, first.reference == literal("order:") + cast(Order.id, String))
        .outerjoin(second, second.corrects_id == first.id)
        .where(wrong)
    )
    return (f"order {one}" for one in session.scalars(statement))


def _steps() -> Iterator[str]:
    """The last step of an order says its state, and no state was reached twice."""
    state = (
        select(OrderStep.state)
        .where(OrderStep.order_id == Order.id)
        .order_by(OrderStep.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    stray = select(Order.id).where(state.is_distinct_from(Order.state))
    twice = select(OrderStep.order_id).group_by(OrderStep.order_id, OrderStep.state).having(func.count() > 1)
    return (f"order {one}" for one in {*session.scalars(stray), *session.scalars(twice)})


def _beneficiaries() -> Iterator[str]:
    """A person's reward is paid from the person's wallet, a company's from the company's."""
    owner = case(
        (Reward.beneficiary == "person", Wallet.person_id == Order.person_id),
        else_=Wallet.company_id == Order.company_id,
    )
    statement = (
        select(Order.id)
        .join(Wallet, Wallet.id == Order.wallet_id)
        .join(Reward, Reward.id == Order.reward_id)
        .where(func.coalesce(owner, literal(False)) == literal(False))
    )
    return (f"order {one}" for one in session.scalars(statement))


def _reference(name: str) -> ColumnElement[Any]:
    return literal("order:") + cast(Order.id, String) + literal(f":{name}")


CHECKS: tuple[Check, ...] = (
    Check("I8", "stock and pieces taken make what was received", _stock),
    Check("I8b", "held points are those of open orders", _reserved),
    Check("I8c", "an order’s movements are those of its state", _movements),
    Check("I-A7c", "what was granted is in the register, what was cancelled is taken back", _registered),
    Check("I8d", "an order’s steps lead to its state", _steps),
    Check("I8e", "whoever receives a reward pays for it", _beneficiaries),
)
