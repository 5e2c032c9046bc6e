"""Timing of things beside each other, in turns, so that a busy moment of the machine hits both."""

from collections.abc import Callable, Mapping
from statistics import median
from time import perf_counter
from typing import Any


def timed(act: Callable[[], object]) -> float:
    """Seconds that one call takes."""
    begun = perf_counter()
    act()
    return perf_counter() - begun


def in_turns(
    acts: Mapping[str, Callable[[], Any]], rounds: int, prepared: bool = False, first: int = 1
) -> dict[str, float]:
    """Median seconds of each act over rounds after the `first`; `prepared` acts hand back what is timed."""
    taken: dict[str, list[float]] = {name: [] for name in acts}
    for number in range(rounds + first):
        for name, act in acts.items():
            seconds = timed(act() if prepared else act)
            if number >= first:
                taken[name].append(seconds)
    return {name: median(values) for name, values in taken.items()}
