"""Placing orders: points held, scarce things taken, the law asked under the wallet's lock, the chain begun.

Rows are always met in the same order — a delegate's leave, the orders' rows, the wallets, what is scarce —
so that two orders never wait for each other in a circle; each guard is a conditional UPDATE that one wins.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from accounts.models import Mandate, Person
from catalog import messages, rules
from catalog.models import Order, Reward
from catalog.orders import scarce
from catalog.orders.circumstances import Found, lawfully
from catalog.orders.edges import moved, note_step, order_facts
from catalog.orders.registering import write_register
from catalog.orders.wants import Wanted, make_sure, want_of
from catalog.rules.approval import chain_of
from compliance.rules import Standing, obstacles
from core import audit
from core.clock import local_day
from core.database import is_postgresql, session
from core.rules import Refused
from points.ledger import actions as points
from points.ledger import delegations
from points.rules.delegating import NotADelegate

#: Approves what nobody has to approve.
RULE = "rule"


class Line(NamedTuple):
    """An order about to be placed."""

    order: Order
    wanted: Wanted
    standing: Standing
    #: what this transaction found of it before, where a person's own points pay
    found: Found | None = None

    @property
    def reward(self) -> Reward:
        """What is ordered."""
        return self.wanted.reward


def place(lines: Sequence[Line], at: datetime, actor: str) -> list[tuple[Line, Refused]]:
    """Place orders whose rows are written; what could not be and why: the edge then rolls back all of it."""
    refused = _hold_points(lines, at, actor) or _take(lines, at) or _ask_again(lines, at)
    if not refused:
        for line in lines:
            _begin(line, at, actor)
    return refused


def check_leave(reward: Reward, person_id: int, company_id: int, price: int, day: date) -> None:
    """Whether the company's points are this person's to spend; a delegate's row is held from here on."""
    if reward.beneficiary != "company":
        return
    try:
        delegations.may_spend(person_id, company_id, price, day)
    except NotADelegate as refused:
        raise rules.ForManagers from refused


def agreed(wanted: Wanted, quantity: int, standing: Standing, at: datetime) -> dict[str, Any]:
    """What an order's row says once it is requested: price, cost, promise, the law, who has to approve."""
    value = wanted.reward.value_cents * quantity
    return {
        "points": wanted.price * quantity,
        "cost_cents": wanted.reward.cost_cents * quantity,
        "value_cents": value,
        "placed_at": at,
        "promised_on": rules.promised_on(local_day(at), wanted.reward.delay_days),
        "legal_status": standing.status,
        "terms_id": standing.terms_id,
        "consent_id": standing.consent_id,
        "approvals": chain(wanted, wanted.price * quantity, value, standing, value),
    }


def chain(wanted: Wanted, price: int, value: int, standing: Standing, waiting: int) -> list[str]:
    """Who has to approve; `waiting` is this order and what its person waits for besides, cents."""
    personal = wanted.reward.beneficiary == "person"
    year = standing.given_this_year_cents + waiting if personal else 0
    return chain_of(wanted.met.policy, price, value, year, wanted.met.manages)


def _hold_points(lines: Sequence[Line], at: datetime, actor: str) -> list[tuple[Line, Refused]]:
    for line in sorted(lines, key=lambda one: (one.order.wallet_id, one.order.id)):
        order = line.order
        facts = order_facts(order.id, line.reward)
        try:
            if order.points:
                points.reserve(order.wallet_id, order.points, f"order:{order.id}:reserve", at, actor, facts)
        except Refused as refused:
            return [(line, refused)]
    return []


def _take(lines: Sequence[Line], at: datetime) -> list[tuple[Line, Refused]]:
    of_order = {line.order.id: line for line in lines}
    needs = [need for line in lines for need in scarce.needs_of(line.order, line.reward, line.order.quantity)]
    return [(of_order[need.order_id], refused) for need, refused in scarce.take_all(needs, at)]


def _ask_again(lines: Sequence[Line], at: datetime) -> list[tuple[Line, Refused]]:
    """The wallet's row is held now: no other order of this person can slip under the employer's cap.

    What waits and what was given are read at one moment, so that an approval in between counts once. Whatever
    changed since it was first seen is made sure of anew.
    """
    last = {line.order.wallet_id: line for line in lines if line.reward.beneficiary == "person"}
    refused = []
    for wallet_id, line in last.items():
        now = _by_now(line, at)
        found = obstacles(now.standing, now.waiting, line.reward.form, line.reward.nature)
        refused += [(line, found[0])] if found else []
        for one in lines:
            if one.order.wallet_id == wallet_id:
                _ask_more(_as_it_stands(one, now, at) if one is line else one, now.standing, now.waiting)
    return refused


def _by_now(line: Line, at: datetime) -> Found:
    """What is true under the wallet's row. SQLite has one writer: what this transaction found of an order
    stands, and the order itself waits as well.
    """
    order, found = line.order, line.found
    if found is not None and not is_postgresql():
        return found._replace(waiting=found.waiting + order.value_cents)
    return lawfully(order.person_id, order.company_id, line.reward.id, at, found)


def _as_it_stands(line: Line, now: Found, at: datetime) -> Line:
    """The order says what holds under the wallet's row; raises PriceChanged, RewardClosed, NoCompany …"""
    order, wanted, before = line.order, line.wanted, line.standing
    same = (now.met, now.terms, *_noted(now.standing)) == (wanted.met, wanted.terms, *_noted(before))
    if same:
        return line
    again = make_sure(want_of(order), order.person_id, order.company_id, wanted.price, at)
    for name, value in agreed(again, order.quantity, now.standing, at).items():
        setattr(order, name, value)
    session.flush()
    return Line(order, again, now.standing)


def _noted(standing: Standing) -> tuple[object, ...]:
    """What an order's row says of the law."""
    return standing.status, standing.terms_id, standing.consent_id


def _ask_more(line: Line, standing: Standing, waiting: int) -> None:
    """What waits besides may call for a second administrator."""
    order = line.order
    levels = chain(line.wanted, order.points, order.value_cents, standing, waiting)
    if levels != order.approvals:
        order.approvals = levels
        session.flush()


def _begin(line: Line, at: datetime, actor: str) -> None:
    """The first step; approved at once where nobody has to. The clock tells its person (acknowledging.py)."""
    order, reward = line.order, line.reward
    note_step(order.id, "requested", at, actor)
    facts = {**order_facts(order.id, reward), "quantity": order.quantity}
    audit.record(actor, "catalog.order", ("order", order.id), at, facts)
    if order.approvals[:1] == ["company_manager"]:
        who = session.get_one(Person, order.person_id).name
        messages.tell_waiting(order, reward, who, managers_of(order.company_id, local_day(at)), at)
    if not order.approvals:
        order.state = "approved"
        session.flush()
        write_register(order, reward, at)
        moved(order, reward, at, RULE)


def managers_of(company_id: int, day: date) -> Sequence[int]:
    """Who manages a company on a day."""
    running = Mandate.ends_on.is_(None) | (Mandate.ends_on >= day)
    return session.scalars(
        select(Mandate.person_id)
        .where(Mandate.company_id == company_id, Mandate.role == "company_manager")
        .where(Mandate.starts_on <= day, running)
        .distinct()
    ).all()
