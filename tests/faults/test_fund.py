"""Twenty promises at once of a fund that covers one: one is made (T5)."""

import pytest

from core.database import session, transaction
from points.ledger import actions, endowing, funds
from tests.faults.race import race
from tests.support.cast import START, Cast
from tests.support.stage import Stage

pytestmark = pytest.mark.faults


def _promise(number: int) -> None:
    with transaction():
        actions.fund_escrow(f"race:{number}", 60, f"race:{number}:fund", START, "test")


def test_of_twenty_promises_at_once_the_fund_makes_the_one_it_covers(cast: Cast, stage: Stage) -> None:
    with transaction():
        endowing.endow(100, "for one", "race:endow", START, "test")
    outcomes = race(stage, _promise, processes=4, threads=5)
    assert outcomes == {"done": 1, "FundTooSmall": 19}
    session.rollback()
    assert funds.held() == 40
