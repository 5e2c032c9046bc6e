"""A challenge's forecast: the worked figures of the owner's documents, and what cannot be approved."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from challenges.rules.forecast import (
    GrowthUnjustified,
    Inputs,
    Loss,
    TooGenerous,
    approvable,
    euros,
    figures,
    percent,
    sound,
)

#: N1: 5 000 000 € → 6 250 000 € for 250 000 €, of which 200 000 € in rewards.
N1 = Inputs(
    baseline_cents=500_000_000,
    growth_bp=2_500,
    margin_bp=2_500,
    generosity_bp=2_000,
    points=20_000_000,
    worth_cents=1_000,
    technology_cents=2_000_000,
    animation_cents=1_800_000,
    charges_cents=1_200_000,
    why="The range is new.",
)


def test_the_worked_example_comes_out_to_the_cent() -> None:
    found = figures(N1)
    assert (found.additional_cents, found.after_cents) == (125_000_000, 625_000_000)
    assert (found.cost_cents, found.ratio_bp) == (25_000_000, 50_000)
    assert (found.net_cents, found.share_bp) == (100_000_000, 2_000)
    assert N1.plain()["rewards_cents"] == 20_000_000
    assert N1.plain()["other_cents"] == 5_000_000


@pytest.mark.parametrize(
    ("margin_bp", "net", "approved"),
    [(1_500, -6_250_000, False), (2_000, 0, True), (2_500, 6_250_000, True), (3_000, 12_500_000, True)],
)
def test_margin_decides_and_not_revenue(margin_bp: int, net: int, approved: bool) -> None:
    said = replace(N1, margin_bp=margin_bp)
    assert figures(said).net_margin_cents == net
    assert (approvable(said) == []) is approved


def test_a_loss_says_where_it_breaks_even() -> None:
    refused = approvable(replace(N1, margin_bp=1_500))[0]
    assert isinstance(refused, Loss)
    assert str(refused) == (
        "On margin this challenge loses 62\u202f500\u202f€: it cannot be approved. It breaks even at "
        "33,34\u202f% of growth, or at a cost of 187\u202f500\u202f€."
    )


def test_break_even_of_the_worked_example() -> None:
    assert figures(replace(N1, margin_bp=2_000)).break_even_bp == 2_500
    assert figures(N1).break_even_bp == 2_000


def test_more_than_the_usual_growth_asks_for_a_reason() -> None:
    assert [type(one) for one in sound(replace(N1, why=" "))] == [GrowthUnjustified]
    assert sound(N1) == sound(replace(N1, why="", growth_bp=2_000)) == []


def test_rewards_stay_within_the_limit_that_was_set() -> None:
    assert figures(N1).generosity_bp == 1_600
    assert approvable(replace(N1, generosity_bp=1_600)) == []
    assert [type(one) for one in approvable(replace(N1, generosity_bp=1_599))] == [TooGenerous]


def test_nothing_to_divide_by_is_no_figure() -> None:
    nothing = Inputs(0, 0, 0, 0, 0, 0)
    found = figures(nothing)
    assert (found.ratio_bp, found.return_bp, found.break_even_bp, found.share_bp) == (None,) * 4
    assert approvable(nothing) == []
    assert len(approvable(replace(nothing, points=1000, worth_cents=100))) == 2


def test_figures_in_sentences() -> None:
    assert (euros(6_250_000), euros(150), euros(0)) == ("62\u202f500\u202f€", "1,50\u202f€", "0\u202f€")
    assert (percent(2_500), percent(750), percent(3_334)) == ("25\u202f%", "7,5\u202f%", "33,34\u202f%")


money, rate = st.integers(0, 10**11), st.integers(0, 20_000)


@given(
    st.builds(
        Inputs, money, rate, st.integers(0, 10_000), rate, st.integers(0, 10**8), st.integers(0, 10**5), money
    )
)
def test_at_its_break_even_growth_a_challenge_loses_nothing_and_a_point_below_it_gains_nothing(
    said: Inputs,
) -> None:
    found = figures(said)
    if found.break_even_bp is None:
        return
    # a basis point of growth is worth so many cents of margin: the rounding of both divisions
    rounding = 1 + said.margin_bp // 10_000
    assert figures(replace(said, growth_bp=found.break_even_bp)).net_margin_cents >= -rounding
    if found.break_even_bp:
        assert figures(replace(said, growth_bp=found.break_even_bp - 1)).net_margin_cents <= 0
