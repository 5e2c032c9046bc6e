"""I8: what is there, and what was taken and not given back, is what was ever received."""

from collections.abc import Iterator

from sqlalchemy import case, exists, func, or_, select

from catalog.models import Order, OrderPart, Reward, RewardSession, RewardVariant, ServiceSlot, taken
from catalog.models.taken import TAKING
from catalog.rules.kinds import MADE_OF_PARTS
from core.database import session
from core.verify import Check


def _stock() -> Iterator[str]:
    wrong = select(Reward.code).where(
        or_(
            Reward.stock.is_(None) != Reward.received.is_(None),
            Reward.stock + taken.of_reward() != Reward.received,
        )
    )
    return (f"reward {code}" for code in session.scalars(wrong))


def _variants() -> Iterator[str]:
    wrong = (
        select(Reward.code, RewardVariant.code)
        .join(RewardVariant, RewardVariant.reward_id == Reward.id)
        .where(
            or_(
                RewardVariant.stock.is_(None) != RewardVariant.received.is_(None),
                RewardVariant.stock + taken.of_variant() != RewardVariant.received,
            )
        )
    )
    return (f"reward {code}, variant {which}" for code, which in session.execute(wrong))


def _seats() -> Iterator[str]:
    wrong = select(RewardSession.id).where(RewardSession.taken != taken.of_session())
    return (f"session {one}" for one in session.scalars(wrong))


def _slots() -> Iterator[str]:
    wrong = select(ServiceSlot.id).where(case((ServiceSlot.taken, 1), else_=0) != taken.of_slot())
    return (f"slot {one}" for one in session.scalars(wrong))


def _parts() -> Iterator[str]:
    """An order of a bundle says what it takes, one of a choice what was chosen; others have no parts."""
    count = select(func.count()).where(OrderPart.order_id == Order.id).scalar_subquery()
    wrong = (
        select(Order.id)
        .join(Reward, Reward.id == Order.reward_id)
        .where(TAKING)
        .where(
            or_(
                Reward.kind.in_(MADE_OF_PARTS) != exists().where(OrderPart.order_id == Order.id),
                (Reward.kind == "choice") & (count != 1),
            )
        )
    )
    return (f"order {one}" for one in session.scalars(wrong))


CHECKS: tuple[Check, ...] = (
    Check("I8", "stock and pieces taken make what was received", _stock),
    Check("I8", "a variant’s stock and pieces taken make what was received", _variants),
    Check("I8s", "a date’s seats taken are those of its orders", _seats),
    Check("I8s", "an hour is taken by one order, and by one only", _slots),
    Check("I8p", "an order of several things says which", _parts),
)
