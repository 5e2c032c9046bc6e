"""Orders as pages, seeds and jobs move them: what happens to every order, and what its kind adds.

A kind that does something by itself has one line in AFTER_APPROVAL, and one in BEFORE_UNDOING where that has
to be stopped before the order can be undone; the rest of the orders know nothing of kinds.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from catalog.cards import calls as cards
from catalog.granted import granting
from catalog.models import AfterSale, Order, Reward
from catalog.orders import after_sales, approving, cancelling, drafts, fulfilment, ordering, undoing
from catalog.rules.kinds import LASTING
from core.database import session

__all__ = [
    "approve",
    "cancel",
    "decline",
    "deliver",
    "mark_ordered",
    "order",
    "refund",
    "replace",
    "request_all",
    "settle",
    "ship",
    "withdraw",
]
Step = Callable[[int, datetime, str], object]

#: kinds that bring cards, alone or among their parts
WITH_CARDS = ("gift_card", "choice", "bundle")
#: kind → what an approved order of it sets going by itself
AFTER_APPROVAL: dict[str, Step] = {
    **dict.fromkeys(WITH_CARDS, cards.begin),
    **dict.fromkeys(LASTING, granting.grant),
}
#: kind → what has to be stopped, or refuses, before an order of it is cancelled, refunded or replaced; what
#: undoes some pieces only is told how many
BEFORE_UNDOING: dict[str, Callable[..., object]] = {
    **dict.fromkeys(WITH_CARDS, cards.cancel_calls),
    **dict.fromkeys(LASTING, granting.end),
}
#: kinds whose old thing stays what it is when another comes in its place
KEPT_WHEN_REPLACED = WITH_CARDS

decline, mark_ordered = approving.decline, fulfilment.mark_ordered


def order(
    person_id: int,
    company_id: int,
    reward_id: int,
    quantity: int,
    request_id: str,
    at: datetime,
    actor: str,
    price_shown: int | None = None,
    **which: Any,
) -> Order:
    """`orders.ordering.order`; what nobody has to approve goes on at once."""
    asked = (person_id, company_id, reward_id, quantity, request_id, at, actor, price_shown)
    return _go_on(ordering.order(*asked, **which), at)


def request_all(
    person_id: int,
    order_ids: Sequence[int],
    prices_shown: Mapping[int, int],
    address_id: int | None,
    at: datetime,
    actor: str,
) -> list[Order]:
    """`orders.drafts.request_all`; what nobody has to approve goes on at once."""
    placed = drafts.request_all(person_id, order_ids, prices_shown, address_id, at, actor)
    return [_go_on(one, at) for one in placed]


def approve(order_id: int, at: datetime, by: str, note: str = "", level: str | None = None) -> Order:
    """`orders.approving.approve`; after the last yes the kind goes on by itself."""
    return _go_on(approving.approve(order_id, at, by, note, level), at, by)


def ship(order_id: int, at: datetime, by: str, *given: Any, **named: Any) -> Order:
    """`orders.fulfilment.ship`; a card comes by itself."""
    cards.refuse_while_waiting(order_id)
    return fulfilment.ship(order_id, at, by, *given, **named)


def deliver(order_id: int, at: datetime, by: str, *given: Any, **named: Any) -> Order:
    """`orders.fulfilment.deliver`; a card comes by itself."""
    cards.refuse_while_waiting(order_id)
    return fulfilment.deliver(order_id, at, by, *given, **named)


def cancel(
    order_id: int, at: datetime, by: str, note: str, pieces: int | None = None, left: int | None = None
) -> Order:
    """`orders.cancelling.cancel`, once the kind let go of it."""
    _let_go(order_id, at, by, pieces)
    return cancelling.cancel(order_id, at, by, note, pieces, left)


def withdraw(order_id: int, at: datetime, by: str, note: str = "") -> Order:
    """`orders.cancelling.withdraw`, once the kind let go of it."""
    _let_go(order_id, at, by)
    return cancelling.withdraw(order_id, at, by, note)


def refund(order_id: int, at: datetime, by: str, note: str) -> Order:
    """`orders.undoing.refund`, once the kind let go of it."""
    _let_go(order_id, at, by)
    return undoing.refund(order_id, at, by, note)


def replace(order_id: int, at: datetime, by: str, note: str = "", variant_id: int | None = None) -> Order:
    """`orders.undoing.replace`: the kind lets go of the old one and sets the new one going."""
    _let_go(order_id, at, by, kept=KEPT_WHEN_REPLACED)
    return _go_on(undoing.replace(order_id, at, by, note, variant_id), at, by)


def settle(after_sale_id: int, remedy: str, answer: str, at: datetime, by: str) -> AfterSale:
    """`orders.after_sales.settle`, with remedies that heed the kind."""
    return after_sales.settle(after_sale_id, remedy, answer, at, by, _REMEDIES)


def _give_back(found: Order, at: datetime, by: str, why: str) -> object:
    undo = refund if found.state == "delivered" else cancel
    return undo(found.id, at, by, why)


def _go_on(found: Order, at: datetime, by: str = "rule") -> Order:
    step = AFTER_APPROVAL.get(_kind(found)) if found.state == "approved" else None
    if step is not None:
        step(found.id, at, by)
    return found


def _let_go(
    order_id: int, at: datetime, by: str, pieces: int | None = None, kept: Sequence[str] = ()
) -> None:
    found = session.get(Order, order_id)
    step = BEFORE_UNDOING.get(_kind(found)) if found is not None and _kind(found) not in kept else None
    if step is not None:
        step(order_id, at, by, *([] if pieces is None else [pieces]))


def _kind(found: Order) -> str:
    return session.get_one(Reward, found.reward_id).kind


_REMEDIES: dict[str, after_sales.Remedy] = {
    "replaced": lambda found, at, by, why: replace(found.id, at, by, why),
    "refunded": _give_back,
    "explained": lambda found, at, by, why: None,
}
