"""What sale lines earn is described in one pass, and comes to the books that `post` would write."""

import json
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from core.database import session, transaction
from points.earning.facts import SaleFact
from points.earning.lines import _credit
from points.ledger import crediting
from points.ledger.crediting import Credit, credit
from points.ledger.entries import BeyondPosting
from points.ledger.posting import Entry, Leg, Row, enter, post
from points.rules import MOST, NotEnoughPoints
from points.rules.life import How
from tests.points.making import TODAY, give
from tests.support.cast import START, Cast

HOWS = (How(), How("available", date(2027, 12, 31)), How("pending"), How("pending", None, date(2026, 11, 1)))
BOOKS = (
    "SELECT reference, kind, day, actor, facts FROM ledger_transactions",
    "SELECT reference, account, wallet_id, amount FROM postings p JOIN ledger_transactions t "
    "ON t.id = transaction_id ORDER BY p.id",
    "SELECT reference, wallet_id, amount, remaining, earned_on, expires_on FROM lots "
    "JOIN ledger_transactions t ON t.id = transaction_id",
    "SELECT reference, wallet_id, amount, remaining, earned_on, due_on FROM pendings "
    "JOIN ledger_transactions t ON t.id = transaction_id",
    "SELECT id, available, pending, reserved, debt FROM wallets",
)


def books_after(act: Callable[[], Any], owed: dict[int, int]) -> list[list[Any]]:
    """What the books hold after an act that is taken back."""
    session.rollback()
    session.info["writing"] = True
    try:
        for wallet_id, debt in owed.items():
            legs = (Leg("clawback", debt), Leg("debt", -debt, wallet_id))
            post([Entry(f"owes:{wallet_id}", "return", TODAY, legs, {})], START, "test")
        post([_entry(Credit("known", TODAY, "{}", {min(owed): 7}, How()))], START, "test")
        act()
        return [sorted(map(_told, session.execute(text(one)))) for one in BOOKS]
    finally:
        session.rollback()
        session.info["writing"] = False


def _told(row: Sequence[Any]) -> str:
    """A row without the ids that a sequence gives anew each time."""
    cells = [":".join(str(cell).split(":")[::2]) if str(cell).startswith("repay:") else cell for cell in row]
    return str([json.dumps(cell) if isinstance(cell, dict) else cell for cell in cells])


def _entry(one: Credit) -> Entry:
    account, expires_on, confirm_on = one.how
    legs = [Leg("issue", -sum(one.points.values()))]
    legs += [Leg(account, points, wallet_id) for wallet_id, points in one.points.items()]
    return Entry(
        one.reference, "earn", one.day, legs, json.loads(one.facts), expires_on, confirm_on=confirm_on
    )


def batches(wallets: list[int]) -> st.SearchStrategy[list[Credit]]:
    references = st.integers(1, 12).map(lambda n: f"sale-line:{n}") | st.just("known")
    days = st.integers(0, 40).map(lambda n: TODAY - timedelta(days=n))
    points = st.dictionaries(st.sampled_from(wallets), st.integers(1, 500), min_size=1)
    facts = st.just('{"product":1,"document":"é"}')
    return st.lists(st.builds(Credit, references, days, facts, points, st.sampled_from(HOWS)), max_size=14)


def check(cast: Cast) -> None:
    wallets = [cast.karim.wallet_id, cast.lea.wallet_id, cast.bruno.wallet_id]

    @settings(
        max_examples=12, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )
    @given(batches(wallets), st.lists(st.integers(0, 300), min_size=3, max_size=3))
    def alike(many: list[Credit], debts: list[int]) -> None:
        owed = {wallet: debt for wallet, debt in zip(wallets, debts, strict=True) if debt} or {wallets[0]: 5}
        general = books_after(lambda: post([_entry(one) for one in many], START, "test"), owed)
        assert books_after(lambda: credit(many, "earn", START, "test"), owed) == general

    alike()


def test_credits_come_to_the_books_that_post_would_write(books: Cast) -> None:
    check(books)


@pytest.mark.parametrize("place", ["latest", "lots", "pendings"])
def test_a_credit_that_forgot_a_part_would_be_found(
    books: Cast, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    class Forgetful(crediting._Batch):
        def add(self, number: int, one: Credit) -> None:
            super().add(number, one)
            getattr(self, place).clear()

    monkeypatch.setattr(crediting, "_Batch", Forgetful)
    with pytest.raises((AssertionError, KeyError, NotEnoughPoints)):
        check(books)


def test_what_is_no_credit_is_refused(books: Cast) -> None:
    wallet = books.karim.wallet_id
    wrong: tuple[Credit, ...] = (
        Credit("a", TODAY, "{}", {}, How()),
        Credit("a", TODAY, "{}", {wallet: 0}, How()),
        Credit("a", TODAY, "{}", {wallet: -3}, How()),
        Credit("a", TODAY, "{}", {wallet: 1.5}, How()),  # type: ignore[dict-item]
        Credit("a", TODAY, "{}", {wallet: 1}, How("reserved")),
        Credit("", TODAY, "{}", {wallet: 1}, How()),
        Credit("a" * 121, TODAY, "{}", {wallet: 1}, How()),
    )
    for one in wrong:
        with pytest.raises(ValueError, match=r"credit|reference"):
            credit([one], "earn", START, "test")
    with pytest.raises(BeyondPosting):
        credit(
            [Credit("a", TODAY, "{}", {wallet: MOST, books.lea.wallet_id: 1}, How())], "earn", START, "test"
        )


def test_a_known_credit_among_many_moves_nothing(books: Cast) -> None:
    wallet = books.karim.wallet_id
    give(wallet, 5, "sale-line:3")
    session.info["writing"] = True
    try:
        many = [Credit(f"sale-line:{n}", TODAY, "{}", {wallet: 2}, How()) for n in range(10)]
        done = credit(many, "earn", START, "test")
    finally:
        session.rollback()
        session.info["writing"] = False
    assert done.points == {wallet: 18}
    assert set(done.written) == {one.reference for one in many} - {"sale-line:3"}


@given(st.text(max_size=20), st.integers(0, 10**12), st.integers(1, 10**6))
def test_what_explains_a_line_is_json_whatever_its_document_is_called(
    document: str, cents: int, quantity: int
) -> None:
    sold = SaleFact(1, 2, 3, quantity, cents, TODAY, 4, 5, None, document)
    gains = [(("person", 4), 9, 20, 10, 20_000), (("company", 5), 8, 1, 1, 10_000)]
    one = _credit(sold, gains, {("person", 4): 11, ("company", 5): 12}, How())
    facts = {"product": 2, "range": 3, "quantity": quantity, "cents": cents}
    facts["gains"] = [[11, 9, 20, 10, 20_000], [12, 8, 1, 1, 10_000]]  # type: ignore[assignment]
    assert json.loads(one.facts) == facts | ({"document": document} if document else {})
    assert one.points == {11: 20, 12: 1}


def test_the_door_lets_nothing_in_that_does_not_sum_to_nought(books: Cast) -> None:
    wallet = books.karim.wallet_id
    rows: list[Row] = [(1, "issue", None, -5), (1, "available", wallet, 4), (2, "available", wallet, 1)]
    with transaction(), pytest.raises(ValueError, match="sum to nought"):
        enter(rows, {wallet: (5, 0, 0, 0)})
