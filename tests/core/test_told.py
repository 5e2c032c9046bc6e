"""What nobody waits for is written all the same; what is wrong with it is raised before anything commits."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import Executable, Integer, String, bindparam, select
from sqlalchemy.exc import IntegrityError

from core import jobs, postgres_lines
from core.database import ask, for_engine, insert, is_postgresql, note, say, session, transaction
from core.jobs import Counter

COUNTERS = Counter.__table__.c
ONE = select(COUNTERS.value).where(COUNTERS.name == bindparam("name", type_=String))
FOUR = select(bindparam("value", type_=Integer))


@for_engine
def _counted() -> Executable:
    return insert(Counter).inline()


def told(name: str, value: int = 1) -> None:
    note(_counted(), {"name": name, "value": value})


def written() -> dict[str, int]:
    session.rollback()
    rows = session.execute(select(COUNTERS.name, COUNTERS.value)).all()
    return {row.name: row.value for row in rows}


def twice(then: Callable[[], object]) -> None:
    told("y")
    told("y")
    then()


def fail() -> None:
    raise RuntimeError("and then it failed")


#: What is said to the database after something that is wrong.
NEXT: dict[str, Callable[[], object]] = {
    "ask": lambda: ask(ONE, name="y"),
    "mapper": lambda: session.scalars(select(Counter)).all(),
    "commit": lambda: None,
    "words it did not know": lambda: say("SELECT ?", ["prepared first"]),
}


def test_it_is_read_by_what_is_asked_next_and_stays(app: Flask) -> None:
    with transaction():
        jobs.advance("x")
        told("y", 2)
        told("z", 3)
        assert ask(ONE, name="z").scalar_one() == 3
        assert session.scalars(select(COUNTERS.value).where(COUNTERS.name == "y")).one() == 2
        told("last")
    assert written() == {"x": 1, "y": 2, "z": 3, "last": 1}


@pytest.mark.parametrize("then", NEXT)
def test_what_is_wrong_with_it_is_raised_next_and_nothing_stays(app: Flask, then: str) -> None:
    with pytest.raises(IntegrityError), transaction():
        twice(NEXT[then])
    assert written() == {}
    with transaction():
        told("y", 7)
    assert written() == {"y": 7}


def test_what_was_told_is_taken_back_with_the_rest(app: Flask) -> None:
    with pytest.raises(RuntimeError if is_postgresql() else IntegrityError), transaction():
        twice(fail)  # PostgreSQL is not asked any more
    assert written() == {}
    with transaction():
        jobs.advance("x")
    assert jobs.reading("x") == 1


def test_more_than_fits_is_read_in_between(app: Flask) -> None:
    many = 2 * postgres_lines.MOST_TOLD + 3
    with transaction():
        for nth in range(many):
            told(f"c{nth}", nth)
    assert sum(written().values()) == many * (many - 1) // 2


def test_the_first_statement_of_a_writer_may_be_told(app: Flask) -> None:
    with transaction():
        told("y")
    assert written() == {"y": 1}


def test_what_is_told_in_a_savepoint_goes_with_it(app: Flask) -> None:
    with transaction():
        told("kept")
        with pytest.raises(IntegrityError), session.begin_nested():
            twice(fail)
        told("after")
    assert written() == {"kept": 1, "after": 1}


def test_a_writer_s_first_question_brings_its_begin_along(app: Flask) -> None:
    if not is_postgresql():
        pytest.skip("SQLite has no server")
    with pytest.raises(RuntimeError), transaction():
        _four_and_fail()
    assert written() == {}


def _four_and_fail() -> None:
    assert ask(FOUR, value=4).scalar_one() == 4
    told("y")
    fail()
