"""Thresholds proposed from real figures: easy to remember, rising, reached by the share that was asked."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from insights.thresholds import columns, easy, proposed, usual_shares

amounts = st.lists(st.integers(-10_000, 10**9), min_size=1, max_size=200)
shares = st.lists(st.integers(1, 100), min_size=1, max_size=5).map(lambda found: sorted(found, reverse=True))


@given(st.integers(0, 10**12))
def test_an_easy_figure_is_never_above_and_never_far_below(value: int) -> None:
    assert easy(value) <= value
    assert easy(value) * 4 >= value * 3


def test_easy_figures_are_those_that_people_say() -> None:
    assert [easy(n) for n in (0, 7, 12, 99, 183, 1_834, 91_799, 1_000_000)] == [
        0, 7, 12, 90, 150, 1_500, 90_000, 1_000_000,
    ]  # fmt: skip


@given(amounts, shares)
def test_thresholds_rise(figures: list[int], asked: list[int]) -> None:
    found = proposed(figures, asked)
    assert all(low < high for low, high in pairwise(found))
    assert found[0] > 0


@given(st.lists(st.integers(100, 10**9), min_size=1, max_size=200), st.integers(1, 100))
def test_at_least_the_share_that_was_asked_reaches_the_tier(figures: list[int], share: int) -> None:
    (threshold,) = proposed(figures, [share])
    assert sum(one >= threshold for one in figures) * 100 >= share * len(figures)


def test_nobody_to_measure_still_gives_rising_thresholds() -> None:
    assert proposed([], [30, 10], 100) == [100, 200]


def test_the_usual_shares_fit_the_number_of_tiers() -> None:
    assert [usual_shares(n) for n in (1, 2, 3, 4)] == [(), (30,), (30, 10), (60, 30, 10)]
    assert len(usual_shares(6)) == 5


@given(amounts)
def test_the_drawing_loses_nobody(figures: list[int]) -> None:
    drawn = columns(figures)
    assert sum(one.holders for one in drawn) == len(figures)
    assert len(drawn) <= 72
    assert [one.amount for one in drawn] == sorted((one.amount for one in drawn), reverse=True)
