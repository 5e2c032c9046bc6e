"""What was seen, taken and left: reward by reward, family by family."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, or_, select

from catalog.models import Order, Reward, Sighting
from catalog.rules.states import UNDONE
from catalog.rules.steering import Share, Taking
from core.clock import window
from core.database import session


@dataclass(frozen=True)
class Row:
    """A reward with how it did."""

    reward: Reward
    taking: Taking
    orders: int
    points: int


def rows(first: date, last: date) -> list[Row]:
    """Every reward on offer on some day of these, the most seen first."""
    start, end = window(first, last)
    seen = dict(
        session.execute(
            select(Sighting.reward_id, func.sum(Sighting.seen))
            .where(Sighting.day.between(first, last))
            .group_by(Sighting.reward_id)
        ).all()
    )
    pieces = func.sum(Order.quantity - Order.cancelled_quantity)
    taken = {
        row[0]: row[1:]
        for row in session.execute(
            select(Order.reward_id, func.count(), pieces, func.sum(Order.points - Order.given_back))
            .where(Order.placed_at >= start, Order.placed_at < end)
            .where(Order.state.not_in(("draft", *UNDONE)), Order.replaces_id.is_(None))
            .group_by(Order.reward_id)
        )
    }
    found = [
        _row(one, int(seen.get(one.id, 0)), taken.get(one.id))
        for one in session.scalars(_offered(first, last))
    ]
    return sorted(found, key=lambda one: (-one.taking.seen, -one.orders, one.reward.code))


def _row(reward: Reward, seen: int, taken: tuple[int, int, int] | None) -> Row:
    orders, pieces, points = (int(one or 0) for one in taken or (0, 0, 0))
    return Row(reward, Taking(seen, pieces, reward.cost_cents, reward.perceived_cents), orders, points)


def _offered(first: date, last: date) -> Select[Reward]:
    start, _end = window(first, last)
    return select(Reward).where(
        or_(Reward.retired_at.is_(None), Reward.retired_at >= start),
        or_(Reward.starts_on.is_(None), Reward.starts_on <= last),
        or_(Reward.ends_on.is_(None), Reward.ends_on >= first),
        Reward.kind != "rebate",
    )


def shares(of: list[Row]) -> list[Share]:
    """The families' parts of what is on offer and of what was taken."""
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for one in of:
        tally = found[one.reward.family]
        tally[0] += one.reward.retired_at is None
        tally[1] += one.taking.taken
        tally[2] += one.taking.taken * one.reward.cost_cents
    return [Share(family, *found[family]) for family in sorted(found)]
