"""Pieces: a count that begins with its first delivery, and what orders took of it.

What is there and what orders hold is what was ever received (I8); of rewards and of variants alike.
"""

from typing import Any

from sqlalchemy import ColumnElement, func, select, update

from catalog import rules
from catalog.models import Order, OrderPart, Reward, RewardVariant
from catalog.rules.states import UNDONE
from core.database import session

#: What has pieces.
Counted = type[Reward] | type[RewardVariant]


def book(counted: Counted, key: int, pieces: int) -> int:
    """Take pieces into a count, or out with a minus; what is there then. The first ones begin the count.

    Raises NothingReceived, StockTooLow.
    """
    if not pieces:
        raise rules.NothingReceived
    limited = (
        update(counted)
        .where(counted.id == key, counted.stock + pieces >= 0)
        .values(stock=counted.stock + pieces, received=counted.received + pieces)
    )
    left = _stock_after(limited, counted)
    if left is None and pieces > 0:
        left = _begin_count(counted, key, pieces)
    if left is None:
        there = session.execute(select(counted.stock).where(counted.id == key)).scalar_one_or_none()
        raise rules.StockTooLow(left=there or 0)
    return left


def taken(counted: Counted) -> ColumnElement[int]:
    """Pieces that orders hold or had, alone and as parts of others; drafts and what was undone hold none."""
    of_order = (Order.reward_id if counted is Reward else Order.variant_id) == counted.id
    of_part = (OrderPart.reward_id if counted is Reward else OrderPart.variant_id) == counted.id
    holds = Order.state.not_in(("draft", *UNDONE))
    pieces = Order.quantity - Order.cancelled_quantity
    alone = select(func.coalesce(func.sum(pieces), 0)).where(of_order, holds)
    parts = (
        select(func.coalesce(func.sum(pieces * OrderPart.quantity), 0))
        .join_from(OrderPart, Order, Order.id == OrderPart.order_id)
        .where(of_part, holds)
    )
    return alone.correlate(counted).scalar_subquery() + parts.correlate(counted).scalar_subquery()


def ever_received(counted: Counted, key: int) -> str:
    """Pieces ever received, with the row held to commit; empty for without limit."""
    held = select(counted.received).where(counted.id == key).with_for_update()
    received = session.execute(held).scalar_one_or_none()
    return "" if received is None else str(received)


def _stock_after(statement: Any, counted: Counted) -> int | None:
    left = session.execute(
        statement.returning(counted.stock), execution_options={"synchronize_session": False}
    ).scalar_one_or_none()
    return None if left is None else int(left)


def _begin_count(counted: Counted, key: int, pieces: int) -> int | None:
    """First count of what was without limit: what was already taken counts as received before.

    The first statement holds the row, so that an order under way is either counted or waits (ordering.take).
    """
    begun = update(counted).where(counted.id == key, counted.stock.is_(None))
    left = _stock_after(begun.values(stock=pieces, received=pieces), counted)
    if left is not None:
        session.execute(
            update(counted).where(counted.id == key).values(received=pieces + taken(counted)),
            execution_options={"synchronize_session": False},
        )
    return left
