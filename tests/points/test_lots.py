"""Lots: first in first out by expiry, given back to where they came from, expired once."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from core.clock import clock, local_day
from core.database import session, transaction
from points.ledger import actions, stock
from points.ledger.queries import balance, expiring_soon
from points.models import Lot, LotUse
from points.rules import AlreadySettled, NotEnoughPoints, NothingToPost, UnknownReference
from tests.points.making import TODAY, TOMORROW, YESTERDAY, give, held, hold
from tests.support.cast import START, Cast

NEXT_YEAR = date(2027, 10, 15)


def left(wallet_id: int) -> list[int]:
    """What remains in each lot of a wallet, in the order in which they were opened."""
    return list(session.scalars(select(Lot.remaining).where(Lot.wallet_id == wallet_id).order_by(Lot.id)))


def back(reference: str) -> int:
    with transaction():
        return actions.give_back(reference, f"{reference}:back", START, "test")


def spend(reference: str) -> int:
    with transaction():
        return actions.spend(reference, f"{reference}:spent", START, "test")


def expire(day: date) -> int:
    with transaction():
        return actions.expire_due(day, START)


def test_what_expires_first_leaves_first_and_what_never_expires_last(books: Cast) -> None:
    wallet = books.karim.wallet_id
    give(wallet, 10, "never")
    give(wallet, 10, "later", NEXT_YEAR)
    give(wallet, 10, "soon", TOMORROW)
    hold(wallet, 15, "order")
    assert left(wallet) == [10, 5, 0]
    hold(wallet, 10, "second")
    assert left(wallet) == [5, 0, 0]


def test_of_two_lots_with_one_expiry_the_older_leaves_first(books: Cast) -> None:
    wallet = books.karim.wallet_id
    give(wallet, 10, "a", NEXT_YEAR)
    give(wallet, 10, "b", NEXT_YEAR)
    hold(wallet, 4, "order")
    assert left(wallet) == [6, 10]


def test_held_points_return_to_their_own_lots_with_their_expiry(books: Cast) -> None:
    wallet = books.karim.wallet_id
    give(wallet, 10, "a", TOMORROW)
    give(wallet, 10, "b", NEXT_YEAR)
    hold(wallet, 15, "order")
    give(wallet, 10, "c", TODAY)
    back("order")
    assert left(wallet) == [10, 10, 10]
    assert held(wallet) == (30, 0)


def test_spent_points_do_not_come_back(books: Cast) -> None:
    wallet = books.karim.wallet_id
    give(wallet, 10, "a")
    hold(wallet, 10, "order")
    spend("order")
    assert held(wallet) == (0, 0)
    with pytest.raises(AlreadySettled):
        back("order")
    assert left(wallet) == [0]


def test_a_hold_is_given_back_once_whatever_the_reference(books: Cast) -> None:
    wallet = books.karim.wallet_id
    give(wallet, 10, "a")
    hold(wallet, 10, "order")
    first = back("order")
    assert back("order") == first
    with pytest.raises(AlreadySettled), transaction():
        actions.give_back("order", "another name", START, "test")
    assert held(wallet) == (10, 0)


def test_what_was_never_held_cannot_be_settled(books: Cast) -> None:
    with pytest.raises(UnknownReference):
        back("nothing")
    with pytest.raises(NothingToPost), transaction():
        actions.reserve(books.karim.wallet_id, 0, "order", START, "test")


def test_points_past_their_last_day_cannot_be_spent_though_the_job_is_late(books: Cast) -> None:
    wallet = books.karim.wallet_id
    give(wallet, 10, "a", TODAY)
    give(wallet, 3, "b")
    clock.freeze(START + timedelta(days=1))
    assert balance(wallet).available == 3
    with pytest.raises(NotEnoughPoints) as refused:
        hold(wallet, 4, "order", clock.now())
    assert refused.value.facts == {"points": 1}
    hold(wallet, 3, "order", clock.now())


def test_a_lot_expires_once_after_its_last_day(books: Cast) -> None:
    wallet = books.karim.wallet_id
    give(wallet, 10, "a", TODAY)
    assert expire(TODAY) == 0
    assert expire(TOMORROW) == 1
    assert expire(TOMORROW) == 0
    assert expire(YESTERDAY) == 0
    assert held(wallet) == (0, 0)


def test_points_given_back_to_an_expired_lot_expire_too(books: Cast) -> None:
    wallet = books.karim.wallet_id
    give(wallet, 10, "a", TODAY)
    hold(wallet, 6, "order")
    assert expire(TOMORROW) == 1
    back("order")
    clock.freeze(START + timedelta(days=1))
    assert balance(wallet).available == 0
    assert expire(local_day(clock.now())) == 1
    assert left(wallet) == [0]


def test_every_debit_is_paired_with_the_lots_it_came_from(books: Cast) -> None:
    wallet = books.karim.wallet_id
    give(wallet, 10, "a")
    give(wallet, 10, "b")
    number = hold(wallet, 12, "order")
    used = select(LotUse.amount).where(LotUse.transaction_id == number).order_by(LotUse.lot_id)
    assert list(session.scalars(used)) == [10, 2]


def test_a_wallet_of_many_small_lots_is_read_page_by_page(books: Cast) -> None:
    wallet = books.karim.wallet_id
    many = stock.PAGE * 2 + 7
    for number in range(many):
        give(wallet, 1, f"n:{number}")
    hold(wallet, many - 1, "order")
    assert sum(left(wallet)) == 1


def test_what_expires_soon_is_announced_with_its_day(books: Cast) -> None:
    wallet = books.karim.wallet_id
    give(wallet, 10, "a", TOMORROW)
    give(wallet, 5, "b", TOMORROW)
    give(wallet, 7, "c", NEXT_YEAR)
    assert expiring_soon(wallet, TODAY) == (15, TOMORROW)
    assert expiring_soon(books.lea.wallet_id, TODAY) is None
