"""Delays in working days, undo windows, and distances in orders."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from catalog import rules

AT = datetime(2026, 10, 15, 8, tzinfo=UTC)


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(1, 60))
def test_a_promise_falls_on_a_working_day_after_that_many_of_them(day: date, working: int) -> None:
    promised = rules.promised_on(day, working)
    passed = [day + timedelta(days=n) for n in range(1, (promised - day).days + 1)]
    assert sum(one.weekday() < 5 for one in passed) == working
    assert promised.weekday() < 5


def test_a_promise_of_no_days_is_the_same_day() -> None:
    assert rules.promised_on(date(2026, 10, 17), 0) == date(2026, 10, 17)


@given(st.integers(-5, 10**6), st.integers(-5, 10**5))
def test_so_many_orders_bring_what_lacks_and_one_fewer_does_not(lacking: int, usual: int) -> None:
    orders = rules.orders_needed(lacking, usual)
    if orders is None:
        assert lacking <= 0 or usual <= 0
    else:
        assert orders * usual >= lacking > (orders - 1) * usual


def test_an_order_may_be_taken_back_while_it_waits_or_for_ten_minutes() -> None:
    late = AT + rules.UNDO
    assert rules.may_undo("requested", AT, late + timedelta(days=9))
    assert rules.may_undo("approved", AT, late - timedelta(seconds=1))
    assert not rules.may_undo("approved", AT, late)
    assert not rules.may_undo("delivered", AT, AT)
    assert not rules.may_undo("cancelled", AT, AT)
