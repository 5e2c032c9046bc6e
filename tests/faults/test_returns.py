"""Returns under fire: two at once never take the same unit of a sale, and a crash leaves no half of one."""

from contextlib import suppress
from datetime import date

import pytest
from sqlalchemy import func, select

from core.database import session, transaction
from points.ledger.queries import balance
from points.models import LedgerTransaction
from points.programme.files import load_rules
from sales import acceptance, attribution, return_rules, returns
from sales.models import SaleLine
from sales.return_rules import BeyondSale
from sales.returns import Comeback
from tests.challenges.selling import Sale, bring
from tests.faults.crash import sweep
from tests.faults.race import meeting, race
from tests.faults.test_imports import RULES
from tests.support.cast import START, Cast
from tests.support.stage import Stage

pytestmark = pytest.mark.faults
DAY = date(2026, 10, 15)


@pytest.fixture
def sold(cast: Cast) -> Cast:
    """Karim sold three pumps for 3 000 €: 300 points."""
    with transaction():
        load_rules(RULES, START, "shell")
    bring(Sale(cast.merel.id, cast.karim.id, cast.pac_8.id, 3, date(2026, 10, 14), 300_000))
    return cast


def _back(nth: int, units: int = 2) -> str:
    with transaction():
        done = returns.record(1, Comeback(units, DAY, None, "Cassé."), f"request-{nth}", START, "shell")
        return "again" if done is None else "done"


def _units() -> int:
    session.rollback()
    return session.scalar(select(func.sum(SaleLine.quantity))) or 0


def test_two_returns_at_once_take_no_unit_twice(sold: Cast, stage: Stage) -> None:
    outcomes = race(stage, _back, processes=4, threads=2)
    assert outcomes == {"done": 1, "BeyondSale": 7}
    assert (_units(), balance(sold.karim.wallet_id).available) == (1, 100)


def test_without_the_journal_held_both_are_taken(
    sold: Cast, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    if session.get_bind().dialect.name == "sqlite":
        pytest.skip("SQLite has one writer at a time: without it the second cannot write at all")
    meet, find = meeting(), return_rules.take

    def slow(*asked: object) -> None:
        meet()
        find(*asked)

    for room in (returns, acceptance):
        monkeypatch.setattr(room, "advance", lambda _: 2)
    monkeypatch.setattr(attribution, "take", slow)
    outcomes = race(stage, _back, processes=2, threads=1)
    assert outcomes == {"done": 2}
    assert _units() == -1
    stage.put_back("cast")


def test_the_same_request_at_once_is_one_return(sold: Cast, stage: Stage) -> None:
    outcomes = race(stage, lambda _: _back(0, 1), processes=4, threads=2)
    assert outcomes == {"done": 1, "again": 7}
    assert _units() == 2


def test_a_return_survives_a_crash_at_every_point(sold: Cast, stage: Stage) -> None:
    stage.keep("sold_once")

    def act() -> None:
        with suppress(BeyondSale):
            _back(0)

    def told() -> object:
        session.rollback()
        kinds = session.scalars(select(LedgerTransaction.kind).order_by(LedgerTransaction.id)).all()
        return _units(), list(kinds), balance(sold.karim.wallet_id).available

    def whole() -> None:
        assert (_units(), balance(sold.karim.wallet_id).available) in {(3, 300), (1, 100)}

    swept = sweep(stage, "sold_once", act, told, whole)
    assert swept.points >= 8
    assert swept.wrong == {}
    stage.put_back("cast")
