"""Pieces: a count that begins with its first delivery, and what orders took of it.

What is there and what orders hold is what was ever received (I8); of rewards and of variants alike.
"""

from typing import Any

from sqlalchemy import ColumnElement, select, update

from catalog import rules
from catalog.models import Reward, RewardVariant
from catalog.models import taken as of_orders
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
    return of_orders.of_reward() if counted is Reward else of_orders.of_variant()


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
