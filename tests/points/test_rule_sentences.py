"""Every kind of rule in words, with the figures of its own example; every movement says why."""

import re
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale

from points.programme.fields import sample
from points.rules import KINDS, LINE_KINDS, Rule, Scope, Step, Weights
from points.sentences.examples import example
from points.sentences.movements import sentences
from points.sentences.phrases import period_name
from points.sentences.rule import rule_sentence
from points.sentences.spoken import printed
from points.sentences.words import Words
from tests.points.making import TODAY, rule
from tests.support.browser import plain
from tests.support.cast import Cast

PUMPS, CONTROLS = 10, 11
WORDS = Words(
    {1: "PAC 8", 2: "PAC 12"},
    {PUMPS: "Pumps", CONTROLS: "Controls"},
    {},
    {},
    {"dormant": "Dormant"},
    {"silver": "Silver", "gold": "Gold"},
)
NEW_YEAR = date(2026, 1, 1)


def made(kind: str, **said: Any) -> Rule:
    """A version of a rule of a kind."""
    return Rule(
        **{
            "id": 1,
            "code": "x",
            "version": 1,
            "kind": kind,
            "beneficiary": "rep",
            "starts_on": NEW_YEAR,
            **said,
        }
    )


BANDS = {"period": "quarter", "per": 10_000, "steps": (Step(1_000_000, 1), Step(5_000_000, 2))}
PAIR = {"points": 150, "pair": (frozenset({PUMPS}), frozenset({CONTROLS}))}
QUARTER = {"period": "quarter", "beneficiary": "buying_company"}
SAID: list[tuple[Rule, str, str]] = [
    (made("per_line", points=2), "2 points per invoice line", "an invoice with one line = 2 points."),
    (
        made("per_amount", points=1, per=1_000, incremental=True, period="month"),
        "Only what exceeds the reference of the month earns",
        "€10,000 a year before, €12,500 of sales now = 250 points.",
    ),
    (
        made("bands", bands="marginal", **BANDS),
        "each part at its own rate: nothing up to €10,000; 1 point for every €100 from €10,000 to €50,000; "
        "2 points for every €100 beyond €50,000.",
        "€75,000 of sales = 400 + 500 = 900 points.",
    ),
    (
        made("bands", bands="full", **BANDS),
        "earns the rate of the band reached",
        "€75,000 of sales = 1,500 points.",
    ),
    (
        made("threshold", period="month", steps=(Step(500_000, 200), Step(1_000_000, 300))),
        "Each month, the person who sells gets 200 points from €5,000 of sales on and 300 points more",
        "€10,000 of sales = 200 + 300 = 500 points.",
    ),
    (
        made("streak", period="month", times=3, points=400, at_least=100_000),
        "400 points for 3 months in a row with €1,000 of sales or more",
        "6 months in a row = 2 × 400 = 800 points.",
    ),
    (
        made("variety", steps=(Step(3, 100), Step(5, 200)), **QUARTER),
        "100 points for 3 different ranges and 200 points more for 5",
        "5 ranges = 100 + 200 = 300 points.",
    ),
    (
        made("pair", together="document", **PAIR),
        "for each invoice that holds Pumps and Controls together",
        "three such invoices = 450 points.",
    ),
    (
        made("pair", together="period", period="month", **PAIR),
        "once Pumps and Controls both appear",
        "one invoice with Pumps, another with Controls = 150 points.",
    ),
    (
        made("frequency", points=150, growth_bp=2_500, **QUARTER),
        "150 points for 25% more days with an order",
        "10 days with an order a year before, 13 now = 150 points.",
    ),
    (
        made("minimum", points=300, at_least=800_000, **QUARTER),
        "once the volume they have committed to is reached",
        "€8,000 committed to and reached = 300 points.",
    ),
    (
        made("growth", points=1, per=1_000, growth_bp=1_000, growth_on="whole", **QUARTER),
        "on the whole period, from +10% over their reference on",
        "€10,000 a year before, €12,000 of purchases now = 1,200 points.",
    ),
    (
        made("growth", points=1, per=1_000, growth_bp=1_000, growth_on="increase", **QUARTER),
        "on the increase over their reference, from +10% on",
        "€10,000 a year before, €12,000 of purchases now = 200 points.",
    ),
    (
        made("boost", times_bp=15_000, ends_on=TODAY),
        "From 1 January 2026 to 15 October 2026, the points of the person who sells count × 1.5.",
        "a sale that brings 120 points brings 180.",
    ),
    (
        made("boost", points=5, each="unit", ends_on=TODAY),
        "each piece brings the person who sells 5 points more",
        "7 pieces = 35 points more.",
    ),
    (
        made("action", points=50, act="training"),
        "Training attended: 50 points for the person",
        "confirmed it.",
    ),
    (
        made("seniority", points=50),
        "Each year in the programme brings",
        "after five years, 250 points in all.",
    ),
    (made("welcome", points=50, hours=24), "Joining within 24 hours of the launch", "50 points."),
    (
        made("referral", points=50, referrer_points=90),
        "they get 50 points and you get 90 points",
        "90 points.",
    ),
]


@pytest.mark.parametrize(("said", "words", "ends"), SAID, ids=lambda one: getattr(one, "kind", ""))
def test_a_rule_says_what_it_gives_and_reckons_an_example(
    app: Flask, said: Rule, words: str, ends: str
) -> None:
    text = plain(rule_sentence(said, WORDS, "en"))
    assert words in text
    assert text.endswith(ends)


def test_every_kind_is_said(app: Flask) -> None:
    assert {one.kind for one, _, _ in SAID} >= set(KINDS) - {"per_amount", "per_unit"}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"scope": Scope(range_ids=frozenset({PUMPS}), product_ids=frozenset({1}))},
            "It counts for Pumps and PAC 8 only.",
        ),
        ({"scope": Scope(not_product_ids=frozenset({2}))}, "Not counted: PAC 12."),
        ({"scope": Scope(strategic=True)}, "Only strategic products count."),
        ({"scope": Scope(sale_kind="sell_in")}, "Only what the manufacturer itself invoices counts."),
        ({"scope": Scope(segments=frozenset({"dormant"}))}, "the segment “Dormant”"),
        ({"scope": Scope(tiers=frozenset({"gold", "silver"}))}, "the tier Gold or Silver"),
        ({"weights": Weights(strategic=15_000)}, "× 1.5 for strategic products"),
        ({"weights": Weights(tiers={"gold": 12_000})}, "× 1.2 for the tier Gold"),
        (
            {"weights": Weights(margins=((3_000, 15_000),))},
            "Some products count × 1.5: the simulator says which.",
        ),
        (
            {"weights": Weights(strategic=15_000, tiers={"gold": 12_000})},
            "These figures multiply each other.",
        ),
        ({"cap": 500, "period": "month"}, "It gives each member 500 points a month at most."),
        ({"ends_on": TODAY}, "From 1 January 2026 to 15 October 2026."),
    ],
)
def test_every_option_is_said(app: Flask, changes: dict[str, Any], words: str) -> None:
    assert words in plain(rule_sentence(made("per_unit", points=5, **changes), WORDS, "en"))


def test_members_do_not_read_the_sponsors_margins(app: Flask) -> None:
    said = made("per_unit", points=5, weights=Weights(margins=((3_717, 15_000),)))
    assert "37" not in rule_sentence(said, WORDS, "en") + rule_sentence(said, WORDS, "fr")


@pytest.mark.parametrize("kind", KINDS)
def test_french_and_english_say_the_same_figures(app: Flask, kind: str) -> None:
    """Figures only: words differ, and French writes ×, decimals and thousands its own way."""
    said = sample(kind)._replace(ends_on=TODAY, starts_on=NEW_YEAR)
    found = {}
    for language in ("fr", "en"):
        with force_locale(language):
            text = rule_sentence(said, WORDS) + example(said, WORDS)
        found[language] = sorted(re.findall(r"\d+", re.sub(r"(?<=\d)[\u202f\u00a0,](?=\d{3})", "", text)))
    assert found["fr"] == found["en"]
    assert rule_sentence(said, WORDS, "fr") != rule_sentence(said, WORDS, "en")


def test_what_a_period_gave_is_explained_with_what_was_given_before(app: Flask) -> None:
    month = made("threshold", period="month", steps=(Step(1, 5),))
    words = WORDS._replace(rules={1: month}, names={1: "The month's mark"})
    facts = {
        "rule": 1,
        "period": ["2026-10-01", "2026-10-31"],
        "total": 1_500,
        "before": 1_000,
        "figure": 5_200_000,
    }
    with force_locale("en"):
        told = [plain(one) for one in sentences(facts, words)]
    assert told[0] == "In October 2026, €52,000 of sales = 1,500 points"
    assert told[1] == "1,000 were given before: 500 more now."


def test_a_return_says_what_comes_back_and_what_is_owed(app: Flask) -> None:
    facts = {
        "product": 1,
        "quantity": 2,
        "line": 7,
        "back": [[5, 1, 300, 0, 100, 0, 200, 0, 0], [6, 1, 9, 0, 9, 0, 0, 0, 0]],
    }
    with force_locale("en"):
        told = [plain(one) for one in sentences(facts, WORDS, 5)]
    assert told[:2] == ["Return of 2 × PAC 8.", "The points of the returned sale come back: 300 points."]
    assert told[2].startswith("200 of them were spent already: they are owed")


def test_a_repayment_and_a_confirmation_say_so(app: Flask) -> None:
    words = WORDS._replace(names={1: "Your sales"})
    with force_locale("en"):
        (repaid,) = sentences({"owed": 50, "left": 20}, WORDS)
        confirmed = sentences({"sold": "2026-10-01", "by_rule": [[1, 30]]}, words)
    assert plain(repaid).endswith("still owed: 20 points.")
    assert [plain(one) for one in confirmed] == [
        "Sold on 1 October 2026; confirmed now, yours to spend.",
        "30 points by “Your sales”.",
    ]


@pytest.mark.parametrize(
    ("first", "last", "name"),
    [
        (date(2026, 2, 1), date(2026, 2, 28), "In February 2026"),
        (date(2026, 7, 1), date(2026, 9, 30), "In the 3rd quarter of 2026"),
        (date(2026, 1, 1), date(2026, 12, 31), "In 2026"),
        (date(2026, 2, 3), date(2026, 2, 28), "From 3 February 2026 to 28 February 2026"),
    ],
)
def test_periods_have_names(app: Flask, first: date, last: date, name: str) -> None:
    with force_locale("en"):
        assert period_name(first, last) == name


def test_the_terms_print_what_is_in_force_on_a_day(books: Cast) -> None:
    rule(name_en="Your sales")
    rule(code="over", name_en="Over", ends_on=date(2026, 6, 30))
    assert [name for name, _ in printed(TODAY, "en")] == ["Your sales"]
    assert [name for name, _ in printed(date(2026, 6, 30), "en")] == ["Over", "Your sales"]
    assert set(LINE_KINDS) == {"per_amount", "per_unit", "per_line"}
