"""What lasts, by its rules: until which day, in which state, and what a year’s volume brings."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.rules import lasting

SCALE = [{"from_cents": 5_000_000, "rate_bp": 100}, {"from_cents": 10_000_000, "rate_bp": 300}]
AT = datetime(2026, 10, 15, 8, tzinfo=UTC)
DAY = date(2026, 10, 15)


@pytest.mark.parametrize(
    ("volume", "expected"),
    [
        (12_000_000, (300, 360_000)),
        (10_000_000, (300, 300_000)),
        (9_999_999, (100, 99_999)),
        (4_999_999, (0, 0)),
        (0, (0, 0)),
        (-100, (0, 0)),
    ],
)
def test_the_highest_step_reached_counts_for_the_whole_volume(volume, expected) -> None:
    assert lasting.rebate(volume, SCALE) == expected


@given(st.integers(0, 10**12), st.integers(0, 10**12))
def test_more_volume_never_brings_less(one: int, other: int) -> None:
    less, more = sorted((one, other))
    assert lasting.rebate(less, SCALE)[1] <= lasting.rebate(more, SCALE)[1]


def test_a_year_of_365_days_ends_the_day_before_the_next_begins() -> None:
    assert lasting.last_day(date(2026, 1, 1), 365) == date(2026, 12, 31)
    assert lasting.last_day(DAY, 1) == DAY
    assert lasting.last_day(DAY, None) is None


@pytest.mark.parametrize(
    ("until", "used", "ended", "state"),
    [
        (None, None, None, "active"),
        (DAY, None, None, "ending"),
        (DAY + timedelta(days=30), None, None, "active"),
        (DAY + timedelta(days=29), None, None, "ending"),
        (DAY - timedelta(days=1), None, None, "over"),
        (DAY - timedelta(days=1), AT, None, "used"),
        (DAY, AT, AT, "ended"),
    ],
)
def test_each_state_has_its_day(until, used, ended, state) -> None:
    assert lasting.state_of(until, used, ended, DAY) == state
