"""The edges of an order: each is won once, and leaves a step, an audit line and a notice."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, insert, update

from catalog import messages, rules
from catalog.models import Order, OrderStep, Reward
from catalog.rules.states import BEFORE
from core import audit
from core.database import note as write_down
from core.database import session


def hold(order_id: int) -> Order:
    """An order as it stands, its row held to commit (SQLite has one writer anyway); raises OrderUnknown."""
    found = session.get(Order, order_id, populate_existing=True, with_for_update=True)
    if found is None:
        raise rules.OrderUnknown
    return found


def win(order_id: int, allowed: ColumnElement[bool], after: str) -> Order:
    """Win an edge, or say why it is not there: the row is this transaction's until it ends."""
    won = session.execute(
        update(Order).where(Order.id == order_id, allowed).values(state=after).returning(Order.id),
        execution_options={"synchronize_session": False},
    ).scalar_one_or_none()
    if won is None:
        raise refusal(hold(order_id), after)
    return session.get_one(Order, order_id, populate_existing=True)


def from_states(after: str, by: str = "") -> ColumnElement[bool]:
    """From where a state may be reached; a person does not answer for a provider."""
    return among(one for one in BEFORE[after] if one != "unknown" or not by.startswith("person:"))


def among(states: Iterable[str]) -> ColumnElement[bool]:
    """Whether an order is in one of these states."""
    return Order.state.in_(list(states))


def refusal(order: Order, after: str) -> Exception:
    """Why an edge is not there."""
    if after == "cancelled" and order.state == "approved":
        return rules.UndoTooLate(number=order.id)
    return rules.MOVED[order.state](number=order.id)


def reason(note: str) -> str:
    """Why, said to the person; raises ReasonMissing."""
    if not note.strip():
        raise rules.ReasonMissing
    return note.strip()


def order_facts(order_id: int, reward: Reward) -> dict[str, Any]:
    """What a statement of points says of an order's movements."""
    return {"order": order_id, "reward": {"fr": reward.name_fr, "en": reward.name_en}}


def note_step(
    order_id: int, state: str, at: datetime, by: str, note: str = "", pieces: int | None = None
) -> None:
    """Remember who moved an order to a state (or cancelled pieces of it), when and why."""
    row = {"order_id": order_id, "state": state, "pieces": pieces, "at": at, "by": by, "note": note[:300]}
    write_down(_STEP, row)


def moved(
    order: Order, reward: Reward, at: datetime, by: str, note: str = "", points_back: int | None = None
) -> None:
    """Write down that an order reached its state, and say it to its person.

    `points_back` is set where other points come back than the order's own.
    """
    note_step(order.id, order.state, at, by, note)
    facts = {"note": note[:300]} if note else {}
    audit.record(by, f"catalog.{order.state}", ("order", order.id), at, facts)
    messages.tell_moved(order, reward, order.state, at, by, note, points_back=points_back)


def reward_of(order: Order) -> Reward:
    """What was ordered."""
    return session.get_one(Reward, order.reward_id)


#: Built once: every order has its steps.
_STEP = insert(OrderStep).inline()
