"""What a process keeps of the catalogue, for as long as the catalogue's mark stands (migration 0006).

A mark is read with the viewer, in the snapshot that the page is made from; what is kept lies under it, so
that a page never shows what was. Nothing is kept of a transaction that may still be undone.
"""

import json
from bisect import bisect_right
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import Row, Select, Text, bindparam, cast, select, union

from catalog.models import Reward, RewardPrice, RewardSession, ServiceSlot
from catalog.rules.visibility import Audience, audience_of
from catalog.shelf.reckoned import offered
from catalog.shelf.stand import Offered, Stand, Ware
from core.clock import local_day, window
from core.database import UTCDateTime, ask, is_writing

#: Kinds of viewers whose shelves a process keeps: a megabyte each of five thousand rewards.
MOST = 12

T = TypeVar("T")


@dataclass(frozen=True)
class Goods:
    """What is in the catalogue, and what decides on who sees it at which price."""

    wares: dict[int, Ware]
    #: by their stored words
    audiences: dict[str, Audience]
    #: tiers, segments and kinds of companies that have prices of their own
    tiers: frozenset[str]
    segments: frozenset[str]
    kinds: frozenset[str]


class Class(NamedTuple):
    """Whatever decides on somebody's shelf besides the purse: who shares it, shares the shelf."""

    beneficiary: str
    day: date
    #: since when no date or hour that could be booked went by
    at: datetime
    tier: str
    kind: str
    segments: tuple[str, ...]
    #: audiences as stored
    hidden: tuple[str, ...]
    greyed: tuple[str, ...]
    #: the nature that is not shown
    unwanted: str


class ByMark(Generic[T]):
    """A reading function whose first argument is a mark: asked once for each, the latest few are kept."""

    def __init__(self, read: Callable[..., T], most: int) -> None:
        self.read, self.kept = read, lru_cache(maxsize=most)(read)

    def __call__(self, mark: str, *about: Hashable) -> T:
        """What is kept; within a transaction, or without a mark, what is read now."""
        fresh = not mark or is_writing()
        return self.read(mark, *about) if fresh else self.kept(mark, *about)


def still(mark: str, at: datetime) -> datetime:
    """The last instant up to `at` when a date or an hour went by: with each, something may be sold out."""
    day = local_day(at)
    gone = ends(mark, day)
    place = bisect_right(gone, at)
    return gone[place - 1] if place else window(day, day)[0]


def _goods(_mark: str) -> Goods:
    wares = {one.id: one for one in map(_ware, ask(_on_offer()))}
    stored = {one.audience for one in wares.values()}
    audiences = {words: audience_of(json.loads(words)) for words in stored}
    named = ask(_priced()).all()
    return Goods(wares, audiences, *(frozenset(row[place] for row in named) - {""} for place in range(3)))


def _ware(row: Row[*tuple[Any, ...]]) -> Ware:
    *told, category, family, nature, search_key, audience, ends_on, starts_on = row
    return Ware._make(
        (*told, (category, family, nature), search_key, audience, ends_on is None, starts_on, None)
    )


def _ends(_mark: str, day: date) -> list[datetime]:
    begins, over = window(day, day)
    return sorted(ask(_closing(), begins=begins, over=over).scalars())


def _stand(mark: str, one: Class) -> Stand:
    """As `offered` says it."""
    wares, values = goods(mark).wares, one._asdict()
    lists = {name: list(values[name]) for name in ("segments", "hidden", "greyed")}
    rows = ask(_everything(), **(values | lists)).all()
    # what came after the mark was read is for the next page
    known = ((int(points), wares.get(number), place) for number, points, place in rows)
    return Stand(Offered(points, ware, place) for points, ware, place in known if ware)


goods = ByMark(_goods, 2)
ends = ByMark(_ends, 4)
stand = ByMark(_stand, MOST)


@cache
def _on_offer() -> Select[*tuple[Any, ...]]:
    """What a Ware is made of."""
    one = Reward.__table__.c
    told = (one.id, one.code, one.name_fr, one.name_en, one.picture, one.price_points)
    found = (one.category, one.family, one.nature, one.search_key, cast(one.audience, Text).label("audience"))
    return select(*told, *found, one.ends_on, one.starts_on).where(one.retired_at.is_(None))


@cache
def _priced() -> Select[str, str, str]:
    prices = RewardPrice.__table__.c
    return select(prices.tier, prices.segment, prices.company_kind).distinct()


@cache
def _closing() -> Select[datetime]:
    """When dates close and free hours begin, between `:begins` and `:over`."""
    dates, hours = RewardSession.__table__.c, ServiceSlot.__table__.c
    first, last = (bindparam(name, type_=UTCDateTime) for name in ("begins", "over"))
    closing = select(dates.closes_at).where(dates.cancelled_at.is_(None))
    free = select(hours.starts_at).where(hours.withdrawn_at.is_(None), hours.taken.is_(False))
    either = union(
        closing.where(dates.closes_at >= first, dates.closes_at < last),
        free.where(hours.starts_at >= first, hours.starts_at < last),
    ).subquery()
    return select(either.c.closes_at)


@cache
def _everything() -> Select[int, int, int]:
    every = offered().c
    return select(every.id, every.points, every.place)
