"""The arithmetic under a board's order."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leaderboard.order import TOP, leaf_level, order_key, rank_passing, ranks_around, tree_changes

days = st.dates(date(1970, 1, 1), date(2149, 1, 1))
scores = st.integers(-(10**13), 10**13)
#: A busy machine is no failure.
CALM = settings(deadline=None)


@CALM
@given(scores, days, scores, days)
def test_a_higher_score_leads_and_the_earlier_day_decides_between_equals(a, on_a, b, on_b):
    assert (order_key(a, on_a, "date") < order_key(b, on_b, "date")) == ((-a, on_a) < (-b, on_b))
    assert (order_key(a, on_a, "share") < order_key(b, on_b, "share")) == (a > b)


@pytest.mark.parametrize(
    ("score", "day"), [(10**13 + 1, date(2026, 1, 1)), (1, date(1969, 12, 31)), (1, date(2160, 1, 1))]
)
def test_what_does_not_fit_63_bits_is_refused(score, day):
    with pytest.raises(ValueError, match="out of range"):
        order_key(score, day, "date")


@pytest.mark.parametrize(
    ("tie", "grain", "leaf"),
    [("date", 1, 0), ("share", 1, 0), ("date", 256, 6), ("share", 256, 2), ("date", 16, 5)],
)
def test_the_leaf_is_as_wide_as_the_grain(tie, grain, leaf):
    assert leaf_level(tie, grain) == leaf


@CALM
@given(st.lists(scores), st.lists(scores), st.integers(0, 6))
def test_every_level_changes_by_the_same_number(gone, come, leaf):
    changes = tree_changes(gone, come, leaf)
    for level in range(leaf, TOP + 1):
        assert sum(change for (at, _), change in changes.items() if at == level) == len(come) - len(gone)
    assert 0 not in changes.values()


@CALM
@given(st.lists(scores), st.integers(0, 6))
def test_what_goes_and_comes_back_changes_nothing(keys, leaf):
    assert tree_changes(keys, keys, leaf) == {}


@CALM
@given(st.lists(st.integers(0, 6), min_size=1, max_size=30), st.data())
def test_ranks_of_neighbours_are_right_or_left_to_the_tree(keys, data):
    keys = sorted(keys)
    true = [1 + sum(other < key for other in keys) for key in keys]
    me = data.draw(st.integers(0, len(keys) - 1))
    start, end = data.draw(st.integers(0, me)), data.draw(st.integers(me + 1, len(keys)))
    whole = start == 0 or keys[start - 1] != keys[start]
    found = ranks_around(keys[start:end], me - start, true[me], whole)
    assert all(rank in (None, right) for rank, right in zip(found, true[start:end], strict=True))
    if whole:
        assert None not in found


@CALM
@given(st.lists(st.integers(0, 12), min_size=2, max_size=12), st.data())
def test_the_keys_just_ahead_say_the_rank_of_a_better_key_or_nothing(keys, data):
    keys.sort()
    mine = data.draw(st.integers(0, len(keys) - 1))
    read = data.draw(st.integers(0, mine))
    better = data.draw(st.integers(-1, keys[mine]))
    told = rank_passing(
        better, keys[mine], 1 + _below(keys, keys[mine]), keys[mine - read : mine], read == mine
    )
    assert told in (1 + _below(keys, better), None)
    assert told is not None or all(key >= better for key in keys[mine - read : mine])


def _below(keys, key):
    return sum(one < key for one in keys)
