"""Prizes under fire: twenty payers pay once, and the twins without guards pay twice or half.

The crash sweep from the contestation to the prizes is in tests/challenges/test_races.py.
"""

from contextlib import suppress
from datetime import date
from itertools import count
from typing import Any

import pytest
from sqlalchemy import func, select

from app import verify_all
from challenges import actions
from challenges.life import certification, lifecycle, moving, rounds
from challenges.rules.states import NotNow
from core.clock import day_start
from core.database import session, transaction
from points.ledger import actions as points
from points.models import LedgerTransaction, Wallet
from tests.challenges.certifying import certify
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
def certified(cast: Cast) -> int:
    """A challenge of two winners, certified and not paid."""
    with transaction():
        made = actions.save_draft(document(), START, "shell")
        launch(made, START)
        lifecycle.open_(made, START, "shell")
    bring(
        Sale(cast.merel.id, cast.karim.id, cast.pac_8.id, 3, date(2026, 10, 13)),
        Sale(cast.sanelec.id, cast.bruno.id, cast.pac_8.id, 2, date(2026, 10, 14)),
    )
    rounds.move_due(ENDS)
    with transaction():
        certify(made, CERTIFIES)
    return made


def _pay(challenge_id: int) -> str:
    with transaction():
        return "paid" if lifecycle.pay(challenge_id, CERTIFIES, "clock") else "was paid"


def _told() -> tuple[object, ...]:
    session.rollback()
    prizes = session.scalar(select(func.count()).where(LedgerTransaction.kind == "prize"))
    wallets = session.execute(select(Wallet.id, Wallet.available).where(Wallet.available > 0)).all()
    return prizes, sorted(tuple(wallet) for wallet in wallets)


def test_twenty_payers_pay_once(cast: Cast, stage: Stage, certified: int) -> None:
    outcomes = race(stage, lambda _: _pay(certified), processes=4, threads=5)
    assert outcomes == {"paid": 1, "was paid": 19}
    assert _told() == (2, [(cast.karim.wallet_id, 1500), (cast.bruno.wallet_id, 1000)])


def test_without_its_guards_a_prize_is_paid_again(
    cast: Cast, stage: Stage, certified: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No edge to win, a reference that is not the prize's own, and more in the escrow than the prizes."""
    numbers = count()
    pay_from_escrow = points.pay_from_escrow

    def pay_under_any_name(name: str, payments: list[tuple[int, int, str]], *rest: Any) -> object:
        renamed = [(wallet, amount, f"{reference}:{next(numbers)}") for wallet, amount, reference in payments]
        return pay_from_escrow(name, renamed, *rest)

    monkeypatch.setattr(points, "pay_from_escrow", pay_under_any_name)
    monkeypatch.setattr(points, "release_escrow", lambda *_: 0)
    with transaction():
        points.fund_escrow(lifecycle.escrow(certified), 2500, "by hand", CERTIFIES, "shell")
    for _ in range(2):
        with transaction():
            certification.pay_awards(certified, CERTIFIES, "clock")
    assert _told()[0] == 4
    assert verify_all() != []
    stage.put_back("cast")


def _pay_in_two_steps(challenge_id: int) -> None:
    """What careful-looking code does: move the state, and only then pay."""
    with transaction(), suppress(NotNow):
        moved = moving.move(challenge_id, "paid", CERTIFIES, "clock")
    if moved:
        with transaction():
            certification.pay_awards(challenge_id, CERTIFIES, "clock")


def test_a_payment_in_two_transactions_is_found_wrong(cast: Cast, stage: Stage, certified: int) -> None:
    stage.keep("certified_twin")
    swept = sweep(
        stage, "certified_twin", lambda: _pay_in_two_steps(certified), _told, lambda: None, to_the_first=True
    )
    assert swept.wrong
    stage.put_back("cast")
