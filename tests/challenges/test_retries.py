"""Staff steps meet another transaction's lock once: they are taken at the second try, and taken once."""

from datetime import date

import pytest
from sqlalchemy import func, select

from challenges import actions
from challenges.life import lifecycle, rounds
from challenges.models import Challenge, ChallengeStep
from core.clock import clock, day_start
from core.database import session, transaction
from points.briefs import actions as briefs
from points.models import LedgerTransaction
from tests.challenges.documents import document
from tests.challenges.launching import launch, prepared
from tests.challenges.selling import Sale, bring
from tests.support.browser import Browser
from tests.support.cast import BRIEF, START, Cast
from tests.support.locked import held_once

pytestmark = pytest.mark.faults
ENDS, CERTIFIES = day_start(date(2026, 10, 26)), day_start(date(2026, 10, 31))


@pytest.fixture
def drafted(cast: Cast) -> int:
    with transaction():
        return actions.save_draft(document(), START, "shell")


def steps() -> list[str]:
    session.rollback()
    return list(session.scalars(select(ChallengeStep.state).order_by(ChallengeStep.id)))


def try_twice(claire: Browser, url: str, **fields: str) -> None:
    claire.get("/staff/challenges/autumn")
    with held_once() as failed:
        claire.post(url, **fields)
    assert len(failed) == 1


def test_a_launch(cast: Cast, visitor: Browser, drafted: int):
    with transaction():
        briefs.write(briefs.about_challenge("autumn"), BRIEF, START, "shell")
    claire = visitor.as_(cast.claire)
    prepared("autumn")
    form = claire.get("/staff/challenges/autumn/launch").the("form[action*=launch]")
    try_twice(claire, str(form["action"]))
    assert steps() == ["draft", "announced"]


def test_a_certification_a_payment(cast: Cast, visitor: Browser, drafted: int):
    with transaction():
        launch(drafted, START)
        lifecycle.open_(drafted, START, "shell")
    bring(Sale(cast.merel.id, cast.karim.id, cast.pac_8.id, 3, date(2026, 10, 13)))
    with transaction():
        lifecycle.close(drafted, ENDS, "shell")
    clock.freeze(CERTIFIES)
    claire = visitor.as_(cast.claire)
    rounds.move_due(CERTIFIES)
    session.rollback()
    agreed = session.get_one(Challenge, drafted).proposed_hash
    try_twice(claire, "/staff/challenges/autumn/certification", agreed=agreed)
    assert steps()[-1] == "certified"
    try_twice(claire, "/staff/challenges/autumn/payment")
    assert steps()[3:] == ["closing", "certified", "paid"]
    prizes = select(func.count()).where(LedgerTransaction.kind == "prize")
    assert session.scalar(prizes) == 1


def test_a_stop(cast: Cast, visitor: Browser, drafted: int):
    try_twice(visitor.as_(cast.claire), "/staff/challenges/autumn/stop", reason="Rupture de stock.")
    assert session.get_one(Challenge, drafted).state == "stopped"
