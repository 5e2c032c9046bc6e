"""The arithmetic of points, for any rule and any sale."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from points.rules import NotEnoughPoints, Rule, Weights, active_on, award, in_order, may_be_spent, take

FIRST = date(2026, 1, 1)
RANGE, PRODUCT = 3, 5


@dataclass
class Sale:
    amount_cents: int
    quantity: int = 1
    product_id: int = PRODUCT
    range_id: int = RANGE
    strategic: bool = False
    margin_bp: int | None = None
    sale_kind: str = "sell_out"


@dataclass
class Batch:
    id: int
    remaining: int
    expires_on: date | None = None


def make(points: int = 1, per: int = 1_000, kind: str = "per_amount", **weights: Mapping[int, int]) -> Rule:
    said = Weights(**{"ranges": {RANGE: 20_000}} | weights)
    return Rule(1, "sales", 1, kind, "rep", FIRST, points=points, per=per, weights=said)


rules = st.builds(
    make,
    points=st.integers(1, 50),
    per=st.integers(1, 5_000),
    ranges=st.dictionaries(st.just(RANGE), st.integers(1, 50_000)),
)
amounts = st.integers(0, 10_000_000)


def test_full_tens_of_euros_count_and_are_multiplied_afterwards() -> None:
    assert award(make(), Sale(12_990)) == (24, 12, 20_000)
    assert award(make(), Sale(999)).points == 0


def test_a_multiplier_that_is_not_whole_rounds_toward_zero_again() -> None:
    assert award(make(ranges={RANGE: 15_000}), Sale(3_500)).points == 4


def test_the_products_own_multiplier_beats_its_ranges() -> None:
    assert award(make(products={PRODUCT: 30_000}), Sale(1_000)).points == 3


def test_pieces_count_where_the_rule_says_so() -> None:
    rule = make(points=5, per=3, kind="per_unit", ranges={})
    assert [award(rule, Sale(0, quantity)).points for quantity in (2, 3, 8)] == [0, 5, 10]


@given(rules, st.lists(amounts, min_size=1, max_size=8))
def test_splitting_a_line_never_gains(rule: Rule, parts: list[int]) -> None:
    whole = award(rule, Sale(sum(parts))).points
    assert sum(award(rule, Sale(part)).points for part in parts) <= whole


@given(rules, st.lists(amounts, min_size=1, max_size=8))
def test_merging_lines_gains_at_most_a_base_step_for_each(rule: Rule, parts: list[int]) -> None:
    whole = award(rule, Sale(sum(parts))).points
    times = rule.weights.ranges.get(RANGE, 10_000)
    most = -(-(len(parts) - 1) * rule.points * times // 10_000) + (len(parts) - 1)
    assert whole - sum(award(rule, Sale(part)).points for part in parts) <= most


@given(rules, amounts)
def test_an_award_is_a_whole_number_never_below_zero(rule: Rule, amount: int) -> None:
    found = award(rule, Sale(amount))
    assert type(found.points) is int
    assert found.points >= 0


@given(st.lists(st.integers(0, 40), min_size=1, max_size=6, unique=True), st.integers(-5, 60))
def test_the_newest_version_that_covers_the_day_is_in_force(starts: list[int], day: int) -> None:
    versions = [
        make()._replace(id=n, version=n, starts_on=FIRST + timedelta(days=start))
        for n, start in enumerate(starts, 1)
    ]
    today = FIRST + timedelta(days=day)
    covering = [one for one in versions if one.starts_on <= today]
    assert active_on(versions, today) == covering[-1:]


def test_different_codes_run_side_by_side() -> None:
    both = [make()._replace(code="a"), make()._replace(code="b")]
    assert active_on(reversed(both), FIRST) == list(reversed(both))


lots = st.lists(
    st.builds(
        Batch,
        id=st.integers(1, 10**6),
        remaining=st.integers(0, 500),
        expires_on=st.none() | st.dates(FIRST, date(2027, 1, 1)),
    ),
    unique_by=lambda lot: lot.id,
    max_size=10,
)


@given(lots, st.integers(1, 2_000))
def test_points_leave_first_to_expire_first_out(found: list[Batch], amount: int) -> None:
    shelf = sorted(found, key=in_order)
    if sum(lot.remaining for lot in shelf) < amount:
        with pytest.raises(NotEnoughPoints):
            take(shelf, amount)
        return
    taken = take(shelf, amount)
    assert sum(part for _, part in taken) == amount
    emptied = [lot.id for lot in shelf if lot.remaining][: len(taken)]
    assert [lot_id for lot_id, _ in taken] == emptied


def test_a_lot_may_be_spent_on_its_last_day_and_not_after() -> None:
    lot = Batch(1, 10, FIRST)
    assert may_be_spent(lot, FIRST)
    assert not may_be_spent(lot, FIRST + timedelta(days=1))
    assert may_be_spent(Batch(1, 10), date.max)
