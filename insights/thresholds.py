"""Thresholds proposed from what holders really do, rounded to figures that people remember: pure."""

from collections.abc import Sequence
from typing import NamedTuple

#: First two digits of a figure that is easy to remember.
EASY = (10, 12, 15, 20, 25, 30, 35, 40, 45, 50, 60, 70, 75, 80, 90)
#: Share of holders (per cent) that shall reach each tier above the first, by how many there are.
USUAL = {0: (), 1: (30,), 2: (30, 10), 3: (60, 30, 10)}
#: Columns of the drawing at most.
MOST_COLUMNS = 72


class Column(NamedTuple):
    """One holder, or a few neighbours in rank."""

    #: the highest figure of them
    amount: int
    holders: int


def usual_shares(tiers: int) -> tuple[int, ...]:
    """Per cent of holders for each tier above the first, the lowest tier first."""
    above = max(tiers - 1, 0)
    if above in USUAL:
        return USUAL[above]
    return tuple(max(1, 60 * (above - n) // above) for n in range(above))


def proposed(amounts: Sequence[int], shares: Sequence[int], unit: int = 1) -> list[int]:
    """A rising threshold for each share of holders that shall reach it; `unit` is 100 for cents.

    Rounded down to an easy figure, so that at least that share reaches it; each above the one before.
    """
    ranked = sorted((amount for amount in amounts), reverse=True)
    found: list[int] = []
    for share in shares:
        reach = max(1, -(-len(ranked) * share // 100)) if ranked else 0
        figure = easy(max(ranked[min(reach, len(ranked)) - 1], 0) // unit) * unit if ranked else 0
        found.append(max(figure, (found[-1] if found else 0) + unit))
    return found


def easy(value: int) -> int:
    """The largest easy figure that is not above a whole number."""
    if value < EASY[0]:
        return max(value, 0)
    power = int(10 ** (len(str(value)) - 2))
    return max(step for step in EASY if step * power <= value) * power


def columns(amounts: Sequence[int]) -> list[Column]:
    """Figures from the highest to the lowest, neighbours drawn together where there are many."""
    ranked = sorted((max(amount, 0) for amount in amounts), reverse=True)
    size = max(1, -(-len(ranked) // MOST_COLUMNS))
    return [Column(ranked[n], len(ranked[n : n + size])) for n in range(0, len(ranked), size)]
