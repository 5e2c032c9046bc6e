"""Everything that is won, purely: the same for any order, never more than promised."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from challenges.document.parts import (
    Boost,
    Collective,
    Duels,
    FirstTo,
    Flash,
    Late,
    Leagues,
    Metric,
    Prize,
    Step,
)
from challenges.rules.outcome import (
    Extra,
    Facts,
    Meeting,
    Reached,
    Won,
    awards,
    boosted,
    earliest,
    held_back,
)
from challenges.rules.ranking import Scored, place, settle
from challenges.rules.recounting import changes
from core.clock import day_start
from tests.challenges.documents import document

DAY = date(2026, 10, 12)
PRIZES = (Prize(1, 1, 1500), Prize(2, 3, 500))

days = st.integers(0, 13).map(lambda n: DAY + timedelta(days=n))
scores = st.lists(
    st.builds(Scored, st.integers(1, 40), st.integers(1, 60), days), unique_by=lambda one: one.subject_id
)
reached = st.lists(
    st.builds(Reached, st.integers(1, 40), st.integers(1, 60), days), unique_by=lambda one: one.subject_id
)


def won(found: list[Won], kind: str) -> dict[int, int]:
    """Points of one kind by subject."""
    sums: dict[int, int] = {}
    for one in found:
        if one.kind == kind:
            sums[one.subject_id] = sums.get(one.subject_id, 0) + one.points
    return sums


@given(scores, st.sampled_from(["date", "share", "each"]), st.integers(1, 30), st.randoms())
def test_any_order_of_the_facts_wins_the_same(some: list[Scored], ties: str, least: int, random: Random):
    made = replace(
        document(),
        prizes=PRIZES,
        ties=ties,
        minimum=least,
        steps=(Step(10, 50), Step(30, 200), Step(20, 70, at_once=False)),
        collective=Collective(300, 25, 5),
    )
    shuffled = list(some)
    random.shuffle(shuffled)
    first, second = awards(made, Facts(some)), awards(made, Facts(shuffled))
    assert first == second
    assert len({(one.what, one.subject_id) for one in first}) == len(first)


@given(scores, st.sampled_from(["date", "share"]), st.integers(1, 30))
def test_prizes_by_rank_never_exceed_the_pot_and_start_at_the_minimum(some, ties, least):
    placed = settle(place(some, ties), PRIZES, ties, least)
    assert sum(one.prize for one in placed) <= sum(prize.total for prize in PRIZES)
    assert all(one.score >= least for one in placed if one.prize)


@given(scores)
def test_each_of_the_equals_has_the_whole_prize_where_the_document_says_so(some: list[Scored]):
    placed = settle(place(some, "each"), PRIZES, "each")
    assert all(one.prize == 1500 for one in placed if one.rank == 1)


def test_a_reward_is_ordered_for_a_rank_held_alone_and_shared_in_points_otherwise():
    made = replace(document(), prizes=(Prize(1, 1, 900, "DRILL"), Prize(2, 2, 300)), ties="share")
    alone = awards(made, Facts([Scored(1, 9, DAY), Scored(2, 5, DAY)]))
    assert [(one.points, one.reward) for one in alone] == [(900, "DRILL"), (300, "")]
    shared = awards(made, Facts([Scored(1, 9, DAY), Scored(2, 9, DAY)]))
    assert [(one.points, one.reward) for one in shared] == [(600, ""), (600, "")]
    both = awards(replace(made, ties="each"), Facts([Scored(1, 9, DAY), Scored(2, 9, DAY)]))
    assert [(one.points, one.reward) for one in both] == [(900, "DRILL"), (900, "DRILL")]


@given(reached, st.integers(1, 60), st.integers(1, 8), st.integers(1, 100))
def test_the_first_so_many_share_what_is_left_on_their_day(some, at: int, places: int, points: int):
    found = list(earliest(some, at, places, points))
    paid = sum(part for _, part in found)
    there = [one for one in some if one.score >= at]
    assert paid == points * min(places, len(there))
    by_day: dict[date, set[int]] = {}
    for one, part in found:
        by_day.setdefault(one.when, set()).add(part)
    assert all(max(parts) - min(parts) <= 1 for parts in by_day.values())


def test_the_third_place_of_three_is_shared_by_the_two_of_its_day():
    some = [
        Reached(1, 9, DAY),
        Reached(2, 9, DAY),
        Reached(3, 9, DAY + timedelta(1)),
        Reached(4, 9, DAY + timedelta(1)),
    ]
    found = {one.subject_id: part for one, part in earliest(some, 5, 3, 101)}
    assert found == {1: 101, 2: 101, 3: 51, 4: 50}


def test_firsts_flashes_and_a_goal_of_all_together():
    noon = day_start(DAY)
    flash = Flash(
        "midi",
        "Midi",
        "Noon",
        datetime.fromisoformat("2026-10-14T12:00"),
        datetime.fromisoformat("2026-10-14T14:00"),
        Metric("quantity"),
        3,
        40,
        1,
    )
    made = replace(
        document(),
        prizes=(),
        firsts=(FirstTo(2, 10, 300),),
        collective=Collective(30, 7, 5),
        flashes=(flash,),
    )
    facts = Facts(
        [Scored(1, 20, DAY), Scored(2, 10, DAY), Scored(3, 4, DAY)],
        reached={10: [Reached(1, 20, DAY), Reached(2, 10, DAY), Reached(3, 4, DAY)]},
        flashes={"midi": [Reached(2, 3, noon), Reached(1, 5, noon + timedelta(minutes=1))]},
    )
    found = awards(made, facts)
    assert won(found, "first") == {1: 300, 2: 300}
    assert won(found, "collective") == {1: 7, 2: 7}
    assert won(found, "flash") == {2: 40}


def test_duels_pay_the_better_one_and_share_between_equals():
    made = replace(document(), prizes=(), duels=Duels(101, 4))
    met = [
        Meeting(1, 1, 2, 5, 3),
        Meeting(1, 4, 3, 7, 7),
        Meeting(1, 5, 6, 0, 0),
        Meeting(2, 1, None, 4),
        Meeting(2, 2, None, 3),
    ]
    found = awards(made, Facts([], duels=met))
    assert [(one.what, one.subject_id, one.points) for one in found] == [
        ("duel:1", 1, 101),
        ("duel:1", 3, 51),
        ("duel:1", 4, 50),
        ("duel:2", 1, 101),
    ]


def test_leagues_pay_each_week_in_each_league():
    made = replace(document(), prizes=(), leagues=Leagues(2, 1, 1, (Prize(1, 1, 60),)))
    weeks = {(1, 1): [Scored(1, 9, DAY), Scored(2, 3, DAY)], (1, 2): [Scored(3, 1, DAY)], (2, 1): []}
    found = awards(made, Facts([], leagues=weeks))
    assert [(one.what, one.subject_id, one.points) for one in found] == [
        ("league:1", 1, 60),
        ("league:1", 3, 60),
    ]


extras = st.lists(
    st.builds(Extra, days, st.uuids().map(str), st.integers(1, 9), st.integers(0, 5_000)),
    unique_by=lambda one: one.key,
)


@given(extras, st.integers(10_001, 50_000), st.integers(1, 20_000), st.randoms())
def test_a_boost_never_adds_more_than_its_sum_and_serves_the_earliest(some, times, most, random: Random):
    boost = Boost(DAY, DAY + timedelta(days=6), times, most)
    first = list(boosted(boost, some))
    random.shuffle(some)
    assert first == list(boosted(boost, some))
    assert sum(points for _, points in first) <= most
    cut = [
        nth
        for nth, (line, points) in enumerate(first)
        if points < line.points * times // 10_000 - line.points
    ]
    assert all(nth == len(first) - 1 for nth in cut)


def test_a_step_is_reached_at_its_score_and_not_one_below():
    made = replace(document(), prizes=(), steps=(Step(10, 50),))
    assert [one.points for one in awards(made, Facts([Scored(1, 10, DAY), Scored(2, 9, DAY)]))] == [50]


def test_a_share_of_each_prize_waits_and_a_reward_waits_whole():
    made = replace(document(), late=Late("recount", 3_000, 30))
    assert held_back(made, 999) == 299
    assert held_back(made, 999, "DRILL") == 999
    assert held_back(document(), 999) == 0


things = st.dictionaries(
    st.tuples(st.sampled_from(["rank:1", "rank:2"]), st.integers(1, 6)), st.integers(1, 999)
)


@given(things, things, st.integers(0, 10_000))
def test_a_recount_costs_nothing_more_and_takes_nothing_that_was_paid(before, after, held_bp):
    held = {thing: points * held_bp // 10_000 for thing, points in before.items()}
    told = changes(held, before, after)
    assert sum(one.more for one in told) <= sum(one.lost for one in told)
    assert all(one.lost <= one.held for one in told)
    assert all(one.more == 0 or after[one.thing] > before.get(one.thing, 0) for one in told)
