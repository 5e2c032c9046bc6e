"""An order's way: steps follow the edges, everybody asked has approved, a replacement replaces one."""

from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import and_, exists, func, literal, or_, select
from sqlalchemy.orm import aliased

from catalog.models import Order, OrderApproval, OrderStep
from catalog.rules.states import BEFORE, GRANTED
from core import audit
from core.database import session
from core.verify import Check


def _steps() -> Iterator[str]:
    """Each step follows an edge, the last one is the order's state; a draft has none."""
    whole = OrderStep.pieces.is_(None)
    last = (
        select(OrderStep.state)
        .where(OrderStep.order_id == Order.id, whole)
        .order_by(OrderStep.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    stray = select(Order.id).where(
        func.coalesce(last, literal("draft")) != Order.state,
    )
    before = func.lag(OrderStep.state).over(partition_by=OrderStep.order_id, order_by=OrderStep.id)
    ways = select(OrderStep.order_id, OrderStep.state, before.label("before")).where(whole).subquery()
    edges = [f"{one}>{after}" for after, froms in BEFORE.items() for one in froms]
    begun = or_(ways.c.state == "requested", and_(ways.c.state == "approved", Order.replaces_id.is_not(None)))
    wrong = (
        select(ways.c.order_id)
        .join(Order, Order.id == ways.c.order_id)
        .where(
            or_(
                and_(ways.c.before.is_(None), ~begun),
                (ways.c.before + literal(">") + ways.c.state).not_in(edges),
            )
        )
    )
    return (f"order {one}" for one in sorted({*session.scalars(stray), *session.scalars(wrong)}))


def _pieces() -> Iterator[str]:
    """Pieces cancelled are those of its steps."""
    count = (
        select(func.coalesce(func.sum(OrderStep.pieces), 0))
        .where(OrderStep.order_id == Order.id)
        .scalar_subquery()
    )
    return (
        f"order {one}" for one in session.scalars(select(Order.id).where(Order.cancelled_quantity != count))
    )


def _approvals() -> Iterator[str]:
    """Nobody answers for their own; what is granted has every yes it needs, what is declined one no."""
    answers: dict[int, list[OrderApproval]] = defaultdict(list)
    for one in session.scalars(select(OrderApproval).order_by(OrderApproval.id)):
        answers[one.order_id].append(one)
    asked = Order.state.in_([*GRANTED, "refunded", "declined"]) | Order.id.in_(list(answers))
    columns = (Order.id, Order.state, Order.approvals, Order.person_id)
    for number, state, chain, person_id in session.execute(select(*columns).where(asked)):
        given = answers[number]
        said = [one.level for one in given if one.granted]
        noes = [one for one in given if not one.granted]
        missing = state in (*GRANTED, "refunded") and bool(chain) and said != chain
        stray = bool(chain) and said != chain[: len(said)]
        by_themselves = audit.by(person_id) in {one.by for one in given}
        if missing or stray or by_themselves or len(noes) != (state == "declined"):
            yield f"order {number}"


def _drafts() -> Iterator[str]:
    """A draft holds nothing: no answer, nothing given back, nothing cancelled."""
    wrong = select(Order.id).where(
        Order.state == "draft",
        or_(
            exists().where(OrderApproval.order_id == Order.id),
            Order.given_back != 0,
            Order.cancelled_quantity != 0,
            Order.supplier_order_id.is_not(None),
        ),
    )
    return (f"order {one}" for one in session.scalars(wrong))


def _replacements() -> Iterator[str]:
    """What was replaced has one replacement, of the same thing for the same person, and at no points."""
    first = aliased(Order)
    wrong = (
        select(Order.id)
        .outerjoin(first, first.id == Order.replaces_id)
        .where(Order.replaces_id.is_not(None))
        .where(
            or_(
                first.state != "replaced",
                first.reward_id != Order.reward_id,
                first.person_id != Order.person_id,
                first.quantity - first.cancelled_quantity != Order.quantity,
                Order.points != 0,
            )
        )
    )
    later = aliased(Order)
    alone = select(Order.id).where(Order.state == "replaced", ~exists().where(later.replaces_id == Order.id))
    return (f"order {one}" for one in sorted({*session.scalars(wrong), *session.scalars(alone)}))


CHECKS: tuple[Check, ...] = (
    Check("I8d", "an order’s steps lead to its state", _steps),
    Check("I8d", "pieces cancelled are those of an order’s steps", _pieces),
    Check("I8f", "an order has the approvals it needs, each by somebody else", _approvals),
    Check("I8i", "a draft holds nothing", _drafts),
    Check("I8j", "a replacement replaces one order", _replacements),
)
