"""Points that leave an order again in parts, or after they were spent: each back to the lot it came from.

The longest-living come back first: what was about to lapse anyway stays in the order.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from core.clock import local_day
from core.database import session
from points.ledger import stock
from points.ledger.entries import Entry, Leg
from points.ledger.posting import post
from points.ledger.transactions import transaction_ids
from points.models import Lot
from points.rules import NothingToPost, UnknownReference

#: `order:55:reserve:back:2`: what gave back some of what `order:55:reserve` holds.
BACK = ":back:"


def give_back_part(
    reference_of_reserve: str,
    points: int,
    reference: str,
    at: datetime,
    actor: str,
    facts: Mapping[str, Any] | None = None,
    before: Sequence[str] = (),
) -> None:
    """Let go of some of the held points; `before` names what gave back others. Twice is once."""
    if points <= 0:
        raise NothingToPost
    number = _number(reference_of_reserve)
    if reference in transaction_ids([reference]):
        return
    wallet_id, into = _longest_first(left_in_lots(number, before), points)
    legs = (Leg("reserved", -points, wallet_id), Leg("available", points, wallet_id))
    post([Entry(reference, "cancel", local_day(at), legs, facts or {}, into_lots=into)], at, actor)


def refund(
    reference_of_reserve: str,
    reference_of_spend: str,
    reference: str,
    at: datetime,
    actor: str,
    facts: Mapping[str, Any] | None = None,
    before: Sequence[str] = (),
) -> None:
    """Take back what was spent: it returns to the lots that the order held, each with its own last day."""
    into = left_in_lots(_number(reference_of_reserve), before)
    points = sum(into.values())
    wallet_id, parts = _longest_first(into, points)
    legs = (Leg("spent", -points), Leg("available", points, wallet_id))
    spend = _number(reference_of_spend)
    entry = Entry(reference, "refund", local_day(at), legs, facts or {}, reverses_id=spend, into_lots=parts)
    post([entry], at, actor)


def left_in_lots(number: int, before: Sequence[str]) -> dict[int, int]:
    """Lot → points of it that a movement still holds, after these gave some back."""
    left: dict[int, int] = defaultdict(int)
    for parts in stock.uses([number, *transaction_ids(before).values()]).values():
        for lot_id, points in parts:
            left[lot_id] += points
    return {lot_id: points for lot_id, points in left.items() if points}


def _longest_first(held: Mapping[int, int], points: int) -> tuple[int, tuple[tuple[int, int], ...]]:
    """The wallet, and how much goes back into which lots."""
    rows = session.execute(select(Lot.id, Lot.wallet_id, Lot.expires_on).where(Lot.id.in_(held))).all()
    back, left = [], points
    for lot_id, _, _ in sorted(rows, key=lambda lot: (lot[2] or date.max, lot[0]), reverse=True):
        part = min(held[lot_id], left)
        if part:
            back.append((lot_id, part))
            left -= part
    if left:
        raise ValueError(f"{left} points more are to come back than are held")
    return rows[0][1], tuple(back)


def _number(reference: str) -> int:
    number = transaction_ids([reference]).get(reference)
    if number is None:
        raise UnknownReference(reference=reference)
    return number
