"""From approved to delivered: at the supplier's, on its way, in somebody's hands, with what proves it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, update

from catalog.models import Order, Shipment
from catalog.orders.approving import approve, decline
from catalog.orders.cancelling import cancel, parts_back, withdraw
from catalog.orders.edges import from_states, moved, note_step, order_facts, reward_of, win
from catalog.orders.registering import note_available
from core.clock import local_day
from core.database import session
from points.ledger import actions as points

__all__ = [
    "approve",
    "cancel",
    "decline",
    "deliver",
    "mark_ordered",
    "mark_unknown",
    "note_step",
    "order_facts",
    "ship",
    "withdraw",
]


def mark_ordered(order_id: int, at: datetime, by: str, note: str = "") -> Order:
    """Note that the supplier or the provider was asked for it."""
    return _go(order_id, "ordered", at, by, note)


def mark_unknown(order_id: int, at: datetime, by: str, note: str) -> Order:
    """Note that the provider did not say whether the card exists: only its own answer moves it on."""
    return _go(order_id, "unknown", at, by, note)


def ship(
    order_id: int,
    at: datetime,
    by: str,
    carrier: str = "",
    tracking: str = "",
    sent_on: date | None = None,
    note: str = "",
) -> Order:
    """Note that it is on its way, with whom and under which number."""
    order = win(order_id, from_states("shipped", by), "shipped")
    parcel = {"carrier": carrier.strip()[:60], "tracking": tracking.strip()[:80], "by": by}
    session.execute(insert(Shipment).values(order_id=order_id, sent_on=sent_on or local_day(at), **parcel))
    moved(order, reward_of(order), at, by, note)
    return order


def deliver(
    order_id: int, at: datetime, by: str, note: str = "", proof: str = "", proof_file: str = ""
) -> Order:
    """Note that a reward reached its beneficiary, and what shows it; the points are spent for good."""
    order = win(order_id, from_states("delivered", by), "delivered")
    reward = reward_of(order)
    if order.points:
        held, spent = f"order:{order_id}:reserve", f"order:{order_id}:spend"
        points.spend(held, spent, at, by, order_facts(order_id, reward), parts_back(order))
    note_available(order, at, by)
    _hand_over(order_id, local_day(at), by, {"proof": proof.strip()[:200], "proof_file": proof_file[:120]})
    moved(order, reward, at, by, note)
    return order


def _hand_over(order_id: int, day: date, by: str, proof: dict[str, Any]) -> None:
    """On the parcel, if one was sent; what proves a delivery without one stands by itself."""
    under_way = update(Shipment).where(Shipment.order_id == order_id, Shipment.delivered_on.is_(None))
    sent = session.execute(under_way.values(delivered_on=day, **proof).returning(Shipment.id)).all()
    if not sent and any(proof.values()):
        parcel = {"sent_on": day, "delivered_on": day, "by": by, **proof}
        session.execute(insert(Shipment).values(order_id=order_id, **parcel))


def _go(order_id: int, state: str, at: datetime, by: str, note: str) -> Order:
    order = win(order_id, from_states(state, by), state)
    moved(order, reward_of(order), at, by, note)
    return order
