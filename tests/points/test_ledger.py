"""The one door to the ledger: balanced, exactly once, never below zero."""

from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from core.database import session, transaction
from points.ledger.posting import Entry, Leg, post
from points.models import LedgerTransaction, Posting, Wallet
from points.rules import MOST, NotEnoughPoints
from tests.points.making import TODAY, give, held
from tests.support.cast import START, Cast


def entry(reference: str, *legs: Leg, **changes: Any) -> Entry:
    return Entry(reference, "earn", TODAY, legs, {}, **changes)


def gain(wallet_id: int, amount: int, reference: str) -> Entry:
    return entry(reference, Leg("issue", -amount), Leg("available", amount, wallet_id))


def loss(wallet_id: int, amount: int, reference: str) -> Entry:
    return entry(reference, Leg("available", -amount, wallet_id), Leg("spent", amount))


def write(*entries: Entry) -> Any:
    with transaction():
        return post(entries, START, "test")


def test_a_batch_moves_each_wallet_by_the_sum_of_its_legs(books: Cast) -> None:
    karim, lea = books.karim.wallet_id, books.lea.wallet_id
    posted = write(gain(karim, 30, "a"), gain(lea, 5, "b"), gain(karim, 12, "c"), loss(karim, 40, "d"))
    assert set(posted.written) == {"a", "b", "c", "d"}
    assert posted.known == set()
    assert (held(karim), held(lea)) == ((2, 0), (5, 0))


def test_a_known_reference_moves_nothing_and_is_named(books: Cast) -> None:
    write(gain(books.karim.wallet_id, 30, "a"))
    posted = write(gain(books.karim.wallet_id, 99, "a"), gain(books.karim.wallet_id, 1, "b"))
    assert (set(posted.written), posted.known) == ({"b"}, {"a"})
    assert held(books.karim.wallet_id) == (31, 0)


def test_a_reference_twice_in_a_batch_counts_once(books: Cast) -> None:
    write(gain(books.karim.wallet_id, 30, "a"), gain(books.karim.wallet_id, 30, "a"))
    assert held(books.karim.wallet_id) == (30, 0)


def test_a_large_batch_is_written_like_a_small_one(books: Cast) -> None:
    wallets = [books.karim.wallet_id, books.lea.wallet_id, books.bruno.wallet_id]
    many = [gain(wallets[n % 3], 1 + n % 7, f"n:{n}") for n in range(300)]
    assert len(write(*many).written) == 300
    assert len(write(*many).written) == 0
    assert sum(held(wallet)[0] for wallet in wallets) == sum(1 + n % 7 for n in range(300))
    assert session.scalar(select(func.count()).select_from(Posting)) == 600


@pytest.mark.parametrize(
    "legs",
    [
        (),
        (Leg("issue", -5), Leg("available", 6, 1)),
        (Leg("issue", 0), Leg("available", 0, 1)),
        (Leg("issue", -MOST - 1), Leg("available", MOST + 1, 1)),
        (Leg("issue", -1.0), Leg("available", 1.0, 1)),
        (Leg("issue", -True), Leg("available", True, 1)),
        (Leg("nowhere", -5), Leg("available", 5, 1)),
        (Leg("issue", -5), Leg("available", 5)),
        (Leg("issue", -5), Leg("issue", 5, 1)),
    ],
)
def test_what_is_no_movement_is_refused(books: Cast, legs: tuple[Leg, ...]) -> None:
    with pytest.raises(ValueError, match="a:"), transaction():
        post([entry("a", *legs)], START, "test")
    assert session.scalar(select(func.count()).select_from(LedgerTransaction)) == 0


def test_an_unknown_wallet_is_refused_and_leaves_nothing(books: Cast) -> None:
    for one in (gain(999_999, 5, "a"), loss(999_999, 5, "a")):
        with pytest.raises(Exception, match="wallet"):
            write(one)
    assert session.scalar(select(func.count()).select_from(LedgerTransaction)) == 0


def test_more_than_a_wallet_holds_is_refused_with_what_is_missing(books: Cast) -> None:
    give(books.karim.wallet_id, 100, "o")
    with pytest.raises(NotEnoughPoints) as refused:
        write(gain(books.lea.wallet_id, 7, "a"), loss(books.karim.wallet_id, 140, "b"))
    assert refused.value.facts == {"points": 40}
    assert (held(books.karim.wallet_id), held(books.lea.wallet_id)) == ((100, 0), (0, 0))


@pytest.mark.parametrize("table", ["ledger_transactions", "postings", "lot_uses"])
@pytest.mark.parametrize("verb", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_the_database_itself_refuses_to_edit_the_books(books: Cast, table: str, verb: str) -> None:
    wallet = books.karim.wallet_id
    write(gain(wallet, 30, "a"), loss(wallet, 5, "b"))
    with pytest.raises(DBAPIError, match="append-only"), transaction():
        session.execute(text(verb.format(table)))


def test_the_database_itself_refuses_a_wallet_below_zero(books: Cast) -> None:
    with pytest.raises(DBAPIError, match="not_negative"), transaction():
        session.execute(text(f"UPDATE wallets SET available = -1 WHERE id = {books.karim.wallet_id}"))
    assert session.get_one(Wallet, books.karim.wallet_id).available == 0
