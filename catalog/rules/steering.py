"""Is the catalogue any good: what is shunned, what it costs and seems worth, how far it is, what it owes."""

from collections.abc import Sequence
from dataclasses import dataclass

#: So often seen, a reward had its chance.
ENOUGH = 30
#: Taken less often than once in so many sights, it is shunned (S001-55).
ONCE_IN = 100
FULL_BP = 10_000


@dataclass(frozen=True)
class Taking:
    """How one reward did over some days."""

    seen: int
    #: pieces of orders that nobody undid
    taken: int
    #: one piece: cost to the sponsor and worth to its beneficiary, cents
    cost_cents: int
    perceived_cents: int | None

    @property
    def shunned(self) -> bool:
        """Seen often enough, and taken less than once in ONCE_IN sights."""
        return self.seen >= ENOUGH and self.taken * ONCE_IN < self.seen

    @property
    def value_bp(self) -> int | None:
        """What it seems worth for what it costs, basis points (S003-16); None where either is unknown."""
        if self.perceived_cents is None or self.cost_cents <= 0:
            return None
        return self.perceived_cents * FULL_BP // self.cost_cents


@dataclass(frozen=True)
class Share:
    """One family's part of the rewards on offer and of the orders."""

    family: str
    offered: int
    taken: int
    cost_cents: int


def financial_bp(shares: Sequence[Share]) -> int | None:
    """The part of financial rewards among those on offer, basis points; None of none (S001-19)."""
    offered = sum(one.offered for one in shares)
    if not offered:
        return None
    return sum(one.offered for one in shares if one.family == "financial") * FULL_BP // offered


def median(values: Sequence[int]) -> int:
    """The middle one, the lower of two; 0 of none."""
    ordered = sorted(values)
    return ordered[(len(ordered) - 1) // 2] if ordered else 0


def days_to(price: int, earned: int, over_days: int) -> int | None:
    """Days until somebody who earned so much over so many days has a price; None if they never will."""
    return -(-price * over_days // earned) if earned > 0 else None


def liability_cents(points: int, cost_cents: int, price_points: int) -> int:
    """What points outstanding may cost, rounded up, at what points spent so far bought (compliance E1)."""
    return -(-points * cost_cents // price_points) if price_points > 0 else 0
