"""How the pools stand, which calls wait, what an order's owner may look at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, literal_column, select

from accounts.models import Person
from catalog.cards import codes
from catalog.models import CardCall, GiftCode, Order, Reward
from catalog.rules.details import counted_by_codes
from catalog.rules.states import SPENT
from core.database import Key, ask, session

_CALLS = CardCall.__table__.c
_DELIVERED = (
    select(CardCall.__table__)
    .where(_CALLS.order_id == bindparam("order", type_=Key), _CALLS.state == literal_column("'delivered'"))
    .order_by(_CALLS.piece)
)
#: How many refused calls the desk still sees.
MOST = 100


@dataclass(frozen=True)
class Standing:
    """A pool: how many codes wait, are owed to orders, are handed out; the next day on which one expires."""

    reward: Reward
    free: int
    owed: int
    given: int
    expires_on: date | None


@dataclass(frozen=True)
class Batch:
    """Codes that came in together."""

    name: str
    added_at: datetime
    codes: int
    free: int
    expires_on: date | None


def pools(day: date) -> list[Standing]:
    """Every reward that is handed out of a pool, the emptiest first."""
    wanted = select(Reward).where(Reward.kind == "gift_card", Reward.retired_at.is_(None)).order_by(Reward.id)
    found = [pool(one, day) for one in session.scalars(wanted) if counted_by_codes(one.kind, one.details)]
    return sorted(found, key=lambda one: one.free - one.owed)


def pool(reward: Reward, day: date) -> Standing:
    """One pool."""
    mine = GiftCode.reward_id == reward.id
    given = session.scalar(select(func.count()).where(mine, GiftCode.call_id.is_not(None))) or 0
    ends = select(func.min(GiftCode.expires_on)).where(
        mine, GiftCode.call_id.is_(None), GiftCode.expires_on >= day
    )
    return Standing(
        reward, codes.free_codes(reward.id, day), codes.owed(reward.id), given, session.scalar(ends)
    )


def batches(reward_id: int) -> list[Batch]:
    """What came into a pool, the newest first."""
    rows = session.execute(
        select(
            GiftCode.batch,
            func.min(GiftCode.added_at),
            func.count(),
            func.count().filter(GiftCode.call_id.is_(None)),
            func.min(GiftCode.expires_on),
        )
        .where(GiftCode.reward_id == reward_id)
        .group_by(GiftCode.batch)
        .order_by(func.min(GiftCode.id).desc())
    )
    return [Batch(*row) for row in rows]


def calls_to_see() -> Sequence[Row[CardCall, Order, Reward, Person]]:
    """Calls that wait or stay unknown, the oldest first, then those refused lately."""
    return session.execute(
        select(CardCall, Order, Reward, Person)
        .join(Order, Order.id == CardCall.order_id)
        .join(Reward, Reward.id == Order.reward_id)
        .join(Person, Person.id == Order.person_id)
        .where(CardCall.state.in_(("asked", "unknown", "failed")))
        .order_by(CardCall.state.desc(), CardCall.id)
        .limit(MOST)
    ).all()


def call_with_order(call_id: int) -> tuple[CardCall, Order] | None:
    """One call and its order."""
    row = session.execute(
        select(CardCall, Order).join(Order, Order.id == CardCall.order_id).where(CardCall.id == call_id)
    ).one_or_none()
    return (row[0], row[1]) if row else None


def cards_of(order: Order) -> list[Any]:
    """The cards of an order that its owner may look at: delivered, and the order too; rows of card_calls."""
    return ask(_DELIVERED, order=order.id).all() if order.state in SPENT else []
