"""The prize fund: filled for a reason, promised once, never below nothing."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from app import verify_all
from core.audit import AuditLine
from core.database import session, transaction
from points.ledger import actions, endowing, funds
from points.ledger.queries import escrow_balance
from points.rules import NothingToPost
from points.rules.refusals import FundTooSmall, NoFundReason
from tests.support.cast import START, Cast
from tests.support.stage import Stage


def endow(amount: int, reference: str = "endow:1", reason: str = "Fourth quarter") -> bool:
    with transaction():
        return endowing.endow(amount, reason, reference, START, "person:1")


def withdraw(amount: int, reference: str = "out:1", reason: str = "Too much") -> bool:
    with transaction():
        return endowing.withdraw(amount, reason, reference, START, "person:1")


def promise(amount: int, name: str = "challenge:7") -> None:
    with transaction():
        actions.fund_escrow(name, amount, f"{name}:fund", START, "person:1")


def test_points_come_into_the_fund_once_for_a_reason_that_the_audit_keeps(books: Cast) -> None:
    assert endow(5000)
    assert not endow(5000)
    assert funds.held() == 5000
    line = session.scalars(select(AuditLine).where(AuditLine.verb == "points.endow")).one()
    assert line.facts == {"points": 5000, "reason": "Fourth quarter"}
    assert line.actor == "person:1"


def test_nothing_and_no_reason_are_refused(books: Cast) -> None:
    for amount in (0, -5):
        with pytest.raises(NothingToPost):
            endow(amount)
    with pytest.raises(NoFundReason):
        endow(10, reason="  ")
    assert funds.held() == 0


def test_no_more_is_promised_than_the_fund_holds(books: Cast) -> None:
    endow(1000)
    promise(600)
    with pytest.raises(FundTooSmall) as refused:
        promise(401, "challenge:8")
    assert refused.value.facts == {"held": 400, "asked": 401, "points": 1}
    assert (funds.held(), escrow_balance("challenge:7"), escrow_balance("challenge:8")) == (400, 600, 0)


def test_what_is_promised_cannot_be_withdrawn(books: Cast) -> None:
    endow(1000)
    promise(600)
    with pytest.raises(FundTooSmall):
        withdraw(401)
    assert withdraw(400)
    assert funds.held() == 0


def test_what_is_left_of_an_escrow_returns_to_the_fund(books: Cast) -> None:
    endow(1000)
    promise(600)
    with transaction():
        actions.pay_from_escrow("challenge:7", [(books.karim.wallet_id, 250, "p:1")], START, "test")
        actions.release_escrow("challenge:7", "challenge:7:release", START, "test")
    assert (funds.held(), escrow_balance("challenge:7")) == (750, 0)
    told = [(one.kind, one.amount, one.held) for one in funds.movements()]
    assert told == [("release", 350, 750), ("fund", -600, 400), ("endow", 1000, 1000)]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(("endow", "withdraw", "promise")), st.integers(1, 40))))
def test_whatever_is_done_the_fund_is_its_postings_and_never_below_nothing(
    books: Cast, acts: list[tuple[str, int]]
) -> None:
    have, base = funds.held(), len(funds.movements(most=10_000))
    for nth, (act, amount) in enumerate(acts):
        try:
            if act == "promise":
                promise(amount, f"p{base}-{nth}")
            else:
                {"endow": endow, "withdraw": withdraw}[act](amount, f"{act}:{base}:{nth}")
        except FundTooSmall:
            assert act != "endow"
            assert amount > have
            continue
        have += amount if act == "endow" else -amount
    session.rollback()
    assert funds.held() == have
    assert verify_all() == []


def test_a_fund_that_drifted_from_its_postings_is_found(books: Cast) -> None:
    endow(1000)
    with transaction():
        session.execute(text("UPDATE funds SET balance = 1001"))
    assert [one.row for one in verify_all()] == ["account fund:prizes"]
    with transaction():
        session.execute(text("UPDATE funds SET balance = 1000"))


def test_without_the_condition_on_its_row_a_fund_promises_what_it_has_not(
    books: Cast, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The guard off: the row is left alone, so the second promise goes through and verify finds it."""
    endow(100)
    monkeypatch.setattr(funds, "move", lambda legs: None)
    promise(100)
    promise(100, "challenge:8")
    assert [one.row for one in verify_all()] == ["account fund:prizes"]
    stage.put_back("cast")
