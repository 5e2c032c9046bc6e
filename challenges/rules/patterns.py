"""Patterns that a person should look at before a result is certified: they accuse nobody, they ask.

velocity      far more documents on one day than somebody usually writes
splitting     one sale cut in several: the same buyer and product, one day, several documents
pull_forward  sales that seem held back before the start: a hole before it, a rush just after
duplicate     the same sale under two documents: buyer, product, quantity and amount, within a few days
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

PATTERNS = ("velocity", "splitting", "pull_forward", "duplicate")
#: A day is fast from so many documents, and so many times the usual day with sales.
FAST_DOCUMENTS, FAST_TIMES = 6, 3
#: Documents of one day that make a cut sale.
CUT_DOCUMENTS = 3
#: Two documents for one sale lie within so many days.
TWIN_DAYS = 7
#: Days before and after the start that are compared; the usual is measured before them.
RUSH_DAYS = 14
#: Fewer lines than this just after the start are no rush.
RUSH_LINES = 4


class Line(NamedTuple):
    """A sale as patterns see it."""

    id: int
    #: whose score it makes
    subject_id: int
    buyer_id: int | None
    product_id: int
    document: str
    day: date
    quantity: int
    amount_cents: int


@dataclass(frozen=True)
class Found:
    """A pattern: whose, which lines, and the figures of its sentence."""

    pattern: str
    subject_id: int
    lines: tuple[int, ...]
    facts: Mapping[str, object]

    @property
    def key(self) -> str:
        """Names it once."""
        return f"{self.pattern}:{self.subject_id}:{self.lines[0]}"


def search(lines: Collection[Line], first: date, last: date) -> list[Found]:
    """Every pattern among the lines of a window; those before it say what is usual."""
    of: dict[int, list[Line]] = defaultdict(list)
    for line in sorted(lines, key=lambda one: (one.day, one.id)):
        of[line.subject_id].append(line)
    found: list[Found] = []
    for subject_id in sorted(of):
        mine = of[subject_id]
        inside = [one for one in mine if first <= one.day <= last]
        found += velocity(subject_id, mine, inside)
        found += splitting(subject_id, inside)
        found += pull_forward(subject_id, mine, first, last)
    return [*found, *duplicates([one for one in lines if first <= one.day <= last])]


def velocity(subject_id: int, mine: Sequence[Line], inside: Sequence[Line]) -> Iterator[Found]:
    """Days of the window with several times the documents of a usual day with sales (its median)."""
    days: dict[date, set[str]] = defaultdict(set)
    for one in mine:
        days[one.day].add(one.document)
    counts = sorted(len(each) for each in days.values())
    usual = counts[(len(counts) - 1) // 2] if counts else 0
    for day in sorted({one.day for one in inside}):
        many = len(days[day])
        if many >= FAST_DOCUMENTS and many >= FAST_TIMES * usual:
            ids = tuple(one.id for one in inside if one.day == day)
            yield Found("velocity", subject_id, ids, {"day": day.isoformat(), "sales": many, "usual": usual})


def splitting(subject_id: int, inside: Sequence[Line]) -> Iterator[Found]:
    """One buyer, one product, one day, several documents."""
    sold: dict[tuple[int, int, date], list[Line]] = defaultdict(list)
    for one in inside:
        if one.buyer_id is not None:
            sold[one.buyer_id, one.product_id, one.day].append(one)
    for (_, _, day), group in sorted(sold.items(), key=lambda item: item[1][0].id):
        documents = {one.document for one in group}
        if len(documents) >= CUT_DOCUMENTS:
            facts = {"day": day.isoformat(), "documents": len(documents)}
            yield Found("splitting", subject_id, tuple(one.id for one in group), facts)


def pull_forward(subject_id: int, mine: Sequence[Line], first: date, last: date) -> Iterator[Found]:
    """A hole just before the start and a rush just after it, against the twelve weeks before both."""
    span = timedelta(days=RUSH_DAYS)
    hole = [one for one in mine if first - span <= one.day < first]
    rush = [one for one in mine if first <= one.day < first + span and one.day <= last]
    earlier = [one for one in mine if first - span * 7 <= one.day < first - span]
    usual = len(earlier) // 6  # lines of a usual fortnight
    if len(rush) >= RUSH_LINES and usual and len(hole) * 3 <= usual and len(rush) >= usual * 2:
        facts = {"before": len(hole), "after": len(rush), "usual": usual}
        yield Found("pull_forward", subject_id, tuple(one.id for one in rush), facts)


def duplicates(inside: Collection[Line]) -> Iterator[Found]:
    """The same buyer, product, quantity and amount under two documents within a few days, whoever sold."""
    sold: dict[tuple[int, int, int, int], list[Line]] = defaultdict(list)
    for one in sorted(inside, key=lambda it: (it.day, it.id)):
        if one.buyer_id is not None:
            sold[one.buyer_id, one.product_id, one.quantity, one.amount_cents].append(one)
    for group in sorted(sold.values(), key=lambda it: it[0].id):
        for one, other in pairwise(group):
            near = (other.day - one.day).days <= TWIN_DAYS
            if near and one.document != other.document:
                facts = {"days": (other.day - one.day).days, "first": one.document, "second": other.document}
                yield Found("duplicate", other.subject_id, (one.id, other.id), facts)
