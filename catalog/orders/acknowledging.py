"""Saying that an order came in: by the clock, within a minute.

Whoever orders sees it on their screen at once; the notice and the mail are for later. So no order waits for
its letter, none fails by it, and while one is written on SQLite all others wait. The order itself is the
promise: what is still requested, and was not said yet, is said.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, String, cast, exists, literal, select
from sqlalchemy.orm import joinedload

from accounts.models import Person
from catalog import messages
from catalog.models import Order
from core.database import session
from notifications.models import Notice

AT_ONCE = 200
#: What came in before is no longer said: after so long it would only puzzle.
WITHIN = timedelta(days=2)


def is_due(at: datetime) -> bool:
    """Whether anybody waits to hear of an order: looked at before the turn to write is taken."""
    return session.scalars(_unsaid(at).with_only_columns(Order.id).limit(1)).first() is not None


def acknowledge(at: datetime) -> int:
    """Tell people of their orders that wait for an answer, each once; how many, at most 200 at a time."""
    found = session.scalars(_unsaid(at).options(joinedload(Order.reward)).limit(AT_ONCE)).all()
    return sum(messages.tell_requested(order, order.reward, at) for order in found)


def _unsaid(at: datetime) -> Select[Order]:
    return (
        select(Order)
        .join(Person, Person.id == Order.person_id)
        .where(Order.state == "requested", Order.placed_at > at - WITHIN, Person.disabled_at.is_(None))
        .where(~exists().where(Notice.reference == _reference()))
        .order_by(Order.id)
    )


def _reference() -> ColumnElement[str]:
    """How the notice of an order to its person is referred to (`post.tell`)."""
    order, person = (cast(key, String) for key in (Order.id, Order.person_id))
    return literal("order:") + order + ":requested:" + person
