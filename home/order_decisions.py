"""What orders ask of the sponsor's staff: a yes that is theirs to give, and something that arrived wrong."""

from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, String, and_, cast, or_, select

from accounts.models import Company, Person
from catalog.models import AfterSale, Order, OrderApproval, Reward
from core.database import session
from core.format import points, reader
from home.deciding import MOST, Decision

ORDER_DELAY = timedelta(days=2)
TROUBLE_DELAY = timedelta(days=2)
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
        Decision(
            "order",
            _("Order to approve: %(reward)s", reward=reward.name(reader().language)),
            f"{person.name}, {company.name}",
            _("%(points)s pts", points=points(order.points)),
            order.placed_at,
            order.placed_at + ORDER_DELAY,
            f"/staff/orders/{order.id}",
        )
        for order, person, company, reward in rows
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
        Decision(
            "order",
            _("Something is wrong: %(reward)s", reward=reward.name(reader().language)),
            f"{person.name}, {one.words[:80]}",
            _("%(points)s pts", points=points(order.points)),
            one.told_at,
            one.told_at + TROUBLE_DELAY,
            f"/staff/orders/{order.id}",
        )
        for one, order, person, reward in rows
    ]
