"""A challenge is prepared from a template in a few answers, and read before it is kept."""

from datetime import date

import pytest
from sqlalchemy import select

from challenges.document.reading import stored
from challenges.models import Challenge
from core.database import session
from tests.support.browser import Browser, filled
from tests.support.cast import Cast
from tests.support.chromium import DESK, Screen

TEMPLATES = ("launch", "goals", "restart", "field", "empty")


def drafts() -> list[Challenge]:
    return list(session.scalars(select(Challenge).order_by(Challenge.id)))


@pytest.mark.parametrize("template", TEMPLATES[:-1])
def test_a_template_is_kept_as_it_opens(cast: Cast, visitor: Browser, template: str):
    claire = visitor.as_(cast.claire)
    page = claire.get(f"/staff/challenges/new?template={template}&budget=2000&ranges=PUMPS")
    kept = claire.submit(page, "Enregistrer le brouillon")
    assert kept.h1 == stored(drafts()[0].document).title_fr
    assert stored(drafts()[0].document).ranges == ("PUMPS",)


def test_every_template_is_offered_with_a_sentence(cast: Cast, visitor: Browser):
    claire = visitor.as_(cast.claire)
    assert len(claire.get("/staff/challenges/new").all("button.template-card small")) == len(TEMPLATES)
    assert claire.get("/staff/challenges/new?template=launch&budget=rien", status=422).all("#budget-wrong")


def test_the_empty_one_asks_for_what_is_missing_beside_its_fields(cast: Cast, visitor: Browser):
    claire = visitor.as_(cast.claire)
    page = claire.get("/staff/challenges/new?template=empty&budget=2000")
    refused = claire.submit(page, "Enregistrer le brouillon", status=422)
    assert refused.all("#title-fr-errors")
    assert refused.all("#text-en-errors")
    assert not drafts()


def test_another_row_comes_without_javascript_and_keeps_what_was_typed(cast: Cast, visitor: Browser):
    claire = visitor.as_(cast.claire)
    page = claire.get("/staff/challenges/new?template=launch&budget=2000")
    rows = len(page.all("[name^='step-'][name$='-at']"))
    typed = filled(page.form("Ajouter un palier"), "Ajouter un palier") | {"title-fr": "Grand départ"}
    more = claire.post("/staff/challenges/preview", **typed)
    assert len(more.all("[name^='step-'][name$='-at']")) == rows + 1
    assert more.the("#title-fr")["value"] == "Grand départ"
    assert not drafts()


def test_the_preview_says_the_rules_and_what_they_can_cost(cast: Cast, visitor: Browser):
    claire = visitor.as_(cast.claire)
    page = claire.get("/staff/challenges/new?template=goals&budget=2000")
    assert page.the("#preview").get_text(" ", strip=True).count("points")
    typed = filled(page.the("form.draft-form")) | {"title-fr": ""}
    claire.headers["HX-Request"] = "true"
    fragment = claire.post("/staff/challenges/preview", **typed)
    assert "<html" not in fragment.html
    assert "title.fr" in fragment.html
    assert not drafts()


def test_the_same_again_stands_on_the_dates_of_the_coming_quarter(cast: Cast, visitor: Browser):
    claire = visitor.as_(cast.claire)
    page = claire.get("/staff/challenges/new?template=field&budget=500")
    claire.submit(page, "Enregistrer le brouillon")
    made = drafts()[0]
    page = claire.get(f"/staff/challenges/new?like={made.code}")
    assert page.the("#code")["value"] == f"{made.code}-2"
    assert date.fromisoformat(str(page.the("#window-first")["value"])) == made.starts_on


@pytest.mark.browser
def test_the_form_has_no_barrier_and_fits(cast: Cast, screen: Screen):
    forms = [f"/staff/challenges/new{asked}" for asked in ("", "?template=launch", "?template=goals")]
    assert screen.enter(cast.claire).faults(*forms) == []


@pytest.mark.browser
def test_a_mechanic_that_is_ticked_shows_its_fields_and_its_rule(cast: Cast, screen: Screen):
    page = screen.enter(cast.claire).see("/staff/challenges/new?template=empty&budget=2000", DESK)
    assert not page.locator("#step-0-at").is_visible()
    page.fill("#title-fr", "Essai")
    page.fill("#title-en", "Trial")
    page.fill("#text-fr", "Vendez.")
    page.fill("#text-en", "Sell.")
    page.fill("#places", "10")
    page.check("#on_step")
    page.fill("#step-0-at", "12")
    page.fill("#step-0-points", "40")
    page.locator("#step-0-points").blur()
    page.locator("#preview #rule-steps").wait_for()
    assert "40 points" in page.locator("#preview #rule-steps").inner_text()
    assert screen.complaints == []
