"""Ordering a reward: points held, a piece taken, what is true of its beneficiary noted, at once."""

from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import Executable, Table, bindparam, inspect, select

from catalog import rules
from catalog.models import Order, Reward
from catalog.orders.approving import approve
from catalog.orders.cancelling import cancel, withdraw
from catalog.orders.circumstances import Found, around, first_look, lawfully
from catalog.orders.fulfilment import deliver
from catalog.orders.placing import Line, agreed, check_leave, place
from catalog.orders.registering import standing_for
from catalog.orders.wants import (
    Parts,
    Want,
    Wanted,
    at_its_price,
    check_on_offer,
    on_offer,
    priced_for_some,
    ship_to,
    write_parts,
)
from catalog.rules.kinds import MADE_OF_PARTS
from compliance.rules import Standing, obstacles
from core.clock import local_day
from core.database import ask, for_engine, insert, run, session
from core.objects import as_read
from points.ledger import actions as points

__all__ = ["approve", "cancel", "deliver", "order", "withdraw"]


class Seen(NamedTuple):
    """An order made sure of before anything is held (placing.py asks again under the wallet's row)."""

    wanted: Wanted
    standing: Standing
    wallet_id: int | None
    #: where a person's own points pay: what was found, as `circumstances` says it
    found: Found | None = None


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

    A known request id is the same order; `price_shown` is that of one piece.
    Raises RewardClosed, SoldOut, NotEnoughPoints, ForManagers, BeyondEach, BeyondMonth, PriceChanged and what
    compliance finds.
    """
    want = Want(reward_id, quantity, variant_id, session_id, slot_id, parts)
    seen = _at_once(want, (person_id, company_id), request_id, price_shown, at)
    if seen is None:
        known = known_request(request_id, person_id, reward_id)
        if known is not None:
            return known
        seen = _make_sure(on_offer(want, at), want, (person_id, company_id), price_shown, at)
    wanted, reward = seen.wanted, seen.wanted.reward
    row = {
        "request_id": request_id,
        "state": "requested",
        "wallet_id": seen.wallet_id or wallet_for(reward.beneficiary, person_id, company_id, at),
        **asked(want, person_id, company_id),
        **agreed(wanted, quantity, seen.standing, at),
        **ship_to(address_id, person_id, company_id),
    }
    placed = write(row)
    if placed is None:
        return known_request(request_id, person_id, reward_id) or _vanished()
    write_parts(placed.id, wanted)
    for _, refused in place([Line(placed, wanted, seen.standing, seen.found)], at, actor):
        raise refused
    return placed


def _at_once(
    want: Want, whose: tuple[int, int], request_id: str, price_shown: int | None, at: datetime
) -> Seen | None:
    """Make sure of most orders with one question; None for a company's points, a bundle, a price for some, a
    wallet not opened and a request already made.
    """
    looked = first_look(*whose, want.reward_id, request_id, at)
    if looked is None:
        return None
    reward, found = looked
    if reward.beneficiary == "company" or reward.kind in MADE_OF_PARTS:
        return None
    if found.wallet_id is None or priced_for_some(reward, found.met):
        return None
    check_on_offer(reward, want, at)
    wanted = at_its_price(reward, want, whose, found.met, price_shown, at)
    _check_law(found.standing, reward, want.quantity)
    return Seen(wanted, found.standing, found.wallet_id, found)


def _make_sure(
    reward: Reward, want: Want, whose: tuple[int, int], price_shown: int | None, at: datetime
) -> Seen:
    """Read which and at which price, and whether the law and the company let it; raises why not."""
    wallet_id = None
    if reward.beneficiary == "company":
        wanted = at_its_price(reward, want, whose, around(*whose, reward.id, at), price_shown, at)
        check_leave(reward, *whose, wanted.price * want.quantity, local_day(at))
        standing = standing_for(reward, *whose, at)
    else:
        found = lawfully(*whose, reward.id, at)
        standing, wallet_id = found.standing, found.wallet_id
        wanted = at_its_price(reward, want, whose, found.met, price_shown, at)
    _check_law(standing, reward, want.quantity)
    return Seen(wanted, standing, wallet_id)


def _check_law(standing: Standing, reward: Reward, quantity: int) -> None:
    for obstacle in obstacles(standing, reward.value_cents * quantity, reward.form, reward.nature):
        raise obstacle


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
    placed = as_read(Order, {"id": order_id, **row})
    key = inspect(placed).key
    if key and key in session.identity_map:  # an order of this number, never committed
        return session.merge(placed, load=False)
    session.add(placed)
    return placed


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
