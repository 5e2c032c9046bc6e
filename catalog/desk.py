"""What the sponsor's desk sees: orders by what waits, the catalogue with what was taken, who did what."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, Row, Select, func, or_, select

from accounts.models import Company, Person
from catalog import rules
from catalog.models import Goal, Order, Reward
from core.database import session
from core.text import fold

PAGE = 50
#: A filter beside the states: open and past the day that was promised.
LATE = "late"
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
    state: str, search: str, day: date, page: int = 1, size: int | None = PAGE
) -> tuple[Sequence[Line], int]:
    """A page of orders and how many there are; what waits comes oldest first, the rest newest first."""
    wanted = _lines()
    if state:
        wanted = wanted.where(_late(day) if state == LATE else Order.state == state)
    if search:
        wanted = wanted.where(_matches(search))
    count = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    waits = state == LATE or state in rules.OPEN
    ordered = wanted.order_by(Order.id.asc() if waits else Order.id.desc())
    if size is not None:
        ordered = ordered.limit(size).offset((max(page, 1) - 1) * size)
    return session.execute(ordered).all(), count


def orders_by_state(day: date) -> dict[str, int]:
    """How many orders are in each state, and how many are late."""
    rows = session.execute(select(Order.state, func.count()).group_by(Order.state))
    late = session.scalar(select(func.count()).where(_late(day))) or 0
    return {**dict.fromkeys(rules.STATES, 0), **dict(rows.all()), LATE: late}


def rewards_page(category: str = "", search: str = "", shown: str = "open") -> list[Row[Reward, int]]:
    """The catalogue with pieces taken: `open`, `out`, `retired` or `all`."""
    taken = (
        select(func.coalesce(func.sum(Order.quantity), 0))
        .where(Order.reward_id == Reward.id, Order.state != "cancelled")
        .scalar_subquery()
    )
    wanted = select(Reward, taken.label("taken"))
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
    under_way = select(func.count(), func.coalesce(func.sum(Order.points), 0)).where(
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
