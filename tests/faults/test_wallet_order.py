"""A file of several batches meets whoever else moves many wallets: nobody waits in a circle."""

from collections.abc import Callable
from threading import Thread
from time import monotonic, sleep
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from core.database import db, is_postgresql, session, transaction
from points.earning.lines import earn
from points.ledger import actions, endowing
from points.models import Wallet
from sales import acceptance, rewarding
from tests.faults.race import race
from tests.faults.test_imports import _checked, programme
from tests.support.cast import START, Cast
from tests.support.stage import Stage

__all__ = ["programme"]
pytestmark = pytest.mark.faults


@pytest.fixture
def small_batches(programme: Cast, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """Each line of a file is a batch of its own; Karim and Léa can be paid prizes."""
    monkeypatch.setattr(rewarding, "AT_ONCE", 1)
    with transaction():
        endowing.endow(100, "prizes", "game:endow", START, "test")
        actions.fund_escrow("game", 100, "game:fund", START, "test")
    return programme


def _file(name: str, *reps: str) -> int:
    rows = [f"{name}-{n};1;01/09/2026;MEREL;{rep};VAN-20;1;100,00" for n, rep in enumerate(reps, start=1)]
    return _checked(rows, f"{name}.csv")


def _accept(upload_id: int) -> None:
    with transaction():
        acceptance.accept(upload_id, START, "shell")


def _pay(wallets: list[int]) -> None:
    with transaction():
        actions.pay_from_escrow("game", [(w, 10, f"game:{w}") for w in wallets], START, "test")


def _stopped_by(act: Callable[[], None]) -> list[str]:
    try:
        act()
    except OperationalError as trouble:
        return [type(trouble.orig).__name__]
    return []


def _somebody_waits() -> None:
    """Until another transaction waits for a lock."""
    until = monotonic() + 10
    waiting = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
    while monotonic() < until:
        with db.engine.connect() as looking:
            if looking.execute(waiting).scalar_one():
                return
        sleep(0.01)


def _both(cast: Cast, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A file moves the later wallet, then the earlier one; in between, prizes are paid to both in order.

    What stopped them.
    """
    if not is_postgresql():
        pytest.skip("SQLite has one writer: nobody waits for two")
    wallets, troubles = sorted((cast.karim.wallet_id, cast.lea.wallet_id)), []
    later = "LEA" if cast.lea.wallet_id == wallets[1] else "KARIM"
    upload_id = _file("F", later, "KARIM" if later == "LEA" else "LEA")

    def pay() -> None:
        with stage.app.app_context():
            troubles.extend(_stopped_by(lambda: _pay(wallets)))
            db.session.remove()

    other = Thread(target=pay)

    def earn_then_meet(*given: Any) -> object:
        done = earn(*given)
        if not other.ident:
            other.start()
            _somebody_waits()
        return done

    monkeypatch.setattr(rewarding, "earn", earn_then_meet)
    troubles.extend(_stopped_by(lambda: _accept(upload_id)))
    other.join()
    return troubles


def test_a_file_in_batches_and_a_payment_of_prizes_wait_in_one_order(
    small_batches: Cast, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _both(small_batches, stage, monkeypatch) == []
    held = dict(session.execute(select(Wallet.id, Wallet.available)).all())
    assert (held[small_batches.karim.wallet_id], held[small_batches.lea.wallet_id]) == (20, 20)


def test_without_the_order_they_wait_for_one_another(
    small_batches: Cast, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rewarding, "hold_wallets", lambda _revision: None)
    assert _both(small_batches, stage, monkeypatch) == ["DeadlockDetected"]


def test_two_files_whose_batches_cross_are_both_accepted(small_batches: Cast, stage: Stage) -> None:
    files = [_file("F", "KARIM", "LEA", "KARIM"), _file("G", "LEA", "KARIM", "LEA")]
    assert race(stage, lambda number: _accept(files[number]), processes=2, threads=1) == {"done": 2}
    session.rollback()
    held = dict(session.execute(select(Wallet.id, Wallet.available)).all())
    assert (held[small_batches.karim.wallet_id], held[small_batches.lea.wallet_id]) == (30, 30)
