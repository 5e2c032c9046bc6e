"""The cards' part of `flask verify`: a code for every piece, one card a call, every seal with a key."""

from collections.abc import Iterator

from sqlalchemy import and_, func, or_, select

from catalog.cards import codes, sealing
from catalog.cards.calls import cards_of
from catalog.models import CardCall, GiftCode, Order, Reward
from catalog.rules.details import POOL, counted_by_codes
from catalog.rules.states import SPENT
from core.database import session
from core.verify import Check


def _pools() -> Iterator[str]:
    """Codes that expired count here: the clock takes them off the stock (`card codes`)."""
    for reward in session.scalars(select(Reward).where(Reward.kind == "gift_card").order_by(Reward.id)):
        if not counted_by_codes(reward.kind, reward.details):
            continue
        free = select(func.count()).where(GiftCode.reward_id == reward.id, GiftCode.call_id.is_(None))
        if (session.scalar(free) or 0) < (reward.stock or 0) + codes.owed(reward.id):
            yield f"reward {reward.code}"


def _calls() -> Iterator[str]:
    """A card is sealed where it was delivered and nowhere else; a code of the pool is a living call's."""
    delivered = CardCall.state == "delivered"
    stray = select(CardCall.id).where(
        or_(and_(delivered, CardCall.sealed == ""), and_(~delivered, CardCall.sealed != ""))
    )
    coded = select(GiftCode.id).where(GiftCode.call_id == CardCall.id).exists()
    lost = select(CardCall.id).where(delivered, CardCall.provider == POOL, ~coded)
    over = select(CardCall.id).where(CardCall.state.in_(("failed", "cancelled")), coded)
    return (f"card call {one}" for wanted in (stray, lost, over) for one in session.scalars(wanted))


def _delivered() -> Iterator[str]:
    """An order that was delivered got a card for each piece that needs one (taken back since, perhaps)."""
    asked = select(CardCall.id).where(CardCall.order_id == Order.id).exists()
    came_once = CardCall.state.in_(("delivered", "cancelled"))
    for order in session.scalars(select(Order).where(Order.state.in_(SPENT), asked)):
        came = select(func.count()).where(CardCall.order_id == order.id, came_once)
        times = len(cards_of(order)) // order.quantity
        if (session.scalar(came) or 0) < times * order.pieces:
            yield f"order {order.id}"


def _seals() -> Iterator[str]:
    """What is sealed names a key that is set."""
    known = sealing.marks()
    for table, name in ((GiftCode, "gift code"), (CardCall, "card call")):
        opens = or_(*(table.sealed.startswith(f"{mark}.") for mark in known))
        wanted = select(table.id).where(table.sealed != "", ~opens)
        yield from (f"{name} {one}" for one in session.scalars(wanted))


CHECKS: tuple[Check, ...] = (
    Check("I8p", "a pool holds a code for every piece on offer and every piece owed", _pools),
    Check("I8q", "a card is sealed once it is delivered, and a code is one card", _calls),
    Check("I8r", "a delivered order has a card for each piece", _delivered),
    Check("I8s", "every sealed code can be opened with a key that is set", _seals),
)
