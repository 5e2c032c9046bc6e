"""What a period gives, whatever the order, the splitting and the returns of its lines: pure."""

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from points.rules import Reference, Rule, Scope, Seen, Step, Weights, Who, target
from points.rules.calendar import Span, calendar_span, earliest_start, next_period, span_before, span_of
from points.rules.rule import PERIOD_KINDS

FIRST = date(2026, 10, 1)
PUMPS, VALVES, BOILERS = 3, 4, 5
EURO = 100


def rule(kind: str, **changes: Any) -> Rule:
    return Rule(1, kind, 1, kind, "rep", date(2026, 1, 1), **{"period": "month"} | changes)


def line(number: int, euros: int, day: int = 1, **changes: Any) -> Seen:
    said = {
        "product_id": 30,
        "range_id": PUMPS,
        "quantity": 1,
        "document": f"F{number}",
        "selling_company_id": 1,
    }
    return Seen(
        line_id=number, day=FIRST + timedelta(days=day - 1), amount_cents=euros * EURO, **said | changes
    )


def back(number: int, of: Seen, quantity: int, euros: int) -> Seen:
    return of._replace(line_id=number, returns_id=of.line_id, quantity=-quantity, amount_cents=-euros * EURO)


def points(rule: Rule, *lines: Seen, baseline: Reference | None = None) -> int:
    return target(rule, lines, baseline).points


BANDS = {"steps": (Step(0, 1), Step(10_000 * EURO, 2), Step(50_000 * EURO, 3)), "per": 10 * EURO}


def test_erpnext_33550_a_band_pays_each_part_at_its_own_rate_or_everything_at_it_as_said() -> None:
    """frappe/erpnext#33550: the tier's factor took the whole amount where people expected the part above."""
    sold = line(1, 60_000)
    assert points(rule("bands", bands="marginal", **BANDS), sold) == 1_000 + 2 * 4_000 + 3 * 1_000
    assert points(rule("bands", bands="full", **BANDS), sold) == 3 * 6_000


def test_a_band_begins_at_its_own_figure() -> None:
    for euros, marginal, full in ((9_999, 999, 999), (10_000, 1_000, 2_000), (10_010, 1_002, 2_002)):
        assert points(rule("bands", bands="marginal", **BANDS), line(1, euros)) == marginal
        assert points(rule("bands", bands="full", **BANDS), line(1, euros)) == full


def test_every_threshold_reached_adds_its_bonus_once() -> None:
    asked = rule("threshold", steps=(Step(1_000 * EURO, 100), Step(5_000 * EURO, 400)))
    assert points(asked, line(1, 999)) == 0
    assert points(asked, line(1, 1_000)) == 100
    assert points(asked, line(1, 2_500), line(2, 2_500)) == 500
    assert points(asked, line(1, 50_000)) == 500


def test_units_count_where_the_rule_measures_units() -> None:
    asked = rule("threshold", measure="quantity", steps=(Step(10, 100),))
    assert points(asked, line(1, 0, quantity=9)) == 0
    assert points(asked, line(1, 0, quantity=9), line(2, 0)) == 100


def month(number: int, *months: int) -> list[Seen]:
    return [
        line(number + n, 500)._replace(day=date(2026 + (m - 1) // 12, (m - 1) % 12 + 1, 5))
        for n, m in enumerate(months)
    ]


def test_a_streak_pays_after_so_many_periods_in_a_row_and_begins_anew() -> None:
    asked = rule("streak", times=3, at_least=500 * EURO, points=50)
    assert points(asked, *month(1, 1, 2)) == 0
    assert points(asked, *month(1, 1, 2, 3)) == 50
    assert points(asked, *month(1, 1, 2, 3, 4, 5)) == 50
    assert points(asked, *month(1, 1, 2, 3, 4, 5, 6)) == 100
    assert points(asked, *month(1, 1, 2, 4, 5, 7, 8)) == 0
    assert points(asked, *month(1, 11, 12, 13)) == 50


def test_a_period_below_the_least_breaks_a_streak() -> None:
    asked = rule("streak", times=2, at_least=501 * EURO, points=50)
    assert points(asked, *month(1, 1, 2)) == 0
    assert points(asked, *month(1, 1, 1, 2, 2)) == 50
    assert target(asked, month(1, 1, 1), None).facts == {"run": 1}


def test_distinct_ranges_count_while_something_of_them_is_kept() -> None:
    asked = rule("variety", steps=(Step(2, 20), Step(3, 30)))
    sold = line(1, 10), line(2, 10, range_id=VALVES), line(3, 10, range_id=BOILERS)
    assert points(asked, *sold) == 50
    assert points(asked, *sold, back(4, sold[2], 1, 10)) == 20


def test_two_ranges_pair_on_one_document_or_within_the_period() -> None:
    pair = (frozenset({PUMPS}), frozenset({VALVES, BOILERS}))
    on_document = rule("pair", pair=pair, together="document", points=40)
    within = rule("pair", pair=pair, together="period", points=40)
    together = line(1, 10, document="A"), line(2, 10, document="A", range_id=VALVES)
    apart = line(3, 10, document="B"), line(4, 10, document="C", range_id=BOILERS)
    elsewhere = line(5, 10, document="A", range_id=VALVES, selling_company_id=2), line(6, 10, document="A")
    assert [points(on_document, *lines) for lines in (together, apart, elsewhere)] == [40, 0, 0]
    assert [points(within, *lines) for lines in (together, apart)] == [40, 40]
    assert points(on_document, *together, back(9, together[1], 1, 10)) == 0


def test_more_days_with_an_order_than_before_pay_once() -> None:
    asked = rule("frequency", growth_bp=5_000, points=60)
    before = Reference(order_days=4)
    days = [line(n, 10, day=n) for n in range(1, 7)]
    assert points(asked, *days[:5], baseline=before) == 0
    assert points(asked, *days, baseline=before) == 60
    assert points(asked, *days, baseline=Reference()) == 0
    assert points(asked, *days[:5], line(9, 10, day=5), baseline=before) == 0


def test_a_promised_volume_pays_while_it_is_kept() -> None:
    asked = rule("minimum", points=80)
    sold = line(1, 1_000)
    assert points(asked, sold, baseline=Reference(amount_cents=1_000 * EURO)) == 80
    assert points(asked, sold, back(2, sold, 1, 1), baseline=Reference(amount_cents=1_000 * EURO)) == 0
    assert points(asked, sold) == 0
    assert points(asked._replace(at_least=1_000 * EURO), sold) == 80


def test_growth_pays_on_the_whole_or_on_the_increase_from_the_least_on() -> None:
    whole = rule("growth", growth_bp=1_000, at_least=1_000 * EURO, points=1, per=10 * EURO, growth_on="whole")
    increase = whole._replace(growth_on="increase")
    before = Reference(amount_cents=1_000 * EURO)
    assert points(whole, line(1, 1_099), baseline=before) == 0
    assert points(whole, line(1, 1_100), baseline=before) == 110
    assert points(increase, line(1, 1_100), baseline=before) == 10
    assert points(whole, line(1, 999), baseline=Reference(amount_cents=1)) == 0
    assert points(whole, line(1, 5_000), baseline=None) == 0


def test_only_what_exceeds_the_baseline_earns_in_incremental_mode() -> None:
    asked = rule("per_amount", incremental=True, points=1, per=10 * EURO)
    before = Reference(amount_cents=1_000 * EURO, quantity=3)
    assert points(asked, line(1, 1_000), baseline=before) == 0
    assert points(asked, line(1, 600), line(2, 615), baseline=before) == 21
    assert points(asked, line(1, 600)) == 60
    pieces = rule("per_unit", incremental=True, points=5)
    assert points(pieces, line(1, 0, quantity=5), baseline=before) == 10


def test_what_exceeds_the_baseline_is_multiplied_as_the_periods_lines_are_on_average() -> None:
    asked = rule(
        "per_amount", incremental=True, points=1, per=10 * EURO, weights=Weights(ranges={VALVES: 20_000})
    )
    half = line(1, 1_000), line(2, 1_000, range_id=VALVES)
    assert points(asked, *half, baseline=Reference(amount_cents=1_000 * EURO)) == 150


def test_a_cap_comes_last() -> None:
    asked = rule("per_amount", points=1, per=10 * EURO, cap=150)
    assert points(asked, line(1, 1_000)) == 100
    found = target(asked, [line(1, 1_000), line(2, 1_000)], None)
    assert (found.points, found.figure, found.facts) == (150, 200, {"uncapped": 200})
    assert points(asked, line(1, 1_000, boosts=(20_000,))) == 150


def test_what_a_return_takes_from_below_the_cap_does_not_show_above_it() -> None:
    asked = rule("per_amount", points=1, per=10 * EURO, cap=150)
    first, second = line(1, 1_000), line(2, 1_000, quantity=4)
    assert points(asked, first, second, back(3, second, 2, 500)) == 150
    assert points(asked, first, second, back(3, second, 3, 750)) == 125


def test_a_rule_counts_what_its_scope_allows_on_the_day_of_each_line() -> None:
    asked = rule("threshold", steps=(Step(1_000 * EURO, 100),), scope=Scope(segments=frozenset({"growing"})))
    growing = Who("installer", frozenset({"growing"}))
    assert points(asked, line(1, 600, who=growing), line(2, 600, who=Who("installer"))) == 0
    assert points(asked, line(1, 600, who=growing), line(2, 600, who=growing)) == 100


def test_a_periods_days_are_those_of_the_calendar_within_the_rules_window() -> None:
    asked = rule("threshold", period="quarter")._replace(
        starts_on=date(2026, 2, 10), ends_on=date(2026, 11, 20)
    )
    assert span_of(asked, date(2026, 3, 31)) == (date(2026, 2, 10), date(2026, 3, 31))
    assert span_of(asked, date(2026, 10, 1)) == (FIRST, date(2026, 11, 20))
    assert span_of(asked._replace(period="whole"), FIRST) == (date(2026, 2, 10), date(2026, 11, 20))
    assert calendar_span("year", FIRST) == (date(2026, 1, 1), date(2026, 12, 31))
    assert next_period("quarter", date(2026, 11, 3)) == date(2027, 1, 1)


def test_a_new_version_of_a_period_rule_begins_with_a_period() -> None:
    asked = rule("threshold", period="month")
    assert earliest_start(asked, FIRST) == FIRST
    assert earliest_start(asked, FIRST + timedelta(days=1)) == date(2026, 11, 1)
    assert earliest_start(rule("per_amount", period=""), date(2026, 10, 7)) == date(2026, 10, 7)


@pytest.mark.parametrize(
    ("first", "last", "wanted"),
    [
        ((2026, 1, 1), (2026, 3, 31), ((2025, 1, 1), (2025, 3, 31))),
        ((2028, 2, 1), (2028, 2, 29), ((2027, 2, 1), (2027, 2, 28))),
        ((2029, 2, 1), (2029, 2, 28), ((2028, 2, 1), (2028, 2, 29))),
        ((2024, 6, 1), (9999, 12, 31), ((2023, 6, 1), (2024, 5, 31))),
    ],
)
def test_the_same_days_one_year_before(first: Any, last: Any, wanted: Any) -> None:
    assert span_before(Span(date(*first), date(*last))) == (date(*wanted[0]), date(*wanted[1]))


BY_KIND: dict[str, dict[str, Any]] = {
    "bands": {"bands": "marginal", "steps": (Step(0, 1), Step(3_000, 4)), "per": 500},
    "threshold": {"steps": (Step(2_000, 10), Step(9_000, 90))},
    "streak": {"times": 2, "at_least": 1_500, "points": 25, "period": "month"},
    "variety": {"steps": (Step(2, 20), Step(3, 30))},
    "pair": {"pair": (frozenset({PUMPS}), frozenset({VALVES})), "together": "document", "points": 15},
    "frequency": {"growth_bp": 1_000, "points": 60},
    "minimum": {"points": 80},
    "growth": {"growth_bp": 500, "points": 2, "per": 300, "growth_on": "whole"},
}
RULES = [
    *(rule(kind, **{"period": "whole"} | BY_KIND[kind]) for kind in PERIOD_KINDS),
    rule("bands", **{"period": "whole"} | BY_KIND["bands"] | {"bands": "full"}),
    rule("per_amount", period="whole", points=2, per=300, cap=40, weights=Weights(ranges={VALVES: 15_000})),
    rule("per_unit", period="whole", points=2, incremental=True, weights=Weights(ranges={VALVES: 15_000})),
    rule("per_amount", period="whole", points=3, per=700, incremental=True),
]
HELD = Reference(amount_cents=2_500, quantity=3, order_days=2)
drawn = st.lists(
    st.tuples(
        st.integers(0, 120),
        st.integers(0, 4_000),
        st.integers(1, 4),
        st.sampled_from([PUMPS, VALVES, BOILERS]),
    ),
    max_size=8,
)


def seen(rows: list[tuple[int, int, int, int]]) -> list[Seen]:
    return [
        Seen(n, FIRST + timedelta(days=day), 30, range_id, quantity, cents, document=f"F{day % 3}")
        for n, (day, cents, quantity, range_id) in enumerate(rows, 1)
    ]


@given(drawn, st.sampled_from(RULES), st.integers())
def test_no_order_of_lines_changes_what_a_period_gives(rows: Any, asked: Rule, seed: int) -> None:
    lines = seen(rows)
    shuffled = Random(seed).sample(lines, len(lines))
    assert target(asked, shuffled, HELD) == target(asked, lines, HELD)


@given(drawn, st.sampled_from(RULES))
def test_what_a_period_gives_is_whole_and_never_below_zero(rows: Any, asked: Rule) -> None:
    found = target(asked, seen(rows), HELD)
    assert type(found.points) is int
    assert found.points >= 0


@given(drawn, drawn, st.sampled_from(RULES))
def test_a_sale_and_its_full_return_leave_the_period_as_it_was(rows: Any, more: Any, asked: Rule) -> None:
    kept, gone = seen(rows), [one._replace(line_id=one.line_id + 50) for one in seen(more)]
    returned = [
        one._replace(
            line_id=one.line_id + 50,
            returns_id=one.line_id,
            quantity=-one.quantity,
            amount_cents=-one.amount_cents,
        )
        for one in gone
    ]
    found, wanted = target(asked, [*kept, *gone, *returned], HELD), target(asked, kept, HELD)
    assert (found.points, found.figure) == (wanted.points, wanted.figure)


splittable = [one for one in RULES if one.kind not in ("pair", "streak", "variety", "frequency")]


@given(drawn, st.sampled_from(splittable), st.integers(1, 3))
def test_splitting_a_line_of_a_period_never_gains(rows: Any, asked: Rule, cut: int) -> None:
    parts = []
    for one in seen(rows):
        first = one.quantity * cut // 4
        cents = one.amount_cents * cut // 4
        parts += [
            one._replace(line_id=one.line_id * 2, quantity=first, amount_cents=cents),
            one._replace(
                line_id=one.line_id * 2 + 1,
                quantity=one.quantity - first,
                amount_cents=one.amount_cents - cents,
            ),
        ]
    assert target(asked, parts, HELD).points <= target(asked, seen(rows), HELD).points


@given(drawn, st.integers(0, 30))
def test_marginal_bands_never_pay_less_for_more(rows: Any, more: int) -> None:
    asked, lines = RULES[0], seen(rows)
    extra = Seen(99, FIRST, 30, PUMPS, 1, more * 500)
    assert target(asked, [*lines, extra], None).points >= target(asked, lines, None).points
