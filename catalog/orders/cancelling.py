"""Undoing an order that is not delivered: all of it or some pieces, by the team or by whoever ordered.

Points return to the lots they came from with their own last day, the longest-living first; pieces, seats and
hours become free; the register gets its opposite line, for as much as was undone.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, or_

from catalog import messages, rules
from catalog.models import Order
from catalog.orders import scarce
from catalog.orders.edges import (
    from_states,
    hold,
    moved,
    note_step,
    order_facts,
    reason,
    refusal,
    reward_of,
    win,
)
from catalog.orders.registering import value_of
from catalog.rules import order_refusals as refusals
from catalog.rules.states import BEFORE, GRANTED
from compliance import register
from core import audit
from core.database import session
from points.ledger import actions as points
from points.ledger import giving_back


def cancel(
    order_id: int, at: datetime, by: str, note: str, pieces: int | None = None, left: int | None = None
) -> Order:
    """Cancel an order not yet delivered, or some of its pieces, for a reason that its person reads.

    `left` is how many pieces the page showed: sent twice, it acts once. Raises ReasonMissing, TooManyPieces,
    PiecesMoved, WholeOnly.
    """
    why = reason(note)
    if pieces is None and left is None:
        return undo(order_id, from_states("cancelled"), "cancelled", at, by, why)
    order = hold(order_id)
    if order.state not in BEFORE["cancelled"]:
        raise refusal(order, "cancelled")
    if left is not None and left != order.pieces:
        raise refusals.PiecesMoved(number=order_id)
    if pieces is None or pieces == order.pieces:
        return undo(order_id, from_states("cancelled"), "cancelled", at, by, why)
    if not 1 <= pieces < order.pieces:
        raise refusals.TooManyPieces(number=order_id, left=order.pieces)
    if order.replaces_id is not None:
        raise refusals.WholeOnly(number=order_id)
    return _some(order, pieces, at, by, why)


def withdraw(order_id: int, at: datetime, by: str, note: str = "") -> Order:
    """Take one's own order back: while nobody approved it, or within the time to think again."""
    fresh = (Order.state == "approved") & (Order.placed_at > at - rules.UNDO) & Order.replaces_id.is_(None)
    return undo(order_id, or_(Order.state == "requested", fresh), "cancelled", at, by, note)


def undo(order_id: int, allowed: ColumnElement[bool], after: str, at: datetime, by: str, note: str) -> Order:
    """Undo what is left of an order that is not delivered: cancelled or declined."""
    before = hold(order_id).state
    order = win(order_id, allowed, after)
    reward, back = reward_of(order), order.held
    if order.replaces_id is not None:
        back = undo_first(order, at, by)
    elif order.points:
        facts = order_facts(order_id, reward)
        held, reference = f"order:{order_id}:reserve", f"order:{order_id}:cancel"
        points.give_back(held, reference, at, by, facts, parts_back(order))
    scarce.put_back(scarce.needs_of(order, reward, order.pieces))
    if before in GRANTED and order.replaces_id is None:
        register.take_back(f"order:{order_id}", f"order:{order_id}:cancelled", at)
    moved(order, reward, at, by, note, back)
    return order


def undo_first(order: Order, at: datetime, by: str) -> int:
    """Give back what the first order of a chain of replacements cost, which cost nothing; how many points."""
    first = order
    while first.replaces_id is not None:
        first = session.get_one(Order, first.replaces_id)
    number, reward = first.id, reward_of(first)
    if first.points:
        giving_back.refund(
            f"order:{number}:reserve",
            f"order:{number}:spend",
            f"order:{number}:refund",
            at,
            by,
            order_facts(number, reward),
            parts_back(first),
        )
    register.take_back(f"order:{number}", f"order:{number}:refunded", at)
    return first.held


def parts_back(order: Order) -> list[str]:
    """What may have given back points for pieces cancelled before."""
    return [_part(order.id, count) for count in range(1, order.cancelled_quantity + 1)]


def _some(order: Order, pieces: int, at: datetime, by: str, why: str) -> Order:
    """Cancel some pieces: the order stays in its state; its row is held."""
    reward, gone = reward_of(order), order.cancelled_quantity + pieces
    back = order.points * gone // order.quantity - order.given_back
    before, value = parts_back(order), value_of(order, order.pieces)
    order.cancelled_quantity, order.given_back = gone, order.given_back + back
    session.flush()
    if back:
        held = f"order:{order.id}:reserve"
        facts = {**order_facts(order.id, reward), "pieces": pieces}
        giving_back.give_back_part(held, back, _part(order.id, gone), at, by, facts, before)
    scarce.put_back(scarce.needs_of(order, reward, pieces))
    if order.state in GRANTED:
        gone_value = value - value_of(order, order.pieces)
        register.take_back(f"order:{order.id}", f"order:{order.id}:back:{gone}", at, gone_value)
    note_step(order.id, order.state, at, by, why, pieces)
    facts = {"pieces": pieces, "points": back, "note": why[:300]}
    audit.record(by, "catalog.cancel_pieces", ("order", order.id), at, facts)
    messages.tell_moved(order, reward, "cancelled", at, by, why, pieces, back)
    return order


def _part(order_id: int, gone: int) -> str:
    return f"order:{order_id}:reserve{giving_back.BACK}{gone}"
