"""Everything that is won, from the document and the facts: pure, so that anybody can work it out again.

`awards` is what the certified facts deserve; what was paid at once is compared with it (life/awards.py).
All who compete are named by their subject id (a person's, a company's, a team's).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any

from challenges.document.parts import Boost, Prize
from challenges.document.terms import Document
from challenges.rules.ranking import Scored, outcome, place, settle

#: Awarded while the challenge runs, and settled at its certification.
AT_ONCE = ("step", "flash", "boost")
FULL_BP = 10_000


@dataclass(frozen=True)
class Reached:
    """When a score was reached: a day, or the instant of a declaration; the earlier comes first."""

    subject_id: int
    score: int
    when: date | datetime


@dataclass(frozen=True)
class Meeting:
    """A duel of a frozen week; without an opponent `other_id` is None."""

    week: int
    one_id: int
    other_id: int | None
    one_score: int
    other_score: int = 0


@dataclass(frozen=True)
class Extra:
    """Programme points that a line of the boost's days and products earned."""

    day: date
    #: the source's own key of the line: the same order whatever the order of import
    key: str
    subject_id: int
    points: int
    #: whose wallet earned them, where a team competes; None: the competitor's own
    person_id: int | None = None


@dataclass(frozen=True)
class Facts:
    """What awards rest on, counted at one revision; of a part that a document lacks nothing is needed."""

    #: the general board, scores above zero
    scores: Sequence[Scored]
    #: by score to reach: on which day who got there for good (the document's `firsts`)
    reached: Mapping[int, Sequence[Reached]] = field(default_factory=dict)
    #: by code: who reached what when in a flash challenge that has ended
    flashes: Mapping[str, Sequence[Reached]] = field(default_factory=dict)
    #: duels of frozen weeks
    duels: Sequence[Meeting] = ()
    #: (week, league) → scores of frozen weeks
    leagues: Mapping[tuple[int, int], Sequence[Scored]] = field(default_factory=dict)
    #: by place in the document, from 1: lines of participants that earned programme points
    boosts: Mapping[int, Sequence[Extra]] = field(default_factory=dict)


@dataclass(frozen=True)
class Won:
    """Something won; `what` and the subject name it once."""

    #: rank:3, step:10, objective:50, first:10, collective, flash:CODE, duel:2, league:1, boost:1
    what: str
    #: rank, step, objective, first, collective, flash, duel, league or boost
    kind: str
    subject_id: int
    points: int
    #: code of the reward ordered with these points; empty for points
    reward: str = ""
    #: what it rests on: score, rank, day, week; plain for JSON
    facts: Mapping[str, Any] = field(default_factory=dict)


def awards(document: Document, facts: Facts) -> list[Won]:
    """Everything that these facts win, in a fixed order: the same for any order of import."""
    found = [
        *ranks(document, facts.scores),
        *steps(document, facts.scores),
        *_firsts(document, facts.reached),
        *_collective(document, facts.scores),
        *flashes(document, facts.flashes),
        *_duels(document, facts.duels),
        *_leagues(document, facts.leagues),
        *boosts(document, facts.boosts),
    ]
    return [one for one in found if one.points > 0]


def ranks(document: Document, scores: Iterable[Scored]) -> Iterator[Won]:
    """Prizes by rank; a reward is ordered for whoever holds its rank alone, or where all equals have it."""
    for rank, group in groupby(outcome(document, scores), key=lambda one: one.rank):
        equals = list(group)
        step = step_of(document.prizes, rank)
        whole = step is not None and (len(equals) == 1 or document.ties == "each")
        for one in equals:
            reward = step.reward if step and whole else ""
            said = {"rank": rank, "score": one.score, "day": one.reached_on.isoformat()}
            said |= {"equals": len(equals)} if len(equals) > 1 else {}
            yield Won(f"rank:{rank}", "rank", one.subject_id, one.prize, reward, said)


def steps(document: Document, scores: Iterable[Scored]) -> Iterator[Won]:
    """Each step and objective that a score has reached."""
    known = sorted(scores, key=lambda one: one.subject_id)
    for name, step in zip(_named(step_names(document)), document.steps, strict=True):
        for one in known:
            if one.score >= step.at > 0:
                kind = "step" if step.at_once else "objective"
                yield Won(name, kind, one.subject_id, step.points, "", {"at": step.at, "score": one.score})


def step_names(document: Document) -> list[str]:
    """What the steps are called in awards, in the document's order."""
    return [f"{'step' if step.at_once else 'objective'}:{step.at}" for step in document.steps]


def _firsts(document: Document, reached: Mapping[int, Sequence[Reached]]) -> Iterator[Won]:
    """The first so many; those of a shared day share what is left."""
    names = _named([f"first:{first.at}" for first in document.firsts])
    for name, first in zip(names, document.firsts, strict=True):
        for one, points in earliest(reached.get(first.at, ()), first.at, first.places, first.points):
            said = {"at": first.at, "score": one.score, "when": one.when.isoformat()}
            yield Won(name, "first", one.subject_id, points, "", said)


def flashes(document: Document, ended: Mapping[str, Sequence[Reached]]) -> Iterator[Won]:
    """The earliest winners of each flash challenge that has ended."""
    for flash in document.flashes:
        for one, points in earliest(ended.get(flash.code, ()), flash.at, flash.places, flash.points):
            said = {"code": flash.code, "score": one.score, "when": one.when.isoformat()}
            yield Won(f"flash:{flash.code}", "flash", one.subject_id, points, "", said)


def earliest(reached: Iterable[Reached], at: int, places: int, points: int) -> Iterator[tuple[Reached, int]]:
    """Who reached `at` among the first `places`, and what each wins; equals share the places that are left.

    Points that do not divide go one by one to the lower id, as in `ranking.settle`.
    """
    there = sorted((one for one in reached if one.score >= at), key=lambda one: (one.when, one.subject_id))
    left = places
    for _, group in groupby(there, key=lambda one: one.when):
        equals = list(group)
        pooled = points * min(left, len(equals))
        share, rest = divmod(pooled, len(equals))
        yield from ((one, share + (nth < rest)) for nth, one in enumerate(equals))
        left -= min(left, len(equals))


def _collective(document: Document, scores: Sequence[Scored]) -> Iterator[Won]:
    """A goal of all together pays everyone who did their part."""
    goal, total = document.collective, sum(one.score for one in scores)
    if goal is None or total < goal.at:
        return
    for one in sorted(scores, key=lambda one: one.subject_id):
        if one.score >= max(goal.least, 1):
            said = {"at": goal.at, "total": total, "score": one.score}
            yield Won("collective", "collective", one.subject_id, goal.points, "", said)


def _duels(document: Document, meetings: Iterable[Meeting]) -> Iterator[Won]:
    """Whoever scored more that week wins; equals share, nobody wins with nothing."""
    if document.duels is None:
        return
    for one in sorted(meetings, key=lambda it: (it.week, it.one_id)):
        for subject_id, points in _duel(one, document.duels.points, document.duels.at):
            said = {"week": one.week, "scores": [one.one_score, one.other_score]}
            yield Won(f"duel:{one.week}", "duel", subject_id, points, "", said)


def _duel(one: Meeting, points: int, alone: int) -> list[tuple[int, int]]:
    if one.other_id is None:
        return [(one.one_id, points)] if one.one_score >= max(alone, 1) else []
    if one.one_score == one.other_score:
        first, second = sorted((one.one_id, one.other_id))
        shared = [(first, points - points // 2), (second, points // 2)]
        return shared if one.one_score > 0 else []
    winner = one.one_id if one.one_score > one.other_score else one.other_id
    return [(winner, points)] if max(one.one_score, one.other_score) > 0 else []


def _leagues(document: Document, weeks: Mapping[tuple[int, int], Sequence[Scored]]) -> Iterator[Won]:
    """The prizes of each week's ranking in each league."""
    if document.leagues is None:
        return
    for (week, league), scores in sorted(weeks.items()):
        for one in settle(place(scores, document.ties), document.leagues.prizes, document.ties):
            said = {"week": week, "league": league, "rank": one.rank, "score": one.score}
            yield Won(f"league:{week}", "league", one.subject_id, one.prize, "", said)


def boosts(document: Document, lines: Mapping[int, Sequence[Extra]]) -> Iterator[Won]:
    """What each boost adds to each competitor's programme points, within its sum."""
    for number, boost in enumerate(document.boosts, 1):
        sums: dict[tuple[int, int | None], int] = {}
        for line, points in boosted(boost, lines.get(number, ())):
            holder = (line.subject_id, line.person_id)
            sums[holder] = sums.get(holder, 0) + points
        for (subject_id, person_id), points in sorted(sums.items(), key=lambda it: (it[0][0], it[0][1] or 0)):
            what = f"boost:{number}" if person_id is None else f"boost:{number}:person:{person_id}"
            said = {"number": number} | ({"person": person_id} if person_id is not None else {})
            yield Won(what, "boost", subject_id, points, "", said)


def boosted(boost: Boost, lines: Iterable[Extra]) -> Iterator[tuple[Extra, int]]:
    """Line by line what a boost adds: floor(award × times) − award, up to its sum.

    First come by (day, the line's own key).
    """
    left = boost.most
    for line in sorted(lines, key=lambda one: (one.day, one.key)):
        more = min(line.points * boost.times_bp // FULL_BP - line.points, left)
        if boost.first <= line.day <= boost.last and more > 0:
            left -= more
            yield line, more


def step_of(prizes: Sequence[Prize], rank: int) -> Prize | None:
    """The step of prizes that a rank belongs to."""
    return next((prize for prize in prizes if prize.first <= rank <= prize.last), None)


def held_back(document: Document, points: int, reward: str = "") -> int:
    """Points of a prize that wait for the recount; a reward waits whole: half of one cannot be ordered."""
    if document.late.rule != "recount" or points <= 0:
        return 0
    return points if reward and document.late.held_bp else points * document.late.held_bp // FULL_BP


def _named(names: Iterable[str]) -> list[str]:
    """Names that each occur once: a second `step:10` is called `step:10:2`."""
    seen: dict[str, int] = {}
    found = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else f"{name}:{seen[name]}")
    return found
