"""Who only asks has no session: one moment, one connection, nothing written, and let go of in time."""

import pytest
from flask import Flask
from sqlalchemy import bindparam, select, text
from sqlalchemy.exc import DBAPIError

from core import database, jobs
from core.database import ask, db, is_writing, session, transaction
from core.jobs import Counter

_VALUE = select(Counter.__table__.c.value).where(Counter.__table__.c.name == bindparam("name"))


@pytest.fixture(autouse=True)
def nobody(app: Flask) -> None:
    """Each test begins without a session."""
    session.remove()


def value() -> int | None:
    """The counter as whoever asks sees it."""
    found: int | None = ask(_VALUE, name="x").scalar_one_or_none()
    return found


def written_elsewhere() -> None:
    """Another connection moves the counter."""
    with db.engine.begin() as other:
        moved = other.execute(text("UPDATE counters SET value = value + 1 WHERE name = 'x'")).rowcount
        if not moved:
            other.execute(text("INSERT INTO counters (name, value) VALUES ('x', 1)"))


def test_a_question_makes_no_session_and_cannot_write(app: Flask):
    assert value() is None
    assert not session.registry.has()
    assert not is_writing()
    with pytest.raises(DBAPIError):
        database.say("INSERT INTO counters (name, value) VALUES ('x', 1)", ())


def test_all_questions_see_one_moment_until_the_end_of_it(app: Flask):
    written_elsewhere()
    assert value() == 1
    written_elsewhere()
    assert value() == 1
    session.rollback()
    assert value() == 2
    written_elsewhere()
    session.remove()
    assert value() == 3


def test_a_session_joins_the_moment_of_the_questions_before_it(app: Flask):
    written_elsewhere()
    assert value() == 1
    written_elsewhere()
    assert session.get_one(Counter, "x").value == 1
    assert session.connection() is session.readers.at_hand()
    session.close()
    assert session.get_one(Counter, "x").value == 2


def test_without_joining_a_page_would_see_two_moments(app: Flask, monkeypatch: pytest.MonkeyPatch):
    written_elsewhere()
    assert value() == 1
    written_elsewhere()
    kept = session.readers.at_hand()
    monkeypatch.setattr(session.readers, "at_hand", lambda: None)
    assert session.get_one(Counter, "x").value == 2
    monkeypatch.undo()
    assert session.readers.at_hand() is kept


def test_questions_join_a_session_that_has_begun(app: Flask):
    written_elsewhere()
    assert session.get_one(Counter, "x").value == 1
    written_elsewhere()
    assert value() == 1
    assert session.readers.at_hand() is None


def test_whoever_writes_sees_the_present_and_questions_afterwards_what_was_written(app: Flask):
    written_elsewhere()
    assert value() == 1
    written_elsewhere()
    with transaction():
        assert is_writing()
        assert value() == 2
        assert jobs.advance("x") == 3
        assert value() == 3
    assert session.readers.at_hand() is None
    assert value() == 3


def test_an_open_question_is_an_open_transaction(app: Flask):
    assert not session().in_transaction()
    value()
    assert session().in_transaction()
    session.rollback()
    assert not session().in_transaction()


@pytest.mark.parametrize("end", ["remove", "close", "rollback", "commit"])
def test_nobody_keeps_a_connection(app: Flask, end: str):
    value()
    session.get(Counter, "x")
    assert db.engine.pool.checkedout() == 1  # type: ignore[attr-defined]
    getattr(session, end)()
    assert db.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
    value()
    session.remove()
    assert db.engine.pool.checkedout() == 0  # type: ignore[attr-defined]


def test_after_an_error_the_next_moment_is_whole(app: Flask):
    with pytest.raises(DBAPIError):
        database.say("SELECT nothing FROM nowhere", ())
    session.rollback()
    assert value() is None


def test_two_contexts_have_a_moment_each(app: Flask):
    written_elsewhere()
    assert value() == 1
    written_elsewhere()
    with app.app_context():
        assert value() == 2
    assert value() == 1
    assert db.engine.pool.checkedout() == 1  # type: ignore[attr-defined]
