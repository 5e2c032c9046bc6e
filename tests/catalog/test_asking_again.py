"""An order is made sure of, then its points are held: what others change in between is seen, or cannot be."""

import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from accounts.models import Mandate
from catalog import actions, rules
from catalog.models import Order, Reward
from catalog.orders import ordering, placing
from catalog.orders.circumstances import first_look
from compliance import actions as law
from compliance import rules as law_rules
from core.clock import local_day
from core.database import db, in_transaction, is_postgresql, session, transaction
from core.rules import Refused
from points.models import Wallet
from tests.catalog.scene import karim_with
from tests.support.cast import START, Cast
from tests.support.stage import Stage

Between = Callable[[Cast, int], object]


def _dearer(cast: Cast, reward_id: int) -> object:
    return session.execute(update(Reward).where(Reward.id == reward_id).values(price_points=700))


def _closed(cast: Cast, reward_id: int) -> object:
    yesterday = local_day(START) - timedelta(days=1)
    return session.execute(update(Reward).where(Reward.id == reward_id).values(ends_on=yesterday))


def _gone(cast: Cast, reward_id: int) -> None:
    actions.retire(reward_id, START, "shell")


def _left(cast: Cast, reward_id: int) -> object:
    over = local_day(START) - timedelta(days=1)
    return session.execute(update(Mandate).where(Mandate.person_id == cast.karim.id).values(ends_on=over))


def _forbidden(cast: Cast, reward_id: int) -> object:
    return law.record_consent(cast.merel.id, False, "La direction", START, "shell")


CHANGES: dict[str, tuple[Between, type[Refused]]] = {
    "price": (_dearer, rules.PriceChanged),
    "window": (_closed, rules.RewardClosed),
    "retired": (_gone, rules.RewardClosed),
    "mandate": (_left, rules.NoCompany),
    "consent": (_forbidden, law_rules.EmployerWithdrew),
}


def _rival(app: Flask, act: Callable[[], object]) -> None:
    """Somebody else's transaction, committed while ours is open."""

    def run() -> None:
        with app.app_context(), transaction():
            act()

    with ThreadPoolExecutor(1) as other:
        other.submit(run).result()


@pytest.fixture
def meanwhile(cast: Cast, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Callable[[Between], None]:
    """What a rival commits after an order was made sure of, before its points are held."""
    if not is_postgresql():
        pytest.skip("SQLite has one writer at a time")

    def plan(between: Between) -> None:
        hold = placing._hold_points

        def held(lines: Sequence[placing.Line], *rest: Any) -> Any:
            _rival(stage.app, lambda: between(cast, lines[0].reward.id))
            return hold(lines, *rest)

        monkeypatch.setattr(placing, "_hold_points", held)

    return plan


def _ordered(cast: Cast, reward_id: int, request: str = "r1") -> int:
    asked = (cast.karim.id, cast.merel.id, reward_id, 1, request, START, cast.karim.actor)
    return in_transaction(lambda: ordering.order(*asked).id)


def _told(order_id: int) -> dict[str, object]:
    table = Order.__table__
    row = session.execute(select(table).where(table.c.id == order_id)).one()
    return {name: value for name, value in row._mapping.items() if name not in ("id", "request_id")}


def test_on_sqlite_nobody_writes_between_the_first_look_and_the_points(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    if is_postgresql():
        pytest.skip("PostgreSQL has many writers, and asks again")
    reward_id = karim_with(cast, 1_000, price=500)
    rivals: list[sqlite3.Connection] = []

    def looked(*asked: Any) -> Any:
        seen = first_look(*asked)
        rivals.append(sqlite3.connect(db.engine.url.database or "", timeout=0, isolation_level=None))
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            rivals[0].execute("BEGIN IMMEDIATE")
        return seen

    monkeypatch.setattr("catalog.orders.ordering.first_look", looked)
    _ordered(cast, reward_id)
    rivals[0].execute("BEGIN IMMEDIATE")
    rivals[0].close()


@pytest.mark.parametrize("what", CHANGES)
def test_what_changed_since_is_refused(cast: Cast, what: str, meanwhile: Callable[[Between], None]) -> None:
    between, refusal = CHANGES[what]
    reward_id = karim_with(cast, 1_000, price=500)
    meanwhile(between)
    with pytest.raises(refusal):
        _ordered(cast, reward_id)
    assert session.scalar(select(func.count()).select_from(Order)) == 0
    held = session.execute(select(Wallet.available, Wallet.reserved).where(Wallet.id == cast.karim.wallet_id))
    assert tuple(held.one()) == (1_000, 0)


def test_without_the_second_look_an_old_price_is_paid(
    cast: Cast, meanwhile: Callable[[Between], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(placing, "_as_it_stands", lambda line, *_: line)
    reward_id = karim_with(cast, 1_000, price=500)
    meanwhile(_dearer)
    assert _told(_ordered(cast, reward_id))["points"] == 500


def test_what_it_costs_the_sponsor_is_noted_as_it_stands(
    cast: Cast, meanwhile: Callable[[Between], None]
) -> None:
    def costlier(_cast: Cast, reward_id: int) -> object:
        values = {"cost_cents": 4_400, "delay_days": 30}
        return session.execute(update(Reward).where(Reward.id == reward_id).values(values))

    reward_id = karim_with(cast, 1_000, price=500)
    meanwhile(costlier)
    told = _told(_ordered(cast, reward_id))
    assert (told["points"], told["cost_cents"], told["value_cents"]) == (500, 4_400, 4_400)
    assert told["promised_on"] == rules.promised_on(date(2026, 10, 15), 30)


def test_a_consent_given_anew_meanwhile_is_the_one_that_is_noted(
    cast: Cast, meanwhile: Callable[[Between], None]
) -> None:
    consents: list[int] = []

    def anew(_cast: Cast, _reward_id: int) -> object:
        consents.append(law.record_consent(cast.merel.id, True, "La direction", START, "shell", None))
        return None

    reward_id = karim_with(cast, 1_000)
    meanwhile(anew)
    assert _told(_ordered(cast, reward_id))["consent_id"] == consents[0]


def test_pieces_counted_meanwhile_are_taken(
    cast: Cast, meanwhile: Callable[[Between], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    reward_id = karim_with(cast, 1_000, price=500, stock=None)

    def counted(_cast: Cast, number: int) -> object:
        return session.execute(update(Reward).where(Reward.id == number).values(stock=1, received=1))

    meanwhile(counted)
    _ordered(cast, reward_id)
    monkeypatch.undo()
    assert session.scalars(select(Reward.stock).where(Reward.id == reward_id)).one() == 0
    with pytest.raises(rules.SoldOut):
        _ordered(cast, reward_id, request="r2")
