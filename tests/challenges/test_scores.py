"""A score is the same whatever the order, and no way of writing sales down gains anything."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from challenges.document.parts import METRICS, Caps, Counts, Metric, Teams
from challenges.rules.customers import customers
from challenges.rules.facts import Facts, Own, Sale, Span, why_not
from challenges.rules.score import course, reached, replay, scored
from challenges.rules.teams_score import Member, team_course
from tests.challenges.facts import (
    FIRST,
    LAST,
    Everything,
    back,
    game,
    quote,
    sale,
    training,
    versions,
)

ONE_DAY = timedelta(days=1)
days = st.integers(-3, 16).map(lambda n: FIRST + timedelta(days=n))
sales = st.builds(
    lambda day, cents, units, product: sale(day, cents, units, product_id=product, range_id=1 + product % 2),
    days,
    st.integers(1, 100_000),
    st.integers(1, 9),
    st.integers(1, 4),
)
some_sales = st.lists(sales, max_size=12)
metrics = st.builds(
    Metric, st.sampled_from(sorted(METRICS)), st.integers(1, 5), st.integers(1, 500), fewest=st.integers(1, 3)
)
caps = st.builds(Caps, st.just(0), st.integers(0, 5_000), st.integers(0, 20_000))
facts = st.builds(
    lambda sold, quoted, trained, own: Facts(sold, quoted, trained, own),
    some_sales,
    st.lists(st.builds(quote, days, st.booleans()), max_size=6),
    st.lists(st.builds(training, days), max_size=3),
    st.one_of(st.none(), st.builds(Own, st.integers(1, 10**6), st.integers(1, 10**6))),
)


def final(document, facts, **more):
    found = scored(1, course(versions(document), facts, **more))
    return (found.score, found.reached_on) if found else (0, None)


@given(facts, st.lists(metrics, min_size=1, max_size=5), caps, st.randoms(use_true_random=False))
def test_no_order_of_the_facts_changes_a_score(found: Facts, kinds, cap: Caps, random: Random):
    document = game(*kinds, caps=cap)
    shuffled = replace(
        found,
        sales=random.sample(list(found.sales), len(found.sales)),
        quotes=random.sample(list(found.quotes), len(found.quotes)),
    )
    assert final(document, found) == final(document, shuffled)
    assert replay(versions(document), found) == replay(versions(document), shuffled)


@given(facts, st.lists(metrics, min_size=1, max_size=5), caps)
def test_what_each_fact_brought_adds_up_to_the_score(found: Facts, kinds, cap: Caps):
    document = game(*kinds, caps=cap)
    told = replay(versions(document), found)
    assert sum(one.brought for one in told.counted) == told.score == max(told.score, 0)
    assert (scored(1, told.days) or scored(1, [])) == scored(1, course(versions(document), found))
    everything = len(found.sales) + len(found.quotes) + len(found.trainings)
    assert len(told.counted) + len(told.uncounted) == everything


@given(facts, sales, st.lists(metrics, min_size=1, max_size=5), caps)
def test_a_sale_that_came_back_whole_was_never_made(found: Facts, one: Sale, kinds, cap: Caps):
    document = game(*kinds, caps=cap)
    gone = back(one, one.quantity, one.amount_cents)
    assert final(document, replace(found, sales=[*found.sales, gone])) == final(document, found)


@given(some_sales, st.integers(1, 9), st.sampled_from(["amount", "quantity", "margin", "points"]), caps)
def test_splitting_a_line_never_gains(others, parts: int, kind: str, cap: Caps):
    whole = sale(FIRST, 9_000, 9, document="ONE", points=90)
    shares = [
        sale(FIRST, 9_000 // 9 * n, n, document="ONE", points=10 * n, margin_cents=250 * n)
        for n in ((9 - parts + 1, *[1] * (parts - 1)) if parts > 1 else (9,))
    ]
    document = game(Metric(kind, 3, 700), caps=replace(cap, line=25))
    split = final(document, Facts([*others, *shares]))[0]
    assert split <= final(document, Facts([*others, whole]))[0]


def test_a_line_cap_holds_for_all_lines_of_one_document_and_product():
    document = game(caps=Caps(line=1_000))
    one, other = sale(cents=800, document="F1"), sale(cents=800, document="F1")
    assert final(document, Facts([one, other])) == (1_000, FIRST)
    apart = sale(cents=800, document="F1", product_id=2)
    assert final(document, Facts([one, other, apart])) == (1_800, FIRST)


@given(some_sales, st.integers(1, 5_000), st.integers(1, 20_000))
def test_caps_bound_each_day_and_all_days(sold, day: int, total: int):
    document = game(caps=Caps(day=day, total=total))
    went = course(versions(document), Facts(sold))
    before = 0
    for stood in went:
        assert stood.score - before <= day
        before = stood.score
    assert before <= min(total, day * len(went))


@given(some_sales, sales)
def test_a_sale_more_never_lowers_a_score_of_sales(sold, more: Sale):
    document = game(Metric("amount", 2, 100), Metric("products", 50), Metric("active_days", 10))
    assert final(document, Facts([*sold, more]))[0] >= final(document, Facts(sold))[0]


def test_each_metric_counts_what_it_says():
    sold = [
        sale(FIRST, 10_000, 2, product_id=1, range_id=1, points=30, margin_cents=4_000),
        sale(FIRST, 5_000, 1, product_id=2, range_id=1, points=15, margin_cents=-500),
        sale(FIRST + ONE_DAY, 2_500, 1, product_id=1, range_id=2, points=7, margin_cents=100),
    ]
    wanted = {
        "amount": 17_500,
        "quantity": 4,
        "margin": 3_600,
        "points": 52,
        "products": 2,
        "ranges": 2,
        "active_days": 2,
        "training": 2,
        "conversion": 3_333,
        "attainment": 17_500 * 10_000 // 20_000,
        "growth": 7_500 * 10_000 // 10_000,
    }
    quoted = [quote(won=True), quote(), quote()]
    found = Facts(sold, quoted, [training(), training()], Own(20_000, 10_000))
    for kind, value in wanted.items():
        assert final(game(Metric(kind, fewest=3)), found)[0] == value, kind
    assert final(game(Metric("conversion", fewest=4)), found)[0] == 0


def test_weighted_metrics_give_points_of_the_game_in_whole_numbers():
    document = game(Metric("amount", 2, 1_000), Metric("new_customers", 50), Metric("training", 5))
    sold = [sale(cents=1_999, line_id=7), sale(cents=1_999)]
    found = Facts(sold, (), [training()], None, {("new_customers", 0): frozenset({7})})
    assert document.unit == "game"
    assert final(document, found)[0] == 3 * 2 + 50 + 5


def test_a_loss_lowers_a_score_of_margin_but_never_below_zero():
    document = game(Metric("margin", 1, 100), Metric("quantity", 1, 2))
    assert final(document, Facts([sale(margin_cents=-50, units=4)]))[0] == 1
    assert final(document, Facts([sale(margin_cents=-5_000, units=4)])) == (0, None)


def test_growth_below_the_baseline_is_no_growth_and_no_loss():
    document = game(Metric("growth", 1, 100), Metric("quantity", 5))
    assert final(document, Facts([sale(cents=100)], own=Own(500, 500)))[0] == 5


def test_a_week_is_held_against_its_share_of_the_target():
    document = game(Metric("attainment"))
    found = Facts([sale(cents=700)], own=Own(1_400, 1_400))
    assert final(document, found)[0] == 5_000
    assert final(document, found, span=Span(FIRST, FIRST + timedelta(days=6)))[0] == 10_000


def test_a_score_was_reached_when_it_last_rose_to_what_it_is():
    sold = [sale(FIRST, 300), sale(FIRST + ONE_DAY, 200), sale(FIRST + 3 * ONE_DAY, 900)]
    assert final(game(), Facts(sold)) == (1_400, FIRST + 3 * ONE_DAY)
    gone = back(sold[2], 1, 900)
    assert final(game(), Facts([*sold[:2], gone])) == (500, FIRST + ONE_DAY)
    assert final(game(caps=Caps(total=250)), Facts(sold)) == (250, FIRST)
    falling = [quote(FIRST, True), quote(FIRST + ONE_DAY, True), quote(FIRST + 2 * ONE_DAY)]
    assert final(game(Metric("conversion", fewest=1)), Facts(quotes=falling)) == (6_666, FIRST)


def test_a_step_is_reached_on_the_day_from_which_on_it_held():
    went = course(versions(game()), Facts([sale(FIRST, 300), sale(FIRST + 2 * ONE_DAY, 300)]))
    assert reached(went, 300) == FIRST
    assert reached(went, 301) == FIRST + 2 * ONE_DAY
    assert reached(went, 601) is None


@pytest.mark.parametrize(
    ("reason", "one"),
    [
        ("product", sale(product_id=9, range_id=9)),
        ("strategic", sale()),
        ("sale_kind", sale(strategic=True, sale_kind="sell_in")),
        ("excluded", sale(product_id=3, strategic=True)),
        ("undated", sale(strategic=True, invoiced_on=None)),
        ("before", sale(FIRST - ONE_DAY, strategic=True)),
        ("after", sale(LAST + ONE_DAY, strategic=True)),
        ("reviewed", sale(strategic=True, line_id=77)),
        ("returned", sale(strategic=True, left=0)),
        ("", sale(strategic=True)),
        ("", sale(LAST, strategic=True)),
    ],
)
def test_every_sale_that_does_not_count_has_its_reason(reason: str, one: Sale):
    counts = Counts(("PUMPS",), (), ("X",), strategic=True, sale_kind="sell_out", date="invoiced")
    made = versions(replace(game(), counts=counts), scope=Everything((1,)))
    made = [replace(made[0], excluded=frozenset({3}))]
    assert why_not(made, one, Span(FIRST, LAST), frozenset({77})) == reason


def test_each_sale_is_judged_by_the_version_of_its_day():
    first = game(caps=Caps(day=500))
    second = replace(first, caps=Caps(day=800), last=LAST + 7 * ONE_DAY)
    made = versions(first, second, since=(FIRST + 2 * ONE_DAY,))
    sold = [sale(FIRST, 900), sale(FIRST + 2 * ONE_DAY, 900), sale(LAST + 3 * ONE_DAY, 100)]
    assert course(made, Facts(sold))[-1].score == 500 + 800 + 100
    assert course(made, Facts(sold), Span(FIRST, LAST))[-1].score == 500 + 800


def test_a_weight_that_was_amended_judges_only_what_comes_after_it():
    first = game(Metric("amount", 1, 100))
    second = replace(first, metrics=(Metric("amount", 3, 100),))
    made = versions(first, second, since=(FIRST + ONE_DAY,))
    assert course(made, Facts([sale(FIRST, 250), sale(FIRST + ONE_DAY, 250)]))[-1].score == 2 + 6


CHEZ = {"seller_id": 1, "buyer_id": 5}


def brought(sold, before=(), quiet: int = 30):
    made = versions(game(Metric("new_customers"), Metric("reactivated", quiet_days=quiet)))
    found = customers(made, made[0].metrics, sold, {(1, 5): before}, Span(FIRST, LAST))
    return found["new_customers", 0], found["reactivated", quiet]


def test_a_new_customer_counts_once_for_the_first_sale_of_the_first_day():
    late, early = sale(FIRST + ONE_DAY, **CHEZ), sale(FIRST, key="b", line_id=1, **CHEZ)
    twin = sale(FIRST, key="a", line_id=2, **CHEZ)
    assert brought([late, early, twin])[0] == {2}
    assert brought([late, early, back(twin, 1, 100)])[0] == {1}
    assert brought([late, early, twin], before=[FIRST - 900 * ONE_DAY])[0] == frozenset()


def test_a_buyer_that_was_silent_for_long_enough_is_reactivated_once():
    early, late = sale(FIRST, line_id=1, **CHEZ), sale(FIRST + 9 * ONE_DAY, line_id=2, **CHEZ)
    assert brought([early, late], before=[FIRST - 31 * ONE_DAY])[1] == {1}
    assert brought([early, late], before=[FIRST - 30 * ONE_DAY])[1] == frozenset()
    assert brought([early, late])[1] == frozenset()
    assert brought([early, late], before=[FIRST - 3 * ONE_DAY], quiet=8)[1] == {2}


def test_whoever_comes_back_with_a_sale_that_does_not_count_is_still_back():
    valve = sale(FIRST, line_id=1, product_id=9, range_id=9, **CHEZ)
    pump = sale(FIRST + ONE_DAY, line_id=2, **CHEZ)
    made = versions(replace(game(Metric("new_customers")), counts=Counts(("PUMPS",))), scope=Everything((1,)))
    found = customers(made, made[0].metrics, [valve, pump], {}, Span(FIRST, LAST))
    assert found["new_customers", 0] == {2}


def test_teams_of_different_sizes_compare_by_sum_by_mean_or_by_their_best():
    whole = Span(FIRST, LAST)
    went = {
        person: course(versions(game()), Facts([sale(FIRST + person * ONE_DAY, cents)]))
        for person, cents in ((1, 900), (2, 500), (3, 101))
    }
    present = dict.fromkeys((1, 2, 3), 14)

    def last(teams: Teams, present=present):
        return team_course(teams, went, present, whole)[-1]

    assert last(Teams(compare="sum")) == (FIRST + 3 * ONE_DAY, 1_501)
    assert last(Teams(compare="mean")).score == 500
    assert last(Teams(compare="best", best=2)).score == 1_400
    assert last(Teams(compare="mean"), {**present, 3: 7}).score == 1_501 * 14 // 35


def test_membership_is_cut_to_the_window():
    assert Member(1, FIRST - ONE_DAY).within(Span(FIRST, LAST)) == Span(FIRST, LAST)
    assert Member(1, FIRST, FIRST).within(Span(FIRST + ONE_DAY, LAST)) is None
    assert Member(1, date(2026, 10, 20), date(2026, 12, 1)).within(Span(FIRST, LAST)) == Span(
        date(2026, 10, 20), LAST
    )
