"""What claims that wait would add to somebody's facts, and what returns that wait may take from them."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from challenges.rules.facts import Facts, Sale


@dataclass(frozen=True)
class Return:
    """Units of a product that come back from some sale."""

    document: str
    product_id: int
    units: int
    cents: int


@dataclass(frozen=True)
class Pending:
    """All that waits around one competitor."""

    claims: Sequence[Sale] = ()
    returns: Sequence[Return] = ()


def with_claims(facts: Facts, claims: Sequence[Sale]) -> Facts:
    """As if every claim had been accepted."""
    return replace(facts, sales=[*facts.sales, *claims])


def without_returned(facts: Facts, returns: Sequence[Return]) -> Facts:
    """As if every return met this competitor's sales: of the document it names first, then the latest.

    Of money it takes what it says, of the units that come back a share where it says nothing.
    """
    left = sorted(facts.sales, key=lambda one: (one.sold_on, one.key), reverse=True)
    for one in returns:
        units, cents, said = one.units, one.cents, one.cents > 0
        for nth, sale in sorted(enumerate(left), key=lambda at: at[1].document != one.document):
            if units <= 0 or sale.product_id != one.product_id or sale.left <= 0:
                continue
            taken = min(units, sale.left)
            share = cents * taken // units if said else sale.left_cents * taken // sale.left
            left[nth] = sale._replace(left=sale.left - taken, left_cents=max(sale.left_cents - share, 0))
            units, cents = units - taken, cents - share
    return replace(facts, sales=left)


@dataclass(frozen=True)
class Rivals:
    """The scores of all who may still move, each list in order."""

    certified: Sequence[int]
    lowest: Sequence[int]
    highest: Sequence[int]

    @classmethod
    def of(cls, ranges: Iterable[tuple[int, int, int]]) -> "Rivals":
        """From (certified, lowest, highest) of each, the one asked about among them or not."""
        every = list(ranges)
        return cls(*(sorted(one[nth] for one in every) for nth in range(3)))

    def best(self, highest: int, above: int) -> int:
        """The rank of a highest score, `above` the certified ones beyond it, all others at their lowest."""
        return 1 + above - _beyond(self.certified, highest) + _beyond(self.lowest, highest)

    def worst(self, lowest: int, highest: int, above: int) -> int:
        """The rank of a lowest score whose `highest` is known, all others at their highest."""
        others = _beyond(self.highest, lowest) - (highest > lowest)
        return 1 + above - _beyond(self.certified, lowest) + others


def _beyond(scores: Sequence[int], limit: int) -> int:
    return len(scores) - bisect_right(scores, limit)
