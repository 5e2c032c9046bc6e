"""What people of the demo will do, in the order of time: its books are written as any others are."""

from collections.abc import Callable
from datetime import datetime
from heapq import heappop, heappush
from itertools import count

Act = Callable[[datetime], None]


class Agenda:
    """Acts that wait for their instant; an act may plan another one."""

    def __init__(self) -> None:
        self._acts: list[tuple[datetime, int, Act]] = []
        self._number = count()

    def plan(self, at: datetime, act: Act) -> None:
        """Do something at an instant; of two at the same one, the first planned comes first."""
        heappush(self._acts, (at, next(self._number), act))

    def keep(self, until: datetime) -> None:
        """Do all that is due by an instant, in order."""
        while self._acts and self._acts[0][0] <= until:
            at, _, act = heappop(self._acts)
            act(at)
