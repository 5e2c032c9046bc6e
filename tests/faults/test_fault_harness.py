"""The fault harness sees faults: careful-looking code that is wrong is found wrong, and right code is not."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from flask import Flask
from sqlalchemy import select, update

from core.database import db, insert, is_postgresql, session, transaction
from core.jobs import Counter
from tests.faults.crash import MOST_POINTS, killed_at, sweep
from tests.faults.race import meeting, race, without_begin_immediate
from tests.support.stage import Stage

pytestmark = pytest.mark.faults


def _value(name: str) -> int:
    return session.scalar(select(Counter.value).where(Counter.name == name)) or 0


def _once() -> bool:
    done = session.execute(
        insert(Counter).values(name="done", value=1).on_conflict_do_nothing().returning(Counter.name)
    ).one_or_none()
    return done is not None


def _add_one() -> None:
    session.execute(update(Counter).where(Counter.name == "points").values(value=Counter.value + 1))


def _in_one_transaction() -> None:
    with transaction():
        if _once():
            _add_one()


def _in_two_transactions() -> None:
    with transaction():
        first = _once()
    if first:
        with transaction():
            _add_one()


def _points_match_the_key() -> None:
    session.rollback()
    assert _value("points") == _value("done")


@pytest.fixture
def counted(app: Flask, stage: Stage) -> str:
    with transaction():
        session.add(Counter(name="points", value=0))
    stage.keep("counted")
    return "counted"


def test_one_keyed_transaction_survives_a_crash_at_every_point(counted: str, stage: Stage) -> None:
    swept = sweep(stage, counted, _in_one_transaction, lambda: _value("points"), _points_match_the_key)
    assert swept.points >= 4
    assert swept.wrong == {}


def test_two_transactions_are_found_wrong(counted: str, stage: Stage) -> None:
    told = lambda: _value("points")  # noqa: E731 - said twice
    swept = sweep(stage, counted, _in_two_transactions, told, _points_match_the_key, to_the_first=True)
    assert swept.wrong


def _past_the_transaction() -> None:
    """Careful-looking: what the seventh statement said lasts whatever becomes of the other six."""
    with transaction() as writing:
        for name in "abcdef":
            writing.execute(insert(Counter).values(name=name, value=1).on_conflict_do_nothing())
        if _once():
            line = writing.connection()
            line.exec_driver_sql("COMMIT")
            line.exec_driver_sql("UPDATE counters SET value = value + 1 WHERE name = 'points'")


def test_what_is_said_outside_of_the_transaction_is_a_point_of_its_own(counted: str, stage: Stage) -> None:
    told = lambda: _value("points")  # noqa: E731 - said twice
    swept = sweep(stage, counted, _past_the_transaction, told, _points_match_the_key, to_the_first=True)
    assert swept.wrong


def _and_leave() -> None:
    _in_one_transaction()
    db.engine.dispose()


def _and_turn_back() -> None:
    with suppress(LookupError), transaction():
        _add_one()
        raise LookupError


@pytest.mark.parametrize(
    ("act", "untouched"),
    [(_in_one_transaction, False), (_and_leave, False), (_and_turn_back, True)],
    ids=["committed", "committed and closed", "rolled back"],
)
def test_nothing_that_was_committed_goes_unseen(
    counted: str, stage: Stage, act: Callable[[], None], untouched: bool
) -> None:
    stage.put_back(counted)
    stage.written = True
    assert not killed_at(MOST_POINTS, act)
    assert stage.databases.untouched() is untouched


def _sell_by_condition(_number: int) -> str:
    with transaction():
        sold = session.execute(
            update(Counter)
            .where(Counter.name == "stock", Counter.value >= 1)
            .values(value=Counter.value - 1)
            .returning(Counter.value),
            execution_options={"synchronize_session": False},
        ).one_or_none()
    return "sold" if sold else "sold out"


def _sell_by_looking_first(all_have_looked: Callable[[], None]) -> str:
    with transaction():
        if _value("stock") < 1:
            return "sold out"
        all_have_looked()
        session.execute(update(Counter).where(Counter.name == "stock").values(value=Counter.value - 1))
    return "sold"


@pytest.fixture
def stocked(app: Flask) -> None:
    with transaction():
        session.add(Counter(name="stock", value=5))


def test_the_last_five_are_sold_five_times(stocked: None, stage: Stage) -> None:
    assert race(stage, _sell_by_condition) == {"sold": 5, "sold out": 45}


def test_looking_first_sells_more_than_there_is(stocked: None, stage: Stage) -> None:
    """On SQLite BEGIN IMMEDIATE is a guard of its own: the twin runs without it."""
    all_have_looked = meeting(6)
    with without_begin_immediate():
        outcomes = race(stage, lambda _: _sell_by_looking_first(all_have_looked))
    assert outcomes["sold"] > 5, f"{'postgresql' if is_postgresql() else 'sqlite'}: {outcomes}"
    stage.put_back("blank")
