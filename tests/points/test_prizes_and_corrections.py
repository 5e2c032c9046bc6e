"""Prizes out of what was set aside, each once; corrections by hand, undone by their mirror image."""

import pytest
from sqlalchemy import select

from core.audit import AuditLine
from core.database import session, transaction
from points.ledger import actions, corrections, endowing
from points.ledger.queries import escrow_balance
from points.rules import AlreadySettled, NotEnoughPoints, NothingToPost
from tests.points.making import give, held, hold
from tests.support.cast import START, Cast


def fund(amount: int) -> None:
    with transaction():
        endowing.endow(amount, "prizes", "endow:7", START, "test")
        actions.fund_escrow("challenge:7", amount, "challenge:7:fund", START, "test")


def pay(*payments: tuple[int, int, str]) -> dict[str, int]:
    with transaction():
        return actions.pay_from_escrow("challenge:7", payments, START, "test", {"rank": 1})


def release() -> int:
    with transaction():
        return actions.release_escrow("challenge:7", "challenge:7:release", START, "test")


def correct(wallet_id: int, amount: int, reference: str = "c") -> int:
    with transaction():
        return corrections.correct(wallet_id, amount, "counted twice", reference, START, "person:1")


def undo(reference: str, name: str = "u") -> int:
    with transaction():
        return corrections.reverse(reference, "it was right", name, START, "person:1")


def test_prizes_are_paid_once_out_of_what_was_set_aside(books: Cast) -> None:
    fund(100)
    prizes = ((books.karim.wallet_id, 60, "prize:1"), (books.lea.wallet_id, 30, "prize:2"))
    assert set(pay(*prizes)) == {"prize:1", "prize:2"}
    assert pay(*prizes) == {}
    assert (held(books.karim.wallet_id), escrow_balance("challenge:7")) == ((60, 0), 10)
    assert release() == 10
    assert release() == 0
    assert escrow_balance("challenge:7") == 0


def test_no_more_is_paid_than_was_set_aside(books: Cast) -> None:
    fund(50)
    with pytest.raises(NotEnoughPoints) as refused:
        pay((books.karim.wallet_id, 40, "prize:1"), (books.lea.wallet_id, 30, "prize:2"))
    assert refused.value.facts == {"points": 20}
    assert escrow_balance("challenge:7") == 50
    with pytest.raises(NothingToPost):
        pay((books.karim.wallet_id, 0, "prize:1"))


def test_a_correction_gives_or_takes_and_is_audited(books: Cast) -> None:
    give(books.karim.wallet_id, 100, "o")
    correct(books.karim.wallet_id, -40)
    correct(books.karim.wallet_id, 5, "d")
    assert held(books.karim.wallet_id) == (65, 0)
    facts = session.scalars(select(AuditLine.facts).where(AuditLine.verb == "points.correct")).all()
    assert [one["points"] for one in facts] == [-40, 5]


def test_a_correction_sent_twice_counts_once(books: Cast) -> None:
    assert correct(books.karim.wallet_id, 40) == correct(books.karim.wallet_id, 40)
    assert held(books.karim.wallet_id) == (40, 0)


def test_a_correction_needs_points_to_move_and_to_take(books: Cast) -> None:
    with pytest.raises(NothingToPost):
        correct(books.karim.wallet_id, 0)
    with pytest.raises(NotEnoughPoints):
        correct(books.karim.wallet_id, -1)


def test_a_correction_is_undone_once(books: Cast) -> None:
    give(books.karim.wallet_id, 100, "o")
    correct(books.karim.wallet_id, -40)
    undo("c")
    assert held(books.karim.wallet_id) == (100, 0)
    with pytest.raises(AlreadySettled):
        undo("c", "v")


def test_points_given_by_mistake_are_taken_back_from_their_own_lot_first(books: Cast) -> None:
    wallet = books.karim.wallet_id
    give(wallet, 10, "old")
    correct(wallet, 30)
    undo("c")
    assert held(wallet) == (10, 0)
    correct(wallet, 30, "d")
    hold(wallet, 35, "order")
    with pytest.raises(NotEnoughPoints):
        undo("d", "v")
