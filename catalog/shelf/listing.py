"""A page of the shelf as somebody asks for it: searched, filtered, counted and cut."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from catalog.rules.kinds import CATEGORIES, FAMILIES, NATURES
from catalog.shelf.cards import Card
from catalog.shelf.offered import Look
from catalog.shelf.stand import READY, STATES, Facets, Offered
from core.text import fold

#: Rewards of a page.
SIZE = 24
#: Words of a search that count.
MOST_WORDS = 5
#: Filters that a member sets (in the order of a ware's facets), and the codes of each in their fixed order.
FACETS = {"category": CATEGORIES, "family": FAMILIES, "nature": NATURES}


@dataclass(frozen=True)
class Asked:
    """What somebody wants to see; empty filters leave all in."""

    search: str = ""
    category: str = ""
    family: str = ""
    nature: str = ""
    #: only what the purse pays for today
    affordable: bool = False
    #: from 1
    page: int = 1

    @property
    def words(self) -> list[str]:
        """What is searched for, folded."""
        return fold(self.search).split()[:MOST_WORDS]

    @property
    def filtered(self) -> bool:
        """Whether anything is left out."""
        return bool(self.words or self.category or self.family or self.nature or self.affordable)


@dataclass(frozen=True)
class Shelf:
    """A page of cards, how many there are by state, and which filters find something."""

    cards: list[Card]
    #: by state, over all pages
    counts: dict[str, int]
    #: filter → code → how many, with the other filters as they are
    facets: dict[str, Counter[str]]
    page: int

    @property
    def total(self) -> int:
        """Rewards over all pages."""
        return sum(self.counts.values())

    @property
    def reach(self) -> list[Card]:
        """Of this page, what the purse pays for."""
        return [one for one in self.cards if one.state == "ready"]

    @property
    def later(self) -> list[Card]:
        """Of this page, what it does not, or nobody's yet."""
        return [one for one in self.cards if one.state != "ready"]

    @property
    def size(self) -> int:
        """Rewards of a page."""
        return SIZE

    def codes(self, facet: str, asked: Asked) -> list[tuple[str, int]]:
        """The codes of a filter that find something, and how many; the chosen one always."""
        found, chosen = self.facets[facet], getattr(asked, facet)
        return [(code, found[code]) for code in FACETS[facet] if found[code] or code == chosen]

    @property
    def more(self) -> bool:
        """Whether another page follows."""
        return self.total > self.page * SIZE


def shelf(asked: Asked, looks: Look) -> Shelf:
    """What is within reach first, the dearest before; then what lacks least; then what a tier opens.

    No statement where the shelf of whoever is like them is kept.
    """
    found = looks.stand.among(asked.words) if asked.words else looks.stand
    counts, facets = _counted(asked, found.counts(looks.purse[0]))
    skipped = (asked.page - 1) * SIZE
    page = islice(_wanted(asked, found.in_order(looks.purse[0], asked.affordable)), skipped, skipped + SIZE)
    return Shelf([looks.card(one) for one in page], counts, facets, asked.page)


def _wanted(asked: Asked, rows: Iterable[Offered]) -> Iterable[Offered]:
    """What all filters leave in."""
    for place, name in enumerate(FACETS):
        rows = _having(place, getattr(asked, name), rows) if getattr(asked, name) else rows
    return rows


def _having(place: int, code: str, rows: Iterable[Offered]) -> Iterator[Offered]:
    return (one for one in rows if one.ware.facets[place] == code)


def _counted(
    asked: Asked, counts: Iterable[tuple[Facets, int, int]]
) -> tuple[dict[str, int], dict[str, Counter[str]]]:
    """How many by state under all filters, and by code of each filter under the others."""
    found: Counter[str] = Counter()
    facets: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    for codes, place, many in counts:
        if not many or (asked.affordable and place != READY):
            continue
        has = dict(zip(FACETS, codes, strict=True))
        misses = [name for name in FACETS if getattr(asked, name) not in ("", has[name])]
        if not misses:
            found[STATES[place]] += many
        for name in FACETS:
            if misses in ([], [name]):
                facets[name][has[name]] += many
    return dict(found), facets
