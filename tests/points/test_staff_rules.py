"""The rule editor: first a kind, then its own fields; what changes, warnings, boosts, a rule's own page."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from core.clock import now
from core.database import transaction
from points.programme.fields import ALWAYS, FIELDS
from points.programme.files import load_rules
from points.programme.results import given_lately
from points.programme.versions import draft_of, versions
from points.programme.warnings import dear_basket, dear_products, warnings
from points.queries import rules_in_force
from points.rules import KINDS, Scope, Step, Weights
from tests.points.making import TODAY, TOMORROW, YESTERDAY, draft, fact, rule, sell
from tests.points.test_staff_pages import fr
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.chromium import Screen

DOCUMENT = tomllib.loads((Path(__file__).parent / "every_kind.toml").read_text(encoding="utf-8"))
CODES = [table["code"] for table in DOCUMENT["rule"]]


def load() -> None:
    with transaction():
        load_rules(DOCUMENT, now(), "test")


def test_the_kinds_are_offered_with_a_sentence_and_an_example_each(books: Cast, visitor: Browser) -> None:
    page = visitor.as_(books.claire).get("/staff/programme/rules/new")
    assert len(page.all("a.kind-card")) == len(KINDS)
    for kind in KINDS:
        form = visitor.as_(books.claire).get(f"/staff/programme/rules/new?kind={kind}")
        printed = {str(tag["name"]).split("-")[0] for tag in form.all("form.form [name]")}
        assert printed <= ALWAYS | FIELDS[kind] | {"csrf_token"}


@pytest.mark.parametrize("code", CODES)
def test_every_kind_passes_through_the_form_unchanged(books: Cast, visitor: Browser, code: str) -> None:
    load()
    before = draft_of(versions(code)[-1])
    claire = visitor.as_(books.claire)
    form = claire.get(f"/staff/programme/rules/{code}/versions/new")
    page = claire.submit(form, fr("Check the rule"), name_en="Otherwise")
    claire.submit(page, fr("Put the rule in force"))
    after = draft_of(versions(code)[-1])
    assert (after.name_en, len(versions(code))) == ("Otherwise", 2)
    assert after.rule == before.rule._replace(starts_on=after.starts_on)


def test_a_period_rules_next_version_is_offered_for_the_next_period(books: Cast, visitor: Browser) -> None:
    load()
    claire = visitor.as_(books.claire)
    page = claire.get("/staff/programme/rules/threshold/versions/new")
    assert page.the("#starts_on")["value"] == "2026-11-01"
    refused = claire.submit(page, fr("Check the rule"), status=422, starts_on="2026-10-20")
    assert refused.says("2026-11-01")


def test_what_changes_is_said_before_it_does(books: Cast, visitor: Browser) -> None:
    rule()
    claire = visitor.as_(books.claire)
    form = claire.get("/staff/programme/rules/sales/versions/new")
    page = claire.submit(form, fr("Check the rule"), points="3", company_kinds="installer")
    labels = [cell.get_text(strip=True) for cell in page.all("table tbody th")]
    assert labels == [fr("What it gives"), fr("Which sales, and whose")]
    assert page.says(fr("nothing")) or page.says(fr("all of them"))


@pytest.mark.parametrize(
    ("kind", "wrong", "field"),
    [
        ("threshold", {"period": None, "steps-0-at": "5000", "steps-0-points": "200"}, "period"),
        ("threshold", {"period": "month"}, "steps"),
        ("threshold", {"period": "month", "steps-0-at": "abc", "steps-0-points": "2"}, "steps"),
        ("streak", {"period": "month", "points": "5", "times_in_a_row": "1"}, "times_in_a_row"),
        ("pair", {"points": "5"}, "pair_one"),
        ("boost", {"boost_times": "2", "ends_on": ""}, "ends_on"),
        ("boost", {"ends_on": "2026-12-01"}, "boost_times"),
        ("growth", {"period": "month", "points": "1", "per": "10", "growth": "x"}, "growth"),
        ("per_line", {"points": "1", "margins": "thirty 2"}, "margins"),
        ("per_line", {"points": "1", "not_products": "NONE"}, "not_products"),
        ("per_line", {"points": "1", "cap": "50"}, "period"),
    ],
)
def test_a_contradiction_stands_beside_its_field(
    books: Cast, visitor: Browser, kind: str, wrong: dict[str, Any], field: str
) -> None:
    claire = visitor.as_(books.claire)
    form = claire.get(f"/staff/programme/rules/new?kind={kind}")
    said = {"code": "x", "name_fr": "X", "name_en": "X"} | wrong
    page = claire.submit(form, fr("Check the rule"), status=422, **said)
    assert [link["href"] for link in page.all(".error-summary a")] == [f"#{field}"]


def test_a_kind_of_nobodys_is_not_taken(books: Cast, visitor: Browser) -> None:
    claire = visitor.as_(books.claire)
    assert claire.get("/staff/programme/rules/new?kind=magic").all("a.kind-card")
    claire.post("/staff/programme/drafts", status=400, kind="magic")
    claire.get("/staff/programme/rules/nothing", status=404)


def test_a_reward_above_the_margin_is_named_with_its_products(books: Cast) -> None:
    """A point is worth a cent by default: 1 point per 4 cents is 25 % of a sale."""
    dear = draft(per=4).rule
    named = [one.name for one in dear_products(dear, [], TODAY)]
    assert named == []
    named = [one.name for one in dear_products(draft(per=3).rule, [], TODAY)]
    assert named == [books.pac_12.name, books.pac_8.name]
    assert [one.title for one in warnings(draft(per=3, company_kinds=("installer",)).rule, TODAY)]


def test_a_boost_is_held_against_what_it_lifts(books: Cast) -> None:
    plain = draft(per=5).rule
    boost = draft(kind="boost", code="b", points=0, times_bp=20_000, ends_on=TOMORROW).rule
    assert dear_products(plain, [], TODAY) == []
    assert [one.name for one in dear_products(boost, [plain], TODAY)] == [books.pac_12.name, books.pac_8.name]


def test_a_bonus_is_held_against_the_smallest_purchases_that_earn_it(books: Cast) -> None:
    streak = {"kind": "streak", "period": "month", "times": 2, "measure": "quantity", "at_least": 1}
    dear = draft(**streak, code="s", points=1_000_000).rule
    assert dear_basket(dear, TODAY) is None  # nothing was sold yet: no price tells
    sell(fact(books))
    basket = dear_basket(dear, TODAY)
    assert basket is not None
    assert [(good.name, pieces) for good, pieces in basket.goods] == [(books.pac_8.name, 2)]
    assert any(books.pac_8.name in one.text for one in warnings(dear, TODAY))
    assert dear_basket(draft(**streak, code="s", points=1).rule, TODAY) is None


def test_a_price_known_from_sales_holds_a_rule_by_the_piece_against_its_margin(books: Cast) -> None:
    dear = draft(kind="per_unit", points=100_000, per=1).rule
    assert dear_products(dear, [], TODAY) == []
    sell(fact(books))
    assert [one.name for one in dear_products(dear, [], TODAY)] == [books.pac_8.name]


def test_any_purchase_beside_incremental_rules_is_warned_of(books: Cast) -> None:
    rule(incremental=True, period="month")
    plain = draft(code="more").rule
    titles = [one.title for one in warnings(plain, TODAY)]
    assert len(titles) == 2
    narrow = plain._replace(scope=Scope(segments=frozenset({"dormant"})))
    assert warnings(narrow, TODAY) == []


def test_weights_by_tier_treat_accounts_differently(books: Cast) -> None:
    uniform, told = draft().rule, draft().rule._replace(weights=Weights(tiers={"gold": 12_000}))
    assert len(warnings(uniform, TODAY)) == 1
    assert warnings(told, TODAY) == []


def test_a_rules_page_says_what_it_gave_lately_before_it_ends(books: Cast, visitor: Browser) -> None:
    rule()
    rule(code="month", kind="threshold", period="month", points=0, per=1, steps=(Step(1, 7),))
    sell(fact(books))
    ids = {one.code: one.id for one in rules_in_force()}
    assert given_lately({ids["sales"]}, now()).points == 300
    page = visitor.as_(books.claire).get("/staff/programme/rules/sales")
    assert page.says("300")
    assert page.has_button(fr("End “%(name)s” tonight", name="Vos ventes"))


def test_boosts_stand_on_a_page_of_their_own(books: Cast, visitor: Browser) -> None:
    said = {"kind": "boost", "points": 0, "times_bp": 20_000}
    rule(code="now", name_fr="En cours", ends_on=TOMORROW, **said)
    rule(code="soon", name_fr="À venir", starts_on=TOMORROW, ends_on=TOMORROW, **said)
    rule(code="gone", name_fr="Passé", ends_on=YESTERDAY, **said)
    claire = visitor.as_(books.claire)
    page = claire.get("/staff/programme/boosts")
    assert [cell.get_text(strip=True) for cell in page.all("tbody th")] == [
        "En cours",
        "À venir",
        "Passé",
    ]
    assert not claire.get("/staff/programme").says("En cours")


@pytest.mark.browser
def test_the_editors_pages_have_no_barrier(books: Cast, screen: Screen) -> None:
    load()
    paths = ["programme", "programme/boosts", "programme/rules/new", "programme/rules/boost"]
    paths += [f"programme/rules/{code}/versions/new" for code in ("amount", "bands", "pair", "referral")]
    assert screen.enter(books.claire).faults(*(f"/staff/{path}" for path in paths)) == []
