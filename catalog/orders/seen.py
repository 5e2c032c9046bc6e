"""Orders as somebody may see them: their own, their company’s, what waits for their word."""

from functools import cache
from typing import Any, NamedTuple, cast

from sqlalchemy import ColumnElement, Row, Select, Table, bindparam, literal_column, or_, select

from accounts.models import Person
from catalog.models import AfterSale, Order, OrderApproval, OrderStep, Reward, Shipment
from core.database import Base, Key, ask, session
from points.models import Wallet

#: The level of the chain that is a company's own.
OWN = "company_manager"

_ORDER = bindparam("order", type_=Key)


def _all_of(model: type[Base]) -> Select[*tuple[Any, ...]]:
    """What a table holds of `:order`, in the order in which it was written."""
    rows = cast(Table, model.__table__)
    return select(rows).where(rows.c.order_id == _ORDER).order_by(rows.c.id)


_STEPS, _ANSWERS, _PARCELS = _all_of(OrderStep), _all_of(OrderApproval), _all_of(Shipment)
_TROUBLES = _all_of(AfterSale).order_by(None).order_by(AfterSale.__table__.c.id.desc())
_ORDERS, _REWARDS, _WALLETS = Order.__table__.c, Reward.__table__.c, Wallet.__table__.c
_REPLACEMENT = select(_ORDERS.id).where(_ORDERS.replaces_id == _ORDER)
_ASKED = (
    select(Order, Reward, Person)
    .join(Reward, Reward.id == Order.reward_id)
    .join(Person, Person.id == Order.person_id)
    .where(_ORDERS.id == _ORDER, _ORDERS.company_id == bindparam("company", type_=Key))
    .where(_ORDERS.state != literal_column("'draft'"))
)
_GIVEN, _PEOPLE = OrderApproval.__table__.c, Person.__table__.c
_ANSWERED = (
    select(
        _GIVEN.order_id,
        _GIVEN.at,
        _GIVEN.granted,
        _REWARDS.name_fr,
        _REWARDS.name_en,
        _PEOPLE.first_name,
        _PEOPLE.last_name,
    )
    .join_from(OrderApproval.__table__, Order.__table__, _ORDERS.id == _GIVEN.order_id)
    .join(Reward.__table__, _REWARDS.id == _ORDERS.reward_id)
    .join(Person.__table__, _PEOPLE.id == _ORDERS.person_id)
    .where(_GIVEN.by == bindparam("actor"), _GIVEN.level == literal_column(f"'{OWN}'"))
    .order_by(_GIVEN.id.desc())
    .limit(literal_column("20"))
)


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
    one = _visible(looker.company_id is not None, looker.manages)
    values = {"order": order_id, "person": looker.person_id, "company": looker.company_id}
    return session.execute(one, values).one_or_none()


def asked_of(order_id: int, company_id: int) -> Row[Order, Reward, Person] | None:
    """An order that a company's manager has, or had, to approve; None for any other."""
    found = session.execute(_ASKED, {"order": order_id, "company": company_id}).one_or_none()
    return found if found and OWN in found[0].approvals else None


def answered_by(actor: str) -> list[Any]:
    """What somebody approved or declined for their company, the newest twenty, newest first."""
    return ask(_ANSWERED, actor=actor).all()


def steps_of(order_id: int) -> list[Any]:
    """How an order came where it is, oldest first; rows of order_steps."""
    return ask(_STEPS, order=order_id).all()


def answers_to(order_id: int) -> list[Any]:
    """Every yes or no that an order was given, oldest first; rows of order_approvals."""
    return ask(_ANSWERS, order=order_id).all()


def parcels_of(order_id: int) -> list[Any]:
    """What carries it, oldest first; rows of shipments."""
    return ask(_PARCELS, order=order_id).all()


def troubles_of(order_id: int) -> list[Any]:
    """What was reported wrong with it, newest first; rows of after_sales."""
    return ask(_TROUBLES, order=order_id).all()


def replacement_of(order_id: int) -> int | None:
    """The number of the order that replaces it, if there is one."""
    number: int | None = ask(_REPLACEMENT, order=order_id).scalar_one_or_none()
    return number


@cache
def _visible(works: bool, manages: bool) -> Select[Order, Reward]:
    """`:order`, if it is theirs to see."""
    return (
        select(Order, Reward)
        .join(Reward, Reward.id == Order.reward_id)
        .join(Wallet, Wallet.id == Order.wallet_id)
        .where(_theirs(works, manages), _ORDERS.state != literal_column("'draft'"), _ORDERS.id == _ORDER)
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
