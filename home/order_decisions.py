"""What orders ask of the sponsor's staff: a yes that is theirs to give, and something that arrived wrong."""

from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, String, and_, cast, or_, select

from accounts.models import Company, Person
from catalog.models import AfterSale, Order, OrderApproval, Reward
from core.database import session
from core.format import points, reader
from home.deciding import MOST, Decision

#: How long either may wait.
DELAY = timedelta(days=2)
MANAGER = "company_manager"


def order_waits() -> ColumnElement[bool]:
    """An order that waits for the sponsor: its company's manager, where one is asked, said yes."""
    answered = select(OrderApproval.order_id).where(OrderApproval.level == MANAGER)
    asks_manager = cast(Order.approvals, String).contains(MANAGER)
    return and_(Order.state == "requested", or_(~asks_manager, Order.id.in_(answered)))


def trouble_waits() -> ColumnElement[bool]:
    """Something is missing, broken or wrong, and nobody answered yet."""
    return AfterSale.state == "open"


def orders() -> list[Decision]:
    """Orders to approve."""
    rows = session.execute(
        select(Order, Person, Company, Reward)
        .join(Person, Person.id == Order.person_id)
        .join(Company, Company.id == Order.company_id)
        .join(Reward, Reward.id == Order.reward_id)
        .where(order_waits())
        .order_by(Order.placed_at)
        .limit(MOST)
    )
    return [
        _decision(_("Order to approve: %(reward)s", reward=_named(reward)), f"{who.name}, {firm.name}", order)
        for order, who, firm, reward in rows
    ]


def troubles() -> list[Decision]:
    """Deliveries that somebody complained about."""
    rows = session.execute(
        select(AfterSale, Order, Person, Reward)
        .join(Order, Order.id == AfterSale.order_id)
        .join(Person, Person.id == Order.person_id)
        .join(Reward, Reward.id == Order.reward_id)
        .where(trouble_waits())
        .order_by(AfterSale.told_at)
        .limit(MOST)
    )
    return [
        _decision(
            _("Something is wrong: %(reward)s", reward=_named(reward)),
            f"{who.name}, {one.words[:80]}",
            order,
            one.told_at,
        )
        for one, order, who, reward in rows
    ]


def _decision(title: str, who: str, order: Order, since: datetime | None = None) -> Decision:
    """What an order asks, since it was placed or since something was told of it."""
    began = since or order.placed_at
    at_stake = _("%(points)s pts", points=points(order.points))
    return Decision("order", title, who, at_stake, began, began + DELAY, f"/staff/orders/{order.id}")


def _named(reward: Reward) -> str:
    return reward.name(reader().language)
