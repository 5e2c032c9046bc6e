"""From request to delivery: each edge is won once, in the transaction of its effects.

Approval writes the register (from then on the reward is the beneficiary's), delivery spends the points,
cancellation undoes what was done: points to their lots, the piece to the stock, the register's opposite line.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, insert, or_, select, update

from catalog import messages, rules
from catalog.models import Order, OrderStep, Reward
from compliance import queries as law
from compliance import register
from compliance.rules import obstacles
from core import audit
from core.database import run, session
from points.ledger import actions as points


def approve(order_id: int, at: datetime, by: str, note: str = "") -> Order:
    """Approve what was asked for, if the beneficiary may (still) receive it, and write it in the register."""
    order = _move(order_id, ("requested",), "approved")
    if by == audit.by(order.person_id):
        raise rules.FourEyes(number=order_id)
    reward = session.get_one(Reward, order.reward_id)
    personal = reward.beneficiary == "person"
    register.one_at_a_time(order.person_id if personal else None, order.company_id)
    standing_of = law.standing if personal else law.company_standing
    standing = standing_of(order.person_id, order.company_id, at)
    for obstacle in obstacles(standing, order.cost_cents):
        raise obstacle
    register.record_gratification(
        reference=f"order:{order_id}",
        person_id=order.person_id if personal else None,
        company_id=order.company_id,
        form=reward.form,
        value_cents=order.cost_cents,
        valuation=rules.valuation_of(reward.form),
        standing=standing,
        at=at,
    )
    _moved(order, reward, "approved", at, by, note)
    return order


def deliver(order_id: int, at: datetime, by: str, note: str = "") -> Order:
    """Note that a reward reached its beneficiary, and spend the points for good."""
    order = _move(order_id, ("approved",), "delivered")
    reward = session.get_one(Reward, order.reward_id)
    held, spent = f"order:{order_id}:reserve", f"order:{order_id}:spend"
    points.spend(held, spent, at, by, order_facts(order_id, reward))
    _moved(order, reward, "delivered", at, by, note)
    return order


def cancel(order_id: int, at: datetime, by: str, note: str) -> Order:
    """Cancel an order not yet delivered, for a reason that its person reads."""
    if not note.strip():
        raise rules.ReasonMissing
    return _cancel(order_id, _in(rules.OPEN), at, by, note.strip())


def withdraw(order_id: int, at: datetime, by: str, note: str = "") -> Order:
    """Take one's own order back: while nobody approved it, or within the time to think again."""
    fresh = (Order.state == "approved") & (Order.placed_at > at - rules.UNDO)
    return _cancel(order_id, or_(Order.state == "requested", fresh), at, by, note)


def order_facts(order_id: int, reward: Reward) -> dict[str, Any]:
    """What a statement of points says of an order's movements."""
    return {"order": order_id, "reward": {"fr": reward.name_fr, "en": reward.name_en}}


def note_step(order_id: int, state: str, at: datetime, by: str, note: str = "") -> None:
    """Remember who moved an order to a state, when and why."""
    run(_STEP, {"order_id": order_id, "state": state, "at": at, "by": by, "note": note[:300]})


#: Built once: every order has its steps.
_STEP = insert(OrderStep).inline()


def _cancel(order_id: int, allowed: ColumnElement[bool], at: datetime, by: str, note: str) -> Order:
    before = _state(order_id)
    order = _edge(order_id, allowed, "cancelled")
    reward = session.get_one(Reward, order.reward_id)
    held, back = f"order:{order_id}:reserve", f"order:{order_id}:cancel"
    points.give_back(held, back, at, by, order_facts(order_id, reward))
    session.execute(
        update(Reward)
        .where(Reward.id == order.reward_id, Reward.stock.is_not(None))
        .values(stock=Reward.stock + order.quantity),
        execution_options={"synchronize_session": False},
    )
    if before == "approved":
        register.take_back(f"order:{order_id}", f"order:{order_id}:cancelled", at)
    _moved(order, reward, "cancelled", at, by, note)
    return order


def _in(states: Collection[str]) -> ColumnElement[bool]:
    return Order.state.in_(list(states))


def _move(order_id: int, before: Collection[str], after: str) -> Order:
    return _edge(order_id, _in(before), after)


def _edge(order_id: int, allowed: ColumnElement[bool], after: str) -> Order:
    """Win an edge, or say why it is not there: the row is this transaction's until it ends."""
    won = session.execute(
        update(Order).where(Order.id == order_id, allowed).values(state=after).returning(Order.id),
        execution_options={"synchronize_session": False},
    ).scalar_one_or_none()
    if won is None:
        state = _state(order_id)
        if after == "cancelled" and state == "approved":
            raise rules.UndoTooLate(number=order_id)
        raise rules.MOVED[state](number=order_id)
    return session.get_one(Order, order_id, populate_existing=True)


def _state(order_id: int) -> str:
    """The state, with the row held: what follows depends on it."""
    held = select(Order.state).where(Order.id == order_id).with_for_update()
    state = session.execute(held).scalar_one_or_none()
    if state is None:
        raise rules.OrderUnknown
    return state


def _moved(order: Order, reward: Reward, state: str, at: datetime, by: str, note: str) -> None:
    note_step(order.id, state, at, by, note)
    audit.record(by, f"catalog.{state}", ("order", order.id), at, {"note": note[:300]} if note else {})
    messages.tell_moved(order, reward, state, at, by, note)
