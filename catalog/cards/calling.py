"""Claim, call, mark: each card asked for under a lease, with no transaction open while the network is used.

Whoever finds a call that was tried before asks what became of its key before asking for a card again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update

from catalog.cards import settling
from catalog.cards.calls import cards_of
from catalog.cards.port import Answer, Provider, Wish, Word
from catalog.cards.providers import provider_of
from catalog.cards.telling import tell_silent
from catalog.models import CardCall, Order
from catalog.orders import fulfilment
from catalog.rules.details import POOL
from core import audit
from core.database import in_transaction, session
from core.rules import N_

CLOCK = "clock"
NOT_SET_UP = N_("the provider is not set up")
#: Longer than two answers of the slowest provider (core/remotes.py).
LEASE = timedelta(minutes=3)
#: Minutes until a call is looked at again, by how often it was; the last one for ever: a card that may exist
#: is never given up.
PATIENCE = (1, 2, 5, 15, 60, 240, 720)
#: Staff are told when so many attempts brought nothing: after about eight minutes.
TOLD_AFTER = 4
MOST_AT_ONCE = 20
WAITING = ("asked", "unknown")


@dataclass(frozen=True)
class Claim:
    """A call held until an instant, free of the database."""

    call_id: int
    order_id: int
    provider: str
    wish: Wish
    #: attempts before this one
    tries: int
    until: datetime


def call_due(at: datetime, most: int = MOST_AT_ONCE) -> int:
    """Ask for the cards whose time has come; how many were delivered."""
    return sum(ask_for(call_id, at) for call_id in _due(at, most))


def ask_for(call_id: int, at: datetime) -> bool:
    """Claim one call, ask its provider, write down the answer; whether the card is there."""
    claim = in_transaction(lambda: _claim(call_id, at))
    if claim is None:
        return False
    provider = provider_of(claim.provider, at)
    answer = _asked(provider, claim) if provider else Answer("waiting", trouble=NOT_SET_UP)
    in_transaction(lambda: _mark(claim, answer, at))
    return answer.word == "delivered"


def ask_again(call_id: int, at: datetime, by: str) -> None:
    """Have a waiting call looked at with the clock's next round."""
    won = session.execute(
        update(CardCall)
        .where(CardCall.id == call_id, CardCall.state.in_(WAITING))
        .values(next_at=at)
        .returning(CardCall.order_id)
    ).scalar_one_or_none()
    if won is not None:
        audit.record(by, "catalog.ask_card_again", ("order", won), at, {"call": call_id})


def take_back(call_id: int, at: datetime, by: str) -> Word | None:
    """Ask a provider that a card be worth nothing, its owner not having seen it; None when it is held.

    `cancelled`: it is worth nothing and its order can be undone; anything else leaves things as they are.
    """
    claim = in_transaction(lambda: _claim_back(call_id, at))
    if claim is None:
        return None
    provider = provider_of(claim.provider, at)
    if session().in_transaction():
        raise AssertionError("no transaction may be open while the network is used")
    answer = provider.cancel(claim.wish) if provider else Answer("unknown", trouble=NOT_SET_UP)
    in_transaction(lambda: _mark_back(claim, answer, at, by))
    return answer.word


def _due(at: datetime, most: int) -> list[int]:
    waiting = (
        select(CardCall.id)
        .where(CardCall.state.in_(WAITING), CardCall.next_at <= at)
        .where(or_(CardCall.claimed_until.is_(None), CardCall.claimed_until < at))
        .order_by(CardCall.next_at, CardCall.id)
        .limit(most)
    )
    found = list(session.scalars(waiting))
    session.rollback()
    return found


def _claim(call_id: int, at: datetime) -> Claim | None:
    """Hold the order, then the call; None when somebody else has it, or the order is no longer to be filled.

    A provider that is not set up is not counted as asked: the order can still be undone.
    """
    call = session.get_one(CardCall, call_id)
    order = session.get_one(Order, call.order_id, with_for_update=True, populate_existing=True)
    if order.state not in ("approved", "ordered", "unknown"):
        return None
    if order.state == "approved":
        fulfilment.mark_ordered(order.id, at, CLOCK)
    known = provider_of(call.provider, at) is not None
    until = at + LEASE
    tries = session.execute(
        update(CardCall)
        .where(CardCall.id == call_id, CardCall.state.in_(WAITING))
        .where(or_(CardCall.claimed_until.is_(None), CardCall.claimed_until < at))
        .values(claimed_until=until, tries=CardCall.tries + int(known))
        .returning(CardCall.tries),
        execution_options={"synchronize_session": False},
    ).scalar_one_or_none()
    if tries is None:
        return None
    reward = cards_of(order)[call.piece - 1]
    face = reward.details.get("face_cents")
    wish = Wish(call.key, reward.id, reward.code, face, call.reference)
    return Claim(call_id, order.id, call.provider, wish, tries - int(known), until)


def _claim_back(call_id: int, at: datetime) -> Claim | None:
    call = session.get_one(CardCall, call_id)
    order = session.get_one(Order, call.order_id, with_for_update=True, populate_existing=True)
    until = at + LEASE
    won = session.execute(
        update(CardCall)
        .where(CardCall.id == call_id, CardCall.provider != POOL, CardCall.opened_at.is_(None))
        .where(CardCall.state.in_((*WAITING, "delivered")), CardCall.tries > 0)
        .where(or_(CardCall.claimed_until.is_(None), CardCall.claimed_until < at))
        .values(claimed_until=until)
        .returning(CardCall.id),
        execution_options={"synchronize_session": False},
    ).scalar_one_or_none()
    if won is None:
        return None
    wish = Wish(call.key, order.reward_id, "", None, call.reference)
    return Claim(call_id, order.id, call.provider, wish, call.tries, until)


def _mark_back(claim: Claim, answer: Answer, at: datetime, by: str) -> None:
    """Only a plain `cancelled` changes anything; opened meanwhile, the card is its owner's."""
    session.execute(select(Order.id).where(Order.id == claim.order_id).with_for_update())
    call = session.get_one(CardCall, claim.call_id, with_for_update=True, populate_existing=True)
    if call.claimed_until != claim.until:
        return
    call.claimed_until, call.trouble = None, answer.trouble[:300]
    if answer.word == "cancelled":
        call.state, call.sealed, call.expires_on = "cancelled", "", None
    session.flush()
    facts = {"piece": call.piece, "provider": call.provider, "answer": answer.word}
    audit.record(by, "catalog.take_card_back", ("order", call.order_id), at, facts)
    if answer.word == "cancelled":
        settling.settle(call, at, by)


def _asked(provider: Provider, claim: Claim) -> Answer:
    if session().in_transaction():
        raise AssertionError("no transaction may be open while the network is used")
    if claim.tries:
        answer = provider.status(claim.wish)
        if answer.word != "absent":
            return answer
    return provider.order(claim.wish)


def _mark(claim: Claim, answer: Answer, at: datetime) -> None:
    """Write down an answer, the order held first. A card that is there is kept whoever brought it.

    Anything else is believed of whoever holds the claim only: another may have got the card meanwhile.
    """
    session.execute(select(Order.id).where(Order.id == claim.order_id).with_for_update())
    call = session.get_one(CardCall, claim.call_id, with_for_update=True, populate_existing=True)
    if call.state not in WAITING:
        return
    if answer.word != "delivered" and call.claimed_until != claim.until:
        return
    call.claimed_until, call.trouble = None, answer.trouble[:300]
    call.reference = answer.reference or call.reference
    if answer.word == "delivered":
        call.state, call.sealed, call.expires_on = "delivered", answer.sealed, answer.expires_on
    elif answer.word in ("failed", "cancelled"):
        call.state = "failed"
    else:
        call.state = "unknown" if answer.word == "unknown" else "asked"
        call.next_at = at + timedelta(minutes=PATIENCE[min(call.tries, len(PATIENCE)) - 1])
        if call.tries >= TOLD_AFTER or not call.tries:
            tell_silent(call, at)
    session.flush()
    facts = {"piece": call.piece, "provider": call.provider, "tries": call.tries, "trouble": call.trouble}
    audit.record(CLOCK, f"catalog.card_{call.state}", ("order", call.order_id), at, facts)
    settling.settle(call, at, CLOCK)
