"""Scores as they went, from facts: gathered so many competitors at a time, replayed by rules/score.py.

`subjects` are people, companies or, where teams compete, teams.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import islice

from challenges.document.parts import Teams
from challenges.rules import score
from challenges.rules.facts import Fact, Facts, Span, day_of, why_not
from challenges.rules.ranking import Scored
from challenges.rules.score import Brought, Stood, Uncounted
from challenges.rules.teams_score import Member, team_course
from challenges.scoring.facts import AROUND, facts_of, sale_of
from challenges.scoring.game import Game
from challenges.scoring.holding import AT_ONCE
from sales.facts import Sold
from sales.traced import traced

NOTHING = Facts()
NO_NAMES: Mapping[int, str] = {}
AS_COMPANIES = Teams()


@dataclass(frozen=True)
class Trace:
    """Everything about one score, in order: what counted and what it brought, what did not and why."""

    score: int
    #: None without a score
    reached_on: date | None
    counted: Sequence[Brought]
    uncounted: Sequence[Uncounted]
    #: of a team: each member's own trace; its score follows from theirs (rules/teams_score.py)
    members: Mapping[int, "Trace"]
    #: line id → name of what was sold; of a team, with each member
    names: Mapping[int, str] = field(default_factory=dict)


def count(
    game: Game,
    subjects: Collection[int],
    revision: int | None = None,
    first: date | None = None,
    last: date | None = None,
) -> list[Scored]:
    """Scores above zero up to a revision (None: all there is), of all days or of some (a week)."""
    return list(stream(game, subjects, revision, first, last))


def stream(
    game: Game,
    subjects: Collection[int],
    revision: int | None = None,
    first: date | None = None,
    last: date | None = None,
) -> Iterator[Scored]:
    """The same, so many at a time: memory stays with the chunk."""
    for subject_id, days in courses(game, subjects, revision, first, last):
        if found := score.scored(subject_id, days):
            yield found


def courses(
    game: Game,
    subjects: Collection[int],
    revision: int | None = None,
    first: date | None = None,
    last: date | None = None,
    facts: Mapping[int, Facts] | None = None,
) -> Iterator[tuple[int, list[Stood]]]:
    """How each score went, day by day; of those only who did something. With `facts` of people or companies
    these are counted instead of the books'.
    """
    span = _span(game, first, last)
    ordered = iter(sorted(subjects))
    size = AT_ONCE if game.document.kind != "team" else AT_ONCE // 50
    while some := list(islice(ordered, size)):
        if game.document.kind == "team":
            found = facts_of(game, game.members(some), revision, span) if facts is None else facts
            yield from _team_courses(game, some, found, span)
            continue
        found = facts_of(game, some, revision, span) if facts is None else facts
        for subject_id in some:
            if subject_id in found:
                yield subject_id, score.course(game.versions, found[subject_id], span, game.left_out)


def trace(
    game: Game,
    subject: int,
    revision: int | None = None,
    first: date | None = None,
    last: date | None = None,
    around: timedelta = AROUND,
) -> Trace:
    """Everything behind one score, and what near the window or of later revisions did not count."""
    span = _span(game, first, last)
    if game.document.kind != "team":
        return _trace(game, subject, revision, span, around)
    members = game.teams.get(subject, ())
    people = {one.person_id for one in members}
    traces = {one: part(game, subject, one, revision, first, last, around) for one in sorted(people)}
    known = facts_of(game, people, revision, span)
    days = next((days for _, days in _team_courses(game, [subject], known, span)), [])
    return _whole(days, [], [], traces)


def part(
    game: Game,
    team: int,
    person: int,
    revision: int | None = None,
    first: date | None = None,
    last: date | None = None,
    around: timedelta = AROUND,
) -> Trace:
    """What one member brought to a team, and what did not count."""
    members = [one for one in game.teams.get(team, ()) if one.person_id == person]
    if not members:
        return _whole([], [], [], {})
    return _trace(game, person, revision, _span(game, first, last), around, members)


def _span(game: Game, first: date | None, last: date | None) -> Span | None:
    """The days asked for; None for all of them."""
    if first is None and last is None:
        return game.span if game.until else None
    return Span(max(first or game.span.first, game.span.first), min(last or game.span.last, game.span.last))


def _team_courses(
    game: Game, team_ids: Sequence[int], facts: Mapping[int, Facts], span: Span | None
) -> Iterator[tuple[int, list[Stood]]]:
    whole = span or game.span
    teams = game.document.teams or AS_COMPANIES
    for team_id in team_ids:
        courses: dict[int, list[Stood]] = {}
        days: dict[int, int] = {}
        for person_id, spans in _stays(game.teams.get(team_id, ()), whole).items():
            days[person_id] = sum((one.last - one.first).days + 1 for one in spans)
            mine = _at_home(game, facts.get(person_id, NOTHING), spans)
            courses[person_id] = score.course(game.versions, mine, span, game.left_out)
        yield team_id, team_course(teams, courses, days, whole)


def _stays(members: Sequence[Member], whole: Span) -> dict[int, list[Span]]:
    """The days on which each member plays for the team, within some days."""
    found: dict[int, list[Span]] = {}
    for member in members:
        if within := member.within(whole):
            found.setdefault(member.person_id, []).append(within)
    return found


def _at_home(game: Game, facts: Facts, spans: Sequence[Span]) -> Facts:
    """What somebody did while in the team."""

    def there(fact: Fact) -> bool:
        day = day_of(game.versions, fact)
        return day is not None and any(one.first <= day <= one.last for one in spans)

    return replace(
        facts,
        sales=[one for one in facts.sales if there(one)],
        quotes=[one for one in facts.quotes if there(one)],
        trainings=[one for one in facts.trainings if there(one)],
    )


def _trace(
    game: Game,
    subject: int,
    revision: int | None,
    span: Span | None,
    around: timedelta,
    members: Sequence[Member] = (),
) -> Trace:
    within = span or game.span
    first, last = within.first - around, within.last + around
    sold = traced(game.competitor, subject, first, last, game.dated, revision)
    facts = facts_of(game, [subject], revision, span, around, sold.known).get(subject, NOTHING)
    left: list[Uncounted] = []
    if members:
        spans = _stays([one for one in members if one.person_id == subject], within).get(subject, [])
        home = _at_home(game, facts, spans)
        left = [
            Uncounted(one, day, "away")
            for one in facts.sales
            if one not in home.sales
            and (day := day_of(game.versions, one)) is not None
            and not why_not(game.versions, one, within, game.left_out)
        ]
        facts = replace(home, sales=[one for one in facts.sales if one not in {it.fact for it in left}])
    told = score.replay(game.versions, facts, span, game.left_out)
    late = _late(game, sold.late, within)
    return _whole(told.days, told.counted, [*told.uncounted, *left, *late], {}, sold.names)


def _late(game: Game, rows: Sequence[Sold], within: Span) -> list[Uncounted]:
    """Sales that would count, had they not come after the revision."""
    fresh = [sale_of(row) for row in rows]
    return [
        Uncounted(one, day, "late")
        for one in fresh
        if (day := day_of(game.versions, one)) is not None
        and not why_not(game.versions, one, within, game.left_out)
    ]


def _whole(
    days: Sequence[Stood],
    counted: Sequence[Brought],
    uncounted: Sequence[Uncounted],
    members: Mapping[int, Trace],
    names: Mapping[int, str] = NO_NAMES,
) -> Trace:
    final = score.scored(0, days)
    return Trace(
        final.score if final else 0,
        final.reached_on if final else None,
        counted,
        sorted(uncounted, key=lambda one: one.day),
        members,
        names,
    )
