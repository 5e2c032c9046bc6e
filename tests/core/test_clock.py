"""Days and instants, where summer time begins and ends."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.clock import Clock, day_start, local_day, window

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


def test_a_naive_instant_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        local_day(datetime(2026, 10, 15))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 10, 15), 24)]
)
def test_a_day_of_the_clock_change_has_its_own_length(day, hours):
    start, end = window(day, day)
    assert end - start == timedelta(hours=hours)


@given(DAYS)
def test_the_last_microsecond_of_a_window_is_in_and_its_end_is_out(day):
    start, end = window(day, day)
    assert local_day(start) == day
    assert local_day(end - timedelta(microseconds=1)) == day
    assert local_day(end) == day + timedelta(days=1)


@given(DAYS)
def test_windows_follow_each_other_without_gap_or_overlap(day):
    assert window(day, day)[1] == day_start(day + timedelta(days=1))


def test_a_frozen_clock_stands_still_and_a_shifted_one_runs_on():
    clock = Clock()
    at = datetime(2026, 10, 15, 8, tzinfo=UTC)
    clock.freeze(at)
    assert clock.now() == clock.now() == at
    clock.start_from(at)
    assert timedelta(0) <= clock.now() - at < timedelta(seconds=5)
    assert not clock.unmoved
    clock.unfreeze()
    assert clock.unmoved
