"""The members' pages: what I hold, why, and nobody else's."""

import csv
import io

import pytest

from core.clock import clock
from points.ledger.history import PAGE
from tests.points.making import TOMORROW, YESTERDAY, fact, give, hold, rule, sell
from tests.support.browser import Browser, Page, plain
from tests.support.cast import START, Cast


def amounts(page: Page) -> list[str]:
    """The movements on a page."""
    return [plain(tag.get_text()) for tag in page.all("details.explain .row-value")]


def test_a_member_sees_balance_holds_and_the_reason_for_each_point(books: Cast, visitor: Browser) -> None:
    rule()
    sell(fact(books, 1, document="FA-48211"))
    hold(books.karim.wallet_id, 50, "order")
    page = visitor.as_(books.karim).get("/points")
    assert plain(page.the(".numeral").get_text(" ")) == "250 pts"
    assert amounts(page) == ["−50", "+300"]
    assert page.says("FA-48211")
    assert page.says(f"{books.pac_8.name}")
    assert page.says("= 300 points")


def test_a_member_without_points_is_told_what_brings_them(books: Cast, visitor: Browser) -> None:
    page = visitor.as_(books.karim).get("/points")
    assert page.all(".empty a[href='/sales/claims/new']")


def test_movements_can_be_narrowed_to_a_kind(books: Cast, visitor: Browser) -> None:
    give(books.karim.wallet_id, 100, "o")
    hold(books.karim.wallet_id, 30, "order")
    karim = visitor.as_(books.karim)
    assert amounts(karim.get("/points?only=orders")) == ["−30"]
    assert amounts(karim.get("/points?only=earned")) == ["+100"]
    assert karim.get("/points?only=won").all(".empty a[href='/points']")
    assert amounts(karim.get("/points?only=nonsense")) == ["−30", "+100"]


def test_older_movements_follow_by_a_link_and_by_htmx(books: Cast, visitor: Browser) -> None:
    for number in range(PAGE + 5):
        give(books.karim.wallet_id, 1 + number, f"o:{number}")
    karim = visitor.as_(books.karim)
    first = karim.get("/points")
    older = str(first.the("a[hx-get]")["href"])
    assert len(amounts(first)) == PAGE
    assert amounts(karim.get(older)) == amounts(karim.fragment(older)) == ["+5", "+4", "+3", "+2", "+1"]


def test_a_manager_sees_the_companys_points_and_a_rep_does_not(books: Cast, visitor: Browser) -> None:
    give(books.merel.wallet_id, 900, "o")
    assert amounts(visitor.as_(books.nadia).get("/points/company")) == ["+900"]
    assert amounts(visitor.as_(books.nadia).get("/points")) == []
    assert amounts(visitor.as_(books.paula).get("/points/company")) == []
    visitor.as_(books.karim).get("/points/company", status=403)
    visitor.as_(books.karim).get("/points/company/history.csv", status=403)


@pytest.mark.parametrize("path", ["/points", "/points/history.csv", "/programme"])
def test_staff_hold_no_points(books: Cast, visitor: Browser, path: str) -> None:
    visitor.as_(books.claire).get(path, status=403)


def test_the_history_can_be_taken_away_as_a_table(books: Cast, visitor: Browser) -> None:
    rule()
    sell(fact(books, 1, document='=HYPERLINK("x")'))
    hold(books.karim.wallet_id, 50, "order")
    page = visitor.as_(books.karim).get("/points/history.csv")
    assert page.headers["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(io.StringIO(page.html.lstrip("\ufeff"))))
    assert [row[4] for row in rows[1:]] == ["-50", "300"]
    assert rows[2][3] == '\'=HYPERLINK("x")'


def test_expired_points_are_gone_from_the_page_before_the_job_ran(books: Cast, visitor: Browser) -> None:
    give(books.karim.wallet_id, 40, "o", YESTERDAY)
    give(books.karim.wallet_id, 2, "p", TOMORROW)
    page = visitor.as_(books.karim).get("/points")
    assert plain(page.the(".numeral").get_text(" ")) == "2 pts"
    assert clock.now() == START


def test_the_programme_shows_the_rules_that_are_meant_for_me(books: Cast, visitor: Browser) -> None:
    rule(name_fr="Vos ventes")
    rule(code="soon", name_fr="Bientôt", starts_on=TOMORROW)
    rule(code="trade", name_fr="Installateurs seulement", company_kinds=("installer",))
    page = visitor.as_(books.karim).get("/programme")
    assert page.says("Vos ventes")
    assert page.says("Bientôt")
    assert not page.says("Installateurs seulement")
    assert visitor.as_(books.ines).get("/programme").says("Installateurs seulement")


def test_a_programme_without_rules_says_so(books: Cast, visitor: Browser) -> None:
    assert visitor.as_(books.karim).get("/programme").all(".empty")
