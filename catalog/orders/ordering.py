"""Ordering a reward: points held, a piece taken, what is true of its beneficiary noted, at once."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import Executable, Table, bindparam, select
from sqlalchemy.orm import make_transient_to_detached

from catalog import rules
from catalog.models import Order
from catalog.orders.approving import approve
from catalog.orders.cancelling import cancel, withdraw
from catalog.orders.fulfilment import deliver
from catalog.orders.placing import Line, agreed, check_leave, place
from catalog.orders.registering import standing_for
from catalog.orders.wants import Parts, Want, make_sure, ship_to, write_parts
from compliance.rules import obstacles
from core.clock import local_day
from core.database import ask, for_engine, insert, run, session
from points.ledger import actions as points

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
    *,
    variant_id: int | None = None,
    session_id: int | None = None,
    slot_id: int | None = None,
    parts: Parts = (),
    address_id: int | None = None,
) -> Order:
    """Order a reward for oneself or, as its manager or delegate, for one's company.

    A known request id is the same order; `price_shown` is that of one piece. Raises RewardClosed, SoldOut,
    NotEnoughPoints, ForManagers, BeyondEach, BeyondMonth, PriceChanged and what compliance finds.
    """
    known = known_request(request_id, person_id, reward_id)
    if known is not None:
        return known
    want = Want(reward_id, quantity, variant_id, session_id, slot_id, parts)
    wanted = make_sure(want, person_id, company_id, price_shown, at)
    reward = wanted.reward
    check_leave(reward, person_id, company_id, wanted.price * quantity, local_day(at))
    standing = standing_for(reward, person_id, company_id, at)
    for obstacle in obstacles(standing, reward.value_cents * quantity, reward.form, reward.nature):
        raise obstacle
    row = {
        "request_id": request_id,
        "state": "requested",
        "wallet_id": wallet_for(reward.beneficiary, person_id, company_id, at),
        **asked(want, person_id, company_id),
        **agreed(wanted, quantity, standing, at),
        **ship_to(address_id, person_id, company_id),
    }
    placed = write(row)
    if placed is None:
        return known_request(request_id, person_id, reward_id) or _vanished()
    write_parts(placed.id, wanted)
    for _, refused in place([Line(placed, wanted, standing)], at, actor):
        raise refused
    return placed


def known_request(request_id: str, person_id: int, reward_id: int) -> Order | None:
    """The order of a request already made; raises OtherOrder when the id was somebody else's."""
    found = ask(_OF_REQUEST, request=request_id).one_or_none()
    if found is None:
        return None
    if (found.person_id, found.reward_id) != (person_id, reward_id):
        raise rules.OtherOrder
    return session.get_one(Order, found.id)


def wallet_for(beneficiary: str, person_id: int, company_id: int, at: datetime) -> int:
    """Whose points pay: the wallet, opened where there is none."""
    if beneficiary == "company":
        return points.open_wallets([], [company_id], at)["company", company_id]
    return points.open_wallets([person_id], [], at)["person", person_id]


def asked(want: Want, person_id: int, company_id: int) -> dict[str, Any]:
    """What an order's row says of what was asked for, and by whom."""
    return {
        "reward_id": want.reward_id,
        "quantity": want.quantity,
        "variant_id": want.variant_id,
        "session_id": want.session_id,
        "slot_id": want.slot_id,
        "person_id": person_id,
        "company_id": company_id,
        "cancelled_quantity": 0,
        "given_back": 0,
    }


def write(row: dict[str, Any]) -> Order | None:
    """The order's row, which is also the request's key; None when the request was written meanwhile."""
    order_id = run(_placed(), row).scalar_one_or_none()
    if order_id is None:
        return None
    # what was just written is not read again: neither a trigger nor a default changes an order
    placed = Order(id=order_id, **row)
    make_transient_to_detached(placed)
    return session.merge(placed, load=False)


def _vanished() -> Order:
    raise rules.OtherOrder


_ORDERS = cast(Table, Order.__table__)
#: Built once: orders come many at a time, and building a statement takes longer than running it.
_OF_REQUEST = select(_ORDERS.c.id, _ORDERS.c.person_id, _ORDERS.c.reward_id).where(
    _ORDERS.c.request_id == bindparam("request")
)


@for_engine
def _placed() -> Executable:
    fresh = insert(Order).on_conflict_do_nothing(index_elements=[Order.request_id])
    return fresh.returning(Order.id)
