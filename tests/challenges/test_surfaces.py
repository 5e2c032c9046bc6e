"""One rank on every surface, and a pseudonym stays one on every surface that others see."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, update

from accounts.models import Person
from challenges import actions
from challenges.document.parts import Team, Teams
from challenges.life import rounds, television
from challenges.pages import board_card
from challenges.proof import exporting
from core import printing
from core.clock import clock, day_start
from core.database import session, transaction
from core.outbox import Mail
from leaderboard.models import Score
from notifications.models import Notice
from notifications.post import Message, tell
from tests.challenges.certifying import finish
from tests.challenges.documents import document
from tests.challenges.launching import launch
from tests.challenges.selling import Sale, bring
from tests.support.browser import Browser
from tests.support.cast import START, Cast, Member

TODAY = date(2026, 10, 14)


@pytest.fixture
def board(cast: Cast) -> int:
    """Paula's colleague leads, Karim is second, Léa third; Karim goes by his club name."""
    clock.freeze(START)
    with transaction():
        session.execute(
            update(Person)
            .where(Person.id.in_([cast.karim.id, cast.lea.id, cast.bruno.id]))
            .values(shows_name=False)
        )
        session.execute(update(Person).where(Person.id == cast.karim.id).values(pseudonym="Renard Bleu"))
        made = actions.save_draft(replace(document(), open_names=False), START, "shell")
        launch(made, START)
    rounds.move_due(START)
    bring(
        Sale(cast.sanelec.id, cast.bruno.id, cast.pac_8.id, 9, TODAY),
        Sale(cast.merel.id, cast.karim.id, cast.pac_8.id, 5, TODAY),
        Sale(cast.merel.id, cast.lea.id, cast.pac_8.id, 2, TODAY),
    )
    rounds.refresh_open(START)
    return made


def screen(made: int) -> str:
    """The address of a television."""
    with transaction():
        return television.make(made, "Accueil", "fr", START, "person:1")


def test_every_surface_tells_the_same_rank(cast: Cast, visitor: Browser, shell: Any, board: int):
    karim, claire = visitor.as_(cast.karim), visitor.as_(cast.claire)
    for path in (
        "/",
        "/challenges",
        "/challenges/autumn",
        "/challenges/autumn/board",
        "/challenges/autumn/proof",
    ):
        assert re.search(r"\b2\s?e\b|\b2\b", visitor.as_(cast.karim).get(path).text), path
    assert "Pourquoi suis-je 2" in karim.get("/challenges/autumn/proof").text
    assert karim.get("/challenges/autumn/board").the(".is-me").get_text(" ").split()[0] == "2"
    assert karim.get("/challenges/autumn/weeks/1").the(".is-me").get_text(" ").split()[0] == "2"
    rows = claire.get("/staff/challenges/autumn/standings.csv").html.splitlines()[1:]
    assert [row.split(",")[0] for row in rows] == ["1", "2", "3"]
    told = shell("challenges", "standings", "autumn", "--format", "csv").lines[1:]
    assert [line.split(",")[:2] for line in told] == [["1", "BRUNO"], ["2", "KARIM"], ["3", "LEA"]]
    made = exporting.files(board, "salt", START)
    me = next(row["id"] for row in made.auditor if row.get("name") == cast.karim.name)
    assert next(row[1] for row in made.public["results"] if row[0] == me) == 2


def test_a_pseudonym_stays_one_for_everybody_else(cast: Cast, visitor: Browser, board: int):
    paths = ["/", "/challenges/autumn", "/challenges/autumn/board", "/challenges/autumn/proof"]
    for path in (*paths, "/challenges/autumn/weeks/1"):
        page = visitor.as_(cast.bruno).get(path)
        assert cast.karim.name not in page.html, path
    assert "Renard Bleu" in visitor.as_(cast.bruno).get("/challenges/autumn/board").html
    page = visitor.get(f"/tv/{screen(board)}")
    for person in (cast.karim, cast.lea, cast.bruno):
        assert person.name not in page.html
        assert person.name not in exporting.files(board, "salt", START).public_text


def test_a_planted_score_is_what_every_surface_reads(cast: Cast, visitor: Browser, board: int):
    """The twin: a rank changed in the one place where ranks are read changes on every page at once."""
    before = visitor.as_(cast.karim).get("/challenges/autumn/board").the(".is-me").get_text(" ").split()[0]
    bring(Sale(cast.merel.id, cast.karim.id, cast.pac_8.id, 50, TODAY))
    rounds.refresh_open(START)
    karim = visitor.as_(cast.karim)
    after = [
        karim.get(path).the(".is-me").get_text(" ").split()[0]
        for path in ("/challenges/autumn/board", "/challenges/autumn/weeks/1")
    ]
    assert (before, after) == ("2", ["1", "1"])
    assert "Pourquoi suis-je 1" in karim.get("/challenges/autumn/proof").text
    assert session.query(Score).count() > 0


def letters(cast: Cast, but: Member) -> list[str]:
    """What every reseller but one was told, by mail and at the bell."""
    session.rollback()
    mails = session.execute(select(Mail.address, Mail.subject, Mail.body))
    notices = session.execute(select(Notice.person_id, Notice.title, Notice.body))
    return [
        *(f"{subject}\n{body}" for address, subject, body in mails if address != but.email),
        *(f"{title}\n{body}" for person, title, body in notices if person != but.id),
    ]


def naming(who: Member, told: list[str]) -> list[str]:
    """Those of some texts that name somebody, by either name."""
    return [one for one in told if who.name in one or who.last_name in one or "Renard Bleu" in one]


def test_no_mail_and_no_notice_names_a_competitor_to_another(cast: Cast, board: int):
    finish(day_start(date(2026, 10, 31)))
    told = letters(cast, cast.karim)
    assert sum("Cap sur les PAC" in one for one in told) > 4
    assert naming(cast.karim, told) == []
    mine = session.scalars(select(Mail.subject).where(Mail.address == cast.karim.email)).all()
    assert [one for one in mine if "vous terminez 2" in one]
    with transaction():
        tell([cast.bruno.id], lambda _: Message("challenge", "Battu", f"par {cast.karim.name}"), START)
    assert len(naming(cast.karim, letters(cast, cast.karim))) == 2


def picture(visitor: Browser, who: Member) -> bytes:
    """Somebody's rank as the image that is shared."""
    data: bytes = visitor.as_(who).client.get("/challenges/autumn/card.png").data
    return data


def test_the_image_that_is_shared_bears_the_pseudonym(
    cast: Cast, visitor: Browser, board: int, monkeypatch: pytest.MonkeyPatch
):
    shared = picture(visitor, cast.karim)
    with transaction():
        session.execute(update(Person).where(Person.id == cast.karim.id).values(first_name="Kamel"))
    assert picture(visitor, cast.karim) == shared
    # the twin: with the name of whoever asks, another name would draw another picture
    monkeypatch.setattr(board_card, "name_of", lambda _, visitor: visitor.person.name)
    named = picture(visitor, cast.karim)
    with transaction():
        session.execute(update(Person).where(Person.id == cast.karim.id).values(first_name="Karim"))
    assert shared != named != picture(visitor, cast.karim)


def printed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What goes into every PDF from now on."""
    written: list[str] = []

    def pdf(html: str, _sheet: str) -> bytes:
        written.append(html)
        return b"%PDF"

    monkeypatch.setattr(printing, "available", lambda: True)
    monkeypatch.setattr(printing, "pdf", pdf)
    return written


def test_a_pdf_names_no_competitor(cast: Cast, visitor: Browser, board: int, monkeypatch: pytest.MonkeyPatch):
    written = printed(monkeypatch)
    for who, path in ((cast.bruno, "/challenges/autumn"), (cast.claire, "/staff/challenges/autumn")):
        for language in ("fr", "en"):
            visitor.as_(who).client.get(f"{path}/rulebook.pdf?language={language}")
    assert len(written) == 4
    assert all("</html>" in one for one in written)
    assert [one for person in (cast.karim, cast.lea, cast.bruno) for one in naming(person, written)] == []


def test_a_pdf_of_made_teams_names_no_member(cast: Cast, visitor: Browser, monkeypatch: pytest.MonkeyPatch):
    """Who plays where is a list of codes in the document; the rulebook says the teams' names alone."""
    written = printed(monkeypatch)
    made = Teams("made", "mean", 0, (Team("n", "Nord", "North", (cast.karim.code,)),))
    with transaction():
        launch(actions.save_draft(replace(document(), competitor="team", teams=made), START, "shell"))
    visitor.as_(cast.karim).client.get("/challenges/autumn/rulebook.pdf")
    assert "Nord" in written[0]
    assert cast.karim.code not in written[0]
    assert naming(cast.karim, written) == []
