"""Delegates under fire: two orders at once never pass the month's limit together."""

from datetime import date

import pytest

from catalog.orders import ordering
from core.database import session, transaction
from points.ledger import delegations
from points.ledger.queries import balance
from points.rules.delegating import Leave
from tests.catalog.scene import a_reward, give_points, rewardable
from tests.faults.race import race, slowly, together
from tests.support.cast import START, Cast
from tests.support.stage import Stage

pytestmark = pytest.mark.faults


@pytest.fixture
def reward(cast: Cast) -> int:
    """Karim may spend 800 points a month for Mérel; a reward costs 500."""
    with transaction():
        rewardable(cast.karim, cast.merel)
        give_points(cast.merel.wallet_id, 10_000)
        window = (date(2026, 10, 15), None)
        delegations.name(cast.merel.id, cast.karim.id, Leave(0, 800), window, START, cast.nadia.actor)
        return a_reward(stock=None, beneficiary="company").id


def _order(cast: Cast, reward: int, nth: int) -> str:
    karim = cast.karim
    with transaction():
        placed = ordering.order(karim.id, cast.merel.id, reward, 1, f"order {nth}", START, karim.actor)
        return placed.state


def test_two_orders_at_once_keep_to_the_month_s_limit(
    cast: Cast, stage: Stage, reward: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    slowly(monkeypatch, delegations, "spent_in_month")
    outcomes = race(stage, lambda nth: _order(cast, reward, nth), processes=2, threads=1)
    assert outcomes == {"requested": 1, "BeyondMonth": 1}
    assert balance(cast.merel.wallet_id).reserved == 500


def test_without_the_delegation_s_row_held_both_pass(
    cast: Cast, stage: Stage, reward: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    if session.get_bind().dialect.name == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    together(monkeypatch, delegations, "spent_in_month")
    monkeypatch.setattr(delegations, "hold", lambda _: None)
    outcomes = race(stage, lambda nth: _order(cast, reward, nth), processes=2, threads=1)
    assert outcomes == {"requested": 2}
    assert balance(cast.merel.wallet_id).reserved == 1_000
