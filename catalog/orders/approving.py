"""Saying yes or no to an order: level by level, each by somebody else, until all have said yes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, exists, literal_column, select

from accounts.models import Person
from catalog import rules
from catalog.models import GroupAward, Order, OrderApproval, Reward
from catalog.orders.cancelling import undo
from catalog.orders.edges import among, hold, moved, reason, reward_of, win
from catalog.orders.placing import managers_of
from catalog.orders.registering import write_register
from catalog.rules import order_refusals as refusals
from catalog.rules.approval import may_answer, next_level
from core import audit
from core.clock import local_day
from core.database import Key, ask, insert, session

#: Of an order from before there were chains.
USUAL = ["administrator"]

_ORDERS, _ANSWERS = Order.__table__.c, OrderApproval.__table__.c
_REWARDS, _PEOPLE = Reward.__table__.c, Person.__table__.c
_ANSWERED = exists().where(
    _ANSWERS.order_id == _ORDERS.id, _ANSWERS.level == literal_column("'company_manager'")
)
_WAITING = (
    select(
        _ORDERS.id,
        _ORDERS.approvals,
        _ORDERS.quantity,
        _ORDERS.placed_at,
        _ORDERS.points,
        _REWARDS.name_fr,
        _REWARDS.name_en,
        _PEOPLE.first_name,
        _PEOPLE.last_name,
    )
    .join_from(Order.__table__, Reward.__table__, _REWARDS.id == _ORDERS.reward_id)
    .join(Person.__table__, _PEOPLE.id == _ORDERS.person_id)
    .where(
        _ORDERS.company_id == bindparam("company", type_=Key),
        _ORDERS.state == literal_column("'requested'"),
        ~_ANSWERED,
    )
    .order_by(_ORDERS.id)
)
_GIVEN = select(_ANSWERS.level, _ANSWERS.by).where(_ANSWERS.order_id == bindparam("order", type_=Key))


def approve(order_id: int, at: datetime, by: str, note: str = "", level: str | None = None) -> Order:
    """Say yes at the level whose turn it is (`level`: only if it is that one's).

    After the last yes the order is approved, if the beneficiary may (still) receive it, and in the register.
    Raises FourEyes, NotYourTurn, ManagerFirst, what compliance finds, and AlreadyApproved and the like.
    """
    order = _turn(order_id, at, by, level, note)
    if level_next(order) is None:
        win(order_id, among(["requested"]), "approved")
        reward = reward_of(order)
        write_register(order, reward, at)
        moved(order, reward, at, by, note)
    return order


def decline(order_id: int, at: datetime, by: str, note: str, level: str | None = None) -> Order:
    """Say no, for a reason that the person reads: the points return to their lots, the pieces too."""
    why = reason(note)
    _turn(order_id, at, by, level, why, granted=False)
    return undo(order_id, among(["requested"]), "declined", at, by, why)


def level_next(order: Order) -> str | None:
    """Whose yes an order waits for; None when nobody's."""
    if order.state != "requested":
        return None
    return next_level(order.approvals or USUAL, _answers(order.id))


def waiting_lines(company_id: int) -> list[Any]:
    """What waits for a company's manager, the oldest first: what was ordered, by whom, when, for how much."""
    return [one for one in ask(_WAITING, company=company_id) if "company_manager" in one.approvals]


def _turn(
    order_id: int, at: datetime, by: str, level: str | None, note: str = "", granted: bool = True
) -> Order:
    """Note an answer of whoever's turn it is; the order's row is this transaction's until it ends."""
    order = hold(order_id)
    if order.state != "requested":
        raise rules.MOVED[order.state](number=order_id)
    answered = _answers(order_id)
    turn = next_level(order.approvals or USUAL, answered)
    if turn is None or level not in (None, turn):
        raise refusals.NotYourTurn(number=order_id)
    if not may_answer(by, audit.by(order.person_id), [*answered.values(), *_givers(order)]):
        raise rules.FourEyes(number=order_id)
    if turn == "company_manager" and not _manages(by, order.company_id, at):
        raise refusals.ManagerFirst(number=order_id)
    row = {"order_id": order_id, "level": turn, "granted": granted, "at": at, "by": by, "note": note[:300]}
    session.execute(insert(OrderApproval).values(row))
    audit.record(by, "catalog.answer_order", ("order", order_id), at, {"level": turn, "granted": granted})
    return order


def _answers(order_id: int) -> dict[str, str]:
    """Level → who answered."""
    return {row.level: row.by for row in ask(_GIVEN, order=order_id)}


def _givers(order: Order) -> Sequence[str]:
    """Who gave it as a group award: they asked for it, so somebody else has to say yes (C2)."""
    if order.award_id is None:
        return ()
    return session.scalars(select(GroupAward.by).where(GroupAward.id == order.award_id)).all()


def _manages(by: str, company_id: int, at: datetime) -> bool:
    return by in {audit.by(one) for one in managers_of(company_id, local_day(at))}
