"""The rulebook is read, printed and kept as PDF, in two languages; a member's page says where one stands."""

from dataclasses import replace
from datetime import date

import pytest

from challenges import actions
from challenges.document.parts import Step
from challenges.document.terms import Document, short
from challenges.life import rounds
from core import printing
from core.database import transaction
from tests.challenges.documents import document
from tests.challenges.launching import launch
from tests.challenges.selling import Sale, bring
from tests.points.test_statements import unpacked
from tests.support.browser import Browser
from tests.support.cast import START, Cast
from tests.support.chromium import Screen

STEPS = replace(document(), steps=(Step(4, 100), Step(10, 300)), places=20)


def running(cast: Cast, one: Document = STEPS) -> int:
    """An open challenge in which Karim sold 5."""
    with transaction():
        made = actions.save_draft(one, START, "shell")
        launch(made)
    rounds.move_due(START)
    bring(Sale(cast.merel.id, cast.karim.id, cast.pac_8.id, 5, date(2026, 10, 14)))
    rounds.refresh_open(START)
    return made


def test_members_read_every_article_with_the_seal(cast: Cast, visitor: Browser):
    running(cast)
    page = visitor.as_(cast.karim).get("/challenges/autumn/rulebook")
    keys = [str(one["id"]) for one in page.all(".article")]
    assert {"rule-who", "rule-steps", "rule-ties", "rule-organiser", "rule-data", "rule-budget"} <= set(keys)
    assert page.says(STEPS.hash)
    assert page.says("Tervane")
    visitor.as_(cast.ines).get("/challenges/autumn/rulebook", status=404)


def test_the_pdf_is_tagged_and_carries_its_language(cast: Cast, visitor: Browser):
    running(cast)
    if not printing.available():
        pytest.skip("this machine has no Pango")
    for language in ("fr", "en"):
        answer = visitor.as_(cast.karim).client.get(f"/challenges/autumn/rulebook.pdf?language={language}")
        assert answer.mimetype == "application/pdf"
        inside = unpacked(answer.data)
        wanted = (b"/StructTreeRoot", b"pdfuaid:part", f"/Lang ({language})".encode())
        assert [word in inside for word in wanted] == [True] * 3


def test_without_its_component_the_pdf_is_not_offered(
    cast: Cast, visitor: Browser, monkeypatch: pytest.MonkeyPatch
):
    running(cast)
    monkeypatch.setattr(printing, "_engine", lambda: None)
    assert not visitor.as_(cast.karim).get("/challenges/autumn/rulebook").all("a[href*='.pdf']")
    visitor.as_(cast.karim).get("/challenges/autumn/rulebook.pdf", status=404)


def test_staff_read_the_rulebook_of_a_draft(cast: Cast, visitor: Browser):
    with transaction():
        actions.save_draft(STEPS, START, "shell")
    page = visitor.as_(cast.claire).get("/staff/challenges/autumn/rulebook")
    assert page.says(STEPS.hash[:8])
    assert short(STEPS.hash)
    visitor.as_(cast.hugo).get("/staff/challenges/autumn/rulebook", status=404)


def test_a_member_reads_rank_step_and_what_to_sell_next(cast: Cast, visitor: Browser):
    running(cast)
    page = visitor.as_(cast.karim).get("/challenges/autumn")
    assert page.the(".stand-big").get_text(strip=True) == "1er"
    assert "5" in page.the(".stand-next").get_text()
    assert [one["class"] for one in page.all(".rung")] == [["rung", "is-next"], ["rung", "is-won"]]


@pytest.mark.browser
def test_the_members_pages_have_no_barrier_and_fit(cast: Cast, screen: Screen):
    running(cast)
    assert screen.enter(cast.karim).faults("/challenges/autumn", "/challenges/autumn/rulebook") == []
