"""What there is only so much of: pieces, seats, hours. Each is taken by one conditional UPDATE.

Several are met in one order (rewards, variants, sessions, slots, each by id), so that two orders never
wait for each other in a circle.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import Integer, Table, bindparam, false, select, true, update

from catalog import messages, rules
from catalog.models import Order, Reward, RewardSession, RewardVariant, ServiceSlot
from catalog.rules import order_refusals as refusals
from catalog.rules.kinds import MADE_OF_PARTS
from core.database import Key, ask, run, session
from core.rules import Refused

#: In which order kinds of scarce things are met.
REWARD, VARIANT, SESSION, SLOT = range(4)


class Need(NamedTuple):
    """So many of one scarce thing; of a reward whose variants count, none, but it has to be on offer."""

    kind: int
    id: int
    pieces: int
    #: whose name a refusal says
    reward: Reward
    order_id: int


def needs_of(order: Order, reward: Reward, pieces: int) -> list[Need]:
    """What so many pieces of an order take."""
    needs = [Need(REWARD, reward.id, 0 if order.variant_id else pieces, reward, order.id)]
    for kind, key in ((VARIANT, order.variant_id), (SESSION, order.session_id), (SLOT, order.slot_id)):
        if key is not None:
            needs.append(Need(kind, key, pieces, reward, order.id))
    for part in order.parts if reward.kind in MADE_OF_PARTS else ():
        kind, key = (VARIANT, part.variant_id) if part.variant_id else (REWARD, part.reward_id)
        needs.append(Need(kind, key, pieces * part.quantity, part.reward, order.id))
    return needs


def take_all(needs: Iterable[Need], at: datetime) -> list[tuple[Need, Refused]]:
    """Take everything; what could not be taken, and why. The edge rolls back where anything could not."""
    refused = []
    for need in sorted(needs, key=lambda one: one[:2]):
        try:
            take(need, at)
        except Refused as why:
            refused.append((need, why))
    return refused


def take(need: Need, at: datetime) -> None:
    """Take so many of one thing, if they are there; raises why not."""
    values: dict[str, Any] = {"key": need.id, "pieces": need.pieces}
    if need.kind in (SESSION, SLOT):
        values["at"] = at
    uncounted = need.kind == REWARD and (not need.pieces or need.reward.stock is None)
    if uncounted and (_stock(need) is None or not need.pieces):
        return
    if need.pieces and run(_TAKE[need.kind], values).first() is not None:
        return
    _REFUSE[need.kind](need)


def put_back(needs: Iterable[Need]) -> None:
    """Return everything to where it was taken from; what is not counted stays so."""
    for need in sorted(needs, key=lambda one: one[:2]):
        if need.pieces:
            run(_BACK[need.kind], {"key": need.id, "pieces": need.pieces})


def _stock(need: Need) -> int | None:
    """Pieces of a reward, None for without limit; the row is held shared, so that a first count of pieces
    waits for this order. Raises RewardClosed.
    """
    stock, retired_at = ask(_HELD, key=need.id).one()
    if retired_at is not None:
        raise rules.RewardClosed(name=messages.spoken(need.reward))
    found: int | None = stock
    return found


def _reward_gone(need: Need) -> None:
    stock = _stock(need)
    if stock is not None:
        raise _too_few(need, stock)


def _variant_gone(need: Need) -> None:
    stock, retired_at = ask(_HELD_VARIANT, key=need.id).one()
    if retired_at is not None:
        raise refusals.VariantNeeded(name=messages.spoken(need.reward))
    if stock is not None:
        raise _too_few(need, stock)


def _too_few(need: Need, stock: int) -> Refused:
    name = messages.spoken(need.reward)
    return rules.TooFewLeft(name=name, left=stock) if stock else rules.SoldOut(name=name)


def _seats_gone(need: Need) -> None:
    left, cancelled_at = session.execute(
        select(RewardSession.seats - RewardSession.taken, RewardSession.cancelled_at).where(
            RewardSession.id == need.id
        )
    ).one()
    name = messages.spoken(need.reward)
    if cancelled_at is None and left < need.pieces:
        raise refusals.SeatsGone(name=name, left=left) if left else rules.SoldOut(name=name)
    raise refusals.SessionClosed(name=name)


def _slot_gone(need: Need) -> None:
    raise refusals.SlotGone


_REFUSE = {REWARD: _reward_gone, VARIANT: _variant_gone, SESSION: _seats_gone, SLOT: _slot_gone}
_REWARDS, _VARIANTS, _SESSIONS, _SLOTS = (
    cast(Table, one.__table__) for one in (Reward, RewardVariant, RewardSession, ServiceSlot)
)
_KEY, _PIECES = bindparam("key", type_=Key), bindparam("pieces", type_=Integer)
_AT = bindparam("at", type_=_SESSIONS.c.closes_at.type)
#: Built once: orders come many at a time, and building a statement takes longer than running it.
_TAKE = {
    **{
        kind: update(table)
        .where(table.c.id == _KEY, table.c.stock >= _PIECES, table.c.retired_at.is_(None))
        .values(stock=table.c.stock - _PIECES)
        .returning(table.c.id)
        for kind, table in ((REWARD, _REWARDS), (VARIANT, _VARIANTS))
    },
    SESSION: update(_SESSIONS)
    .where(_SESSIONS.c.id == _KEY, _SESSIONS.c.taken + _PIECES <= _SESSIONS.c.seats)
    .where(_SESSIONS.c.cancelled_at.is_(None), _SESSIONS.c.closes_at > _AT)
    .values(taken=_SESSIONS.c.taken + _PIECES)
    .returning(_SESSIONS.c.id),
    SLOT: update(_SLOTS)
    .where(_SLOTS.c.id == _KEY, _SLOTS.c.taken.is_(False), _PIECES == 1)
    .where(_SLOTS.c.withdrawn_at.is_(None), _SLOTS.c.starts_at > _AT)
    .values(taken=true())
    .returning(_SLOTS.c.id),
}
_BACK = {
    **{
        kind: update(table)
        .where(table.c.id == _KEY, table.c.stock.is_not(None))
        .values(stock=table.c.stock + _PIECES)
        for kind, table in ((REWARD, _REWARDS), (VARIANT, _VARIANTS))
    },
    SESSION: update(_SESSIONS).where(_SESSIONS.c.id == _KEY).values(taken=_SESSIONS.c.taken - _PIECES),
    SLOT: update(_SLOTS).where(_SLOTS.c.id == _KEY, _PIECES == 1).values(taken=false()),
}
_HELD, _HELD_VARIANT = (
    select(table.c.stock, table.c.retired_at).where(table.c.id == _KEY).with_for_update(read=True)
    for table in (_REWARDS, _VARIANTS)
)
