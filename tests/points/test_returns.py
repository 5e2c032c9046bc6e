"""A return takes back the stored award: its own lot, other lots, then as the programme says (I12, I13)."""

import pytest
from hypothesis import given as each
from hypothesis import strategies as st

from core.clock import clock, local_day
from core.database import session, transaction
from points.ledger import actions, taking_back
from points.ledger.queries import balance
from points.models import Wallet
from points.rules import NotEnoughPoints, OwesPoints
from points.rules.returning import Source, due, split
from tests.points.making import TODAY, give, held, hold, rule, sell
from tests.points.returning import later, parts, programme, returned, sale, take_back
from tests.support.browser import Browser
from tests.support.cast import START, Cast


def wallet(cast: Cast) -> tuple[int, int, int]:
    """What Karim may spend, has waiting and owes."""
    session.rollback()
    found = session.get_one(Wallet, cast.karim.wallet_id)
    return found.available, found.pending, found.debt


def test_a_sale_and_its_full_return_leave_nothing(books: Cast) -> None:
    rule()
    sell(sold := sale(books))
    take_back(returned(sold, 2, 3))
    assert wallet(books) == (0, 0, 0)
    assert parts() == [(300, 0, 300, 0, 0, 0, 0)]


def test_partial_returns_add_up_to_the_whole(books: Cast) -> None:
    rule()
    sell(sold := sale(books, cents=100_000))
    for number in (2, 3, 4):
        take_back(returned(sold, number, 1))
    assert [one[0] for one in parts()] == [34, 33, 33]
    assert wallet(books) == (0, 0, 0)


def test_returns_of_one_line_in_one_batch_are_the_same_as_one_by_one(books: Cast) -> None:
    rule()
    sell(sold := sale(books, cents=100_000))
    take_back(*[returned(sold, number, 1) for number in (2, 3, 4)])
    assert [one[0] for one in parts()] == [34, 33, 33]
    assert wallet(books) == (0, 0, 0)


def test_a_return_sent_again_takes_nothing_more(books: Cast) -> None:
    rule()
    sell(sold := sale(books, cents=2_000, quantity=5))
    back = [returned(sold, number, 1) for number in (2, 3, 4, 5, 6)]
    take_back(*back)
    seen = parts()
    assert wallet(books) == (0, 0, 0)
    for one in back:
        assert take_back(one) == {}
    assert (parts(), sum(one[0] for one in seen)) == (seen, 2)


def test_a_return_takes_the_stored_award_whatever_the_rules_say_now(books: Cast) -> None:
    rule()
    sell(sold := sale(books))
    rule(points=9, starts_on=TODAY)
    take_back(returned(sold, 2, 3))
    assert wallet(books) == (0, 0, 0)


def test_what_is_left_of_its_own_lot_goes_first_then_the_lot_that_expires_first(books: Cast) -> None:
    rule()
    give(books.karim.wallet_id, 50, "late", local_day(later(90)))
    give(books.karim.wallet_id, 40, "soon", local_day(later(30)))
    sell(sold := sale(books))
    hold(books.karim.wallet_id, 150, "order")  # 40 soon, 50 late, 60 of the sale
    give(books.karim.wallet_id, 30, "more")
    take_back(returned(sold, 2, 3))
    assert parts() == [(300, 0, 240, 30, 30, 0, 0)]
    assert wallet(books) == (0, 0, 30)


def test_what_was_spent_becomes_a_debt_that_new_points_repay_first(books: Cast) -> None:
    rule()
    sell(sold := sale(books))
    hold(books.karim.wallet_id, 300, "order")
    with transaction():
        actions.spend("order", "order:spent", START, "test")
    take_back(returned(sold, 2, 3))
    assert (wallet(books), balance(books.karim.wallet_id).debt) == ((0, 0, 300), 300)
    sell(sale(books, 3, cents=200_000))
    assert wallet(books) == (0, 0, 100)
    sell(sale(books, 4, cents=250_000))
    assert wallet(books) == (150, 0, 0)


def test_nothing_is_spent_while_a_debt_is_open(books: Cast) -> None:
    rule()
    sell(sold := sale(books))
    hold(books.karim.wallet_id, 300, "order")
    take_back(returned(sold, 2, 3))
    with pytest.raises(OwesPoints, match="300 points are owed"):
        hold(books.karim.wallet_id, 10, "another")


def test_a_reserved_order_is_not_touched_and_repays_when_it_is_cancelled(books: Cast) -> None:
    rule()
    sell(sold := sale(books))
    hold(books.karim.wallet_id, 300, "order")
    take_back(returned(sold, 2, 3))
    assert held(books.karim.wallet_id) == (0, 300)
    with transaction():
        actions.give_back("order", "order:back", START, "test")
    assert (wallet(books), held(books.karim.wallet_id)) == ((0, 0, 0), (0, 0))


def test_a_negative_balance_is_shown_and_counts_as_missing(books: Cast, visitor: Browser) -> None:
    programme(returns="allow_negative")
    rule()
    sell(sold := sale(books))
    hold(books.karim.wallet_id, 300, "order")
    take_back(returned(sold, 2, 3))
    assert balance(books.karim.wallet_id).available == -300
    assert "-300" in visitor.as_(books.karim).get("/points").the(".balance b").get_text()
    assert wallet(books) == (0, 0, 300)
    with pytest.raises(NotEnoughPoints) as refused:
        hold(books.karim.wallet_id, 10, "another")
    assert (type(refused.value), refused.value.facts) == (NotEnoughPoints, {"points": 310})
    sell(sale(books, 3, cents=350_000))
    assert balance(books.karim.wallet_id).available == 50


def test_the_programme_may_bear_what_was_spent(books: Cast) -> None:
    programme(returns="programme_bears_it")
    rule()
    sell(sold := sale(books))
    hold(books.karim.wallet_id, 200, "order")
    take_back(returned(sold, 2, 3))
    assert parts() == [(300, 0, 100, 0, 0, 200, 0)]
    assert wallet(books) == (0, 0, 0)


@pytest.mark.parametrize("job_ran", [True, False], ids=["after the job", "the job is late"])
def test_points_already_expired_are_not_taken_a_second_time(books: Cast, job_ran: bool) -> None:
    programme(life="rolling", life_length=1)
    rule()
    sell(sold := sale(books))
    hold(books.karim.wallet_id, 120, "order")
    clock.freeze(later(40))
    if job_ran:
        with transaction():
            actions.expire_due(local_day(clock.now()), clock.now())
    give(books.karim.wallet_id, 50, "else")
    take_back(returned(sold, 2, 1), at=clock.now())
    assert parts() == [(100, 0, 0, 0, 0, 0, 100)]
    take_back(returned(sold, 3, 2), at=clock.now())
    assert parts()[1:] == [(200, 0, 0, 50, 70, 0, 80)]


def test_a_period_that_measures_less_takes_back_its_own_points_first(books: Cast) -> None:
    karim = books.karim.wallet_id
    give(karim, 70, "period:3:9:2026-10-01:1")
    give(karim, 30, "other")
    with transaction():
        first = taking_back.take_from(
            karim, 50, "period:3:9:2026-10-01:2", local_day(START), {"rule": 3}, START, "test"
        )
        again = taking_back.take_from(
            karim, 50, "period:3:9:2026-10-01:2", local_day(START), {"rule": 3}, START, "test"
        )
    assert (first.own, first.others, again.moved, wallet(books)) == (50, 0, 0, (50, 0, 0))
    with transaction():
        more = taking_back.take_from(
            karim, 60, "period:3:9:2026-10-01:3", local_day(START), {"rule": 3}, START, "test"
        )
    assert (more.own, more.others, more.owed, wallet(books)) == (20, 30, 10, (0, 0, 10))


@each(points=st.integers(0, 10_000), cuts=st.lists(st.integers(1, 40), min_size=1, max_size=8))
def test_the_shares_of_partial_returns_always_add_up(points: int, cuts: list[int]) -> None:
    sold, left, taken = sum(cuts), sum(cuts), 0
    for cut in cuts:
        share = due(points, sold, left, left - cut)
        assert share >= 0
        left, taken = left - cut, taken + share
    assert taken == points


@each(
    wanted=st.integers(0, 500),
    lies=st.builds(Source, *[st.integers(0, 200)] * 4),
    policy=st.sampled_from(["debt", "allow_negative", "programme_bears_it"]),
)
def test_a_split_takes_all_it_can_in_order_and_adds_up(wanted: int, lies: Source, policy: str) -> None:
    found = split(wanted, lies, policy)
    assert sum(found) == wanted
    assert found.pending == min(wanted, lies.pending)
    assert not found.others or (found.own, found.lapsed) == (lies.own, lies.gone)
    assert not (found.owed + found.borne) or found.others == lies.others
    assert not (found.owed and found.borne)
