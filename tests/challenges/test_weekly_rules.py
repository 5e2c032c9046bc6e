"""Weeks, leagues and duels: whatever the network looks like, nobody is lost and nothing is by accident."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from challenges.document.parts import Leagues
from challenges.rules import duels, leagues, weeks
from challenges.rules.ranking import Scored
from tests.challenges.documents import document

HISTORY = st.dictionaries(st.integers(1, 60), st.integers(0, 9), min_size=1, max_size=40)
SCORES = st.dictionaries(st.integers(1, 60), st.tuples(st.integers(0, 5), st.integers(0, 6)), max_size=40)
DAY = date(2026, 10, 12)


def scored(rows: dict[int, tuple[int, int]]) -> list[Scored]:
    return [Scored(one, score, DAY + timedelta(days=day)) for one, (score, day) in rows.items()]


def test_twenty_one_days_give_three_weeks():
    three = replace(document(), first=DAY, last=DAY + timedelta(days=20))
    assert [(one.number, one.first, one.last) for one in weeks.weeks(three)] == [
        (1, date(2026, 10, 12), date(2026, 10, 18)),
        (2, date(2026, 10, 19), date(2026, 10, 25)),
        (3, date(2026, 10, 26), date(2026, 11, 1)),
    ]


@given(st.integers(1, 60), st.integers(0, 59))
def test_each_day_of_the_window_belongs_to_exactly_one_week(days: int, nth: int):
    some = replace(document(), first=DAY, last=DAY + timedelta(days=days - 1))
    day = DAY + timedelta(days=nth)
    found = [one for one in weeks.weeks(some) if one.first <= day <= one.last]
    assert len(found) == (1 if nth < days else 0)
    assert weeks.week_on(some, day) == (found[0] if found else None)


@given(st.integers(1, 40), st.integers(0, 45), st.integers(-2, 45))
def test_in_the_hidden_days_only_what_was_over_before_is_seen(days: int, hidden: int, nth: int):
    some = replace(document(), first=DAY, last=DAY + timedelta(days=days - 1), hidden_days=hidden)
    day = DAY + timedelta(days=nth)
    inside = bool(hidden) and max(days - hidden, 0) <= nth < days
    assert weeks.is_hidden(some, day) is inside
    for week in weeks.weeks(some):
        before = (week.last - DAY).days < max(days - hidden, 0)
        assert weeks.is_seen(some, week.last, day) is (before or not inside)


@given(HISTORY, st.integers(1, 9))
def test_leagues_are_of_comparable_size_and_the_larger_come_first(history: dict[int, int], size: int):
    places = leagues.assign(history, size, "seed")
    sizes = Counter(places.values())
    assert places.keys() == history.keys()
    assert sorted(sizes) == list(range(1, -(-len(history) // size) + 1))
    assert max(sizes.values()) <= size
    assert max(sizes.values()) - min(sizes.values()) <= 1
    for one, other in zip(sorted(places, key=lambda it: places[it]), sorted(places), strict=True):
        if places[one] < places[other]:
            assert history[one] >= history[other]


@given(HISTORY, st.integers(1, 9), st.sets(st.integers(61, 90), max_size=20))
def test_newcomers_find_a_league_and_none_grows_beyond_its_size(
    history: dict[int, int], size: int, newcomers: set[int]
):
    places = leagues.receive(leagues.assign(history, size, "seed"), newcomers, size, "seed")
    assert places.keys() == history.keys() | newcomers
    assert max(Counter(places.values()).values()) <= size
    assert max(places.values()) == -(-len(places) // size)


@given(
    HISTORY,
    st.integers(1, 9),
    SCORES,
    st.integers(0, 4),
    st.integers(0, 4),
    st.sampled_from(["date", "share"]),
)
def test_a_week_moves_as_many_up_as_down_and_keeps_every_league_its_size(
    history: dict[int, int], size: int, rows: dict[int, tuple[int, int]], up: int, down: int, ties: str
):
    places = leagues.assign(history, size, "seed")
    moved = leagues.moves(places, scored(rows), Leagues(size, up, down), ties, "seed")
    next_week = leagues.after(places, moved)
    assert moved.keys() == places.keys()
    assert Counter(next_week.values()) == Counter(places.values())
    assert all(abs(next_week[one] - places[one]) <= 1 for one in places)
    for league in set(places.values()):
        here = {one for one in places if places[one] == league}
        assert sum(moved[one] == "up" for one in here) <= up
        assert sum(moved[one] == "down" for one in here) <= down
        for one in here:
            score = rows.get(one, (0, 0))[0]
            if moved[one] == "up":
                assert score > 0
                assert all(rows.get(it, (0, 0))[0] <= score for it in here if moved[it] != "up")
            if moved[one] == "down":
                assert all(rows.get(it, (0, 0))[0] >= score for it in here if moved[it] != "down")


@given(HISTORY, SCORES)
def test_the_order_of_scores_and_of_entry_changes_nothing(
    history: dict[int, int], rows: dict[int, tuple[int, int]]
):
    backwards = dict(reversed(history.items()))
    places = leagues.assign(history, 4, "seed")
    assert leagues.assign(backwards, 4, "seed") == places
    rule = Leagues(4, 2, 2)
    one = leagues.moves(places, scored(rows), rule, "date", "seed")
    assert leagues.moves(places, scored(rows)[::-1], rule, "date", "seed") == one
    assert duels.pairs(backwards, {}, (), "seed") == duels.pairs(history, {}, (), "seed")


@given(HISTORY, st.integers(1, 5))
def test_everybody_meets_one_opponent_a_week_and_at_most_one_plays_alone(history: dict[int, int], many: int):
    met: dict[int, set[int]] = {one: set() for one in history}
    alone: list[int] = []
    for _week in range(many):
        found = duels.pairs(history, met, alone, "seed")
        named = [one for pair in found for one in pair if one is not None]
        assert sorted(named) == sorted(history)
        odd = [one for one, other in found if other is None]
        assert len(odd) == len(history) % 2
        if len(history) > 1:
            assert not set(odd) & set(alone[-1:])
        for one, other in found:
            if other is None:
                alone.append(one)
            else:
                met[one].add(other)
                met[other].add(one)


def test_opponents_are_neighbours_by_history_and_change_with_the_weeks():
    history = {1: 900, 2: 880, 3: 500, 4: 490, 5: 100, 6: 90}
    first = {frozenset(pair) for pair in duels.pairs(history, {}, (), "seed")}
    assert first == {frozenset({1, 2}), frozenset({3, 4}), frozenset({5, 6})}
    met = {1: {2}, 2: {1}, 3: {4}, 4: {3}, 5: {6}, 6: {5}}
    again = {frozenset(pair) for pair in duels.pairs(history, met, (), "seed")}
    assert not first & again
