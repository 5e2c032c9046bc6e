"""The cart: a person's drafts. They hold neither points nor pieces; ordering them is all or nothing."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, literal_column, select
from sqlalchemy.orm import joinedload, selectinload

from catalog import rules
from catalog.models import Order, OrderPart
from catalog.orders.edges import hold
from catalog.orders.ordering import asked, known_request, wallet_for, write
from catalog.orders.placing import Line, agreed, check_leave, place
from catalog.orders.registering import standing_for
from catalog.orders.wants import Parts, Want, Wanted, make_sure, ship_to, want_of, write_parts
from catalog.rules import order_refusals as refusals
from catalog.rules.kinds import MADE_OF_PARTS
from compliance.rules import Standing, obstacles
from core import audit
from core.clock import local_day
from core.database import Key, ask, session
from core.rules import Refused
from points.ledger import delegations

_ORDERS = Order.__table__.c
_MINE = (
    select(Order)
    .where(Order.person_id == bindparam("person", type_=Key), Order.state == literal_column("'draft'"))
    .order_by(Order.id)
)
#: With all that a line of the cart says: each line would ask for it by itself.
_DRAFTS = _MINE.options(
    joinedload(Order.reward), joinedload(Order.variant), joinedload(Order.booked), joinedload(Order.slot)
)
_PARTS = _MINE.options(
    selectinload(Order.parts).options(joinedload(OrderPart.reward), joinedload(OrderPart.variant))
)
_IN_CART = select(func.count()).where(
    _ORDERS.person_id == bindparam("person", type_=Key), _ORDERS.state == literal_column("'draft'")
)


def draft(
    person_id: int,
    company_id: int,
    reward_id: int,
    quantity: int,
    request_id: str,
    at: datetime,
    actor: str,
    *,
    variant_id: int | None = None,
    session_id: int | None = None,
    slot_id: int | None = None,
    parts: Parts = (),
    address_id: int | None = None,
) -> Order:
    """Put a reward in one's cart, as its price stands; a known request id is the same line.

    Raises why it could not be ordered at all: closed, not for them, no variant chosen.
    """
    known = known_request(request_id, person_id, reward_id)
    if known is not None:
        return known
    want = Want(reward_id, quantity, variant_id, session_id, slot_id, parts)
    wanted = make_sure(want, person_id, company_id, None, at)
    beneficiary = wanted.reward.beneficiary
    if beneficiary == "company" and not _spends(wanted, person_id, company_id, at):
        raise rules.ForManagers
    row = {
        "request_id": request_id,
        "state": "draft",
        "wallet_id": wallet_for(beneficiary, person_id, company_id, at),
        **asked(want, person_id, company_id),
        **_priced(wanted, quantity, at),
        "approvals": [],
        **ship_to(address_id, person_id, company_id),
    }
    placed = write(row)
    if placed is None:
        raise rules.OtherOrder
    write_parts(placed.id, wanted)
    facts = {"reward": reward_id, "quantity": quantity}
    audit.record(actor, "catalog.draft", ("order", placed.id), at, facts)
    return placed


def drafts_of(person_id: int) -> Sequence[Order]:
    """A person's cart, in the order in which it was filled."""
    found = session.scalars(_DRAFTS, {"person": person_id}).all()
    if any(one.reward.kind in MADE_OF_PARTS for one in found):
        session.scalars(_PARTS, {"person": person_id}).all()
    return found


def in_cart(person_id: int) -> int:
    """How many lines a person's cart has."""
    return int(ask(_IN_CART, person=person_id).scalar_one())


def change(order_id: int, person_id: int, quantity: int, at: datetime) -> Order:
    """Want more or fewer of a line; its price is as it stands now."""
    order = _mine(order_id, person_id)
    want = want_of(order)._replace(quantity=quantity)
    wanted = make_sure(want, person_id, order.company_id, None, at)
    _set(order, {"quantity": quantity, **_priced(wanted, quantity, at)})
    audit.record(audit.by(person_id), "catalog.change_draft", ("order", order_id), at, {"quantity": quantity})
    return order


def discard(order_id: int, person_id: int, at: datetime) -> None:
    """Take a line out of one's cart: nothing of it stays, it held nothing."""
    order = _mine(order_id, person_id)
    session.execute(delete(OrderPart).where(OrderPart.order_id == order.id))
    session.execute(delete(Order).where(Order.id == order.id))
    audit.record(audit.by(person_id), "catalog.discard", ("order", order_id), at)


def request_all(
    person_id: int,
    order_ids: Sequence[int],
    prices_shown: Mapping[int, int],
    address_id: int | None,
    at: datetime,
    actor: str,
) -> list[Order]:
    """Order lines of one's cart, all or none; `prices_shown`: by line, of one piece. Sent twice is once.

    Raises CartRefused, which says why of each line that could not be ordered; CartEmpty, AddressUnknown.
    """
    orders = [_held(order_id, person_id) for order_id in sorted(set(order_ids))]
    drafts = [one for one in orders if one.state == "draft"]
    if not orders:
        raise refusals.CartEmpty
    lines, refused = _lines(drafts, prices_shown, at)
    if not refused:
        for line in lines:
            values = agreed(line.wanted, line.order.quantity, line.standing, at)
            address = ship_to(address_id, person_id, line.order.company_id)
            _set(line.order, {"state": "requested", **values, **address})
        refused = [(line.order.id, why) for line, why in place(lines, at, actor)]
    if refused:
        raise refusals.CartRefused(refused)
    return orders


def _lines(
    drafts: Sequence[Order], prices_shown: Mapping[int, int], at: datetime
) -> tuple[list[Line], list[tuple[int, Refused]]]:
    """Each line made sure of, and why not of those that cannot be ordered."""
    lines: list[Line] = []
    refused: list[tuple[int, Refused]] = []
    cents: dict[int, int] = {}
    for order in drafts:
        try:
            wanted = make_sure(
                want_of(order), order.person_id, order.company_id, prices_shown.get(order.id), at
            )
            price = wanted.price * order.quantity + sum(
                one.wanted.price * one.order.quantity
                for one in lines
                if one.order.wallet_id == order.wallet_id
            )
            check_leave(wanted.reward, order.person_id, order.company_id, price, local_day(at))
            value = cents.get(order.wallet_id, 0) + wanted.reward.value_cents * order.quantity
            lines.append(Line(order, wanted, _lawful(wanted, order, value, at)))
            cents[order.wallet_id] = value
        except Refused as why:
            refused.append((order.id, why))
    return lines, refused


def _lawful(wanted: Wanted, order: Order, value: int, at: datetime) -> Standing:
    reward = wanted.reward
    standing = standing_for(reward, order.person_id, order.company_id, at)
    for obstacle in obstacles(standing, value, reward.form, reward.nature):
        raise obstacle
    return standing


def _priced(wanted: Wanted, quantity: int, at: datetime) -> dict[str, Any]:
    """What a draft's row says as things stand."""
    return {
        "points": wanted.price * quantity,
        "cost_cents": wanted.reward.cost_cents * quantity,
        "value_cents": wanted.reward.value_cents * quantity,
        "placed_at": at,
        "promised_on": rules.promised_on(local_day(at), wanted.reward.delay_days),
    }


def _spends(wanted: Wanted, person_id: int, company_id: int, at: datetime) -> bool:
    role = "company_manager" if wanted.met.manages else ""
    return delegations.spends_for(person_id, company_id, role, local_day(at))


def _held(order_id: int, person_id: int) -> Order:
    order = hold(order_id)
    if order.person_id != person_id:
        raise rules.OrderUnknown
    return order


def _mine(order_id: int, person_id: int) -> Order:
    order = _held(order_id, person_id)
    if order.state != "draft":
        raise refusals.NotADraft
    return order


def _set(order: Order, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(order, name, value)
    session.flush()
