"""Points that wait: confirmed on their day or by a person, or refused for a reason; once."""

from datetime import date

import pytest
from sqlalchemy import select

from core.audit import AuditLine
from core.clock import local_day
from core.database import session, transaction
from points.ledger import confirming
from points.ledger.confirming import ReasonMissing
from points.ledger.entries import Entry, Leg
from points.ledger.posting import post
from points.ledger.queries import Balance, balance
from points.models import LedgerTransaction, Lot, Pending
from points.rules import AlreadySettled
from tests.points.making import hold, rule, sell
from tests.points.returning import later, parts, programme, returned, sale, take_back
from tests.support.cast import START, Cast


def wait(cast: Cast, points: int = 100, reference: str = "w", due: date | None = None) -> int:
    """Points that Karim has earned and may not spend yet; the pending's id."""
    wallet = cast.karim.wallet_id
    legs = (Leg("issue", -points), Leg("pending", points, wallet))
    with transaction():
        post([Entry(reference, "earn", local_day(START), legs, {}, confirm_on=due)], START, "test")
    return session.scalars(select(Pending.id).order_by(Pending.id.desc()).limit(1)).one()


def standing(cast: Cast) -> Balance:
    session.rollback()
    return balance(cast.karim.wallet_id)


def test_points_wait_until_their_day(books: Cast) -> None:
    programme(life="rolling", life_length=12)
    wait(books, due=local_day(later(5)))
    assert standing(books) == Balance(0, 100, 0, 0)
    with transaction():
        assert confirming.confirm_due(later(4)) == 0
    with transaction():
        assert confirming.confirm_due(later(5)) == 1
    with transaction():
        assert confirming.confirm_due(later(5)) == 0
    assert standing(books) == Balance(100, 0, 0, 0)
    assert session.scalars(select(Lot.expires_on)).all() == [date(2027, 10, 20)]


def test_the_life_of_confirmed_points_follows_the_settings_of_the_day_they_were_earned(books: Cast) -> None:
    programme(life="rolling", life_length=12)
    wait(books, due=local_day(later(30)))
    programme(local_day(later(10)), START, life="rolling", life_length=1)
    with transaction():
        confirming.confirm_due(later(30))
    assert session.scalars(select(Lot.expires_on)).all() == [date(2027, 11, 14)]


def test_a_person_confirms_many_at_once(books: Cast) -> None:
    ids = [wait(books, 10, f"w:{n}") for n in range(3)]
    with transaction():
        assert confirming.confirm_due(later(999)) == 0
        assert confirming.confirm(ids[:2], START, "person:1") == 2
    with transaction():
        assert confirming.confirm(ids[:2], START, "person:1") == 0
    assert standing(books) == Balance(20, 10, 0, 0)
    verbs = session.scalars(select(AuditLine.verb).where(AuditLine.verb.like("points.con%"))).all()
    assert verbs == ["points.confirm"]


def test_what_is_refused_goes_back_for_a_reason(books: Cast) -> None:
    number = wait(books)
    with pytest.raises(ReasonMissing), transaction():
        confirming.refuse([number], " ", START, "person:1")
    for _ in range(2):
        with transaction():
            confirming.refuse([number], "Invoice cancelled", START, "person:1")
    assert standing(books) == Balance()
    facts = session.scalars(select(LedgerTransaction.facts).where(LedgerTransaction.kind == "refuse")).one()
    assert facts["reason"] == "Invoice cancelled"
    with transaction():
        assert confirming.confirm([number], START, "person:1") == 0


def test_points_that_wait_cannot_be_spent(books: Cast) -> None:
    wait(books)
    with pytest.raises(Exception, match="missing"):
        hold(books.karim.wallet_id, 1, "order")


def test_a_pending_never_gives_more_than_it_holds(books: Cast) -> None:
    number = wait(books)
    wallet = books.karim.wallet_id
    wait(books, 50, "another")
    legs = (Leg("pending", -120, wallet), Leg("available", 120, wallet))
    with pytest.raises(AlreadySettled), transaction():
        post(
            [Entry("c", "confirm", local_day(START), legs, {}, from_pendings=((number, 120),))],
            START,
            "test",
        )


def test_sales_wait_for_their_delay_and_a_return_takes_what_waits(books: Cast) -> None:
    programme(confirm="delay", confirm_days=30)
    rule()
    sell(sold := sale(books))
    assert standing(books) == Balance(0, 300, 0, 0)
    take_back(returned(sold, 2, 1))
    assert parts() == [(100, 100, 0, 0, 0, 0, 0)]
    with transaction():
        assert confirming.confirm_due(later(30)) == 1
    assert standing(books) == Balance(200, 0, 0, 0)
    confirmed = session.scalars(
        select(LedgerTransaction.facts).where(LedgerTransaction.kind == "confirm")
    ).one()
    assert [points for _rule, points in confirmed["by_rule"]] == [200]
    take_back(returned(sold, 3, 2), at=later(31))
    assert parts()[1:] == [(200, 0, 200, 0, 0, 0, 0)]


def test_what_was_refused_is_not_taken_a_second_time(books: Cast) -> None:
    programme(confirm="staff")
    rule()
    sell(sold := sale(books))
    with transaction():
        confirming.refuse(session.scalars(select(Pending.id)).all(), "no proof", START, "person:1")
    take_back(returned(sold, 2, 3))
    assert parts() == [(300, 0, 0, 0, 0, 0, 300)]
    assert standing(books) == Balance()
