"""What the desk sees of what a reward is made of: who booked a date or an hour, what is left of each."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Row, func, select

from accounts.models import Company, Person
from catalog.models import Order, Reward, RewardSession, RewardVariant, ServiceSlot
from catalog.rules.states import OPEN
from core.database import session

#: How long past hours stay on the page.
BEHIND = timedelta(days=14)
Booking = Row[Order, Person, Company]


def dates_of(reward_id: int) -> Sequence[RewardSession]:
    """A reward's dates, the next first; those called off too."""
    return session.scalars(
        select(RewardSession)
        .where(RewardSession.reward_id == reward_id)
        .order_by(RewardSession.starts_at, RewardSession.id)
    ).all()


def hours_of(reward_id: int, at: datetime) -> Sequence[Row[ServiceSlot, Order, Person]]:
    """A reward's hours from two weeks ago on, each with the order that holds it and whose it is, if any."""
    holds = (Order.slot_id == ServiceSlot.id) & Order.state.in_((*OPEN, "delivered"))
    return session.execute(
        select(ServiceSlot, Order, Person)
        .outerjoin(Order, holds)
        .outerjoin(Person, Person.id == Order.person_id)
        .where(ServiceSlot.reward_id == reward_id, ServiceSlot.starts_at > at - BEHIND)
        .order_by(ServiceSlot.starts_at, ServiceSlot.id)
    ).all()


def bookings_of(session_id: int) -> Sequence[Booking]:
    """The orders that hold seats of a date, and whose they are, oldest first."""
    return session.execute(
        select(Order, Person, Company)
        .join(Person, Person.id == Order.person_id)
        .join(Company, Company.id == Order.company_id)
        .where(Order.session_id == session_id, Order.state.in_((*OPEN, "delivered")))
        .order_by(Order.id)
    ).all()


def parts_on_offer(whole: Reward, kinds: Sequence[str]) -> Sequence[Reward]:
    """What may be put in a bundle or a choice, by name."""
    return session.scalars(
        select(Reward)
        .where(Reward.kind.in_(kinds), Reward.beneficiary == whole.beneficiary, Reward.id != whole.id)
        .where(Reward.retired_at.is_(None))
        .order_by(Reward.name_fr, Reward.id)
    ).all()


def left_of_variants() -> dict[int, int | None]:
    """Pieces left of the rewards that have variants, all variants together; None where one has no limit."""
    rows = session.execute(
        select(
            RewardVariant.reward_id,
            func.sum(RewardVariant.stock),
            func.count() - func.count(RewardVariant.stock),
        )
        .where(RewardVariant.retired_at.is_(None))
        .group_by(RewardVariant.reward_id)
    )
    return {reward_id: None if unlimited else int(pieces or 0) for reward_id, pieces, unlimited in rows}


def seats_left(at: datetime) -> dict[int, int]:
    """Seats and hours that can still be booked, by reward."""
    ahead = (RewardSession.cancelled_at.is_(None), RewardSession.closes_at > at)
    seats = select(RewardSession.reward_id, func.sum(RewardSession.seats - RewardSession.taken)).where(*ahead)
    free = (ServiceSlot.withdrawn_at.is_(None), ServiceSlot.starts_at > at, ServiceSlot.taken.is_(False))
    hours = select(ServiceSlot.reward_id, func.count()).where(*free)
    rows = [
        *session.execute(seats.group_by(RewardSession.reward_id)),
        *session.execute(hours.group_by(ServiceSlot.reward_id)),
    ]
    return {reward_id: int(left) for reward_id, left in rows}


def low_in_variants() -> set[int]:
    """Rewards one of whose variants is running out."""
    low = RewardVariant.low_since.is_not(None) & RewardVariant.retired_at.is_(None)
    return set(session.scalars(select(RewardVariant.reward_id).where(low)))
