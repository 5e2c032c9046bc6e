"""Each month of a wallet: it adds up, names the rules, belongs to its owner, and is a tagged PDF."""

import re
import zlib
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from accounts.models import Person
from core import printing
from core.clock import clock
from core.database import session, transaction
from points.ledger import actions, confirming
from points.models import EarningRule, LedgerTransaction
from points.statements import monthly
from tests.points.making import give, hold, rule, sell
from tests.points.returning import later, programme, returned, sale, take_back
from tests.support.browser import Browser
from tests.support.cast import START, Cast
from tests.support.stage import Stage

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)


def adds_up(told: monthly.Statement) -> bool:
    return told.opening + sum(n for _, n in told.earned) + sum(told.groups.values()) == told.closing


def unpacked(pdf: bytes) -> bytes:
    """Every stream of a PDF that can be read as text, and what stands between them."""
    found = [pdf]
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            found.append(zlib.decompress(stream))
        except zlib.error:
            found.append(stream)
    return b"".join(found)


def busy(cast: Cast) -> int:
    """A month with a bit of everything for Karim; his wallet."""
    karim = cast.karim.wallet_id
    rule()
    give(karim, 50, "o")
    sell(sale(cast, 1))
    sell(second := sale(cast, 2))
    hold(karim, 120, "order")
    with transaction():
        actions.spend("order", "order:spent", START, "test")
    hold(karim, 60, "another")
    with transaction():
        actions.give_back("another", "another:back", START, "test")
    take_back(returned(second, 3, 1))
    return karim


def test_a_month_adds_up_and_names_what_gave_the_points(books: Cast) -> None:
    karim = busy(books)
    told = monthly.statement(karim, OCTOBER, START)
    assert [points for _rule, points in told.earned] == [600]
    assert told.groups == {"openings": 50, "orders": -120, "returned": -100}
    assert (told.opening, told.closing, told.running) == (0, 430, True)
    assert adds_up(told)


def test_a_month_begins_where_the_one_before_ended(books: Cast) -> None:
    karim = busy(books)
    clock.freeze(later(40))
    give(karim, 5, "later")
    october, november = (monthly.statement(karim, month, clock.now()) for month in (OCTOBER, NOVEMBER))
    assert (november.opening, november.groups, november.last) == (october.closing, {}, date(2026, 11, 24))
    assert monthly.months_of(karim, clock.now()) == [NOVEMBER, OCTOBER]


def test_points_confirmed_stand_under_the_rule_that_gave_them(books: Cast) -> None:
    programme(confirm="delay", confirm_days=30)
    number = rule()
    sell(sold := sale(books))
    take_back(returned(sold, 2, 1))
    clock.freeze(later(30))
    with transaction():
        confirming.confirm_due(clock.now())
    told = monthly.statement(books.karim.wallet_id, NOVEMBER, clock.now())
    assert told.earned == [(number, 200)]
    assert adds_up(told)


@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    moves=st.lists(
        st.tuples(st.sampled_from(["earn", "give", "hold", "back"]), st.integers(0, 70)), max_size=12
    )
)
def test_any_months_add_up(cast: Cast, stage: Stage, moves: list[tuple[str, int]]) -> None:
    stage.written = True
    stage.put_back("cast")
    clock.freeze(START)
    rule()
    karim, held = cast.karim.wallet_id, []
    for n, (what, days) in enumerate(moves, 1):
        at = later(days)
        clock.freeze(at)
        if what == "earn":
            sell(sale(cast, n), at=at)
        elif what == "give" or (what == "hold" and not monthly.months_of(karim, at)):
            with transaction():
                actions.add_opening(karim, 10 + n, f"o:{n}", at, "test")
        elif what == "hold":
            try:
                hold(karim, 5, f"hold:{n}", at)
                held.append(f"hold:{n}")
            except Exception:
                session.rollback()
        elif held:
            with transaction():
                actions.give_back(name := held.pop(), f"{name}:back", at, "test")
    clock.freeze(later(80))
    balance = 0
    for month in reversed(monthly.months_of(karim, clock.now())):
        told = monthly.statement(karim, month, clock.now())
        assert told.opening == balance
        assert adds_up(told)
        balance = told.closing
    stage.written = True
    stage.put_back("cast")


def test_a_member_opens_a_month_and_takes_it_away_as_pdf(books: Cast, visitor: Browser) -> None:
    busy(books)
    karim = visitor.as_(books.karim)
    assert karim.get("/points").all("a[href='/points/statements']")
    months = karim.get("/points/statements")
    page = karim.get("/points/statements/2026-10")
    assert months.says("Octobre 2026")
    assert [page.says(words) for words in ("430", "Vos ventes", "−120")] == [True] * 3
    if not printing.available():
        pytest.skip("this machine has no Pango")
    for member, closing in ((books.karim, "430"), (books.nadia, "0")):
        assert visitor.as_(member).get("/points/statements/2026-10").says(closing)
        answer = visitor.as_(member).client.get("/points/statements/2026-10.pdf")
        assert answer.mimetype == "application/pdf"
        assert answer.data.startswith(b"%PDF-")
        inside = unpacked(answer.data)
        words = (b"/StructTreeRoot", b"pdfuaid:part", b"/Lang (fr)", b"Bricolage")
        assert [word in inside for word in words] == [True] * 4


def test_a_companys_months_are_for_its_manager(books: Cast, visitor: Browser) -> None:
    give(books.merel.wallet_id, 70, "o")
    nadia = visitor.as_(books.nadia)
    assert nadia.get("/points/company/statements").says("Octobre 2026")
    assert nadia.get("/points/company/statements/2026-10").says("70")
    visitor.as_(books.karim).get("/points/company/statements", status=403)


def test_what_moved_since_and_what_is_held_stand_on_the_page(books: Cast, visitor: Browser) -> None:
    karim = visitor.as_(books.karim)
    give(books.karim.wallet_id, 70, "o")
    assert not karim.get("/points/statements/2026-10").says("−20")
    hold(books.karim.wallet_id, 20, "order")
    page = karim.get("/points/statements/2026-10")
    assert [page.says(words) for words in ("−20", "50", "20 pts")] == [True] * 3


def test_a_months_name_and_its_buttons_speak_the_readers_language(books: Cast, visitor: Browser) -> None:
    months = "/points/statements/2026-10"
    assert visitor.as_(books.karim).get(months).says("Octobre 2026")
    with transaction():
        session.execute(update(Person).where(Person.id == books.karim.id).values(language="en"))
    page = visitor.as_(books.karim).get(months)
    assert [page.says(words) for words in ("October 2026", "Print the statement", "Beside it")] == [True] * 3


def test_a_renamed_rule_is_named_anew(books: Cast, visitor: Browser) -> None:
    number = rule()
    sell(sale(books))
    karim = visitor.as_(books.karim)
    assert karim.get("/points/statements/2026-10").says("Vos ventes")
    with transaction():
        session.execute(update(EarningRule).where(EarningRule.id == number).values(name_fr="Vos pompes"))
    assert karim.get("/points/statements/2026-10").says("Vos pompes")


def test_months_without_movements_are_there_once_something_moved(books: Cast, visitor: Browser) -> None:
    give(books.karim.wallet_id, 70, "o")
    clock.freeze(later(40))
    assert visitor.as_(books.karim).get("/points/statements/2026-11").says("70")
    visitor.as_(books.karim).get("/points/statements/2026-09", status=404)
    visitor.as_(books.lea).get("/points/statements/2026-10", status=404)
    assert visitor.as_(books.lea).get("/points/statements/2026-11").says("0")


def test_more_movements_than_are_read_at_once_add_up(books: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(monthly, "AT_ONCE", 1)
    assert monthly.statement(busy(books), OCTOBER, START).closing == 430


@pytest.mark.parametrize("month", ["2026-09", "2026-13", "2026-11", "nothing", "0000-01", "99999-01"])
def test_a_month_that_was_not_is_not_there(books: Cast, visitor: Browser, month: str) -> None:
    give(books.karim.wallet_id, 70, "o")
    visitor.as_(books.karim).get(f"/points/statements/{month}", status=404)
    visitor.as_(books.karim).get(f"/points/statements/{month}.pdf", status=404)


def test_without_its_component_the_page_says_so_and_offers_to_print(
    books: Cast, visitor: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(books.karim.wallet_id, 70, "o")
    monkeypatch.setattr(printing, "_engine", lambda: None)
    page = visitor.as_(books.karim).get("/points/statements/2026-10")
    assert page.all("[data-print]")
    assert not page.all("a[href$='.pdf']")
    visitor.as_(books.karim).get("/points/statements/2026-10.pdf", status=404)
    assert session.query(LedgerTransaction).count() == 1
