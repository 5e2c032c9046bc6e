"""Awards under fire: a step paid at once, and the whole settlement, killed before every statement."""

from datetime import date

import pytest
from sqlalchemy import func, select

from catalog.models import Order
from challenges.checks import CHECKS
from challenges.document.parts import Prize, Step
from challenges.life import lifecycle, rounds
from challenges.models import Award, ChallengeStep
from core.database import in_transaction, session, transaction
from notifications.models import Notice
from points.ledger.checks import CHECKS as LEDGER
from points.models import LedgerTransaction
from tests.catalog.scene import a_reward, rewardable
from tests.challenges.certifying import certify
from tests.challenges.playing import CERTIFIES, ENDS, count, playing, sold, take_back
from tests.challenges.selling import bring
from tests.faults.crash import sweep
from tests.faults.race import race
from tests.support.cast import START, Cast
from tests.support.stage import Stage

pytestmark = pytest.mark.faults

FIRST = date(2026, 10, 13)


@pytest.fixture
def made(cast: Cast) -> int:
    """Karim with a step and the first prize, a drill; Bruno second."""
    with transaction():
        rewardable(cast.karim, cast.merel)
        a_reward()
    number = playing(prizes=(Prize(1, 1, 600, "drill"), Prize(2, 2, 100)), steps=(Step(3, 40),))
    bring(
        sold(cast.karim, 4, FIRST, cast.pac_8.id),
        sold(cast.bruno, 3, FIRST, cast.pac_8.id, document="BACK"),
        sold(cast.bruno, 1, FIRST, cast.pac_8.id),
    )
    return number


def told() -> tuple[object, ...]:
    session.rollback()
    return (
        sorted(session.scalars(select(LedgerTransaction.reference))),
        sorted(session.execute(select(Award.key, Award.points)).all()),
        list(session.scalars(select(ChallengeStep.state).order_by(ChallengeStep.id))),
        session.scalar(select(func.count()).select_from(Notice)),
        session.scalar(select(func.count()).select_from(Order)),
    )


def allowed() -> None:
    session.rollback()
    assert [finding for check in (*CHECKS, *LEDGER) for finding in check.findings()] == []


def test_a_step_paid_at_once_and_killed_anywhere_is_paid_once(cast: Cast, stage: Stage, made: int) -> None:
    stage.keep("a step reached")
    swept = sweep(
        stage, "a step reached", lambda: in_transaction(lambda: lifecycle.refresh(made, START)), told, allowed
    )
    assert swept.points >= 8
    assert swept.wrong == {}


def test_a_settlement_killed_anywhere_takes_back_pays_and_orders_once(
    cast: Cast, stage: Stage, made: int
) -> None:
    count(made)
    take_back("BACK", 3)
    rounds.move_due(ENDS)
    with transaction():
        certify(made, CERTIFIES)
    stage.keep("a result to pay")
    swept = sweep(stage, "a result to pay", lambda: rounds.move_due(CERTIFIES), told, allowed)
    assert swept.points >= 8
    assert swept.wrong == {}


def test_two_clocks_award_a_step_once(cast: Cast, stage: Stage, made: int) -> None:
    outcomes = race(
        stage, lambda _: in_transaction(lambda: lifecycle.refresh(made, START)), processes=3, threads=2
    )
    assert set(outcomes) == {"True"}
    assert len(told()[1]) == 2
