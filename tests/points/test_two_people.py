"""Corrections above the limit: one administrator asks, another decides, on the page and from the shell."""

import pytest
from sqlalchemy import select

from core import audit
from core.audit import AuditLine
from core.database import session, transaction
from home import decisions
from points.ledger import corrections
from points.ledger.corrections import AlreadyDecided, AnswerMissing, OwnRequest
from points.models import CorrectionRequest
from tests.points.making import held
from tests.points.returning import programme
from tests.points.test_staff_pages import fr
from tests.support.browser import Browser
from tests.support.cast import START, Cast
from tests.support.shell import Shell

SECOND = "person:999"


def ask(cast: Cast, points: int = 500, reference: str = "c") -> int:
    with transaction():
        corrections.ask(cast.karim.wallet_id, points, "Salon", reference, START, cast.claire.actor)
    return session.scalars(select(CorrectionRequest.id).where(CorrectionRequest.reference == reference)).one()


def state(number: int) -> str:
    session.rollback()
    return session.scalars(select(CorrectionRequest.state).where(CorrectionRequest.id == number)).one()


def verbs() -> list[str]:
    said = select(AuditLine.verb).where(AuditLine.verb.like("points.%correct%"))
    return list(session.scalars(said.order_by(AuditLine.id)))


def test_what_is_asked_moves_nothing_until_another_approves(books: Cast) -> None:
    number = ask(books)
    assert ask(books) == number
    assert held(books.karim.wallet_id) == (0, 0)
    with pytest.raises(OwnRequest), transaction():
        corrections.approve(number, START, books.claire.actor)
    with transaction():
        corrections.approve(number, START, SECOND)
    assert held(books.karim.wallet_id) == (500, 0)
    with pytest.raises(AlreadyDecided), transaction():
        corrections.approve(number, START, SECOND)
    assert verbs() == ["points.ask_correction", "points.correct", "points.approve_correction"]


def test_a_refusal_needs_a_word_and_writes_nothing(books: Cast) -> None:
    number = ask(books)
    with pytest.raises(AnswerMissing), transaction():
        corrections.turn_down(number, " ", START, SECOND)
    with pytest.raises(OwnRequest), transaction():
        corrections.turn_down(number, "no", START, books.claire.actor)
    with transaction():
        corrections.turn_down(number, "Counted before", START, SECOND)
    assert (state(number), held(books.karim.wallet_id)) == ("refused", (0, 0))


def test_a_correction_sent_again_is_audited_once(books: Cast) -> None:
    for _ in range(3):
        with transaction():
            corrections.correct(books.karim.wallet_id, 5, "why", "c", START, "person:1")
    for _ in range(3):
        with transaction():
            corrections.reverse("c", "why not", "u", START, "person:1")
    said = select(AuditLine.verb).where(AuditLine.actor == "person:1").order_by(AuditLine.id)
    rows = session.scalars(said).all()
    assert rows == ["points.correct", "points.reverse"]


def test_above_the_limit_the_page_asks_and_today_shows_it(books: Cast, visitor: Browser) -> None:
    programme(correction_limit=100)
    claire, wallet = visitor.as_(books.claire), books.karim.wallet_id
    page = claire.get(f"/staff/programme/wallets/{wallet}")
    page = claire.submit(page, fr("Check the correction"), points="101", reason="Salon de Lyon")
    assert page.says("101")
    page = claire.submit(page, fr("Ask for the correction"))
    assert held(wallet) == (0, 0)
    assert page.says("Salon de Lyon")
    assert [one.path for one in decisions.waiting(START)] == ["/staff/programme/corrections"]
    assert decisions.count() == 1
    page = claire.get("/staff/programme/corrections")
    assert not page.has_button(fr("Approve the correction"))
    asked = session.scalars(select(CorrectionRequest)).one()
    claire.post(f"/staff/programme/corrections/requests/{asked.id}/approval", follow=False, status=303)
    assert state(asked.id) == "asked"


def test_the_second_person_decides_on_the_page(books: Cast, visitor: Browser) -> None:
    with transaction():
        corrections.ask(books.karim.wallet_id, 500, "Salon", "c", START, SECOND)
    claire = visitor.as_(books.claire)
    page = claire.get("/staff/programme/corrections")
    claire.submit(page, fr("Approve the correction"))
    assert held(books.karim.wallet_id) == (500, 0)


def test_small_corrections_need_one_person(books: Cast, visitor: Browser) -> None:
    programme(correction_limit=100)
    claire, wallet = visitor.as_(books.claire), books.karim.wallet_id
    page = claire.get(f"/staff/programme/wallets/{wallet}")
    page = claire.submit(page, fr("Check the correction"), points="100", reason="Salon de Lyon")
    claire.submit(page, fr("Write the correction"))
    assert held(wallet) == (100, 0)


def test_the_shell_decides_in_the_name_of_another_administrator(books: Cast, shell: Shell) -> None:
    number = ask(books)
    assert "MEREL" not in shell("points", "corrections", "list").output
    own = shell("points", "corrections", "approve", number, "--as", books.claire.email, code=1)
    assert "somebody else" in own.errors
    nobody = shell("points", "corrections", "approve", number, "--as", books.hugo.email, code=1)
    assert "no administrator" in nobody.errors
    shell("points", "corrections", "refuse", 99, "--as", books.claire.email, "--why", "x", code=1)
    assert state(number) == "asked"
    with transaction():
        corrections.ask(books.lea.wallet_id, 70, "Salon", "d", START, audit.by(999))
    other = session.scalars(select(CorrectionRequest.id).where(CorrectionRequest.reference == "d")).one()
    shell("points", "corrections", "approve", other, "--as", books.claire.email)
    assert held(books.lea.wallet_id) == (70, 0)
