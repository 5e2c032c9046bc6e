"""The smallest purchases that earn a bonus."""

from datetime import date

import pytest

from points.rules import Rule, Step
from points.rules.baskets import Good, least_baskets

CHEAP, DEAR = Good("valve", 2, 1_500, 300), Good("duct", 2, 9_000, 800)
PUMP = Good("pump", 1, 400_000, 90_000)
GOODS = (PUMP, DEAR, CHEAP)


def rule(kind: str, **said: object) -> Rule:
    return Rule(1, "r", 1, kind, "rep", date(2026, 1, 1), period="month", points=500)._replace(**said)


def test_variety_takes_the_cheapest_of_each_range_and_adds_the_bonuses_up() -> None:
    made = least_baskets(rule("variety", steps=(Step(1, 100), Step(2, 300), Step(3, 900))), GOODS)
    assert [(tuple(g.name for g, _ in one.goods), one.points) for one in made] == [
        (("valve",), 100),
        (("valve", "pump"), 400),
    ]


def test_a_pair_needs_both_sides() -> None:
    both = rule("pair", pair=(frozenset({1}), frozenset({2})))
    assert [one.margin_cents for one in least_baskets(both, GOODS)] == [90_300]
    assert least_baskets(both, [PUMP]) == []


@pytest.mark.parametrize(
    ("kind", "said", "pieces"),
    [
        ("minimum", {"at_least": 10_000}, [1, 2, 7]),
        ("minimum", {"at_least": 3, "measure": "quantity"}, [3, 3, 3]),
        ("streak", {"at_least": 10_000, "times": 3}, [3, 6, 21]),
        ("frequency", {"growth_bp": 1_000}, [1]),
    ],
)
def test_volumes_are_bought_in_whole_pieces(kind: str, said: dict[str, object], pieces: list[int]) -> None:
    assert [one.goods[0][1] for one in least_baskets(rule(kind, **said), GOODS)] == pieces


def test_points_cost_what_a_thousand_are_worth_rounded_up() -> None:
    basket = least_baskets(rule("frequency"), GOODS)[0]
    assert basket.reward_cents(1_001) == 501


def test_other_kinds_and_an_empty_catalogue_have_none() -> None:
    assert least_baskets(rule("per_amount"), GOODS) == []
    assert least_baskets(rule("minimum"), []) == []
