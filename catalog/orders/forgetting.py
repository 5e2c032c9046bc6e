"""What the catalogue knows of a person who asks to be forgotten: what goes, and what the law keeps.

Gone: the cart, addresses, wishes, the goal, ideas, and where parcels went once an order is over. Kept: orders
and their steps (accounts), proofs of delivery and the register of gratifications (social evidence), which
name the person by the row that `accounts` makes anonymous.
"""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Executable, delete, null, select, update

from catalog.models import Address, AfterSale, Goal, Order, OrderPart, Suggestion, Wish
from catalog.rules.states import OPEN
from core import audit
from core.database import session

#: what the session holds is read again afterwards
UNSEEN = {"synchronize_session": False}


class Forgotten(NamedTuple):
    """How much went, and which orders still need their address: forget again once they are over."""

    drafts: int
    addresses: int
    wishes: int
    ideas: int
    still_open: tuple[int, ...]


def forget(person_id: int, at: datetime, by: str) -> Forgotten:
    """Let go of everything personal that no law asks us to keep; again is harmless."""
    mine = Order.person_id == person_id
    drafts = select(Order.id).where(mine, Order.state == "draft")
    session.execute(delete(OrderPart).where(OrderPart.order_id.in_(drafts)))
    went = Forgotten(
        drafts=_count(delete(Order).where(mine, Order.state == "draft").returning(Order.id)),
        addresses=_count(delete(Address).where(Address.person_id == person_id).returning(Address.id)),
        wishes=_count(delete(Wish).where(Wish.person_id == person_id).returning(Wish.reward_id))
        + _count(delete(Goal).where(Goal.person_id == person_id).returning(Goal.reward_id)),
        ideas=_count(delete(Suggestion).where(Suggestion.person_id == person_id).returning(Suggestion.id)),
        still_open=tuple(session.scalars(select(Order.id).where(mine, Order.state.in_(OPEN)))),
    )
    over = select(Order.id).where(mine, Order.state.not_in(OPEN))
    session.execute(update(Order).where(Order.id.in_(over)).values(ship_to=null()), execution_options=UNSEEN)
    told = update(AfterSale).where(AfterSale.order_id.in_(over), AfterSale.state == "settled")
    session.execute(told.values(words=""), execution_options=UNSEEN)
    session.expire_all()
    facts = {name: value for name, value in went._asdict().items() if name != "still_open"}
    audit.record(by, "catalog.forget", ("person", person_id), at, facts)
    return went


def _count(statement: Executable) -> int:
    return len(session.execute(statement, execution_options=UNSEEN).all())
