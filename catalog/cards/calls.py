"""What an order needs of cards: one call for each piece, begun with its approval, undone with it.

Rows are met in the order order, call, code, here and wherever a call is claimed or marked.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update

from catalog import rules
from catalog.models import CardCall, GiftCode, Order, Reward
from catalog.rules.details import DESK, POOL
from catalog.rules.kinds import MADE_OF_PARTS
from core import audit
from core.database import insert, session
from core.rules import N_, Refused


class CardOpened(Refused):
    """Its owner has seen the code: it is spent, whatever becomes of the order."""

    sentence = N_("The code of order %(number)s was opened: it cannot be taken back. Replace it, or explain.")


class CardDelivered(Refused):
    """The provider made the card: only the provider can take it back."""

    sentence = N_(
        "The card of order %(number)s exists at its provider: take it back there first, under Cards."
    )


class CardWaits(Refused):
    """Nobody hands over by hand what comes by itself."""

    sentence = N_("The card of order %(number)s comes by itself: see under Cards how far it is.")


def begin(order_id: int, at: datetime, by: str) -> None:
    """Write down the cards that an approved order needs; twice is once. Orders without cards need none.

    Nobody is asked before the member's time to think again is over.
    """
    order = session.get_one(Order, order_id)
    wanted = cards_of(order)
    if not wanted:
        return
    session.execute(
        insert(CardCall)
        .values(
            [
                {
                    "order_id": order_id,
                    "piece": piece,
                    "key": f"card-{order_id}-{piece}",
                    "provider": reward.details["provider"],
                    "state": "asked",
                    "tries": 0,
                    "next_at": max(at, order.placed_at + rules.UNDO),
                    "reference": "",
                    "sealed": "",
                    "trouble": "",
                }
                for piece, reward in enumerate(wanted, start=1)
            ]
        )
        .on_conflict_do_nothing(index_elements=[CardCall.order_id, CardCall.piece])
    )
    audit.record(by, "catalog.ask_cards", ("order", order_id), at, {"cards": len(wanted)})


def cards_of(order: Order) -> list[Reward]:
    """The reward of each card that an order brings, piece by piece; what staff hand over needs no call."""
    parts = [(part.reward, part.quantity) for part in order.parts]
    made_of = parts if order.reward.kind in MADE_OF_PARTS else [(order.reward, 1)]
    by_themselves = [
        reward
        for reward, times in made_of
        if reward.kind == "gift_card" and reward.details.get("provider", DESK) != DESK
        for _ in range(times)
    ]
    return by_themselves * order.quantity


def cancel_calls(order_id: int, at: datetime, by: str, pieces: int | None = None) -> None:
    """Take back the cards of an order that is to be undone, the last pieces first; None for all.

    Raises NotKnownYet where a provider was asked and has not answered, CardOpened, CardDelivered.
    """
    session.execute(select(Order.id).where(Order.id == order_id).with_for_update())
    calls = _live(order_id)
    order = session.get_one(Order, order_id)
    each = len(cards_of(order)) // order.quantity
    for call in calls if pieces is None else calls[: pieces * each]:
        if call.state in ("asked", "unknown") and call.tries:
            raise rules.NotKnownYet(number=order_id)
        if call.opened_at is not None:
            raise CardOpened(number=order_id)
        if call.state == "delivered" and call.provider != POOL:
            raise CardDelivered(number=order_id)
        _undo(call)
        audit.record(by, "catalog.drop_card", ("order", order_id), at, {"piece": call.piece})


def refuse_while_waiting(order_id: int) -> None:
    """Raise CardWaits while a card of an order is still to come."""
    if count_of(order_id, "asked", "unknown"):
        raise CardWaits(number=order_id)


def _live(order_id: int) -> Sequence[CardCall]:
    wanted = (
        select(CardCall)
        .where(CardCall.order_id == order_id, CardCall.state.in_(("asked", "unknown", "delivered")))
        .order_by(CardCall.piece.desc())
    )
    return session.scalars(wanted.with_for_update().execution_options(populate_existing=True)).all()


def _undo(call: CardCall) -> None:
    session.execute(update(GiftCode).where(GiftCode.call_id == call.id).values(call_id=None))
    call.state, call.sealed, call.expires_on = "cancelled", "", None
    session.flush()


def count_of(order_id: int, *states: str) -> int:
    """How many calls of an order are in these states."""
    wanted = select(func.count()).where(CardCall.order_id == order_id, CardCall.state.in_(states))
    return session.scalar(wanted) or 0
