"""Orders under fire, II: the last size, seat and hour; two approvers, two cancellers, both at once."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from app import verify_all
from catalog.models import Order, RewardSession, RewardVariant
from catalog.orders import approving, cancelling, edges, ordering, scarce
from catalog.orders.scarce import SESSION, VARIANT, Need
from core.database import session, transaction
from tests.catalog.buying import Shelf, a_shelf, buy, left
from tests.faults.race import meeting, race, together
from tests.faults.test_orders import CLIENTS, people_who_can_pay
from tests.support.cast import START, Cast
from tests.support.stage import Stage

pytestmark = pytest.mark.faults
#: What is scarce: reward of the shelf, how it is asked for, how many there are, the answer to the rest.
LAST = {
    "size": ("shirt", "variant_id", "small", 5, "SoldOut"),
    "seat": ("course", "session_id", "date", 5, "SoldOut"),
    "hour": ("expert", "slot_id", "hour", 1, "SlotGone"),
}


@pytest.fixture
def shelf(cast: Cast) -> Shelf:
    return a_shelf(cast)


@pytest.fixture
def crowd(cast: Cast, shelf: Shelf) -> list[int]:
    """Fifty people who can pay for anything."""
    with transaction():
        return people_who_can_pay(cast, 1_000)


def _order(cast: Cast, people: list[int], shelf: Shelf, what: str, nth: int) -> str:
    reward, name, key, _, _ = LAST[what]
    asked = (people[nth], cast.merel.id, getattr(shelf, reward), 1, f"request-{nth}", START)
    with transaction():
        return ordering.order(*asked, f"person:{people[nth]}", **{name: getattr(shelf, key)}).state


@pytest.mark.parametrize("what", LAST)
def test_the_last_are_sold_once_each_of_fifty(
    cast: Cast, stage: Stage, shelf: Shelf, crowd: list[int], what: str
) -> None:
    outcomes = race(stage, lambda nth: _order(cast, crowd, shelf, what, nth))
    _, _, _, pieces, refusal = LAST[what]
    assert outcomes == {"requested": pieces, refusal: CLIENTS - pieces}


_KEYS = {VARIANT: RewardVariant.id, SESSION: RewardSession.id}


def _take_by_looking_first(need: Need, _at: datetime, meet: Callable[[], None]) -> None:
    looks: dict[int, tuple[Any, str]] = {
        VARIANT: (select(RewardVariant.stock), "UPDATE reward_variants SET stock = {} WHERE id = {}"),
        SESSION: (
            select(RewardSession.seats - RewardSession.taken),
            "UPDATE reward_sessions SET taken = 5 - {} WHERE id = {}",
        ),
    }
    if need.kind not in looks:
        return
    look, move = looks[need.kind]
    there = session.execute(look.where(_KEYS[need.kind] == need.id)).scalar_one()
    if there < 1:
        raise RuntimeError("sold out")
    meet()
    session.connection().exec_driver_sql(move.format(there - 1, need.id))


@pytest.mark.parametrize("what", ["size", "seat"])
def test_without_the_conditional_update_more_are_sold(
    cast: Cast, stage: Stage, shelf: Shelf, crowd: list[int], what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if session.get_bind().dialect.name == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    monkeypatch.setattr(scarce, "take", partial(_take_by_looking_first, meet=meeting(LAST[what][3] + 1)))
    outcomes = race(stage, lambda nth: _order(cast, crowd, shelf, what, nth))
    assert outcomes["requested"] > LAST[what][3], outcomes
    stage.put_back("cast")


def _acting(act: Callable[[], Order]) -> str:
    with transaction():
        return act().state


def _approve(number: int, by: str) -> str:
    return _acting(lambda: approving.approve(number, START, by))


def _unheld(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the lock of the order's row away; whoever has looked waits until a rival has, too."""
    meet = meeting()

    def look(order_id: int) -> Order:
        found = session.get_one(Order, order_id, populate_existing=True)
        meet()
        return found

    for where in (approving, cancelling, edges):
        monkeypatch.setattr(where, "hold", look)


@pytest.fixture
def dear(cast: Cast, shelf: Shelf) -> int:
    """An order of 180 € that two administrators have to approve."""
    return buy(cast, shelf.kit, quantity=2, parts=[(shelf.shirt, shelf.small)])


def test_two_approvers_at_once_are_two_levels(cast: Cast, stage: Stage, dear: int) -> None:
    who = (cast.claire.actor, cast.hugo.actor)
    outcomes = race(stage, lambda nth: _approve(dear, who[nth]), processes=2, threads=1)
    assert outcomes == {"requested": 1, "approved": 1}


def test_the_same_approver_twice_at_once_is_one_level(cast: Cast, stage: Stage, dear: int) -> None:
    outcomes = race(stage, lambda _: _approve(dear, cast.claire.actor), processes=2, threads=1)
    assert outcomes == {"requested": 1, "FourEyes": 1}


def test_without_the_row_held_two_approvers_answer_for_one_level(
    cast: Cast, stage: Stage, dear: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    if session.get_bind().dialect.name == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    _unheld(monkeypatch)
    together(monkeypatch, approving, "_answers")
    who = (cast.claire.actor, cast.hugo.actor)
    outcomes = race(stage, lambda nth: _approve(dear, who[nth]), processes=2, threads=1)
    assert outcomes == {"requested": 1, "IntegrityError": 1}


def test_an_approval_against_a_withdrawal_has_one_winner(cast: Cast, stage: Stage, shelf: Shelf) -> None:
    number = buy(cast, shelf.drill)
    late = START.replace(hour=20)

    def act(nth: int) -> str:
        if nth:
            return _approve(number, cast.claire.actor)
        return _acting(lambda: cancelling.withdraw(number, late, cast.karim.actor))

    outcomes = race(stage, act, processes=2, threads=1)
    assert outcomes in ({"approved": 1, "UndoTooLate": 1}, {"cancelled": 1, "AlreadyCancelled": 1})


def test_two_cancellations_of_pieces_at_once_are_both_done_or_refused(
    cast: Cast, stage: Stage, shelf: Shelf
) -> None:
    number = buy(cast, shelf.drill, quantity=4)
    outcomes = race(stage, lambda _: _cancel_two(number), processes=2, threads=1)
    assert outcomes == {"requested": 1, "cancelled": 1}
    assert left(shelf)["drill"] == 5


def test_a_cancellation_sent_twice_at_once_is_done_once(cast: Cast, stage: Stage, shelf: Shelf) -> None:
    number = buy(cast, shelf.drill, quantity=4)

    def once() -> str:
        return _acting(lambda: cancelling.cancel(number, START, "shell", "why", 1, 4))

    outcomes = race(stage, lambda _: once(), processes=2, threads=1)
    assert outcomes == {"requested": 1, "PiecesMoved": 1}


def test_without_the_row_held_two_cancellations_of_pieces_lose_one(
    cast: Cast, stage: Stage, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    if session.get_bind().dialect.name == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    number = buy(cast, shelf.drill, quantity=5)
    _unheld(monkeypatch)
    race(stage, lambda _: _cancel_two(number), processes=2, threads=1)
    assert verify_all()
    stage.put_back("cast")


def _cancel_two(number: int) -> str:
    return _acting(lambda: cancelling.cancel(number, START, "shell", "why", 2))
