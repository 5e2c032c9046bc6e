"""After delivery: points back for what was no good, or the same thing once more."""

from datetime import datetime

from catalog import rules
from catalog.models import Order, OrderPart
from catalog.orders import scarce
from catalog.orders.cancelling import undo_first
from catalog.orders.edges import from_states, moved, reason, reward_of, win
from catalog.orders.ordering import asked, write
from catalog.orders.registering import cost_of, value_of
from catalog.orders.wants import want_of
from catalog.rules import order_refusals as refusals
from core.clock import local_day
from core.database import insert, session


def refund(order_id: int, at: datetime, by: str, note: str) -> Order:
    """Take a delivered order back for a reason: its spent points return to the lots they came from.

    Each lot keeps its own last day: what has passed it lapses the night after.
    """
    why = reason(note)
    order = win(order_id, from_states("refunded"), "refunded")
    reward = reward_of(order)
    back = undo_first(order, at, by)
    scarce.put_back(scarce.needs_of(order, reward, order.pieces))
    moved(order, reward, at, by, why, back)
    return order


def replace(order_id: int, at: datetime, by: str, note: str = "", variant_id: int | None = None) -> Order:
    """Send a delivered thing once more, at the sponsor's cost (in another variant, if one is named).

    The new order costs no points, is approved at once, takes its pieces; the register gets no second line.
    """
    order = win(order_id, from_states("replaced"), "replaced")
    if order.session_id is not None or order.slot_id is not None:
        raise refusals.NotReplaceable(number=order_id)
    reward = reward_of(order)
    want = want_of(order)._replace(quantity=order.pieces, variant_id=variant_id or order.variant_id)
    row = {
        "request_id": f"replace:{order_id}",
        "state": "approved",
        "replaces_id": order_id,
        "award_id": order.award_id,
        **asked(want, order.person_id, order.company_id),
        "wallet_id": order.wallet_id,
        "points": 0,
        "cost_cents": cost_of(order, order.pieces),
        "value_cents": value_of(order, order.pieces),
        "placed_at": at,
        "promised_on": rules.promised_on(local_day(at), reward.delay_days),
        "legal_status": order.legal_status,
        "terms_id": order.terms_id,
        "consent_id": order.consent_id,
        "approvals": [],
        **({"ship_to": order.ship_to} if order.ship_to else {}),
    }
    fresh = write(row)
    if fresh is None:
        raise rules.AlreadyReplaced(number=order_id)
    for part in order.parts:
        values = {"reward_id": part.reward_id, "variant_id": part.variant_id, "quantity": part.quantity}
        session.execute(insert(OrderPart).values(order_id=fresh.id, **values))
    for _, refused in scarce.take_all(scarce.needs_of(fresh, reward, fresh.quantity), at):
        raise refused
    moved(order, reward, at, by, note)
    moved(fresh, reward, at, by, note)
    return fresh
