"""The most that a challenge can cost, whatever is sold: from its document, its places and its ties.

Every mechanic has a bound of its own, each reached by some pattern of sales; together they are what a launch
sets aside, so that no winner is ever told that the money is gone.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from challenges.document.parts import Prize
from challenges.document.terms import Document
from core.rules import N_, Refused


class Unbounded(Refused):
    """Something pays each participant, and nothing says how many there may be."""

    sentence = N_(
        "What this challenge can cost has no end: %(what)s pays each participant, and nothing says how many "
        "may take part. Say it: places = 150."
    )


@dataclass(frozen=True)
class Part:
    """What one mechanic can cost."""

    #: as awards name it: rank, step:10, first:10, collective, boost:1, flash:CODE, duel:2, league:2
    what: str
    #: rank, step, objective, first, collective, boost, flash, duel or league
    kind: str
    #: points at most
    points: int
    #: how many may win it at most; 0 where a sum is the bound
    winners: int = 0
    #: whether it is over: then `points` is what it did cost
    over: bool = False


@dataclass(frozen=True)
class Budget:
    """The worst case and what it is made of."""

    parts: tuple[Part, ...]

    @property
    def total(self) -> int:
        """Points that are set aside."""
        return sum(part.points for part in self.parts)

    def of(self, kind: str) -> int:
        """Points of one kind of prize."""
        return sum(part.points for part in self.parts if part.kind == kind)

    def today(self, spent: Mapping[str, int]) -> "Budget":
        """The worst case once some things are over: by what they are called, what they did cost.

        A part that is not over keeps its bound.
        """
        return Budget(
            tuple(
                replace(part, points=min(spent[part.what], part.points), over=True)
                if part.what in spent
                else part
                for part in self.parts
            )
        )


def worst_case(document: Document, participants: int | None, rewards: Mapping[str, int]) -> Budget:
    """Everything at its dearest, for so many competitors (None: nothing bounds them).

    `rewards` are the prices of rewards by code. Raises Unbounded, naming what needs `places`.
    """
    if participants is None and (open_ended := unbounded(document)):
        raise Unbounded(what=", ".join(open_ended))
    return Budget(tuple(_parts(document, participants, rewards)))


def participants_at_most(document: Document) -> int | None:
    """How many may compete: the document's places, or its teams; None when nothing says it."""
    listed = len(document.teams.teams) if document.teams and document.kind == "team" else 0
    said = [many for many in (document.places, listed) if many]
    return min(said) if said else None


def unbounded(document: Document) -> list[str]:
    """The keys of the document that pay each participant."""
    found = ["step"] if document.steps else []
    found += [name for name in ("collective", "duels", "leagues") if getattr(document, name) is not None]
    if document.ties == "each" and document.prizes:
        found.append('prize (ties = "each")')
    return found


def _parts(document: Document, participants: int | None, rewards: Mapping[str, int]) -> Iterable[Part]:
    if document.prizes:
        steps = worths(document.prizes, rewards)
        ranks = sum(many for _, many in steps)
        winners = participants or ranks
        points = ranked(steps, participants, document.ties)
        yield Part("rank", "rank", points, winners if document.ties == "each" else min(winners, ranks))
    n = participants or 0
    for step in document.steps:
        kind = "step" if step.at_once else "objective"
        yield Part(f"{kind}:{step.at}", kind, n * step.points, n)
    for first in document.firsts:
        places = first.places if participants is None else min(first.places, participants)
        yield Part(f"first:{first.at}", "first", places * first.points, places)
    if document.collective:
        yield Part("collective", "collective", n * document.collective.points, n)
    for number, boost in enumerate(document.boosts, 1):
        yield Part(f"boost:{number}", "boost", boost.most)
    for flash in document.flashes:
        places = flash.places if participants is None else min(flash.places, participants)
        yield Part(f"flash:{flash.code}", "flash", places * flash.points, places)
    yield from _weekly(document, n)


def _weekly(document: Document, participants: int) -> Iterable[Part]:
    """Duels and leagues pay once more each week."""
    for week in range(1, len(document.weeks) + 1):
        if document.duels:
            pairs = (participants + 1) // 2  # the odd one out wins alone
            yield Part(f"duel:{week}", "duel", pairs * document.duels.points, pairs)
        if document.leagues and document.leagues.prizes:
            sizes = league_sizes(participants, document.leagues.size)
            steps = worths(document.leagues.prizes, {})
            points = sum(ranked(steps, size, document.ties) for size in sizes)
            yield Part(f"league:{week}", "league", points, participants)


def worths(prizes: Sequence[Prize], rewards: Mapping[str, int]) -> list[tuple[int, int]]:
    """(points, ranks) of each step of prizes, the dearest first; a reward at its price where that is more.

    In order of worth and not of rank: no file with a dearer lesser rank breaks the bound.
    """
    found = [
        (max(one.points, rewards.get(one.reward, 0) if one.reward else 0), one.last - one.first + 1)
        for one in prizes
    ]
    return sorted(found, reverse=True)


def ranked(steps: Sequence[tuple[int, int]], participants: int | None, ties: str) -> int:
    """Most that a ranking pays: equals share what their ranks win together, unless each has it all."""
    if ties == "each":
        return (participants or 0) * max((worth for worth, _ in steps), default=0)
    left = sum(ranks for _, ranks in steps) if participants is None else participants
    total = 0
    for worth, ranks in steps:
        taken = min(ranks, left)
        total, left = total + worth * taken, left - taken
    return total


def league_sizes(participants: int, size: int) -> list[int]:
    """Leagues as even as can be: where lesser ranks win less, no other division costs more."""
    many = -(-participants // size)
    if not many:
        return []
    least, larger = divmod(participants, many)
    return [least + (nth < larger) for nth in range(many)]
