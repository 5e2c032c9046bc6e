"""Edges under fire: many processes at once, killed anywhere, and the twins that lose without the guard."""

from datetime import date

import pytest
from sqlalchemy import func, select, update

from app import verify_all
from challenges import actions
from challenges.checks import CHECKS
from challenges.life import lifecycle, rounds
from challenges.models import Challenge, ChallengeStep, Result
from challenges.scoring import counting as scoring
from core.clock import day_start
from core.database import in_transaction, session, transaction
from notifications.models import Notice
from points.checks import CHECKS as LEDGER
from points.models import LedgerTransaction
from tests.challenges.certifying import AUDITOR, finish
from tests.challenges.documents import document
from tests.challenges.launching import launch
from tests.challenges.selling import Sale, bring
from tests.faults.crash import sweep
from tests.faults.race import race
from tests.support.cast import START, Cast
from tests.support.stage import Stage

pytestmark = pytest.mark.faults

ENDS, CERTIFIES = day_start(date(2026, 10, 26)), day_start(date(2026, 10, 31))


@pytest.fixture
def running(cast: Cast) -> int:
    """An open challenge with two who sold."""
    with transaction():
        made = actions.save_draft(document(), START, "shell")
        launch(made, START)
        lifecycle.open_(made, START, "shell")
    bring(
        Sale(cast.merel.id, cast.karim.id, cast.pac_8.id, 3, date(2026, 10, 13)),
        Sale(cast.sanelec.id, cast.bruno.id, cast.pac_8.id, 2, date(2026, 10, 14)),
    )
    return made


def prizes() -> int:
    session.rollback()
    rows = select(func.count()).where(LedgerTransaction.kind == "prize")
    return session.scalar(rows) or 0


def test_many_clocks_close_certify_and_pay_once(cast: Cast, stage: Stage, running: int):
    outcomes = race(stage, lambda _: rounds.move_due(CERTIFIES), processes=4, threads=2)
    assert set(outcomes) <= {"2 moved", "1 moved", "0 moved"}
    certifiers = race(stage, lambda _: in_transaction(lambda: lifecycle.certify(running, CERTIFIES, AUDITOR)))
    assert certifiers["True"] == 1
    race(stage, lambda _: rounds.move_due(CERTIFIES), processes=4, threads=2)
    steps = session.scalars(select(ChallengeStep.state).order_by(ChallengeStep.id)).all()
    assert list(steps) == ["draft", "announced", "open", "closing", "certified", "paid"]
    assert (prizes(), len(session.scalars(select(Result)).all())) == (2, 2)


def _careless(challenge_id: int) -> None:
    """The edge without its condition: whoever arrives takes it."""
    with transaction():
        session.execute(update(Challenge).where(Challenge.id == challenge_id).values(state="closing"))
        actions.note_step(challenge_id, "closing", ENDS, "clock")


def test_without_the_condition_an_edge_is_taken_again(cast: Cast, stage: Stage, running: int):
    _careless(running)
    _careless(running)
    broken = {finding.code for finding in verify_all()}
    assert "I19" in broken
    stage.put_back("cast")


def test_a_refresh_and_an_import_at_once_lose_no_sale(cast: Cast, stage: Stage, running: int):
    def act(number: int) -> None:
        if number % 2:
            bring(
                Sale(
                    cast.merel.id, cast.karim.id, cast.pac_8.id, 1, date(2026, 10, 14), document=f"R{number}"
                )
            )
        else:
            in_transaction(lambda: scoring.refresh(running, START))

    outcomes = race(stage, act, processes=3, threads=2)
    assert set(outcomes) == {"done"}
    rounds.refresh_open(START)
    assert [finding for finding in verify_all() if finding.code == "I17"] == []


def test_killed_anywhere_between_the_contestation_and_the_prizes(cast: Cast, stage: Stage, running: int):
    def told() -> object:
        session.rollback()
        return (
            prizes(),
            list(session.scalars(select(ChallengeStep.state).order_by(ChallengeStep.id))),
            list(session.scalars(select(Challenge.results_hash))),
            session.scalar(select(func.count()).select_from(Notice)),
        )

    def allowed() -> None:
        session.rollback()
        assert [finding for check in (*CHECKS, *LEDGER) for finding in check.findings()] == []

    rounds.move_due(ENDS)
    stage.keep("a frozen challenge")
    swept = sweep(stage, "a frozen challenge", lambda: finish(CERTIFIES), told, allowed)
    assert swept.points > 20
    assert swept.wrong == {}
