"""The staff's pages: rules in versions, the books, corrections by hand."""

from typing import Any

import pytest
from flask_babel import force_locale, gettext

from core.database import session
from points.models import EarningRule, LedgerTransaction
from points.programme.versions import draft_of, versions
from tests.points.making import TODAY, TOMORROW, YESTERDAY, draft, fact, give, held, rule, sell
from tests.support.browser import Browser, Page, plain
from tests.support.cast import Cast


def fr(words: str, **facts: Any) -> str:
    """Words as the page prints them."""
    with force_locale("fr"):
        return plain(gettext(words, **facts))


NEW: dict[str, Any] = {
    "code": "club",
    "name_fr": "Club",
    "name_en": "Club",
    "points": "2",
    "per": "12,50",
    "starts_on": TOMORROW.isoformat(),
}


def write(browser: Browser, page: Page, **fields: Any) -> Page:
    """Check a rule, then put it in force."""
    checked = browser.submit(page, fr("Check the rule"), **fields)
    assert session.query(EarningRule).filter_by(code=fields.get("code", "sales")).count() <= 1
    return browser.submit(checked, fr("Put the rule in force"))


def test_a_rule_is_checked_then_put_in_force(books: Cast, visitor: Browser) -> None:
    claire = visitor.as_(books.claire)
    form = claire.get("/staff/programme/rules/new?kind=per_amount")
    page = write(claire, form, **NEW, product_times=f"{books.pac_8.code} 1,5", **{"times-0-times": "2"})
    assert page.says("Club")
    found = draft_of(versions("club")[0])
    assert (found.rule.points, found.rule.per, found.rule.kind) == (2, 1_250, "per_amount")
    assert found.rule.weights.products == {books.pac_8.id: 15_000}
    assert list(found.rule.weights.ranges.values()) == [20_000]


def test_the_next_version_starts_from_what_the_newest_says(books: Cast, visitor: Browser) -> None:
    rule(range_times={books.pumps.id: 15_000}, company_kinds=("installer",))
    claire = visitor.as_(books.claire)
    page = write(claire, claire.get("/staff/programme/rules/sales/versions/new"), points="3")
    assert page.says("3 points")
    assert draft_of(versions("sales")[1]) == draft(
        points=3, range_times={books.pumps.id: 15_000}, company_kinds=("installer",), starts_on=TOMORROW
    )
    assert versions("sales")[0].ends_on == TODAY


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": "Not A Code"},
        {"code": ""},
        {"points": "0"},
        {"per": "ten"},
        {"per": "0"},
        {"times-0-times": "-1"},
        {"product_times": "UNKNOWN 2"},
        {"starts_on": "2026-02-30"},
        {"ends_on": YESTERDAY.isoformat()},
    ],
)
def test_what_is_wrong_with_a_rule_is_said_beside_its_field(
    books: Cast, visitor: Browser, wrong: dict[str, Any]
) -> None:
    claire = visitor.as_(books.claire)
    form = claire.get("/staff/programme/rules/new?kind=per_amount")
    page = claire.submit(form, fr("Check the rule"), status=422, **{**NEW, **wrong})
    assert page.all(".error-summary li")
    assert versions("club") == []


def test_a_version_may_not_rewrite_past_days(books: Cast, visitor: Browser) -> None:
    rule()
    claire = visitor.as_(books.claire)
    form = claire.get("/staff/programme/rules/sales/versions/new")
    page = claire.submit(form, fr("Check the rule"), status=422, points="9", starts_on=YESTERDAY.isoformat())
    assert page.all(".error-summary li")
    assert len(versions("sales")) == 1


def test_a_new_rule_may_not_take_the_code_of_another(books: Cast, visitor: Browser) -> None:
    rule()
    claire = visitor.as_(books.claire)
    form = claire.get("/staff/programme/rules/new?kind=per_amount")
    page = claire.submit(form, fr("Check the rule"), status=422, **{**NEW, "code": "sales"})
    assert page.all(".error-summary a[href='#code']")


def test_the_sentence_follows_what_is_typed(books: Cast, visitor: Browser) -> None:
    claire = visitor.as_(books.claire)
    said = claire.post("/staff/programme/preview", **NEW, kind="per_amount", beneficiary="rep")
    assert plain("12,50 €") in said.text
    assert "<html" not in said.html
    unfinished = claire.post("/staff/programme/preview", **{**NEW, "kind": "per_amount", "per": ""})
    assert "12,50" not in unfinished.text


def test_a_rule_can_be_ended_tonight(books: Cast, visitor: Browser) -> None:
    rule()
    claire = visitor.as_(books.claire)
    page = claire.get("/staff/programme/rules/sales")
    claire.submit(page, fr("End “%(name)s” tonight", name="Vos ventes"))
    assert versions("sales")[0].ends_on == TODAY


def test_the_programme_tells_current_coming_and_past_rules_apart(books: Cast, visitor: Browser) -> None:
    rule(code="old", name_fr="Ancienne", ends_on=YESTERDAY)
    rule(name_fr="Actuelle")
    rule(code="soon", name_fr="Bientôt", starts_on=TOMORROW)
    page = visitor.as_(books.claire).get("/staff/programme")
    assert [plain(tag.get_text()) for tag in page.all("h2")][:2] == ["Actuelle", "Bientôt"]
    assert "Ancienne" in plain(page.the("table").get_text(" "))


def test_the_books_balance_on_the_page(books: Cast, visitor: Browser) -> None:
    rule()
    sell(fact(books))
    give(books.lea.wallet_id, 50, "o")
    page = visitor.as_(books.claire).get("/staff/programme/balances")
    foot = [plain(cell.get_text()) for cell in page.all("tfoot td")]
    assert foot == ["350", "350"]
    found = visitor.as_(books.claire).get("/staff/programme/balances?q=karim&kind=person")
    assert found.says(books.karim.name)
    assert not found.says(books.lea.name)


def test_the_balances_can_be_taken_away_as_a_table(books: Cast, visitor: Browser) -> None:
    give(books.lea.wallet_id, 50, "o")
    page = visitor.as_(books.claire).get("/staff/programme/balances.csv?kind=person")
    assert f'"{books.lea.code}","{books.lea.name}",50,0,0,0' in page.html


def test_a_correction_is_written_read_and_undone(books: Cast, visitor: Browser) -> None:
    claire, wallet = visitor.as_(books.claire), books.karim.wallet_id
    page = claire.get(f"/staff/programme/wallets/{wallet}")
    page = claire.submit(page, fr("Check the correction"), points="150", reason="Facture oubliée")
    assert held(wallet) == (0, 0)
    page = claire.submit(page, fr("Write the correction"))
    assert held(wallet) == (150, 0)
    assert visitor.as_(books.karim).get("/points").says("Facture oubliée")
    page = claire.submit(page, fr("Undo the correction"), reason="Doublon")
    assert held(wallet) == (0, 0)
    assert not page.has_button(fr("Undo the correction"))


def test_a_correction_sent_twice_counts_once(books: Cast, visitor: Browser) -> None:
    claire, wallet = visitor.as_(books.claire), books.karim.wallet_id
    page = claire.get(f"/staff/programme/wallets/{wallet}")
    page = claire.submit(page, fr("Check the correction"), points="150", reason="Facture oubliée")
    for _ in range(2):
        claire.submit(page, fr("Write the correction"))
    assert held(wallet) == (150, 0)


@pytest.mark.parametrize(
    "wrong", [{"points": "0"}, {"points": "-5"}, {"points": "many"}, {"points": "5", "reason": ""}]
)
def test_a_correction_that_cannot_be_is_refused_beside_its_field(
    books: Cast, visitor: Browser, wrong: dict[str, Any]
) -> None:
    claire, wallet = visitor.as_(books.claire), books.karim.wallet_id
    page = claire.get(f"/staff/programme/wallets/{wallet}")
    fields = {"reason": "Facture oubliée", **wrong}
    assert claire.submit(page, fr("Check the correction"), status=422, **fields).all(".error-summary li")
    assert session.query(LedgerTransaction).count() == 0


def test_only_corrections_can_be_undone_by_hand(books: Cast, visitor: Browser) -> None:
    number = give(books.karim.wallet_id, 50, "o")
    claire = visitor.as_(books.claire)
    claire.post(f"/staff/programme/corrections/{number}/reversal", status=404, reason="why not")
    claire.post("/staff/programme/corrections/999999/reversal", status=404, reason="why not")
    claire.get("/staff/programme/wallets/999999", status=404)
    claire.get("/staff/programme/rules/nothing/versions/new", status=404)


PAGES = (
    "/staff/programme",
    "/staff/programme/rules/new",
    "/staff/programme/boosts",
    "/staff/programme/balances",
)


@pytest.mark.parametrize("path", PAGES)
def test_only_administrators_see_the_programmes_back_office(books: Cast, visitor: Browser, path: str) -> None:
    for member in (books.hugo, books.nadia, books.karim):
        visitor.as_(member).get(path, status=403)
