"""At once: a return and orders, two confirmations, two who decide; each with its guard taken off."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select, text

from core.database import in_transaction, session, transaction
from points.earning import measures
from points.ledger import actions, confirming, corrections, taking_back
from points.models import CorrectionRequest, Pending, Wallet
from tests.faults.race import PROCESSES, THREADS, meeting, race, without_begin_immediate
from tests.points.making import rule, sell
from tests.points.returning import later, parts, programme, returned, sale
from tests.points.test_pendings import wait
from tests.support.cast import START, Cast
from tests.support.stage import Stage

pytestmark = pytest.mark.faults
EVERYBODY = PROCESSES * THREADS


def standing(cast: Cast) -> tuple[int, int, int, int]:
    session.rollback()
    found = session.get_one(Wallet, cast.karim.wallet_id, populate_existing=True)
    return found.available, found.pending, found.reserved, found.debt


def test_a_return_and_many_orders_at_once_leave_sound_books(books: Cast, stage: Stage) -> None:
    rule()
    sell(sold := sale(books))
    back = returned(sold, 2, 3)
    with transaction():
        measures.write([back])

    def act(number: int) -> str:
        if number % 5 == 0:
            in_transaction(lambda: taking_back.take_back_lines([back], START, "test"))
            return "returned"
        in_transaction(lambda: actions.reserve(books.karim.wallet_id, 20, f"order:{number}", START, "test"))
        return "held"

    outcomes = race(stage, act)
    available, _pending, reserved, debt = standing(books)
    assert outcomes["returned"] == EVERYBODY // 5
    assert reserved == 20 * outcomes["held"] == debt
    assert available == 0
    assert [one[0] for one in parts()] == [300]


def test_points_are_confirmed_once_however_many_clocks_and_people_do_it(books: Cast, stage: Stage) -> None:
    numbers = [wait(books, 10, f"w:{n}", due=START.date()) for n in range(4)]

    def act(number: int) -> str:
        if number % 2:
            in_transaction(lambda: confirming.confirm_due(later(1)))
            return "clock"
        in_transaction(lambda: confirming.confirm(numbers, START, f"person:{number}"))
        return "person"

    assert race(stage, act) == {"clock": EVERYBODY // 2, "person": EVERYBODY // 2}
    assert standing(books) == (40, 0, 0, 0)


def test_what_waits_is_confirmed_or_taken_back_never_both(books: Cast, stage: Stage) -> None:
    programme(confirm="delay", confirm_days=5)
    rule()
    sell(sold := sale(books))
    backs = [returned(sold, number, 1) for number in (2, 3, 4)]
    with transaction():
        measures.write(backs)

    def act(number: int) -> str:
        if number % 2:
            in_transaction(lambda: confirming.confirm_due(later(9)))
            return "confirmed"
        back = backs[number // 2 % 3]
        in_transaction(lambda: taking_back.take_back_lines([back], later(9), "test"))
        return "returned"

    race(stage, act)
    assert standing(books) == (0, 0, 0, 0)


def test_of_many_who_decide_on_a_correction_one_wins(books: Cast, stage: Stage) -> None:
    with transaction():
        corrections.ask(books.karim.wallet_id, 500, "why", "c", START, "person:1")
    number = session.scalars(select(CorrectionRequest.id)).one()

    def act(who: int) -> None:
        in_transaction(lambda: corrections.approve(number, START, f"person:{who + 100}"))

    assert race(stage, act) == {"done": 1, "AlreadyDecided": EVERYBODY - 1}
    assert standing(books) == (500, 0, 0, 0)


@pytest.fixture
def unguarded(cast: Cast, stage: Stage) -> Iterator[Cast]:
    """The cast, in books that may be ruined."""
    yield cast
    stage.written = True
    stage.put_back("cast")


def test_without_the_pendings_guard_points_are_confirmed_more_than_once(
    unguarded: Cast, stage: Stage
) -> None:
    number = wait(unguarded, 10, "w")
    wait(unguarded, 90, "more")
    both_have_looked = meeting()

    def careless(_: int) -> str:
        with transaction():
            left = session.scalars(select(Pending.remaining).where(Pending.id == number)).one()
            both_have_looked()
            if not left:
                return "nothing left"
            session.execute(
                text("UPDATE wallets SET pending = pending - 10, available = available + 10 WHERE id = :id"),
                {"id": unguarded.karim.wallet_id},
            )
            session.execute(text("UPDATE pendings SET remaining = 0 WHERE id = :id"), {"id": number})
        return "confirmed"

    with without_begin_immediate():
        assert race(stage, careless, processes=2, threads=1) == {"confirmed": 2}
