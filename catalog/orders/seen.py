"""Orders as somebody may see them: their own, their company’s, what waits for their word."""

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, bindparam, literal_column, or_, select

from accounts.models import Person
from catalog.models import AfterSale, Order, OrderApproval, OrderStep, Reward, Shipment
from core.database import Key, ask, session
from points.models import Wallet

#: The level of the chain that is a company's own.
OWN = "company_manager"

_ORDERS, _REWARDS, _WALLETS = Order.__table__.c, Reward.__table__.c, Wallet.__table__.c


class Looker(NamedTuple):
    """Who asks: a person, the company where they work, whether they manage it."""

    person_id: int
    company_id: int | None
    manages: bool


def orders_of(looker: Looker) -> list[Any]:
    """The newest hundred, newest first, as a list shows them; the cart has its own page."""
    listed = _listed(looker.company_id is not None, looker.manages)
    return ask(listed, person=looker.person_id, company=looker.company_id).all()


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
    return (
        select(Order, Reward)
        .join(Reward, Reward.id == Order.reward_id)
        .join(Wallet, Wallet.id == Order.wallet_id)
        .where(_theirs(looker.company_id is not None, looker.manages), _ORDERS.state != "draft")
        .params(person=looker.person_id, company=looker.company_id)
    )


@cache
def _listed(works: bool, manages: bool) -> Select[*tuple[Any, ...]]:
    """What a list shows of an order and its reward; a statement for each kind of reader."""
    return (
        select(
            _ORDERS.id,
            _ORDERS.placed_at,
            _ORDERS.points,
            (_ORDERS.quantity - _ORDERS.cancelled_quantity).label("pieces"),
            _ORDERS.state,
            _ORDERS.promised_on,
            _REWARDS.name_fr,
            _REWARDS.name_en,
            _REWARDS.picture,
        )
        .join_from(Order.__table__, Reward.__table__, _REWARDS.id == _ORDERS.reward_id)
        .join(Wallet.__table__, _WALLETS.id == _ORDERS.wallet_id)
        .where(_theirs(works, manages), _ORDERS.state != literal_column("'draft'"))
        .order_by(_ORDERS.id.desc())
        .limit(literal_column("100"))
    )


def _theirs(works: bool, manages: bool) -> ColumnElement[bool]:
    """One's own orders; those a company pays are its managers', whoever placed them.

    A delegate sees those that they placed for the company where they (still) work.
    """
    own = _ORDERS.person_id == bindparam("person", type_=Key)
    mine: ColumnElement[bool] = own & _WALLETS.person_id.is_not(None)
    if works:
        paid = _WALLETS.company_id == bindparam("company", type_=Key)
        mine = or_(mine, paid if manages else own & paid)
    return mine
