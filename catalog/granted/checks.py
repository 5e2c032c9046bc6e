"""What lasts stands beside what granted it."""

from collections.abc import Iterator

from sqlalchemy import String, and_, cast, func, literal, or_, select

from catalog.models import Entitlement, Order, RebateLine, RebateRun, Reward
from catalog.rules.kinds import LASTING
from core.database import session
from core.verify import Check


def _granted() -> Iterator[str]:
    """A delivered order of something that lasts granted one for each piece; one undone has none in force."""
    count = (
        select(func.count())
        .where(Entitlement.order_id == Order.id, Entitlement.ended_at.is_(None))
        .correlate(Order)
        .scalar_subquery()
    )
    pieces = Order.quantity - Order.cancelled_quantity
    wrong = or_(
        and_(Order.state == "delivered", count != pieces),
        and_(Order.state != "delivered", count != 0),
    )
    lasting = (
        select(Order.id).join(Reward, Reward.id == Order.reward_id).where(Reward.kind.in_(LASTING), wrong)
    )
    return (f"order {one}" for one in session.scalars(lasting))


def _rebates() -> Iterator[str]:
    """An approved rebate gave each company exactly its sum; one not approved gave nothing."""
    reference = (
        literal("rebate:") + cast(RebateRun.id, String) + literal(":") + cast(RebateLine.company_id, String)
    )
    wrong = or_(
        and_(
            RebateRun.approved_at.is_not(None),
            RebateLine.amount_cents > 0,
            Entitlement.amount_cents.is_distinct_from(RebateLine.amount_cents),
        ),
        and_(or_(RebateRun.approved_at.is_(None), RebateLine.amount_cents == 0), Entitlement.id.is_not(None)),
    )
    lines = (
        select(RebateLine.id)
        .join(RebateRun, RebateRun.id == RebateLine.run_id)
        .outerjoin(Entitlement, Entitlement.reference == reference)
        .where(wrong)
    )
    return (f"rebate line {one}" for one in session.scalars(lines))


CHECKS: tuple[Check, ...] = (
    Check("I8g", "what lasts was granted by a delivered order, once for each piece", _granted),
    Check("I8h", "an approved rebate gave each company its sum", _rebates),
)
