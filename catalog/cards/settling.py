"""What an order becomes of its cards: unknown, delivered, given back for the pieces that will not come."""

from datetime import datetime

from flask_babel import force_locale
from flask_babel import gettext as _

from accounts.models import Person
from catalog.cards.calls import cards_of, count_of
from catalog.cards.telling import tell_failed
from catalog.models import CardCall, Order
from catalog.orders import fulfilment
from core.database import session


def settle(call: CardCall, at: datetime, by: str) -> None:
    """Bring the order of a call in line with all its calls; its row is held by whoever calls."""
    if call.state == "failed":
        tell_failed(call, at)
    order = session.get_one(Order, call.order_id, populate_existing=True)
    if order.state not in ("ordered", "unknown"):
        return
    if count_of(order.id, "unknown"):
        if order.state == "ordered":
            fulfilment.mark_unknown(order.id, at, by, "")
    elif count_of(order.id, "asked"):
        if order.state == "unknown":
            fulfilment.mark_ordered(order.id, at, by)
    else:
        _finish(order, at, by)


def _finish(order: Order, at: datetime, by: str) -> None:
    """Every call is over: deliver what came, give back what will not come; mixed parcels are for staff."""
    came, cards = count_of(order.id, "delivered"), len(cards_of(order))
    if order.parts:
        if cards < sum(part.quantity for part in order.parts) * order.quantity or 0 < came < cards:
            return
        missing = 0 if came else order.pieces
    else:
        missing = order.pieces - came
    if missing:
        _give_back(order, missing, at, by)
    if came:
        fulfilment.deliver(order.id, at, by)


def _give_back(order: Order, pieces: int, at: datetime, by: str) -> None:
    if order.state == "unknown":  # it is known now, and what is known can be undone
        fulfilment.mark_ordered(order.id, at, by)
    with force_locale(session.get_one(Person, order.person_id).language):
        note = _("The provider refused the card.")
    fulfilment.cancel(order.id, at, by, note, pieces=None if pieces == order.pieces else pieces)
