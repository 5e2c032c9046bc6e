"""The pool of our own: sealed codes that came in by file, each one call's and no other's.

Rows are met in the order call, code; the condition `call_id IS NULL` is what makes a code one card.
"""

from datetime import datetime

from sqlalchemy import case, select, update

from catalog.cards.port import Answer, Wish
from catalog.models import CardCall, GiftCode
from core.clock import local_day
from core.database import in_transaction, is_postgresql, session
from core.rules import N_


class Pool:
    """Gives codes out of the pool, each step in a transaction of its own as a provider's would be."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def order(self, wish: Wish) -> Answer:
        """A free code, the one that expires first; asked twice under one key, it is one code."""
        return in_transaction(lambda: _take(wish, self.at))

    def status(self, wish: Wish) -> Answer:
        """What became of a key."""
        return in_transaction(lambda: _status(wish))

    def cancel(self, wish: Wish) -> Answer:
        """Lay the code of a key back into the pool: whoever asks knows that nobody saw it."""
        return in_transaction(lambda: _lay_back(wish))


def _take(wish: Wish, at: datetime) -> Answer:
    call_id = _held(wish)
    if call_id is None:
        return Answer("failed", trouble=N_("the call is over"))
    found = _of(call_id)
    if found.word != "absent":
        return found
    day = local_day(at)
    free = (
        select(GiftCode.id)
        .where(GiftCode.reward_id == wish.reward_id, GiftCode.call_id.is_(None))
        .where(GiftCode.expires_on.is_(None) | (GiftCode.expires_on >= day))
        .order_by(case((GiftCode.expires_on.is_(None), 1), else_=0), GiftCode.expires_on, GiftCode.id)
        .limit(1)
    )
    if is_postgresql():
        free = free.with_for_update(skip_locked=True)
    session.execute(
        update(GiftCode)
        .where(GiftCode.id == free.scalar_subquery(), GiftCode.call_id.is_(None))
        .values(call_id=call_id),
        execution_options={"synchronize_session": False},
    )
    taken = _of(call_id)
    return (
        taken if taken.word == "delivered" else Answer("waiting", trouble=N_("no code is left in the pool"))
    )


def _status(wish: Wish) -> Answer:
    call_id = _held(wish)
    return Answer("failed", trouble=N_("the call is over")) if call_id is None else _of(call_id)


def _lay_back(wish: Wish) -> Answer:
    session.execute(
        update(GiftCode)
        .where(GiftCode.call_id == select(CardCall.id).where(CardCall.key == wish.key).scalar_subquery())
        .values(call_id=None),
        execution_options={"synchronize_session": False},
    )
    return Answer("cancelled")


def _held(wish: Wish) -> int | None:
    """The call's row, held to commit; None when it is over."""
    call = select(CardCall.id).where(CardCall.key == wish.key, CardCall.state.in_(("asked", "unknown")))
    return session.execute(call.with_for_update()).scalar_one_or_none()


def _of(call_id: int) -> Answer:
    row = session.execute(
        select(GiftCode.sealed, GiftCode.expires_on).where(GiftCode.call_id == call_id)
    ).one_or_none()
    return Answer("delivered", row.sealed, expires_on=row.expires_on) if row else Answer("absent")
