"""A page of the shelf as somebody asks for it: searched, filtered, counted and cut in the database."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    String,
    and_,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
)

from catalog.models import Goal, Reward
from catalog.rules.kinds import CATEGORIES, FAMILIES, NATURES
from catalog.shelf.cards import Card, beside
from catalog.shelf.offered import STATES, Look, offered
from core.database import NOUGHT, Key, ask, session
from core.text import fold

NONE: Mapping[str, Any] = MappingProxyType({})
#: Rewards of a page.
SIZE = 24
#: Words of a search that count.
MOST_WORDS = 5
#: Filters that a member sets, and the codes of each in their fixed order.
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

    Two statements, whatever there is.
    """
    counts, facets = _counted(asked, looks.values)
    values = {
        **{name: getattr(asked, name) for name in FACETS},
        **_patterns(asked.words),
        "affordable": int(asked.affordable),
        "skipped": (asked.page - 1) * SIZE,
    }
    return Shelf(cards_of(_page(len(asked.words)), looks, values), counts, facets, asked.page)


def cards_of(
    statement: Select[*tuple[Any, ...]], looks: Look, values: Mapping[str, Any] = NONE
) -> list[Card]:
    """The cards of (reward, points, place, audience, whether it is the goal), a statement over `offered`."""
    rows = session.execute(statement, {**looks.values, "person": looks.viewer.person_id, **values})
    return [
        replace(
            beside(reward, int(points), STATES[place], looks.purse, looks.greyed.get(audience)), chosen=goal
        )
        for reward, points, place, audience, goal in rows
    ]


def cards(cut: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """What `cards_of` reads of the few rows that a cut of `offered` leaves; whole rewards are not sorted.

    The cut has columns `id`, `points`, `place`, `audience` and, for the order, `first` and `second`.
    """
    few = cut.subquery("few")
    mine = and_(Goal.reward_id == few.c.id, Goal.person_id == bindparam("person", type_=Key))
    return (
        select(Reward, few.c.points, few.c.place, few.c.audience, Goal.person_id.is_not(None))
        .join(few, few.c.id == Reward.id)
        .outerjoin(Goal, mine)
        .order_by(few.c.first, few.c.second, few.c.id)
    )


def cut(first: Any, second: Any) -> Select[*tuple[Any, ...]]:
    """Everything offered, with what its order is made of; to be narrowed and limited."""
    every = offered().c
    ranks = (first.label("first"), second.label("second"))
    return select(every.id, every.points, every.place, every.audience, *ranks).order_by(*ranks, every.id)


def _counted(asked: Asked, values: Mapping[str, Any]) -> tuple[dict[str, int], dict[str, Counter[str]]]:
    """How many by state under all filters, and by code of each filter under the others."""
    rows = ask(_facets(len(asked.words)), **values, **_patterns(asked.words)).all()
    counts: Counter[str] = Counter()
    facets: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    for row in rows:
        if asked.affordable and row.place != 0:
            continue
        misses = [name for name in FACETS if getattr(asked, name) not in ("", getattr(row, name))]
        if not misses:
            counts[STATES[row.place]] += row.many
        for name in FACETS:
            if misses in ([], [name]):
                facets[name][getattr(row, name)] += row.many
    return dict(counts), facets


@cache
def _page(words: int) -> Select[*tuple[Any, ...]]:
    """A page of `offered`: filters are bound, so that each number of words is built once."""
    every = offered().c
    kept = [
        or_(
            bindparam(name, type_=String) == literal("", String), every[name] == bindparam(name, type_=String)
        )
        for name in FACETS
    ]
    kept.append(or_(bindparam("affordable") == NOUGHT, every.place == NOUGHT))
    held: ColumnElement[int] = bindparam("held", type_=BigInteger)
    # within reach the dearest first: it is what the points were saved for
    rank = case((every.place == NOUGHT, held - every.points), else_=every.points - held)
    wanted = cut(every.place, rank).where(*kept, *_found(every.search_key, words))
    return cards(wanted.limit(SIZE).offset(bindparam("skipped")))


@cache
def _facets(words: int) -> Select[*tuple[Any, ...]]:
    """How many rewards by state and filter; a handful of rows."""
    every = offered().c
    by = (every.place, *(every[name] for name in FACETS))
    return select(*by, func.count().label("many")).where(*_found(every.search_key, words)).group_by(*by)


def _found(key: ColumnElement[str], words: int) -> list[ColumnElement[bool]]:
    return [key.like(bindparam(f"word{n}", type_=String), escape="\\") for n in range(words)]


def _patterns(words: list[str]) -> dict[str, str]:
    escaped = [word.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") for word in words]
    return {f"word{n}": f"%{word}%" for n, word in enumerate(escaped)}
