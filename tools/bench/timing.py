"""Timing of things beside each other, in turns, so that a busy moment of the machine hits both."""

from collections.abc import Callable, Mapping
from statistics import median
from time import perf_counter


def timed(act: Callable[[], object]) -> float:
    """Seconds that one call takes."""
    begun = perf_counter()
    act()
    return perf_counter() - begun


def in_turns(acts: Mapping[str, Callable[[], object]], rounds: int, times: int = 1) -> dict[str, float]:
    """Median seconds a call, over `rounds` rounds in which each act is called `times` times."""
    for act in acts.values():
        act()
    taken: dict[str, list[float]] = {name: [] for name in acts}
    for _ in range(rounds):
        for name, act in acts.items():
            begun = perf_counter()
            for _ in range(times):
                act()
            taken[name].append((perf_counter() - begun) / times)
    return {name: median(values) for name, values in taken.items()}
