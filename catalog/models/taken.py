"""How many pieces, seats and hours orders have taken: for a first count of stock, and to be verified."""

from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from catalog.models.orders import Order, OrderPart
from catalog.models.rewards import Reward, RewardSession, RewardVariant, ServiceSlot
from catalog.rules.states import UNDONE

#: Of an order that takes what it is for: asked for, or the person's.
TAKING: ColumnElement[bool] = Order.state.not_in(["draft", *UNDONE])
PIECES = Order.quantity - Order.cancelled_quantity


def of_reward() -> ColumnElement[int]:
    """Pieces of a reward (the outer statement's) taken by itself and as a part of others; variants apart."""
    alone = _sum(PIECES).where(Order.reward_id == Reward.id, Order.variant_id.is_(None), TAKING)
    part = _parts().where(OrderPart.reward_id == Reward.id, OrderPart.variant_id.is_(None))
    return alone.correlate(Reward).scalar_subquery() + part.correlate(Reward).scalar_subquery()


def of_variant() -> ColumnElement[int]:
    """Pieces of a variant (the outer statement's) taken by itself and as a part of others."""
    alone = _sum(PIECES).where(Order.variant_id == RewardVariant.id, TAKING)
    part = _parts().where(OrderPart.variant_id == RewardVariant.id)
    return alone.correlate(RewardVariant).scalar_subquery() + part.correlate(RewardVariant).scalar_subquery()


def of_session() -> ColumnElement[int]:
    """Seats of a session (the outer statement's) taken."""
    return (
        _sum(PIECES)
        .where(Order.session_id == RewardSession.id, TAKING)
        .correlate(RewardSession)
        .scalar_subquery()
    )


def of_slot() -> ColumnElement[int]:
    """Orders that have an hour (the outer statement's): one at the most."""
    return (
        select(func.count())
        .where(Order.slot_id == ServiceSlot.id, TAKING)
        .correlate(ServiceSlot)
        .scalar_subquery()
    )


def _sum(what: ColumnElement[int]) -> Select[Any]:
    return select(func.coalesce(func.sum(what), 0))


def _parts() -> Select[Any]:
    return _sum(PIECES * OrderPart.quantity).join_from(OrderPart, Order).where(TAKING)
