"""A target of one's own, from one's own history: seasonal, fair to newcomers, deaf to one lucky order.

With L days of window, all sales that would count:
  same    the same days 52 weeks before (as many Mondays), where the competitor sold already by then
  usual   the median of the last four stretches of L days, half their mean where the median is nothing; a
          newcomer's first stretch is scaled to L days
  season  the network's sales of `same` ÷ its mean of the four stretches before, held between ½ and 2
  form    usual × season
  base    same, held between form ÷ 2 and form × 2 (one giant order, a leave or a change to part time last
          year weigh little); half of same for whoever sold nothing lately; form where there is no same
  target  the greater of base × (1 + growth) and the floor; a newcomer of less than a week has the floor
Everything is rounded down.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from challenges.document.parts import Targets
from challenges.rules.facts import Own

ONCE = 10_000
#: The season moves a target to half or twice at most.
LEAST_SEASON, MOST_SEASON = ONCE // 2, ONCE * 2
#: Stretches of the window's length that say what is usual.
STRETCHES = 4
#: Days of history below which a newcomer's stretch says nothing.
FEWEST_DAYS = 7


@dataclass(frozen=True)
class History:
    """What a competitor did before, in the unit of the target."""

    #: the same days a year before; None where it did not sell yet by their first day
    same: int | None
    #: (value, days of it that were worked) of the last stretches, the latest first
    recent: Sequence[tuple[int, int]]
    #: length of the window in days
    days: int


def season(same: int, before: Sequence[int]) -> int:
    """The network's season in basis points: a window against the mean of the stretches before it."""
    usual = sum(before) // len(before) if before else 0
    if same <= 0 or usual <= 0:
        return ONCE
    return max(LEAST_SEASON, min(same * ONCE // usual, MOST_SEASON))


def usual_of(history: History) -> int:
    """The median stretch (half the mean where it is nothing), scaled to L days; 0 without a week known."""
    fewest = min(FEWEST_DAYS, history.days)
    scaled = sorted(value * history.days // days for value, days in history.recent if days >= fewest)
    if not scaled:
        return 0
    middle = len(scaled) // 2
    median = scaled[middle] if len(scaled) % 2 else (scaled[middle - 1] + scaled[middle]) // 2
    return median if median > 0 else sum(scaled) // len(scaled) // 2


def base_of(history: History, season_bp: int) -> int:
    """What one's own history says of the window."""
    form = max(usual_of(history), 0) * season_bp // ONCE
    if history.same is None:
        return form
    if not history.recent:
        return max(history.same, 0)
    if form <= 0:
        return max(history.same, 0) // 2
    return max(form // 2, min(history.same, form * 2))


def computed(targets: Targets, history: History, season_bp: int) -> Own:
    """Target and base, both at least the floor and at least 1."""
    base = base_of(history, season_bp)
    asked = base * (ONCE + targets.growth_bp) // ONCE
    return Own(max(asked, targets.floor, 1), max(base, targets.floor, 1))
