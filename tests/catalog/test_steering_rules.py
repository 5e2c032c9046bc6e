"""Steering by its rules: shunned, worth its cost, the financial share, how far, how much is owed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.rules.steering import Share, Taking, days_to, financial_bp, liability_cents, median


@pytest.mark.parametrize(
    ("seen", "taken", "shunned"),
    [(29, 0, False), (30, 0, True), (100, 1, False), (101, 1, True), (10_000, 100, False)],
)
def test_what_is_seen_often_and_taken_less_than_once_in_a_hundred_is_shunned(seen, taken, shunned) -> None:
    assert Taking(seen, taken, 100, None).shunned is shunned


def test_a_reward_is_worth_what_a_shop_would_ask_for_each_euro_it_costs() -> None:
    assert Taking(0, 0, 4_000, 6_000).value_bp == 15_000
    assert Taking(0, 0, 4_000, None).value_bp is None
    assert Taking(0, 0, 0, 6_000).value_bp is None


def test_the_financial_share_counts_rewards_on_offer() -> None:
    shares = [Share("financial", 7, 0, 0), Share("relational", 2, 90, 0), Share("service", 1, 0, 0)]
    assert financial_bp(shares) == 7_000
    assert financial_bp([]) is None


@given(st.lists(st.integers(0, 10**6), min_size=1))
def test_half_of_the_members_earn_at_least_the_median(values: list[int]) -> None:
    middle = median(values)
    assert middle in values
    assert sum(one >= middle for one in values) * 2 >= len(values)


def test_days_are_rounded_up_and_never_come_for_who_earns_nothing() -> None:
    assert days_to(3_400, 900, 90) == 340
    assert days_to(3_401, 900, 90) == 341
    assert days_to(100, 0, 90) is None
    assert median([]) == 0


@given(st.integers(0, 10**9), st.integers(0, 10**6), st.integers(1, 10**6))
def test_what_is_owed_is_never_told_too_small(points: int, cost: int, price: int) -> None:
    owed = liability_cents(points, cost, price)
    assert owed * price >= points * cost
    assert liability_cents(points, cost, 0) == 0
