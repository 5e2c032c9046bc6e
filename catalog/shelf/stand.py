"""A shelf as it stands for everybody of one kind, in memory: in order of price, counted, ready to be cut."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property
from itertools import chain, compress, repeat
from operator import attrgetter, contains, itemgetter
from typing import NamedTuple, TypeAlias

#: Category, family and nature of a reward.
Facets: TypeAlias = tuple[str, str, str]
#: What a reward is beside a purse, in the order in which the shelf shows them.
STATES = ("ready", "near", "tier", "out", "locked")
#: Places in STATES of what a purse decides on: it pays for it, or something lacks.
READY, NEAR = 0, 1


class Ware(NamedTuple):
    """A reward as every shelf shows it, whoever looks."""

    id: int
    code: str
    name_fr: str
    name_en: str
    #: path under static/img, `files:NAME` for an uploaded one; empty for none
    picture: str
    #: points of one piece before anybody's own price
    price_points: int
    facets: Facets
    #: folded words that it is found by
    search_key: str
    #: as stored
    audience: str
    #: whether it stays: no last day is set
    lasting: bool
    starts_on: date | None
    #: only what is on offer stands on a shelf
    retired_at: None = None

    def name(self, language: str) -> str:
        """Its name in a language."""
        return self.name_en if language == "en" else self.name_fr


class Offered(NamedTuple):
    """A reward at somebody's price, at its place in STATES; until a purse is seen, READY also for NEAR."""

    points: int
    ware: Ware
    place: int


class Stand:
    """What is offered to a kind of viewer."""

    def __init__(self, found: Iterable[Offered]) -> None:
        rows = sorted(found, key=lambda one: (one.place, one.points, one.ware.id))
        self._set([one for one in rows if one.place == READY], [one for one in rows if one.place != READY])

    def _set(self, open_: list[Offered], rest: list[Offered]) -> None:
        #: what a purse decides on, the cheapest first
        self.open = open_
        #: behind a tier, sold out, not begun: in this order
        self.rest = rest

    @cached_property
    def by_id(self) -> dict[int, Offered]:
        """Each by its reward's id."""
        return {one.ware.id: one for one in chain(self.open, self.rest)}

    @cached_property
    def prices(self) -> list[int]:
        """Of what a purse decides on."""
        return [one.points for one in self.open]

    @cached_property
    def lasting(self) -> list[Offered]:
        """What is there to stay, the cheapest first."""
        return [one for one in self.open if one.ware.lasting]

    @cached_property
    def dearest(self) -> list[Offered]:
        """What a purse decides on, the dearest first, those of one price as they came."""
        return sorted(self.open, key=itemgetter(0), reverse=True)

    @cached_property
    def prices_of(self) -> dict[Facets, list[int]]:
        """The sorted prices of what a purse decides on, by facets."""
        made: dict[Facets, list[int]] = defaultdict(list)
        for points, ware, _place in self.open:
            made[ware.facets].append(points)
        return made

    @cached_property
    def others(self) -> Counter[tuple[Facets, int]]:
        """How many of the rest, by facets and place."""
        return Counter((ware.facets, place) for _points, ware, place in self.rest)

    @cached_property
    def keys(self) -> list[str]:
        """What a purse decides on, by the words it is found by: a search reads nothing else."""
        return [one.ware.search_key for one in self.open]

    def among(self, words: Sequence[str]) -> "Stand":
        """What all the words find."""
        first, *others = words
        open_ = list(compress(self.open, map(contains, self.keys, repeat(first))))
        rest = [one for one in self.rest if first in one.ware.search_key]
        for word in others:
            open_ = [one for one in open_ if word in one.ware.search_key]
            rest = [one for one in rest if word in one.ware.search_key]
        narrowed = Stand(())
        narrowed._set(open_, rest)
        return narrowed

    def counts(self, held: int) -> Iterator[tuple[Facets, int, int]]:
        """(facets, place, how many) beside a purse of so many points."""
        for facets, prices in self.prices_of.items():
            ready = bisect_right(prices, held)
            yield facets, READY, ready
            yield facets, NEAR, len(prices) - ready
        for (facets, place), many in self.others.items():
            yield facets, place, many

    def in_order(self, held: int, affordable: bool = False) -> Iterator[Offered]:
        """Within reach the dearest first (it is what the points were saved for), then what lacks least."""
        ready = self.ready(held)
        first = self.dearest[len(self.open) - ready :]
        return iter(first) if affordable else chain(first, self.open[ready:], self.rest)

    def ready(self, held: int) -> int:
        """How many a purse pays for."""
        return bisect_right(self.prices, held)


def beside_purse(one: Offered, held: int) -> Offered:
    """The same, its place told by a purse."""
    return one._replace(place=NEAR) if one.place == READY and one.points > held else one


def nearest(stand: Stand, held: int) -> Offered | None:
    """Of what is there to stay the cheapest out of reach, else the dearest within it."""
    ready = bisect_right(stand.lasting, held, key=attrgetter("points"))
    if ready < len(stand.lasting):
        return beside_purse(stand.lasting[ready], held)
    dearest = stand.lasting[-1].points if stand.lasting else 0
    return next((one for one in stand.lasting if one.points == dearest), None)
