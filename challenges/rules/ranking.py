"""Ranking with honest ties, and the settlement of prizes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from challenges.document.parts import Prize
from challenges.document.terms import Document


@dataclass(frozen=True)
class Scored:
    """A competitor's score, before ranking."""

    #: person's or company's id
    subject_id: int
    score: int
    #: day of the sale that last raised the score
    reached_on: date


@dataclass(frozen=True)
class Placed:
    """A competitor's place: equal places share a rank, and the next one counts them all (1, 1, 3)."""

    subject_id: int
    score: int
    reached_on: date
    rank: int
    #: points won, ties settled
    prize: int = 0


def place(scores: Iterable[Scored], ties: str) -> list[Placed]:
    """Rank scores above zero; among equals `date` puts the earlier day first, the others do not."""
    dated = ties == "date"
    ordered = sorted(
        (one for one in scores if one.score > 0),
        key=lambda one: (-one.score, one.reached_on, one.subject_id),
    )
    placed: list[Placed] = []
    for _, equals in groupby(ordered, key=lambda one: (one.score, one.reached_on if dated else None)):
        rank = len(placed) + 1
        placed += [Placed(one.subject_id, one.score, one.reached_on, rank) for one in equals]
    return placed


def settle(
    placed: Sequence[Placed], prizes: Sequence[Prize], ties: str = "share", minimum: int = 1
) -> list[Placed]:
    """Give each place its prize; nothing for a score below the minimum.

    Of a shared rank the prizes are put together and split: the points that do not divide go one by one to
    the earlier day, then to the lower id (largest remainder: all remainders are equal), so that Σ of what is
    given = Σ of the prizes of the ranks that are taken. With `each`, all equals have the rank's own prize.
    """
    settled: list[Placed] = []
    for rank, group in groupby(placed, key=lambda one: one.rank):
        equals = sorted(group, key=lambda one: (one.reached_on, one.subject_id))
        each = prize_of(prizes, rank)
        pooled = sum(prize_of(prizes, rank + nth) for nth in range(len(equals)))
        share, rest = (each, 0) if ties == "each" else divmod(pooled, len(equals))
        settled += [
            Placed(one.subject_id, one.score, one.reached_on, rank, share + (nth < rest))
            if one.score >= minimum
            else one
            for nth, one in enumerate(equals)
        ]
    return settled


def prize_of(prizes: Sequence[Prize], rank: int) -> int:
    """Points of a rank held alone; 0 without a prize."""
    return next((prize.points for prize in prizes if prize.first <= rank <= prize.last), 0)


def outcome(document: Document, scores: Iterable[Scored]) -> list[Placed]:
    """Ranks and prizes of everybody with a score, best first."""
    return settle(place(scores, document.ties), document.prizes, document.ties, document.minimum)
