"""Pages of versions, amendments and series as a browser draws them: no barrier, nothing beside the screen."""

from dataclasses import replace

import pytest
from sqlalchemy import update

from accounts.models import Person
from challenges import actions
from challenges.document.parts import Prize
from challenges.document.writing import to_toml
from challenges.life import amendments, rounds, series
from core.database import session, transaction
from tests.challenges.documents import document
from tests.challenges.launching import foresee, launch
from tests.support.cast import START

pytestmark = pytest.mark.browser

BEFORE = document()
BETTER = replace(
    BEFORE,
    prizes=(Prize(1, 1, 2000), *BEFORE.prizes[1:], Prize(4, 10, 100)),
    text_en="Sell heat pumps, and win down to the tenth place.",
)
HERE = "/staff/challenges/autumn"
STAFF = [
    f"{HERE}/versions",
    f"{HERE}/amendment",
    f"{HERE}/amendment/form",
    f"{HERE}/series",
    "/staff/challenge-series",
]


@pytest.fixture
def running(cast) -> int:
    with transaction():
        made = actions.save_draft(BEFORE, START, "shell")
        launch(made, START)
        series.make(BEFORE, "pumps", "Pumps each quarter", ("quarter", 7, 14, 14), START, "shell")
    rounds.move_due(START)
    with transaction():
        reason = "More places win, as more of you take part than we thought"
        foresee(made, BETTER)
        amendments.publish(made, BETTER, BEFORE.last, reason, START, "shell")
    return made


@pytest.mark.parametrize("language", ["fr", "en"])
def test_staff_pages_have_no_barrier_and_fit(cast, screen, running, language):
    with transaction():
        session.execute(update(Person).values(language=language))
    assert screen.enter(cast.claire).faults(*STAFF) == []
    page = screen.see(f"{HERE}/amendment")
    page.fill("textarea[name=text]", to_toml(replace(BETTER, contest_days=9)))
    page.locator("form.form button[type=submit]").click()
    page.wait_for_selector("input[name=reason]")
    assert screen.faults() == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_members_pages_have_no_barrier_and_fit(cast, screen, running, language):
    with transaction():
        session.execute(update(Person).values(language=language))
    assert screen.enter(cast.karim).faults("/challenges/autumn/versions") == []
