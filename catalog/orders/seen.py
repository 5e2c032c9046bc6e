"""Orders as somebody may see them: their own, their company’s, what waits for their word."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, Row, Select, or_, select

from accounts.models import Person
from catalog.models import AfterSale, Order, OrderApproval, OrderStep, Reward, Shipment
from core.database import session
from points.models import Wallet

#: The level of the chain that is a company's own.
OWN = "company_manager"


class Looker(NamedTuple):
    """Who asks: a person, the company where they work, whether they manage it."""

    person_id: int
    company_id: int | None
    manages: bool


def orders_of(looker: Looker) -> Sequence[Row[Order, Reward]]:
    """The newest hundred, newest first; the cart has its own page."""
    return session.execute(_visible(looker).order_by(Order.id.desc()).limit(100)).all()


def one_of(order_id: int, looker: Looker) -> Row[Order, Reward] | None:
    """One of those; None when it is not theirs to see."""
    return session.execute(_visible(looker).where(Order.id == order_id)).one_or_none()


def asked_of(order_id: int, company_id: int) -> Row[Order, Reward, Person] | None:
    """An order that a company's manager has, or had, to approve; None for any other."""
    found = session.execute(
        select(Order, Reward, Person)
        .join(Reward, Reward.id == Order.reward_id)
        .join(Person, Person.id == Order.person_id)
        .where(Order.id == order_id, Order.company_id == company_id, Order.state != "draft")
    ).one_or_none()
    return found if found and OWN in found[0].approvals else None


def answered_by(actor: str, limit: int = 20) -> Sequence[Row[OrderApproval, Order, Reward, Person]]:
    """What somebody approved or declined for their company, newest first."""
    return session.execute(
        select(OrderApproval, Order, Reward, Person)
        .join(Order, Order.id == OrderApproval.order_id)
        .join(Reward, Reward.id == Order.reward_id)
        .join(Person, Person.id == Order.person_id)
        .where(OrderApproval.by == actor, OrderApproval.level == OWN)
        .order_by(OrderApproval.id.desc())
        .limit(limit)
    ).all()


def steps_of(order_id: int) -> Sequence[OrderStep]:
    """How an order came where it is, oldest first."""
    steps = select(OrderStep).where(OrderStep.order_id == order_id)
    return session.scalars(steps.order_by(OrderStep.id)).all()


def answers_to(order_id: int) -> Sequence[OrderApproval]:
    """Every yes or no that an order was given, oldest first."""
    given = select(OrderApproval).where(OrderApproval.order_id == order_id)
    return session.scalars(given.order_by(OrderApproval.id)).all()


def parcels_of(order_id: int) -> Sequence[Shipment]:
    """What carries it, oldest first."""
    parcels = select(Shipment).where(Shipment.order_id == order_id)
    return session.scalars(parcels.order_by(Shipment.id)).all()


def troubles_of(order_id: int) -> Sequence[AfterSale]:
    """What was reported wrong with it, newest first."""
    told = select(AfterSale).where(AfterSale.order_id == order_id)
    return session.scalars(told.order_by(AfterSale.id.desc())).all()


def replacement_of(order_id: int) -> int | None:
    """The number of the order that replaces it, if there is one."""
    return session.execute(select(Order.id).where(Order.replaces_id == order_id)).scalar_one_or_none()


def _visible(looker: Looker) -> Select[Order, Reward]:
    """One's own orders; those a company pays are its managers', whoever placed them.

    A delegate sees those that they placed for the company where they (still) work.
    """
    own = Order.person_id == looker.person_id
    mine: ColumnElement[bool] = own & Wallet.person_id.is_not(None)
    if looker.company_id is not None:
        paid = Wallet.company_id == looker.company_id
        mine = or_(mine, paid if looker.manages else own & paid)
    return (
        select(Order, Reward)
        .join(Reward, Reward.id == Order.reward_id)
        .join(Wallet, Wallet.id == Order.wallet_id)
        .where(mine, Order.state != "draft")
    )
