"""One rank on every surface, and a pseudonym stays one on every surface that others see."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import update

from accounts.models import Person
from challenges import actions
from challenges.life import rounds, television
from challenges.proof import exporting
from core.clock import clock
from core.database import session, transaction
from leaderboard.models import Score
from tests.challenges.documents import document
from tests.challenges.launching import launch
from tests.challenges.selling import Sale, bring
from tests.support.browser import Browser
from tests.support.cast import START, Cast

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
