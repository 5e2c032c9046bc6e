"""Ordering a reward: points held, a piece taken, what is true of the beneficiary noted, in one transaction.

Rows are always met in the same order — a delegate's leave, the request's key, the wallet, the stock — so
that two orders never wait for each other in a circle; each guard is a conditional UPDATE that one process
wins.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import Date, Executable, Table, bindparam, func, select, update
from sqlalchemy.orm import make_transient_to_detached

from accounts.models import Mandate
from catalog import messages, rules
from catalog.actions import reward_or_refusal
from catalog.models import Order, Reward
from catalog.orders.fulfilment import approve, cancel, deliver, note_step, order_facts, withdraw
from compliance import queries as law
from compliance.rules import Standing, obstacles
from core import audit
from core.clock import local_day
from core.database import ask, for_engine, insert, run, session
from core.rules import Refused
from points.ledger import actions as points
from points.ledger import delegations
from points.rules.delegating import NotADelegate

__all__ = ["approve", "cancel", "deliver", "order", "withdraw"]


def order(
    person_id: int,
    company_id: int,
    reward_id: int,
    quantity: int,
    request_id: str,
    at: datetime,
    actor: str,
    price_shown: int | None = None,
) -> Order:
    """Order a reward for oneself or, as its manager or delegate, for one's company.

    A known request id is the same order. Raises RewardClosed, SoldOut, NotEnoughPoints, ForManagers,
    BeyondEach, BeyondMonth, PriceChanged and what compliance finds.
    """
    known = _known(request_id, person_id, reward_id)
    if known is not None:
        return known
    reward = reward_or_refusal(reward_id)
    _check_request(reward, person_id, company_id, quantity, price_shown, at)
    standing = standing_for(reward, person_id, company_id, at)
    refuse_first(obstacles(standing, reward.cost_cents * quantity))
    placed = _write(reward, person_id, company_id, quantity, request_id, standing, at)
    if placed is None:
        return _known(request_id, person_id, reward_id) or _vanished()
    order_id, facts = placed.id, order_facts(placed.id, reward)
    points.reserve(placed.wallet_id, placed.points, f"order:{order_id}:reserve", at, actor, facts)
    take(reward, quantity)
    if reward.beneficiary == "person":
        # the wallet's row is held now: no other order of this person can slip under the employer's cap;
        # what waits is read before what was given, so that an approval in between counts twice, not never
        waiting = asked_for(placed.wallet_id)
        refuse_first(obstacles(standing_for(reward, person_id, company_id, at), waiting))
    note_step(order_id, "requested", at, actor)
    audit.record(actor, "catalog.order", ("order", order_id), at, {**facts, "quantity": quantity})
    messages.tell_requested(placed, reward, at)
    return placed


def standing_for(reward: Reward, person_id: int, company_id: int, at: datetime) -> Standing:
    """What is known of whoever would receive a reward: the person, or the company."""
    if reward.beneficiary == "company":
        return law.company_standing(person_id, company_id, at)
    return law.standing(person_id, company_id, at)


def refuse_first(found: Sequence[Refused]) -> None:
    """Raise the first obstacle, if there is one."""
    if found:
        raise found[0]


def asked_for(wallet_id: int) -> int:
    """Cents of what a wallet's owner asked for and nobody has approved yet (it is not in the register)."""
    return int(ask(_WAITING, wallet=wallet_id).scalar_one())


def take(reward: Reward, quantity: int) -> None:
    """Take pieces out of the stock, if there are that many; raises SoldOut or TooFewLeft."""
    won = run(_TAKEN, {"reward": reward.id, "pieces": quantity}).first()
    if won is not None:
        return
    # without limit: hold the row shared, so that a first count of pieces waits for this order
    stock, retired_at = ask(_HELD, reward=reward.id).one()
    if retired_at is not None:
        raise rules.RewardClosed(name=messages.spoken(reward))
    if stock is not None:
        raise (
            rules.TooFewLeft(name=messages.spoken(reward), left=stock)
            if stock
            else rules.SoldOut(name=messages.spoken(reward))
        )


def _check_request(
    reward: Reward,
    person_id: int,
    company_id: int,
    quantity: int,
    price_shown: int | None,
    at: datetime,
) -> None:
    if not reward.window.is_open(local_day(at)):
        raise rules.RewardClosed(name=messages.spoken(reward))
    if not 1 <= quantity <= rules.MOST_PIECES:
        raise rules.QuantityWrong(most=rules.MOST_PIECES)
    if price_shown is not None and price_shown != reward.price_points:
        raise rules.PriceChanged(name=messages.spoken(reward), points=reward.price_points)
    roles = _roles(person_id, company_id, at)
    if not roles:
        raise rules.NoCompany
    if reward.beneficiary == "company":
        _check_leave(person_id, company_id, reward.price_points * quantity, at)


def _check_leave(person_id: int, company_id: int, price: int, at: datetime) -> None:
    """Whether the company's points are this person's to spend; a delegate's row is held from here on."""
    try:
        delegations.may_spend(person_id, company_id, price, local_day(at))
    except NotADelegate as refused:
        raise rules.ForManagers from refused


def _roles(person_id: int, company_id: int, at: datetime) -> set[str]:
    return set(ask(_ROLES, person=person_id, company=company_id, day=local_day(at)).scalars())


def _write(
    reward: Reward,
    person_id: int,
    company_id: int,
    quantity: int,
    request_id: str,
    standing: Standing,
    at: datetime,
) -> Order | None:
    """The order's row, which is also the request's key; None when the request was written meanwhile."""
    owner = ("person", person_id) if reward.beneficiary == "person" else ("company", company_id)
    people, companies = ([person_id], []) if owner[0] == "person" else ([], [company_id])
    row = {
        "request_id": request_id,
        "reward_id": reward.id,
        "quantity": quantity,
        "wallet_id": points.open_wallets(people, companies, at)[owner],
        "person_id": person_id,
        "company_id": company_id,
        "points": reward.price_points * quantity,
        "cost_cents": reward.cost_cents * quantity,
        "state": "requested",
        "placed_at": at,
        "promised_on": rules.promised_on(local_day(at), reward.delay_days),
        "legal_status": standing.status,
        "terms_id": standing.terms_id,
        "consent_id": standing.consent_id,
    }
    order_id = run(_placed(), row).scalar_one_or_none()
    if order_id is None:
        return None
    # what was just written is not read again: neither a trigger nor a default changes an order
    placed = Order(id=order_id, **row)
    make_transient_to_detached(placed)
    return session.merge(placed, load=False)


def _known(request_id: str, person_id: int, reward_id: int) -> Order | None:
    """The order of a request already made; raises OtherOrder when the id was somebody else's."""
    found = ask(_OF_REQUEST, request=request_id).one_or_none()
    if found is None:
        return None
    if (found.person_id, found.reward_id) != (person_id, reward_id):
        raise rules.OtherOrder
    return session.get_one(Order, found.id)


def _vanished() -> Order:
    raise rules.OtherOrder


_DAY = bindparam("day", type_=Date)
_MANDATES, _REWARDS = Mandate.__table__, cast(Table, Reward.__table__)
_ORDERS = cast(Table, Order.__table__)
#: Built once: orders come many at a time, and building a statement takes longer than running it.
_OF_REQUEST = select(_ORDERS.c.id, _ORDERS.c.person_id, _ORDERS.c.reward_id).where(
    _ORDERS.c.request_id == bindparam("request")
)
_WAITING = select(func.coalesce(func.sum(_ORDERS.c.cost_cents), 0)).where(
    _ORDERS.c.wallet_id == bindparam("wallet"), _ORDERS.c.state == "requested"
)
_ROLES = select(_MANDATES.c.role).where(
    _MANDATES.c.person_id == bindparam("person"),
    _MANDATES.c.company_id == bindparam("company"),
    _MANDATES.c.starts_on <= _DAY,
    _MANDATES.c.ends_on.is_(None) | (_MANDATES.c.ends_on >= _DAY),
)
_TAKEN = (
    update(_REWARDS)
    .where(_REWARDS.c.id == bindparam("reward"), _REWARDS.c.stock >= bindparam("pieces"))
    .where(_REWARDS.c.retired_at.is_(None))
    .values(stock=_REWARDS.c.stock - bindparam("pieces"))
    .returning(_REWARDS.c.id)
)
_HELD = (
    select(_REWARDS.c.stock, _REWARDS.c.retired_at)
    .where(_REWARDS.c.id == bindparam("reward"))
    .with_for_update(read=True)
)


@for_engine
def _placed() -> Executable:
    fresh = insert(Order).on_conflict_do_nothing(index_elements=[Order.request_id])
    return fresh.returning(Order.id)
