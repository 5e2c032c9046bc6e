"""Something is missing, broken or wrong with what came: said by whoever ordered it, settled by the team."""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import Select, insert, select, update

from catalog import messages, rules
from catalog.models import AfterSale, Order
from catalog.orders.cancelling import cancel
from catalog.orders.edges import hold, reward_of
from catalog.orders.undoing import refund, replace
from catalog.rules import order_refusals as refusals
from core import audit
from core.database import session

TROUBLES = ("missing", "damaged", "wrong", "other")
#: What comes late or not at all is told of too.
TOLD_OF = ("shipped", "delivered")
#: remedy → what it does to an order
Remedy = Callable[[Order, datetime, str, str], object]


def report(order_id: int, person_id: int, trouble: str, words: str, at: datetime) -> AfterSale:
    """Say what is wrong with one's order; one trouble at a time. Raises NotSentYet, AlreadyReported."""
    order = hold(order_id)
    if order.person_id != person_id:
        raise rules.OrderUnknown
    if order.state not in TOLD_OF:
        raise refusals.NotSentYet(number=order_id)
    if trouble not in TROUBLES:
        raise refusals.TroubleUnknown
    if not words.strip():
        raise refusals.WordsMissing
    if session.scalars(_open_of(order_id)).all():
        raise refusals.AlreadyReported(number=order_id)
    told = {"trouble": trouble, "words": words.strip()[:600], "told_at": at, "told_by": audit.by(person_id)}
    row = insert(AfterSale).values(order_id=order_id, **told).returning(AfterSale)
    found = session.scalars(row).one()
    audit.record(found.told_by, "catalog.report", ("order", order_id), at, {"trouble": trouble})
    return found


def settle(
    after_sale_id: int,
    remedy: str,
    answer: str,
    at: datetime,
    by: str,
    remedies: Mapping[str, Remedy] | None = None,
) -> AfterSale:
    """Answer: send it once more, give the points back, or explain. What has not arrived is cancelled instead.

    Raises RemedyUnknown, ReasonMissing, AlreadySettled, and what the remedy itself refuses.
    """
    act = (remedies or REMEDIES).get(remedy)
    if act is None:
        raise refusals.RemedyUnknown
    if not answer.strip():
        raise rules.ReasonMissing
    won = session.execute(
        update(AfterSale)
        .where(AfterSale.id == after_sale_id, AfterSale.state == "open")
        .values(state="settled", remedy=remedy, answer=answer.strip()[:600], settled_at=at, settled_by=by)
        .returning(AfterSale.id),
        execution_options={"synchronize_session": False},
    ).scalar_one_or_none()
    if won is None:
        raise refusals.AlreadySettled
    found = session.get_one(AfterSale, after_sale_id, populate_existing=True)
    order = hold(found.order_id)
    act(order, at, by, answer.strip())
    audit.record(by, "catalog.settle", ("order", order.id), at, {"remedy": remedy})
    messages.tell_settled(order, reward_of(order), found, at, by)
    return found


def give_back(order: Order, at: datetime, by: str, why: str) -> Order:
    """Points back: of what came by refunding it, of what is still under way by cancelling it."""
    undo = refund if order.state == "delivered" else cancel
    return undo(order.id, at, by, why)


def _open_of(order_id: int) -> Select[int]:
    return select(AfterSale.id).where(AfterSale.order_id == order_id, AfterSale.state == "open")


REMEDIES: dict[str, Remedy] = {
    "replaced": lambda order, at, by, why: replace(order.id, at, by, why),
    "refunded": give_back,
    "explained": lambda order, at, by, why: None,
}
