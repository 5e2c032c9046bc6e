"""What a sale would bring, and what is missing: the same figures as when the sale is made."""

import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask_babel import force_locale
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from accounts.identity import Visitor, visitor_for
from accounts.models import Company
from core.clock import clock, now
from core.database import session, transaction
from points.earning import counting, periods
from points.earning.facts import SaleFact
from points.earning.lines import earn
from points.earning.progress import progress
from points.earning.reckoning import Reckoning
from points.programme.files import load_rules
from points.programme.simulator import Wished, simulate, usual_price
from points.rules import Rule, Step
from points.rules.period import Reference, target
from points.rules.seen import Seen
from points.sentences.next_steps import missing
from tests.points.making import TODAY, TOMORROW, YESTERDAY, fact, rule, sell
from tests.support.browser import Browser, plain
from tests.support.cast import START, Cast, Member
from tests.support.chromium import Screen

DOCUMENT = tomllib.loads((Path(__file__).parent / "every_kind.toml").read_text(encoding="utf-8"))
BONUS: dict[str, Any] = {"kind": "threshold", "period": "month", "points": 0, "per": 1}


def settled(cast: Cast, *facts: SaleFact) -> dict[int, int]:
    """What sales really give, wallet by wallet."""
    with transaction():
        reckoning = Reckoning(TODAY)
        earned = earn(facts, START, "test", reckoning)
        later = periods.settle(earned.touched, START, "test", reckoning)
    return {
        wallet: earned.points.get(wallet, 0) + later.get(wallet, 0) for wallet in {*earned.points, *later}
    }


@pytest.mark.parametrize(("quantity", "cents"), [(1, 300_000), (12, 99_999), (3, 6_000_000)])
def test_the_simulator_promises_what_the_sale_then_gives(books: Cast, quantity: int, cents: int) -> None:
    with transaction():
        load_rules(DOCUMENT, now(), "test")
    settled(books, fact(books, 1, quantity=8, amount_cents=1_500_000))
    promised = simulate(as_visitor(books.karim), Wished(books.pac_8.id, quantity, cents), TODAY)
    given = settled(
        books, fact(books, 2, quantity=quantity, amount_cents=cents, margin_bp=3_000, strategic=True)
    )
    assert promised.mine == given[books.karim.wallet_id] > 0
    assert promised.company == given.get(books.merel.wallet_id, 0)


def as_visitor(member: Member) -> Visitor:
    found = visitor_for(member.token)
    assert found
    return found


def test_a_purchase_brings_the_buying_company_its_points(books: Cast) -> None:
    rule(code="buys", beneficiary="buying_company", points=2)
    rule()
    bought = simulate(as_visitor(books.theo), Wished(books.pac_8.id, 1, 100_000, purchase=True), TODAY)
    assert (bought.mine, bought.company) == (0, 200)


def test_boosts_and_what_they_lift_are_named_apart(books: Cast) -> None:
    rule()
    rule(code="boost", name_en="Double", kind="boost", points=0, times_bp=20_000, ends_on=TOMORROW)
    found = simulate(as_visitor(books.karim), Wished(books.pac_8.id, 1, 100_000), TODAY)
    assert [(one.rule.code, one.points) for one in found.brings] == [("sales", 100), ("boost", 100)]


def test_the_usual_price_is_the_last_years_mean(books: Cast) -> None:
    assert usual_price(books.pac_8.id, TODAY) is None
    sell(fact(books, 1, quantity=1, amount_cents=300_000), fact(books, 2, quantity=3, amount_cents=1_000_000))
    assert usual_price(books.pac_8.id, TODAY) == 325_000
    assert usual_price(books.pac_8.id, TODAY + timedelta(days=366)) is None


def test_what_is_missing_comes_from_ones_own_sales_of_the_period(books: Cast) -> None:
    rule(**BONUS, steps=(Step(500_000, 200), Step(1_000_000, 300)))
    settled(books, fact(books, 1), fact(books, 2, sold_on=date(2026, 9, 30), amount_cents=900_000))
    settled(books, fact(books, 3, rep_id=books.lea.id, amount_cents=900_000))
    (mine,) = progress(as_visitor(books.karim), Reckoning(TODAY), TODAY)
    assert (mine.before.figure, mine.more) == (300_000, 0)
    with force_locale("en"):
        told = missing(mine.rule, mine.before)
    assert told
    assert plain(told.sentence) == "€2,000 to go for 200 points."


@pytest.mark.parametrize("rows", [1, 2, 5_000])
def test_ones_own_sales_count_however_many_are_read_at_once(
    books: Cast, monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    monkeypatch.setattr(counting, "ROWS", rows)
    rule(**BONUS, steps=(Step(500_000, 200), Step(1_000_000, 300)))
    sold = [fact(books, 9), fact(books, 2, sold_on=YESTERDAY), fact(books, 3, sold_on=TODAY), fact(books, 4)]
    settled(books, *sold, fact(books, 5, rep_id=books.lea.id))
    (mine,) = progress(as_visitor(books.karim), Reckoning(TODAY, everybody=False), TODAY)
    assert mine.before.figure == 4 * 300_000


def test_the_programme_counts_each_sale_of_every_company_one_sold_for(books: Cast, visitor: Browser) -> None:
    rule(**BONUS, steps=(Step(1_000_000, 200),))
    settled(books, fact(books, 1))
    karim = visitor.as_(books.karim)
    assert karim.get("/programme").says("7 000 €")
    settled(books, fact(books, 2, selling_company_id=books.sanelec.id))
    assert karim.get("/programme").says("4 000 €")
    with transaction():
        session.execute(update(Company).where(Company.id == books.sanelec.id).values(prospect=True))
    assert karim.get("/programme").says("7 000 €")


def test_what_a_company_still_lacks_is_its_managers_to_see(books: Cast, visitor: Browser) -> None:
    rule(**BONUS, beneficiary="selling_company", steps=(Step(500_000, 200),))
    settled(books, fact(books, 1))
    assert visitor.as_(books.nadia).get("/programme").says("2 000 €")
    assert not visitor.as_(books.karim).get("/programme").says("2 000 €")
    asked = f"/programme/simulator?product={books.pac_8.id}&quantity=1&amount=1000"
    assert visitor.as_(books.nadia).get(asked).says("1 000 € pour")
    assert not visitor.as_(books.karim).get(asked).says("1 000 € pour gagner")


def test_nothing_is_missing_once_everything_is_reached(books: Cast) -> None:
    rule(**BONUS, steps=(Step(100_000, 200),))
    settled(books, fact(books, 1))
    (mine,) = progress(as_visitor(books.karim), Reckoning(TODAY), TODAY)
    assert missing(mine.rule, mine.before) is None


STEPS = st.lists(
    st.tuples(st.integers(1, 10**6), st.integers(1, 500)),
    min_size=1,
    max_size=4,
    unique_by=lambda one: one[0],
)


@given(STEPS, st.integers(0, 10**6))
def test_what_is_said_to_be_missing_is_what_brings_the_next_bonus(
    steps: list[tuple[int, int]], sold: int
) -> None:
    bonus = Rule(
        1, "x", 1, "threshold", "rep", date.min, period="month", steps=tuple(Step(*s) for s in sorted(steps))
    )
    before = target(bonus, [_line(sold)])
    coming = next((step for step in bonus.steps if step.at > sold), None)
    if coming is None:
        return
    left = coming.at - sold
    assert target(bonus, [_line(sold), _line(left - 1, 2)]).points == before.points
    assert target(bonus, [_line(sold), _line(left, 2)]).points == before.points + coming.points


@given(st.integers(1, 10**7), st.integers(0, 5_000), st.integers(0, 10**7))
def test_growth_begins_exactly_where_it_is_said_to(before: int, growth: int, sold: int) -> None:
    grows = Rule(
        1, "x", 1, "growth", "rep", date.min, points=1, period="month", growth_bp=growth, growth_on="whole"
    )
    found = target(grows, [_line(sold)], Reference(before))
    goal = -(-before * (10_000 + growth) // 10_000)
    assert bool(found.points) == (sold >= goal)


def _line(cents: int, line_id: int = 1) -> Seen:
    return Seen(line_id, date(2026, 10, 1), 1, 1, 1, cents)


def test_the_simulator_answers_by_address_alone_and_by_htmx(books: Cast, visitor: Browser) -> None:
    rule()
    karim = visitor.as_(books.karim)
    page = karim.get("/programme/simulator")
    assert not page.all("#brings .numeral")
    address = f"/programme/simulator?product={books.pac_8.id}&quantity=10&amount=1234,50"
    for found in (karim.get(address), karim.fragment(address)):
        assert plain(found.all(".numeral")[0].get_text(" ")) == "123 pts"
    assert not karim.fragment(address).is_whole


@pytest.mark.parametrize(
    "asked", ["quantity=0", "quantity=many", "quantity=1&amount=free", "quantity=1", "quantity=1&amount=-5"]
)
def test_what_cannot_be_simulated_is_said(books: Cast, visitor: Browser, asked: str) -> None:
    rule()
    page = visitor.as_(books.karim).get(f"/programme/simulator?product={books.pac_8.id}&{asked}")
    assert page.all("#brings .notice")
    assert not page.all("#brings .numeral")


def test_the_amount_is_the_usual_price_where_none_is_typed(books: Cast, visitor: Browser) -> None:
    rule()
    sell(fact(books, 1))
    page = visitor.as_(books.lea).get(f"/programme/simulator?product={books.pac_8.id}&quantity=2")
    assert plain(page.all(".numeral")[0].get_text(" ")) == "600 pts"


def test_the_programme_counts_down_boosts_and_says_what_is_missing(books: Cast, visitor: Browser) -> None:
    rule(**BONUS, name_fr="Cap du mois", steps=(Step(500_000, 200),))
    rule(code="boost", name_fr="Double", kind="boost", points=0, times_bp=20_000, ends_on=TOMORROW)
    rule(code="theirs", name_fr="Pour eux", kind="boost", points=0, times_bp=20_000, ends_on=TOMORROW,
         company_kinds=("installer",))  # fmt: skip
    settled(books, fact(books, 1))
    page = visitor.as_(books.karim).get("/programme")
    assert page.says("2 000 €")
    assert page.the("time[data-until]")["data-until"] == "2026-10-16T22:00:00Z"
    assert page.says("Double")
    assert not page.says("Pour eux")


def test_the_rules_can_be_printed_in_both_languages(books: Cast, visitor: Browser) -> None:
    rule(name_fr="Vos ventes", name_en="Your sales")
    rule(code="later", name_fr="Bientôt", starts_on=TOMORROW)
    for member in (books.karim, books.claire):
        page = visitor.as_(member).get("/programme/rules")
        assert page.says("Vos ventes")
        assert not page.says("Bientôt")
    assert clock.now() == START


@pytest.mark.browser
def test_the_programmes_pages_have_no_barrier(books: Cast, screen: Screen) -> None:
    with transaction():
        load_rules(DOCUMENT, now(), "test")
    asked = f"/programme/simulator?product={books.pac_8.id}&quantity=3&amount=9000"
    assert screen.enter(books.karim).faults("/programme", "/programme/rules", asked) == []
