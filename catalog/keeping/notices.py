"""What keeping the catalogue says to people: a booked date moved; pieces run out."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, or_, select, update

from accounts import queries as accounts
from catalog.counting import Counted
from catalog.models import Order, Reward, RewardSession, RewardVariant
from catalog.rules.states import OPEN
from core.clock import local_day
from core.database import session
from core.format import moment
from core.format import points as figure
from notifications.post import Message, tell


def tell_moved_date(session_id: int, at: datetime) -> None:
    """Tell those who booked a date that its day or its place is another."""
    found = session.get_one(RewardSession, session_id, populate_existing=True)
    reward = session.get_one(Reward, found.reward_id)
    booked = session.scalars(
        select(Order.person_id).where(Order.session_id == session_id, Order.state.in_((*OPEN, "delivered")))
    ).all()

    def write(language: str) -> Message:
        with force_locale(language):
            title = _("New date: %(name)s", name=reward.name(language))
            body = _(
                "It begins on %(when)s now, at: %(place)s. If that does not suit you, say so on your order.",
                when=moment(found.starts_at),
                place=found.place,
            )
            return Message("order", title, body, "/orders")

    tell(booked, write, at, reference=f"session:{session_id}:{at.isoformat()}")


def watch_stock(at: datetime) -> int:
    """Tell administrators of each reward and variant that fell to its threshold, once for each fall."""
    return sum(_watch(counted, at) for counted in (Reward, RewardVariant))


def _watch(counted: Counted, at: datetime) -> int:
    """Mark what fell (the mark is the fall), unmark what rose, tell of what was marked now."""
    threshold = _threshold(counted)
    risen = or_(counted.stock.is_(None), threshold.is_(None), counted.stock > threshold)
    quiet = {"synchronize_session": False}
    session.execute(
        update(counted).where(counted.low_since.is_not(None), risen).values(low_since=None),
        execution_options=quiet,
    )
    fell = session.execute(
        update(counted)
        .where(counted.low_since.is_(None), counted.stock <= threshold, counted.retired_at.is_(None))
        .values(low_since=at)
        .returning(counted.id),
        execution_options=quiet,
    ).scalars()
    keys: Sequence[int] = sorted(fell)
    for key in keys:
        _tell_low(counted, key, at)
    return len(keys)


def _threshold(counted: Counted) -> ColumnElement[int | None]:
    if counted is Reward:
        return Reward.low_stock.expression
    return (
        select(Reward.low_stock)
        .where(Reward.id == RewardVariant.reward_id)
        .correlate(RewardVariant)
        .scalar_subquery()
    )


def _tell_low(counted: Counted, key: int, at: datetime) -> None:
    variant = session.get(RewardVariant, key, populate_existing=True) if counted is RewardVariant else None
    reward = session.get_one(Reward, variant.reward_id if variant else key, populate_existing=True)
    left = (variant or reward).stock or 0

    def write(language: str) -> Message:
        with force_locale(language):
            name = reward.name(language)
            name = f"{name} ({variant.name(language)})" if variant else name
            title = ngettext(
                "%(left)s piece left: %(name)s",
                "%(left)s pieces left: %(name)s",
                left,
                left=figure(left),
                name=name,
            )
            if not left:
                title = _("Sold out: %(name)s", name=name)
            body = _("Order more, or take it off the catalogue.")
            return Message("order", title, body, f"/staff/rewards/{reward.id}")

    staff = accounts.staff_people(local_day(at), ("administrator",))
    reference = f"low-stock:{counted.__tablename__}:{key}:{at.isoformat()}"
    tell([one.id for one in staff], write, at, reference=reference)
