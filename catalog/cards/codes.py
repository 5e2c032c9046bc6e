"""Codes come in, are sealed at once, and are shown to nobody but their owner, after delivery."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select, update

from catalog import rules
from catalog.actions import reward_or_refusal
from catalog.cards import sealing
from catalog.cards.reading import Line, read_codes
from catalog.counting import book
from catalog.messages import spoken
from catalog.models import CardCall, GiftCode, Order, OrderPart, Reward
from catalog.rules.details import counted_by_codes
from core import audit
from core.clock import local_day
from core.database import insert, session
from core.row_problems import FileRefused, Problem
from core.rules import N_, Refused

#: Rows of one statement.
AT_ONCE = 500


class NoPool(Refused):
    """Only a gift card that is handed out of the pool has codes."""

    sentence = N_("“%(name)s” is no gift card out of the pool: say so on its page first.")


@dataclass(frozen=True)
class Brought:
    """What an import did: codes that are new, and those that were there already."""

    added: int
    known: int


def bring_in(reward_id: int, batch: str, data: bytes, at: datetime, by: str) -> Brought:
    """Add codes to a reward's pool and to its stock; the same file twice is once.

    Raises NoPool, TableRefused, FileRefused with every problem.
    """
    reward = reward_or_refusal(reward_id)
    if not counted_by_codes(reward.kind, reward.details):
        raise NoPool(name=spoken(reward))
    lines = read_codes(data, local_day(at))
    there = _there(lines)
    problems = [
        Problem(line.number, "code", N_("this code is in the pool of another reward"))
        for line in lines
        if there.get(line.number, reward_id) != reward_id
    ]
    if problems:
        raise FileRefused(problems)
    added = _write([_row(line, reward_id, batch, at) for line in lines if line.number not in there])
    if added:
        book(Reward, reward_id, added)
    facts = {"batch": batch, "added": added, "known": len(lines) - added}
    audit.record(by, "catalog.bring_codes", ("reward", reward_id), at, facts)
    return Brought(added, len(lines) - added)


def keep_count(at: datetime) -> int:
    """Offer as many pieces as there are valid codes that nobody waits for; how many rewards were wrong.

    Codes expire, and a reward may be handed over by staff for a while.
    """
    wrong = 0
    for reward in session.scalars(select(Reward).where(Reward.kind == "gift_card").order_by(Reward.id)):
        if not counted_by_codes(reward.kind, reward.details):
            continue
        session.execute(select(Reward.id).where(Reward.id == reward.id).with_for_update())
        session.refresh(reward)
        there = max(free_codes(reward.id, local_day(at)) - owed(reward.id), 0)
        change = there - (reward.stock or 0)
        if change:
            book(Reward, reward.id, change)
            audit.record("clock", "catalog.count_codes", ("reward", reward.id), at, {"pieces": change})
            wrong += 1
    return wrong


def reseal(at: datetime, by: str) -> int:
    """Seal with the present key whatever an older one sealed; how many. Then the older one may be dropped."""
    present, done = sealing.marks()[0], 0
    for code in session.scalars(select(GiftCode).where(~GiftCode.sealed.startswith(f"{present}."))):
        text = sealing.unseal(code.sealed)
        code.sealed, code.digest = sealing.seal(text), sealing.digest(text.split("\n")[0])
        done += 1
    old = select(CardCall).where(CardCall.sealed != "", ~CardCall.sealed.startswith(f"{present}."))
    for call in session.scalars(old):
        call.sealed = sealing.seal(sealing.unseal(call.sealed))
        done += 1
    if done:
        audit.record(by, "catalog.reseal", ("cards", present), at, {"sealed": done})
    return done


def free_codes(reward_id: int, day: date) -> int:
    """Codes of a reward that nobody has and that are valid on a day."""
    return (
        session.scalar(
            select(func.count())
            .where(GiftCode.reward_id == reward_id, GiftCode.call_id.is_(None))
            .where(GiftCode.expires_on.is_(None) | (GiftCode.expires_on >= day))
        )
        or 0
    )


def owed(reward_id: int) -> int:
    """Pieces of open orders of a reward that have no code yet."""
    left = Order.quantity - Order.cancelled_quantity
    pieces = select(func.coalesce(func.sum(left), 0)).where(
        Order.reward_id == reward_id, Order.state.in_(rules.OPEN)
    )
    in_others = (
        select(func.coalesce(func.sum(left * OrderPart.quantity), 0))
        .join_from(OrderPart, Order, Order.id == OrderPart.order_id)
        .where(OrderPart.reward_id == reward_id, Order.state.in_(rules.OPEN))
    )
    having = (
        select(func.count())
        .select_from(GiftCode)
        .join(CardCall, CardCall.id == GiftCode.call_id)
        .join(Order, Order.id == CardCall.order_id)
        .where(GiftCode.reward_id == reward_id, Order.state.in_(rules.OPEN))
    )
    return sum(int(session.scalar(one) or 0) for one in (pieces, in_others)) - int(
        session.scalar(having) or 0
    )


def open_cards(order_id: int, person_id: int, at: datetime) -> int:
    """Record that the codes of an order are looked at by their owner; the first time counts. How many."""
    opened = session.execute(
        update(CardCall)
        .where(CardCall.order_id == order_id, CardCall.state == "delivered", CardCall.opened_at.is_(None))
        # not while it is being taken back at its provider
        .where(CardCall.claimed_until.is_(None) | (CardCall.claimed_until < at))
        .values(opened_at=at)
        .returning(CardCall.piece)
    ).scalars()
    pieces = sorted(opened)
    if pieces:
        audit.record(audit.by(person_id), "catalog.open_cards", ("order", order_id), at, {"pieces": pieces})
    return len(pieces)


def _there(lines: Sequence[Line]) -> dict[int, int]:
    """The reward in whose pool a line's code is already, under any key that is set."""
    wanted = {one: line.number for line in lines for one in sealing.digests(line.code)}
    found = dict[int, int]()
    keys = list(wanted)
    for start in range(0, len(keys), AT_ONCE):
        rows = session.execute(
            select(GiftCode.digest, GiftCode.reward_id).where(
                GiftCode.digest.in_(keys[start : start + AT_ONCE])
            )
        )
        found |= {wanted[digest]: reward_id for digest, reward_id in rows}
    return found


def _write(rows: Sequence[dict[str, object]]) -> int:
    """How many were new: one that somebody else brings at this very moment is theirs."""
    added = 0
    for start in range(0, len(rows), AT_ONCE):
        fresh = insert(GiftCode).values(rows[start : start + AT_ONCE])
        fresh = fresh.on_conflict_do_nothing(index_elements=[GiftCode.digest])
        added += len(session.execute(fresh.returning(GiftCode.id)).all())
    return added


def _row(line: Line, reward_id: int, batch: str, at: datetime) -> dict[str, object]:
    return {
        "reward_id": reward_id,
        "digest": sealing.digest(line.code),
        "sealed": sealing.seal(f"{line.code}\n{line.pin}" if line.pin else line.code),
        "batch": batch[:60],
        "expires_on": line.expires_on,
        "added_at": at,
        "call_id": None,
    }
