"""What is asked past SQLAlchemy's machinery answers, refuses and is heard like anything else."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Integer, String, bindparam, event, func, select, text
from sqlalchemy.exc import DBAPIError, MultipleResultsFound, NoResultFound, OperationalError

from accounts.models import Company, Person
from core import jobs
from core.asking import in_places, room_for
from core.database import NOUGHT, ask, db, insert, is_postgresql, session, transaction
from core.jobs import Counter
from tests.support.cast import Cast

PEOPLE = Person.__table__.c
COUNTERS = Counter.__table__.c
ONE = select(COUNTERS.name, COUNTERS.value).where(COUNTERS.name == bindparam("name", type_=String))


def count(**names: int) -> None:
    for name, value in names.items():
        session.execute(insert(Counter).values(name=name, value=value))


def ask_and_fail() -> None:
    ask(ONE, name="x")
    raise RuntimeError("and then it failed")


def test_every_column_comes_as_the_mapper_reads_it(cast: Cast):
    columns = [PEOPLE[name] for name in ("id", "email", "created_at", "shows_name", "disabled_at")]
    statement = select(*columns).where(PEOPLE.id == bindparam("person"))
    found = ask(statement, person=cast.nadia.id).one()
    nadia = session.get_one(Person, cast.nadia.id)
    said = (nadia.id, nadia.email, nadia.created_at, nadia.shows_name, nadia.disabled_at)
    assert tuple(found) == said
    assert found.created_at == nadia.created_at
    assert type(found.shows_name) is bool


def test_values_go_as_their_columns_say(cast: Cast):
    joined = Company.__table__.c.joined_at
    when = datetime(2000, 1, 1, tzinfo=UTC)
    assert ask(select(joined).where(joined > bindparam("at")).limit(NOUGHT + 1), at=when).scalars()
    with pytest.raises(TypeError, match="time zone"):
        ask(select(joined).where(joined > bindparam("at")), at=datetime(2000, 1, 1))  # noqa: DTZ001
    session.rollback()


def test_one_is_one(app):
    with transaction():
        count(a=1, b=2)
    every = select(COUNTERS.name).order_by(COUNTERS.name)
    assert ask(every).scalars() == ["a", "b"]
    assert ask(ONE, name="a").one().value == 1
    assert ask(ONE, name="nobody").one_or_none() is None
    with pytest.raises(NoResultFound):
        ask(ONE, name="nobody").one()
    with pytest.raises(MultipleResultsFound):
        ask(every).scalar_one()
    session.rollback()


def test_a_value_that_is_missing_is_never_a_null(app):
    with pytest.raises((DBAPIError, TypeError)):
        ask(ONE)
    session.rollback()


def test_a_list_of_any_length_is_asked_in_the_usual_way(app):
    with transaction():
        count(a=1, b=2, c=3)
    some = select(COUNTERS.value).where(COUNTERS.name.in_(bindparam("names", expanding=True)))
    assert sorted(ask(some, names=["a", "c"]).scalars()) == [1, 3]
    assert ask(some, names=["b"]).scalar_one() == 2
    assert ask(some, names=[]).scalar_one_or_none() is None
    session.rollback()


def test_a_percent_sign_stays_one(app):
    statement = select(func.length(bindparam("word", type_=String) + "%")).where(COUNTERS.name.is_(None))
    assert ask(statement, word="x").all() == []
    session.rollback()


def test_whoever_listens_hears_it(app):
    heard = []
    event.listen(db.engine, "before_cursor_execute", lambda *said: heard.append(said[2]))
    ask(ONE, name="a")
    assert len(heard) == 1
    assert "counters" in heard[0]
    session.rollback()


def test_two_questions_see_one_moment_and_the_next_page_another(app):
    assert ask(ONE, name="x").all() == []
    with db.engine.begin() as other:
        other.execute(insert(Counter).values(name="x", value=7))
    assert ask(ONE, name="x").all() == []
    session.rollback()
    assert ask(ONE, name="x").one().value == 7
    session.rollback()


def test_the_mapper_and_a_question_see_the_same_moment(app):
    assert ask(ONE, name="x").all() == []
    with db.engine.begin() as other:
        other.execute(insert(Counter).values(name="x", value=7))
    assert jobs.reading("x") == 0
    session.rollback()


def test_a_question_inside_a_transaction_sees_what_it_wrote_and_a_savepoint_takes_it_back(app):
    with transaction():
        count(a=1)
        inner = session.begin_nested()
        assert ask(ONE, name="a").one().value == 1
        count(b=2)
        assert ask(ONE, name="b").one().value == 2
        inner.rollback()
        assert ask(ONE, name="b").all() == []
    assert jobs.reading("a") == 1


def test_after_a_question_a_reader_still_cannot_write(app):
    ask(ONE, name="x")
    with pytest.raises(DBAPIError):
        count(x=1)
    session.rollback()


def test_errors_are_sqlalchemys_and_the_next_page_goes_on(app):
    nowhere = select(text("nothing FROM nowhere")).with_only_columns(
        func.nothing_of_the_kind(bindparam("a", type_=Integer)).label("x")
    )
    for _ in range(2):
        with pytest.raises(DBAPIError):
            ask(nowhere, a=1)
        session.rollback()
        assert ask(ONE, name="x").all() == []
        session.rollback()


def test_what_was_prepared_is_prepared_again_after_a_writer_gave_up(app):
    for _ in range(3):
        ask(ONE, name="x")
        with pytest.raises(RuntimeError), transaction():
            ask_and_fail()
        ask(ONE, name="x")
        jobs.reading("x")
        session.rollback()


def test_a_line_that_the_server_closed_under_a_question_is_not_used_again(app):
    if not is_postgresql():
        pytest.skip("SQLite has no server")
    number = session.connection().scalar(text("SELECT pg_backend_pid()"))
    with db.engine.begin() as other:
        other.execute(text("SELECT pg_terminate_backend(:number)"), {"number": number})
    with pytest.raises(OperationalError) as told:
        ask(ONE, name="x")
    assert told.value.connection_invalidated
    session.rollback()
    assert ask(ONE, name="x").all() == []
    session.rollback()


def test_there_is_room_for_every_value_in_a_few_sizes():
    rooms = [room_for(range(many)) for many in range(200)]
    assert all(room >= many for many, room in enumerate(rooms))
    assert sorted(set(rooms)) == [0, 1, 2, 4, 8, 16, 32, 64, 128, 256]


def test_more_values_than_a_statement_has_places_for_are_refused_and_never_cut():
    assert in_places("one", [7], 2, 0) == {"one_0": 7, "one_1": 0}
    with pytest.raises(ValueError, match="3 values"):
        in_places("one", [1, 2, 3], 2, 0)
