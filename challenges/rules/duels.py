"""Duels: each week everybody meets somebody of like history, and not the same one twice while that goes."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from challenges.rules.lots import lot

#: Neighbours by history among whom somebody new is looked for.
NEAR = 12


def pairs(
    history: Mapping[int, int],
    met: Mapping[int, Collection[int]],
    alone: Sequence[int],
    seed: str,
) -> list[tuple[int, int | None]]:
    """The duels of a week; the odd one out has no opponent: the smallest who had none least often.

    `history` is past turnover, `met` whom each has met in weeks before, `alone` who was the odd one out then.
    """
    ordered = sorted(history, key=lambda one: (-history[one], lot(seed, one)))
    odd = _odd_one(ordered, Counter(alone)) if len(ordered) % 2 else None
    if odd is not None:
        ordered.remove(odd)
    met_each = _match(ordered, met)
    found = sorted(met_each, key=lambda pair: (-history[pair[0]], lot(seed, pair[0])))
    return [*found, *([(odd, None)] if odd is not None else [])]


def _odd_one(ordered: Sequence[int], times: Mapping[int, int]) -> int:
    return min(reversed(ordered), key=lambda one: times[one])


def _match(ordered: list[int], met: Mapping[int, Collection[int]]) -> list[tuple[int, int]]:
    """Pairs of neighbours, the larger first; from the smallest up: lists are cheap at their end."""
    found: list[tuple[int, int]] = []
    while ordered:
        one = ordered.pop()
        known = met.get(one, ())
        near = range(len(ordered) - 1, max(len(ordered) - NEAR, 0) - 1, -1)
        nth = next((at for at in near if ordered[at] not in known), near[0])
        other = ordered.pop(nth)
        if other in known:
            one, other = _exchange(one, other, found, met)
        found.append((other, one))
    return found


def _exchange(
    one: int, other: int, found: list[tuple[int, int]], met: Mapping[int, Collection[int]]
) -> tuple[int, int]:
    """Change opponents with a neighbouring pair so that all four are new to each other, where that goes."""
    for at in range(len(found) - 1, max(len(found) - NEAR, 0) - 1, -1):
        for first, second in (found[at], found[at][::-1]):
            if first not in met.get(one, ()) and second not in met.get(other, ()):
                found[at] = (other, second)
                return one, first
    return one, other
