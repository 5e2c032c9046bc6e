"""How selective tiers are: how many would hold each, and when that says too little or too much."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from points.rules.tiers import Figures, Scheme

#: Almost all: from this share on (basis points) a tier above the first is nothing special.
NEARLY_ALL = 8_000
WHOLE = 10_000


class Share(NamedTuple):
    """How many hold a tier."""

    holders: int
    #: of all, basis points, rounded to the nearest whole per cent
    share_bp: int
    #: nobody or nearly_all; empty when it is well cut
    odd: str = ""


def shares(scheme: Scheme, figures: Iterable[Figures]) -> list[Share]:
    """For each tier, the lowest first: who would hold exactly that one by today's figures."""
    places = [
        scheme.earned(max(one.amount, one.amount_before), max(one.acts, one.acts_before)) for one in figures
    ]
    return [_share(places, place) for place in range(len(scheme.levels))]


def _share(places: Sequence[int], place: int) -> Share:
    count, total = places.count(place), len(places) or 1
    reached = sum(one >= place for one in places)
    odd = ""
    if places and not reached:
        odd = "nobody"
    elif places and place > 0 and reached * WHOLE >= total * NEARLY_ALL:
        odd = "nearly_all"
    return Share(count, (count * 200 // total + 1) // 2 * 100, odd)
