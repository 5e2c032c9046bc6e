"""Which sales a rule means, what weighs on a line, and what boosts add: for any rule and any sale."""

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from points.rules import Award, Rule, Scope, Seen, Weights, Who, allows, award
from points.rules.boosts import bonuses, extras
from points.rules.seen import margin_of

DAY = date(2026, 10, 15)
PUMPS, VALVES = 3, 4
DISTRIBUTOR = Who("distributor")
RULE = Rule(1, "sales", 1, "per_amount", "rep", date(2026, 1, 1), points=1, per=1_000)


def line(amount: int = 100_000, **changes: Any) -> Seen:
    said = {"line_id": 1, "day": DAY, "product_id": 30, "range_id": PUMPS, "quantity": 2}
    return Seen(**said | {"amount_cents": amount} | changes)


def counts(line: Seen, who: Who = DISTRIBUTOR, **scope: Any) -> bool:
    said = {name: frozenset(value) if isinstance(value, set) else value for name, value in scope.items()}
    return allows(RULE._replace(scope=Scope(**said)), line, who)


def boost(code: str = "week", **changes: Any) -> Rule:
    return Rule(9, code, 1, "boost", "rep", date(2026, 1, 1), **changes)


def test_a_range_or_a_product_named_is_enough() -> None:
    assert counts(line(), range_ids={PUMPS})
    assert counts(line(), product_ids={30}, range_ids={VALVES})
    assert not counts(line(), range_ids={VALVES}, product_ids={31})


def test_what_is_left_out_does_not_count_unless_the_product_itself_is_named() -> None:
    assert not counts(line(), not_product_ids={30})
    assert not counts(line(), not_range_ids={PUMPS})
    assert counts(line(), not_range_ids={PUMPS}, product_ids={30})


def test_strategic_products_and_one_kind_of_sale_may_be_asked_for() -> None:
    assert counts(line(strategic=True), strategic=True)
    assert not counts(line(), strategic=True)
    assert counts(line(sale_kind="sell_in"), sale_kind="sell_in")
    assert not counts(line(sale_kind="sell_out"), sale_kind="sell_in")


def test_a_kind_one_of_the_segments_and_the_tier_of_the_day_are_asked_of_whoever_is_rewarded() -> None:
    gold = Who("installer", frozenset({"dormant", "growing"}), "gold")
    assert counts(line(), gold, company_kinds={"installer"}, segments={"growing"}, tiers={"gold"})
    assert not counts(line(), gold, company_kinds={"distributor"})
    assert not counts(line(), gold, segments={"strategic"})
    assert not counts(line(), gold, tiers={"silver"})
    assert not counts(line(), Who("installer"), tiers={"gold"})


def test_every_multiplier_counts_together_and_the_floor_comes_once() -> None:
    said = Weights(
        ranges={PUMPS: 15_000},
        strategic=15_000,
        margins=((1_000, 11_000), (3_000, 13_000)),
        tiers={"gold": 12_000},
    )
    found = award(RULE._replace(weights=said), line(3_999, strategic=True, margin_bp=3_500), "gold")
    assert found == Award(10, 3, 35_100)  # 3 × 1.5 × 1.5 × 1.3 × 1.2 = 10.53; three floors would give 8


def test_a_margin_below_the_first_band_or_unknown_weighs_nothing() -> None:
    weighed = RULE._replace(weights=Weights(margins=((1_000, 20_000),)))
    assert award(weighed, line(margin_bp=999)).points == 100
    assert award(weighed, line(margin_bp=None)).points == 100
    assert award(weighed, line(margin_bp=1_000)).points == 200


def test_the_lines_own_cost_says_its_margin_before_the_product_does() -> None:
    assert margin_of(10_000, 7_000, 1, 2_000, 4_000) == 3_000
    assert margin_of(10_000, None, 2, 2_000, 4_000) == 6_000
    assert margin_of(10_000, None, 2, None, 4_000) == 4_000
    assert margin_of(0, 7_000, 1, None, None) is None
    assert margin_of(10_000, 10_001, 1, None, None) == -1


def test_bonuses_add_up_and_of_multipliers_the_best_counts() -> None:
    double, triple = boost("double", times_bp=20_000), boost("triple", times_bp=30_000)
    assert [(one.boost.code, one.points) for one in extras(RULE, 5, [double, triple])] == [("triple", 10)]
    fixed, each = boost("fixed", points=7, each="line"), boost("each", points=3, each="unit")
    assert [one.points for one in bonuses([fixed, each, double], line(), ["sales"])] == [7, 6]


def test_all_multipliers_one_after_the_other_where_the_programme_says_so() -> None:
    half, double = boost("a", times_bp=15_000), boost("b", times_bp=20_000)
    found = extras(RULE, 5, [half, double], "all")
    assert [(one.boost.code, one.points) for one in found] == [("a", 2), ("b", 8)]  # floor(5 × 1.5 × 2) = 15


def test_a_boost_that_names_rules_lifts_no_other() -> None:
    named = boost(times_bp=20_000, lifts=frozenset({"other"}))
    assert extras(RULE, 100, [named]) == []
    assert bonuses([boost(points=5, lifts=frozenset({"other"}))], line(), ["sales"]) == []
    assert bonuses([boost(points=5, lifts=frozenset({"sales"}))], line(), ["sales"])[0].points == 5


def test_a_boost_reaches_only_its_own_products_and_segment() -> None:
    aimed = boost(times_bp=20_000, scope=Scope(range_ids=frozenset({PUMPS}), segments=frozenset({"dormant"})))
    assert allows(aimed, line(), Who("installer", frozenset({"dormant"})))
    assert not allows(aimed, line(), Who("installer"))
    assert not allows(aimed, line(range_id=VALVES), Who("installer", frozenset({"dormant"})))


times = st.integers(1, 50_000)


@given(st.integers(0, 10**6), st.lists(times, max_size=4), st.sampled_from(["best", "all"]))
def test_boosts_never_take_anything_away_and_are_floored_once(
    given_: int, by: list[int], stacking: str
) -> None:
    boosts = [boost(f"b{n}", times_bp=bp) for n, bp in enumerate(by)]
    found = extras(RULE, given_, boosts, stacking)
    assert all(one.points > 0 for one in found)
    lifting = [bp for bp in by if bp > 10_000]
    chosen = lifting if stacking == "all" else sorted(lifting)[-1:]
    over, under = given_, 1
    for bp in chosen:
        over, under = over * bp, under * 10_000
    assert given_ + sum(one.points for one in found) == over // under


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=6), times, times, times)
def test_splitting_a_line_never_gains_whatever_weighs_on_it(parts: list[int], a: int, b: int, c: int) -> None:
    said = Weights(ranges={PUMPS: a}, strategic=b, tiers={"gold": c})
    weighed = RULE._replace(weights=said, points=7)
    whole = award(weighed, line(sum(parts), strategic=True), "gold").points
    assert sum(award(weighed, line(part, strategic=True), "gold").points for part in parts) <= whole
