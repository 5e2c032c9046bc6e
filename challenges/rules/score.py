"""A competitor's score from its facts: every board, proof, certification, simulation and export counts here.

Facts count day by day, each by the version of the document in force on its day. Of one day at most
`caps.day` counts, of all days `caps.total`; a score is never below zero. It was reached on the last day on
which it rose to what it finally is: a sale that came back whole never raised it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import NamedTuple

from challenges.rules.facts import (
    Fact,
    Facts,
    Own,
    Sale,
    Span,
    Version,
    day_of,
    in_force,
    span_of,
    why_not,
)
from challenges.rules.metrics import Tally, share_of
from challenges.rules.ranking import Scored


class Stood(NamedTuple):
    """The score at the end of a day on which something counted."""

    day: date
    score: int


@dataclass(frozen=True)
class Brought:
    """A fact that counted, and what it brought."""

    fact: Fact
    day: date
    #: score units; 0 where a cap, or something counted before, left nothing
    brought: int
    #: the score after it
    total: int
    #: day or total where that cap cut it; empty otherwise
    capped: str = ""


@dataclass(frozen=True)
class Uncounted:
    """A fact that did not count, and why: one of facts.REASONS."""

    fact: Fact
    #: the day that would have counted
    day: date
    reason: str


@dataclass(frozen=True)
class Replay:
    """Everything about one competitor: what counted, in order, and what did not."""

    counted: Sequence[Brought]
    uncounted: Sequence[Uncounted]

    @property
    def score(self) -> int:
        """The sum of what counted."""
        return self.counted[-1].total if self.counted else 0

    @property
    def days(self) -> list[Stood]:
        """The score at the end of each day."""
        ends = {one.day: one.total for one in self.counted}
        return [Stood(day, total) for day, total in ends.items()]


def course(
    versions: Sequence[Version],
    facts: Facts,
    span: Span | None = None,
    left_out: frozenset[int] = frozenset(),
) -> list[Stood]:
    """The score at the end of each day on which something counted, in order."""
    days: list[Stood] = []
    counting = [(day, fact) for day, fact, reason in _judged(versions, facts, span, left_out) if not reason]
    running = _Running(versions, facts, span)
    for day, of_day in groupby(counting, key=lambda one: one[0]):
        running.begin(day)
        for _, fact in of_day:
            running.add(fact)
        days.append(Stood(day, running.total))
    return days


def replay(
    versions: Sequence[Version],
    facts: Facts,
    span: Span | None = None,
    left_out: frozenset[int] = frozenset(),
) -> Replay:
    """The same, fact by fact, with what did not count and why."""
    counted: list[Brought] = []
    uncounted: list[Uncounted] = []
    running = _Running(versions, facts, span)
    for day, fact, reason in _judged(versions, facts, span, left_out):
        if reason:
            uncounted.append(Uncounted(fact, day, reason))
            continue
        running.begin(day)
        before = running.total
        running.add(fact)
        counted.append(Brought(fact, day, running.total - before, running.total, running.capped))
    return Replay(counted, uncounted)


def scored(subject_id: int, days: Sequence[Stood]) -> Scored | None:
    """The final score and the day on which it was reached; None where there is none."""
    if not days or days[-1].score <= 0:
        return None
    return Scored(subject_id, days[-1].score, reached(days, days[-1].score) or days[-1].day)


def reached(days: Sequence[Stood], score: int) -> date | None:
    """The last day on which the score rose to so much, if it is so much still; None otherwise."""
    if not days or days[-1].score < score:
        return None
    found, before = None, 0
    for day, stood in days:
        if stood >= score > before:
            found = day
        before = stood
    return found


def own_of(versions: Sequence[Version], own: Own | None, span: Span | None) -> Own | None:
    """The figure of one's own for the days that are looked at: a week is held against its share."""
    whole = span_of(versions)
    if own is None or span is None:
        return own
    first, last = max(span.first, whole.first), min(span.last, whole.last)
    return share_of(own, (last - first).days + 1, (whole.last - whole.first).days + 1)


class _Running:
    """The score as the days go by."""

    def __init__(self, versions: Sequence[Version], facts: Facts, span: Span | None) -> None:
        self._versions = versions
        self._tally = Tally(facts, own_of(versions, facts.own, span))
        self._day: date | None = None
        #: score before today: as it adds up, and as the caps of days leave it
        self._raw = self._kept = 0
        self._version = versions[0]
        self.total = 0
        self.capped = ""

    def begin(self, day: date) -> None:
        """Facts of this day follow; nothing happens where they are of the same day."""
        if day != self._day:
            self._kept = self._today()
            self._raw = self._tally.score
            self._day, self._version = day, in_force(self._versions, day)

    def add(self, fact: Fact) -> None:
        """Count a fact of the day."""
        self._tally.add(fact, self._version)
        caps = self._version.document.caps
        today = self._today()
        over_day = caps.day and self._tally.score - self._raw > caps.day
        over_all = caps.total and today > caps.total
        self.capped = "total" if over_all else "day" if over_day else ""
        self.total = max(min(today, caps.total) if caps.total else today, 0)

    def _today(self) -> int:
        if self._day is None:
            return 0
        gained = self._tally.score - self._raw
        most = self._version.document.caps.day
        return self._kept + (min(gained, most) if most else gained)


def _judged(
    versions: Sequence[Version], facts: Facts, span: Span | None, left_out: frozenset[int]
) -> Iterator[tuple[date, Fact, str]]:
    """Every fact with its day and why it does not count, in the one order whatever came in first."""
    looked_at = span or span_of(versions)
    every: Iterable[Fact] = (*facts.sales, *facts.quotes, *facts.trainings)
    judged = [
        (day_of(versions, fact) or _some_day(fact), fact, why_not(versions, fact, looked_at, left_out))
        for fact in every
    ]
    return iter(sorted(judged, key=lambda one: (one[0], _order(one[1]))))


def _some_day(fact: Fact) -> date:
    return fact.sold_on if isinstance(fact, Sale) else fact.day


def _order(fact: Fact) -> tuple[int, str, int]:
    if isinstance(fact, Sale):
        return 0, fact.key, fact.line_id
    return 1, type(fact).__name__, fact.id
