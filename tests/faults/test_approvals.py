"""Approvals under fire: two at once never pass an employer's maximum together."""

import pytest

from catalog.orders import fulfilment, ordering
from compliance import actions as law
from compliance import queries, register
from core.database import session, transaction
from tests.catalog.scene import a_reward, give_points, rewardable
from tests.faults.race import race, slowly, together
from tests.support.cast import START, Cast
from tests.support.stage import Stage

pytestmark = pytest.mark.faults


@pytest.fixture
def two_orders(cast: Cast) -> list[int]:
    """Two orders of 40 € each, placed before the employer set a maximum of 50 €."""
    with transaction():
        rewardable(cast.karim, cast.merel)
        give_points(cast.karim.wallet_id, 1_000)
        reward = a_reward(cost_cents=4_000).id
        actor = f"person:{cast.karim.id}"
        made = [
            ordering.order(cast.karim.id, cast.merel.id, reward, 1, request, START, actor).id
            for request in ("one", "two")
        ]
        law.record_consent(cast.merel.id, True, "La direction", START, "shell", 5_000)
    return made


def _approve(order_id: int) -> str:
    with transaction():
        return fulfilment.approve(order_id, START, "shell").state


def test_two_approvals_at_once_keep_to_the_employer_s_maximum(
    cast: Cast, stage: Stage, two_orders: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    slowly(monkeypatch, queries, "standing")
    outcomes = race(stage, lambda nth: _approve(two_orders[nth]), processes=2, threads=1)
    assert outcomes == {"approved": 1, "YearlyCapReached": 1}


def test_without_the_beneficiary_s_row_held_both_pass(
    cast: Cast, stage: Stage, two_orders: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    if session.get_bind().dialect.name == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    together(monkeypatch, queries, "standing")
    monkeypatch.setattr(register, "one_at_a_time", lambda *_: None)
    outcomes = race(stage, lambda nth: _approve(two_orders[nth]), processes=2, threads=1)
    assert outcomes == {"approved": 2}
    stage.put_back("cast")
