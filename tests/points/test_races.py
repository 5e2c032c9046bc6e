"""Fifty at once: one wallet good for one, one reference for all, one hold settled two ways."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select, update

from core.clock import clock
from core.database import in_transaction, session, transaction
from points.ledger import actions
from points.models import Wallet
from tests.faults.race import PROCESSES, THREADS, meeting, race, without_begin_immediate
from tests.points.making import give, held
from tests.support.cast import START, Cast
from tests.support.stage import Stage

pytestmark = pytest.mark.faults
EVERYBODY = PROCESSES * THREADS


def test_a_wallet_good_for_one_is_spent_once(stage: Stage, books: Cast) -> None:
    wallet = books.karim.wallet_id
    give(wallet, 100, "o")

    def act(number: int) -> None:
        in_transaction(lambda: actions.reserve(wallet, 100, f"order:{number}", START, "test"))

    assert race(stage, act) == {"done": 1, "NotEnoughPoints": EVERYBODY - 1}
    assert held(wallet) == (0, 100)


def test_one_reference_from_everybody_counts_once(stage: Stage, books: Cast) -> None:
    wallet = books.karim.wallet_id

    def act(_: int) -> None:
        in_transaction(lambda: actions.add_opening(wallet, 100, "o", START, "test"))

    assert race(stage, act) == {"done": EVERYBODY}
    assert held(wallet) == (100, 0)


def test_a_hold_is_spent_or_given_back_never_both(stage: Stage, books: Cast) -> None:
    wallet = books.karim.wallet_id
    give(wallet, 100, "o")
    with transaction():
        actions.reserve(wallet, 60, "order", START, "test")

    def act(number: int) -> str:
        verb = actions.spend if number % 2 else actions.give_back
        in_transaction(lambda: verb("order", f"order:{number}", START, "test"))
        return verb.__name__

    outcomes = race(stage, act)
    assert outcomes.pop("AlreadySettled") == EVERYBODY - 1
    assert held(wallet) == ((100, 0) if outcomes == {"give_back": 1} else (40, 0))


def test_everybody_out_of_many_lots_leaves_every_lot_sound(stage: Stage, books: Cast) -> None:
    wallet = books.karim.wallet_id
    for number in range(20):
        give(wallet, 7, f"o:{number}")

    def act(number: int) -> None:
        in_transaction(lambda: actions.reserve(wallet, 10, f"order:{number}", START, "test"))

    assert race(stage, act) == {"done": 14, "NotEnoughPoints": EVERYBODY - 14}
    assert held(wallet) == (0, 140)


@pytest.fixture
def unguarded(cast: Cast, stage: Stage) -> Iterator[int]:
    """Karim's wallet good for one, in books that may be ruined."""
    give(cast.karim.wallet_id, 100, "o")
    yield cast.karim.wallet_id
    stage.written = True
    stage.put_back("cast")


def test_without_the_conditional_update_the_same_wallet_is_spent_more_than_once(
    stage: Stage, unguarded: int
) -> None:
    both_have_looked = meeting()

    def careless(_: int) -> str:
        with transaction():
            found = session.execute(select(Wallet.available).where(Wallet.id == unguarded)).scalar_one()
            if found < 100:
                return "refused"
            both_have_looked()
            session.execute(update(Wallet).where(Wallet.id == unguarded).values(available=found - 100))
        return "spent"

    with without_begin_immediate():
        assert race(stage, careless)["spent"] > 1
    assert clock.now() == START
