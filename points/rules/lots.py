"""Which points leave first, and which may still be spent."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from points.rules.refusals import NotEnoughPoints


class Held(Protocol):
    """A lot as the order of spending sees it."""

    id: int
    remaining: int
    expires_on: date | None


def in_order(lot: Held) -> tuple[date, int]:
    """First to expire leaves first; what never expires last; then the older lot (reliability I14)."""
    return (lot.expires_on or date.max, lot.id)


def may_be_spent(lot: Held, day: date) -> bool:
    """A lot past its last day is not spendable, also when the expiry job is late."""
    return lot.expires_on is None or day <= lot.expires_on


def take(lots: Sequence[Held], amount: int) -> list[tuple[int, int]]:
    """Which lots give how much, in the order given; raise NotEnoughPoints when they hold less."""
    taken: list[tuple[int, int]] = []
    for lot in lots:
        if amount and lot.remaining:
            part = min(lot.remaining, amount)
            taken.append((lot.id, part))
            amount -= part
    if amount:
        raise NotEnoughPoints(points=amount)
    return taken
