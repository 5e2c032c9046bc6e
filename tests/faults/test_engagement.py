"""Joining, acts and referrals under fire: what happens once happens once, and a maximum holds."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from accounts.models import Company
from core.database import session, transaction
from engagement import deciding, invites, joining, referrals
from engagement.models import InviteCode
from engagement.rules import InviteOver
from points.earning import events
from points.earning.events import Happened
from points.ledger.queries import balance
from points.models import LedgerTransaction
from tests.challenges.selling import Sale, bring
from tests.engagement.making import TODAY, asked, event_rule
from tests.engagement.test_acts_and_referrals import referred
from tests.faults.race import meeting, race, together
from tests.support.cast import START, Cast
from tests.support.stage import Stage

pytestmark = pytest.mark.faults


def _act(cast: Cast, nth: int) -> None:
    day = date(2026, 10, nth + 1)
    with transaction():
        happened = Happened(f"act:{nth}", "action", day, cast.merel.id, cast.karim.id, act="training")
        events.give(happened, START, "test")


def test_two_acts_confirmed_at_once_keep_to_the_maximum(cast: Cast, stage: Stage) -> None:
    event_rule("action", act="training", beneficiary="rep", points=100, cap=100, period="month")
    assert race(stage, lambda nth: _act(cast, nth), processes=2, threads=1) == {"done": 2}
    assert balance(cast.karim.wallet_id).available == 100


def test_without_the_wallet_held_two_acts_pass_the_maximum(
    cast: Cast, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    if session.get_bind().dialect.name == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    event_rule("action", act="training", beneficiary="rep", points=100, cap=100, period="month")
    monkeypatch.setattr(events, "hold", lambda _: None)
    together(monkeypatch, events, "_given")
    assert race(stage, lambda nth: _act(cast, nth), processes=2, threads=1) == {"done": 2}
    assert balance(cast.karim.wallet_id).available == 200


def _approve(number: int) -> str:
    with transaction():
        return joining.approve(number, START, "test").state


def test_an_application_approved_twice_at_once_makes_one_company(cast: Cast, stage: Stage) -> None:
    number = asked().id
    outcomes = race(stage, lambda _: _approve(number), processes=2, threads=2)
    assert outcomes == {"approved": 1, "AlreadyDecided": 3}
    names = select(func.count()).where(Company.name == "Plomberie Rameau")
    assert session.execute(names).scalar_one() == 1


def test_without_the_conditional_edge_an_application_is_decided_twice(
    cast: Cast, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = asked().id
    meet = meeting()

    def blind(kind: Any, row: int, _waits: str, state: str, at: Any, by: str) -> Any:
        found = session.get_one(kind, row)
        meet()
        found.state, found.decided_at, found.decided_by = state, at, by
        return found

    monkeypatch.setattr(deciding, "decide", blind)
    monkeypatch.setattr(joining, "decide", blind)
    if session.get_bind().dialect.name == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    outcomes = race(stage, lambda _: _refuse(number), processes=2, threads=1)
    assert outcomes == {"refused": 2}


def _refuse(number: int) -> str:
    with transaction():
        return joining.refuse(number, "Merci.", START, "test").state


def test_a_code_for_one_newcomer_lets_exactly_one_in(cast: Cast, stage: Stage) -> None:
    with transaction():
        code = invites.assist(cast.hugo.id, START)
    assert race(stage, lambda _: _use(code), processes=2, threads=5) == {"done": 1, "InviteOver": 9}


def _use(code: str) -> None:
    with transaction():
        invites.use_up(code, START)


def test_without_the_conditional_update_a_code_lets_two_in(
    cast: Cast, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    if session.get_bind().dialect.name == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    with transaction():
        code = invites.assist(cast.hugo.id, START)
    meet = meeting()

    def read_then_write(asked: str, at: Any) -> None:
        row = session.get_one(InviteCode, asked)
        free = row.expires_at is not None and row.expires_at > at
        meet()
        if not free:
            raise InviteOver
        row.expires_at = at

    monkeypatch.setattr(invites, "use_up", read_then_write)
    assert race(stage, lambda _: _use(code), processes=2, threads=1) == {"done": 2}


def test_a_referral_settled_by_two_clocks_pays_once(cast: Cast, stage: Stage) -> None:
    event_rule("referral", points=300, referrer_points=700)
    newcomer = referred(cast)
    bring(Sale(newcomer, None, cast.pac_8.id, 1, TODAY, 300_000))
    outcomes = race(stage, lambda _: _settle(), processes=2, threads=2)
    assert outcomes == {"1": 1, "0": 3}
    paid = select(func.count()).where(LedgerTransaction.reference.startswith("referral:"))
    assert session.execute(paid).scalar_one() == 2


def _settle() -> int:
    with transaction():
        return referrals.settle(START)
