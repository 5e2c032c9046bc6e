"""What the sponsor's desk sees: orders by what waits, the catalogue with what was taken, who did what."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, Row, Select, func, or_, select

from accounts.models import Company, Person
from catalog import rules
from catalog.models import AfterSale, Goal, Order, OrderApproval, Reward, Shipment, Supplier, taken
from catalog.rules.approval import next_level
from core.database import session
from core.text import fold

PAGE = 50
#: A filter beside the states: open and past the day that was promised.
LATE = "late"
#: Another: something is wrong with what came, and nobody has answered yet.
TROUBLE = "trouble"
#: In place of a supplier's code: what the sponsor sends itself.
OURS = "-"
Line = Row[Order, Reward, Person, Company]


class AtStake(NamedTuple):
    """Open orders of a reward, the points they hold, and how many members save for it."""

    orders: int
    points: int
    goals: int


def order_detail(order_id: int) -> Line | None:
    """An order with everything around it."""
    return session.execute(_lines().where(Order.id == order_id)).one_or_none()


def orders_page(
    state: str,
    search: str,
    day: date,
    page: int = 1,
    size: int | None = PAGE,
    supplier: str = "",
    kind: str = "",
) -> tuple[Sequence[Line], int]:
    """A page of orders and how many there are; what waits comes oldest first, the rest newest first.

    `supplier` is a supplier's code, OURS for what the sponsor sends itself; empty for all.
    """
    wanted = _lines().where(Order.state != "draft", *_of(supplier, kind))
    if state:
        wanted = wanted.where(_filters(day).get(state, Order.state == state))
    if search:
        wanted = wanted.where(_matches(search))
    count = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    waits = state in (LATE, TROUBLE) or state in rules.OPEN
    ordered = wanted.order_by(Order.id.asc() if waits else Order.id.desc())
    if size is not None:
        ordered = ordered.limit(size).offset((max(page, 1) - 1) * size)
    return session.execute(ordered).all(), count


def orders_of(ids: Collection[int]) -> Sequence[Line]:
    """Some orders, the oldest first; numbers of none are left out."""
    wanted = _lines().where(Order.id.in_(list(ids)), Order.state != "draft")
    return session.execute(wanted.order_by(Order.id)).all()


def orders_by_state(day: date) -> dict[str, int]:
    """How many orders are in each state, how many are late, with how many something is wrong."""
    rows = session.execute(select(Order.state, func.count()).group_by(Order.state))
    apart = {
        name: session.scalar(select(func.count()).select_from(Order).where(found)) or 0
        for name, found in _filters(day).items()
    }
    return {**dict.fromkeys(rules.STATES, 0), **dict(rows.all()), **apart}


def turns(orders: Iterable[Order]) -> dict[int, str]:
    """Of requested orders: whose yes each waits for (a level of the chain)."""
    asked = {one.id: one.approvals for one in orders if one.state == "requested" and one.approvals}
    answers = select(OrderApproval.order_id, OrderApproval.level).where(OrderApproval.order_id.in_(asked))
    given: dict[int, set[str]] = {}
    for order_id, level in session.execute(answers):
        given.setdefault(order_id, set()).add(level)
    levels = {number: next_level(chain, given.get(number, set())) for number, chain in asked.items()}
    return {number: level for number, level in levels.items() if level}


def parcels(ids: Collection[int]) -> dict[int, Shipment]:
    """The last parcel of each of some orders."""
    sent = select(Shipment).where(Shipment.order_id.in_(list(ids))).order_by(Shipment.id)
    return {one.order_id: one for one in session.scalars(sent)}


def suppliers() -> Sequence[Supplier]:
    """Who makes or sends rewards, by name."""
    return session.scalars(select(Supplier).order_by(Supplier.name)).all()


def rewards_page(category: str = "", search: str = "", shown: str = "open") -> list[Row[Reward, int]]:
    """The catalogue with pieces taken: `open`, `out`, `retired` or `all`."""
    of_orders = (
        select(func.coalesce(func.sum(taken.PIECES), 0))
        .where(Order.reward_id == Reward.id, taken.TAKING)
        .scalar_subquery()
    )
    wanted = select(Reward, of_orders.label("taken"))
    if category:
        wanted = wanted.where(Reward.category == category)
    if shown in {"open", "out"}:
        wanted = wanted.where(Reward.retired_at.is_(None))
    if shown == "out":
        wanted = wanted.where(Reward.stock == 0)
    if shown == "retired":
        wanted = wanted.where(Reward.retired_at.is_not(None))
    words = fold(search)
    rows = session.execute(wanted.order_by(Reward.category, Reward.price_points, Reward.id))
    return [row for row in rows if words in fold(f"{row[0].code} {row[0].name_fr} {row[0].name_en}")]


def at_stake(reward_id: int) -> AtStake:
    """What hangs on a reward's being on offer."""
    under_way = select(func.count(), func.coalesce(func.sum(Order.points - Order.given_back), 0)).where(
        Order.reward_id == reward_id, Order.state.in_(rules.OPEN)
    )
    orders, held = session.execute(under_way).one()
    goals = session.scalar(select(func.count()).select_from(Goal).where(Goal.reward_id == reward_id)) or 0
    return AtStake(orders, int(held), goals)


def names_of(actors: Iterable[str]) -> dict[str, str]:
    """Names of the people among actors (`person:12`)."""
    ids = {int(actor.removeprefix("person:")) for actor in actors if actor.startswith("person:")}
    people = session.scalars(select(Person).where(Person.id.in_(ids))) if ids else ()
    return {f"person:{one.id}": one.name for one in people}


def _lines() -> Select[Order, Reward, Person, Company]:
    return (
        select(Order, Reward, Person, Company)
        .join(Reward, Reward.id == Order.reward_id)
        .join(Person, Person.id == Order.person_id)
        .join(Company, Company.id == Order.company_id)
    )


def _filters(day: date) -> dict[str, ColumnElement[bool]]:
    """What the desk asks for besides a state."""
    open_troubles = select(AfterSale.order_id).where(AfterSale.state == "open")
    return {LATE: _late(day), TROUBLE: Order.id.in_(open_troubles)}


def _of(supplier: str, kind: str) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [Reward.kind == kind] if kind else []
    if supplier == OURS:
        found.append(Reward.supplier_id.is_(None))
    elif supplier:
        found.append(
            Reward.supplier_id == select(Supplier.id).where(Supplier.code == supplier).scalar_subquery()
        )
    return found


def _late(day: date) -> ColumnElement[bool]:
    return Order.state.in_(rules.OPEN) & (Order.promised_on < day)


def _matches(search: str) -> ColumnElement[bool]:
    words = fold(search).replace("%", "").replace("_", "")
    number = int(search) if search.isdecimal() and len(search) < 16 else 0
    return or_(
        Person.sort_key.contains(words),
        Company.sort_key.contains(words),
        Reward.code.contains(words),
        Order.id == number,
    )
