"""Versions of rules: what has been in force is never rewritten."""

from datetime import date

import pytest

from core.clock import clock
from core.database import transaction
from points.programme.versions import draft_of, end_rule, versions, write_version
from points.queries import rules_in_force
from points.rules import EndsTooEarly, SameRule, StartsTooEarly, UnknownRule, active_on
from tests.points.making import TODAY, TOMORROW, YESTERDAY, draft, rule
from tests.support.cast import START, Cast


def in_force(day: date) -> list[int]:
    """The points of the rules of a day."""
    return [one.points for one in active_on(rules_in_force(), day)]


def windows() -> list[tuple[date, date | None]]:
    return [(one.starts_on, one.ends_on) for one in versions("sales")]


def test_the_first_version_may_start_in_the_past(books: Cast) -> None:
    rule(starts_on=date(2020, 1, 1))
    assert in_force(date(2020, 1, 1)) == [1]
    assert in_force(date(2019, 12, 31)) == []


def test_a_new_version_ends_the_old_one_the_day_before(books: Cast) -> None:
    rule()
    rule(points=2, starts_on=TOMORROW)
    assert windows() == [(date(2026, 1, 1), TODAY), (TOMORROW, None)]
    assert [in_force(day) for day in (YESTERDAY, TODAY, TOMORROW)] == [[1], [1], [2]]


def test_days_already_past_keep_their_rule(books: Cast) -> None:
    rule()
    with pytest.raises(StartsTooEarly):
        rule(points=2, starts_on=YESTERDAY)
    assert windows() == [(date(2026, 1, 1), None)]


def test_a_version_that_never_began_gives_way_to_the_next(books: Cast) -> None:
    rule()
    rule(points=2, starts_on=date(2026, 12, 1))
    rule(points=3, starts_on=date(2026, 11, 1))
    assert [in_force(date(2026, month, 15)) for month in (10, 11, 12)] == [[1], [3], [3]]


def test_what_says_nothing_new_is_refused(books: Cast) -> None:
    rule(range_times={books.pumps.id: 20_000})
    with pytest.raises(SameRule):
        rule(range_times={books.pumps.id: 20_000})


def test_a_version_reads_back_as_it_was_written(books: Cast) -> None:
    said = draft(
        range_ids=(books.pumps.id,),
        company_kinds=("distributor",),
        range_times={books.pumps.id: 20_000},
        product_times={books.pac_8.id: 15_000},
        ends_on=TOMORROW,
    )
    with transaction():
        write_version(said, START, "test")
    assert draft_of(versions("sales")[0]) == said


def test_a_rule_ends_tonight_at_the_earliest(books: Cast) -> None:
    rule()
    with pytest.raises(EndsTooEarly), transaction():
        end_rule("sales", YESTERDAY, START, "test")
    with transaction():
        end_rule("sales", TODAY, clock.now(), "test")
    assert (in_force(TODAY), in_force(TOMORROW)) == ([1], [])
    with pytest.raises(UnknownRule), transaction():
        end_rule("nothing", TODAY, START, "test")
