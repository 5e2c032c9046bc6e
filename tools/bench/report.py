"""What a measurement says, and how it is printed."""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

#: Below a target: a cost may grow at most so much. Above: a throughput must keep at least so much.
AT_MOST = "≤"
AT_LEAST = "≥"


class Unmeasured(RuntimeError):
    """A target cannot be measured on this machine; the sentence says why."""


@dataclass(frozen=True)
class Figure:
    """One ratio (or one plain figure) with the numbers it is made of."""

    target: str
    engine: str
    what: str
    value: float
    #: e.g. "1.2 ms ÷ 0.9 ms"
    baseline: str
    sense: str = AT_MOST
    goal: float | None = None
    beyond: float | None = None

    @property
    def verdict(self) -> str:
        """How the figure stands to its goal."""
        if self.goal is None:
            return ""
        if self.beyond is not None and self._reaches(self.beyond):
            return "beyond"
        return "reached" if self._reaches(self.goal) else "MISSED"

    def _reaches(self, goal: float) -> bool:
        return self.value <= goal if self.sense == AT_MOST else self.value >= goal

    def line(self) -> str:
        """One line for people."""
        goal = "" if self.goal is None else f"{self.sense} {self.goal:g}"
        return (
            f"{self.target:4}{self.engine:11}{self.value:>9.3g}  {goal:8}{self.verdict:8} "
            f"{self.what}: {self.baseline}"
        )


def micro(seconds: float) -> str:
    """Seconds as µs, ms or s, whichever reads best."""
    if seconds < 1e-3:
        return f"{seconds * 1e6:.0f} µs"
    return f"{seconds * 1e3:.1f} ms" if seconds < 1 else f"{seconds:.2f} s"


def rate(per_second: float, unit: str) -> str:
    """A throughput, to three figures."""
    return f"{per_second:,.0f} {unit}/s" if per_second >= 10 else f"{per_second:.2g} {unit}/s"


def middle(values: Iterable[float]) -> float:
    """The median."""
    return median(values)
