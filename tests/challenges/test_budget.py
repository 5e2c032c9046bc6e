"""The worst case of a challenge: reached by some pattern of sales, passed by none."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from challenges.document.parts import (
    TIES,
    Boost,
    Collective,
    Duels,
    FirstTo,
    Flash,
    Leagues,
    Metric,
    Prize,
    Step,
    Team,
    Teams,
)
from challenges.document.terms import Document
from challenges.rules import budget, leagues
from challenges.rules.budget import Budget, Unbounded, participants_at_most, worst_case
from challenges.rules.outcome import Extra, Facts, Meeting, Reached, awards
from challenges.rules.ranking import Scored
from tests.challenges.documents import document

DAY = date(2026, 10, 12)
FLASH = Flash(
    "friday",
    "Vendredi",
    "Friday",
    datetime(2026, 10, 16),  # noqa: DTZ001 - local wall time
    datetime(2026, 10, 17),  # noqa: DTZ001
    Metric("quantity"),
    3,
    200,
    2,
)
#: Every mechanic at once, for six competitors and two weeks.
FULL = replace(
    document(),
    places=6,
    steps=(Step(5, 100), Step(10, 50, at_once=False)),
    firsts=(FirstTo(3, 8, 70),),
    collective=Collective(20, 30),
    boosts=(Boost(DAY, DAY + timedelta(days=3), 20_000, 900),),
    flashes=(FLASH,),
    duels=Duels(40),
    leagues=Leagues(4, 1, 1, (Prize(1, 1, 60), Prize(2, 2, 20))),
)


def parts(of: Budget) -> dict[str, int]:
    return {part.what: part.points for part in of.parts}


def test_every_mechanic_has_its_bound() -> None:
    assert parts(worst_case(FULL, 6, {})) == {
        "rank": 3000,
        "step:5": 600,
        "objective:10": 300,
        "first:8": 210,
        "collective": 180,
        "boost:1": 900,
        "flash:friday": 400,
        "duel:1": 120,
        "league:1": 160,
        "duel:2": 120,
        "league:2": 160,
    }
    assert worst_case(FULL, 6, {}).total == 6150


@pytest.mark.parametrize(
    ("ties", "participants", "points"),
    [("date", None, 3000), ("share", 2, 2500), ("share", 1, 1500), ("each", 4, 6000)],
)
def test_ties_decide_what_a_ranking_costs(ties: str, participants: int | None, points: int) -> None:
    assert (
        worst_case(
            document(ties=ties) if ties != "each" else replace(document(), ties=ties), participants, {}
        ).total
        == points
    )


def test_a_reward_costs_its_price_where_that_is_more_than_the_document_says() -> None:
    one = replace(document(), prizes=(Prize(1, 2, 1000, "DRILL"), Prize(3, 3, 10)))
    assert worst_case(one, None, {"DRILL": 1200}).total == 2410
    assert worst_case(one, None, {"DRILL": 800}).total == 2010


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"steps": (Step(5, 100),)}, "step"),
        ({"collective": Collective(20, 30)}, "collective"),
        ({"duels": Duels(40)}, "duels"),
        ({"leagues": Leagues(4, 1, 1)}, "leagues"),
        ({"ties": "each"}, 'prize (ties = "each")'),
    ],
)
def test_what_pays_each_needs_places(changes: dict[str, Any], key: str) -> None:
    with pytest.raises(Unbounded) as refused:
        worst_case(replace(document(), **changes), None, {})
    assert refused.value.facts == {"what": key}


def test_what_does_not_pay_each_needs_none() -> None:
    one = replace(document(), firsts=FULL.firsts, boosts=FULL.boosts, flashes=FULL.flashes)
    assert worst_case(one, participants_at_most(one), {}).total == 3000 + 210 + 900 + 400


def test_teams_that_are_listed_bound_themselves() -> None:
    sides = (Team("a", "A", "A", ("K",)), Team("b", "B", "B", ("L",)))
    made = replace(document(), competitor="team", teams=Teams("made", teams=sides))
    assert participants_at_most(made) == 2
    assert participants_at_most(replace(made, places=1)) == 1
    assert participants_at_most(replace(made, teams=Teams())) is None


def test_what_is_over_costs_what_it_did_cost() -> None:
    worst = worst_case(FULL, 6, {})
    today = worst.today({"duel:1": 40, "league:1": 0, "flash:friday": 999})
    assert (today.of("duel"), today.of("league"), today.of("flash")) == (160, 160, 400)
    assert today.total == worst.total - 80 - 160


# — the adversary: whatever the sales, no more is won than the worst case says


def extra(boost: Boost, nth: int, subject: int, points: int) -> Extra:
    return Extra(boost.first, f"k{nth}", subject, points)


def everybody_at_once(one: Document, people: int) -> Facts:
    """All sell the same, all they need, on one day: everything is won, and everything is shared."""
    who, much = range(1, people + 1), 10**13
    same = [Scored(subject, much, DAY) for subject in who]
    reached = [Reached(subject, much, DAY) for subject in who]
    pairs = [
        (2 * nth + 1, 2 * nth + 2 if 2 * nth + 2 <= people else None) for nth in range((people + 1) // 2)
    ]
    weeks = range(1, len(one.weeks) + 1)
    places = leagues.assign(dict.fromkeys(who, 1), one.leagues.size, "s") if one.leagues else {}
    return Facts(
        same,
        {first.at: reached for first in one.firsts},
        {flash.code: reached for flash in one.flashes},
        [Meeting(week, a, b, much, much) for week in weeks for a, b in pairs] if one.duels else (),
        {
            (week, league): [it for it in same if places[it.subject_id] == league]
            for week in weeks
            for league in set(places.values())
        },
        {number: [extra(boost, 1, 1, 10**9)] for number, boost in enumerate(one.boosts, 1)},
    )


PATTERNS = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
POINTS, SCORES = st.integers(1, 50), st.sampled_from((1, 5, 10))


@st.composite
def ladders(draw: st.DrawFn, most: int) -> tuple[Prize, ...]:
    """Up to `most` ranks, never more for a lesser one."""
    worths = sorted(draw(st.lists(POINTS, min_size=1, max_size=most)), reverse=True)
    return tuple(Prize(rank, rank, points) for rank, points in enumerate(worths, 1))


@st.composite
def games(draw: st.DrawFn) -> tuple[Document, int]:
    """A document of few mechanics, so that none hides another, and how many compete: its places, or fewer."""
    kinds = draw(st.sets(st.sampled_from(sorted(MECHANICS)), min_size=1, max_size=3))
    parts = {name: draw(MECHANICS[name]) for name in sorted(kinds)}
    places = draw(st.integers(1, 9))
    made = replace(BARE, places=places, ties=draw(st.sampled_from(TIES)), minimum=draw(SCORES), **parts)
    return made, draw(st.just(places) | st.integers(0, places))


BARE = replace(document(), prizes=())
MECHANICS: dict[str, st.SearchStrategy[Any]] = {
    "prizes": ladders(6),
    "steps": st.lists(st.builds(Step, SCORES, POINTS, st.booleans()), max_size=3).map(tuple),
    "firsts": st.lists(st.builds(FirstTo, st.integers(1, 4), SCORES, POINTS), max_size=2).map(tuple),
    "collective": st.builds(Collective, SCORES, POINTS, SCORES),
    "boosts": st.integers(1, 900).map(lambda most: (Boost(DAY, DAY + timedelta(days=2), 15_000, most),)),
    "flashes": st.builds(
        lambda at, points, places: (replace(FLASH, at=at, points=points, places=places),),
        SCORES,
        POINTS,
        st.integers(1, 4),
    ),
    "duels": st.builds(Duels, POINTS, SCORES),
    "leagues": st.builds(lambda size, won: Leagues(size, 1, 1, won[:size]), st.integers(2, 4), ladders(4)),
}


@st.composite
def patterns(draw: st.DrawFn, one: Document, people: int) -> Facts:
    """What sales may lead to: few scores and few days, so that ties abound; any pairing, any leagues."""
    much = [0, 1, one.minimum, 10**13]
    much += [it.at for it in one.steps] + [it.at for it in one.firsts] + [it.at for it in one.flashes]
    scores = st.sampled_from(sorted(set(much)))
    days = st.integers(0, 2).map(lambda nth: DAY + timedelta(days=nth))
    who = range(1, people + 1)

    def some() -> list[Scored]:
        return [found for s in who if (found := Scored(s, draw(scores), draw(days))).score > 0]

    def there() -> list[Reached]:
        return [Reached(it.subject_id, it.score, it.reached_on) for it in some()]

    meetings, places = [], {}
    if one.leagues and people:
        begun = draw(st.integers(1, people))
        places = leagues.assign(
            {s: draw(st.integers(0, 3)) for s in who if s <= begun}, one.leagues.size, "s"
        )
        places = leagues.receive(places, who, one.leagues.size, "s")
    weekly: dict[tuple[int, int], list[Scored]] = {}
    for week in range(1, len(one.weeks) + 1):
        if one.duels:
            order = draw(st.permutations(list(who)))
            for nth in range(0, people, 2):
                other = order[nth + 1] if nth + 1 < people else None
                meetings.append(Meeting(week, order[nth], other, draw(scores), draw(scores)))
        for found in some() if places else ():
            weekly.setdefault((week, places[found.subject_id]), []).append(found)
    boosts = {
        number: [
            Extra(
                boost.first, f"k{nth}", nth, draw(st.integers(1, max(people, 1))), draw(st.integers(0, 10**6))
            )
            for nth in range(draw(st.integers(0, 4)))
        ]
        for number, boost in enumerate(one.boosts, 1)
    }
    return Facts(
        some(),
        {first.at: there() for first in one.firsts},
        {flash.code: there() for flash in one.flashes},
        meetings,
        weekly,
        boosts,
    )


def won(one: Document, facts: Facts) -> int:
    return sum(it.points for it in awards(one, facts))


@st.composite
def attacks(draw: st.DrawFn) -> tuple[Document, int]:
    """A document, and what a pattern of sales wins in it."""
    one, people = draw(games())
    everybody = draw(st.booleans())
    facts = everybody_at_once(one, people) if everybody else draw(patterns(one, people))
    return one, won(one, facts)


@PATTERNS
@given(attacks())
def test_no_pattern_of_sales_costs_more_than_the_worst_case(attack: tuple[Document, int]) -> None:
    one, paid = attack
    assert paid <= worst_case(one, participants_at_most(one), {}).total


@PATTERNS
@given(games())
def test_the_worst_case_is_no_more_than_the_worst_that_can_happen(game: tuple[Document, int]) -> None:
    """Everybody at once wins all of it: nothing is set aside that could not be won."""
    one, people = game
    if people:
        assert won(one, everybody_at_once(one, people)) == worst_case(one, people, {}).total


def _without_ties(steps: Any, participants: int | None, ties: str) -> int:
    return budget_ranked(steps, participants, "share")


def _one_league(participants: int, size: int) -> list[int]:
    return [min(participants, size)]


def _places_forgotten(one: Document, participants: int | None, rewards: Mapping[str, int]) -> Budget:
    return worst_case(one, 1, rewards)


budget_ranked = budget.ranked


@pytest.mark.parametrize(
    ("name", "broken"),
    [("ranked", _without_ties), ("league_sizes", _one_league), ("participants_at_most", lambda one: 1)],
)
def test_a_broken_bound_is_found_out(name: str, broken: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The guard off: the same adversary finds a pattern that costs more."""
    bound = participants_at_most

    @settings(PATTERNS, max_examples=2_000, database=None, phases=[Phase.generate])
    @given(attacks())
    def search(attack: tuple[Document, int]) -> None:
        one, paid = attack
        many = 1 if name == "participants_at_most" else bound(one)
        assert paid <= worst_case(one, many, {}).total

    if name != "participants_at_most":
        monkeypatch.setattr(budget, name, broken)
    with pytest.raises(AssertionError):
        search()
