"""Reading never writes; a transaction is the only commit; numbers and instants keep their kind."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, StatementError

from core import audit, jobs
from core.database import db, insert, is_postgresql, session, transaction
from core.jobs import Counter, Lease

AT = datetime(2026, 10, 15, 8, tzinfo=UTC)


def fail_after(act):
    act()
    raise RuntimeError("and then it failed")


def test_outside_a_transaction_a_write_is_refused_by_the_database(app):
    with pytest.raises(DBAPIError):
        session.execute(insert(Counter).values(name="x", value=1))
    session.rollback()


def test_inside_a_transaction_it_is_written_and_committed(app):
    with transaction():
        assert jobs.advance("x") == 1
    session.remove()
    assert jobs.reading("x") == 1


def test_an_error_leaves_nothing_behind(app):
    with pytest.raises(RuntimeError), transaction():
        fail_after(lambda: jobs.advance("x"))
    assert jobs.reading("x") == 0


def test_after_a_transaction_writing_is_off_again(app):
    with transaction():
        jobs.advance("x")
    with pytest.raises(DBAPIError):
        jobs.advance("x")
    session.rollback()


def test_a_transaction_inside_a_transaction_is_a_mistake(app):
    with transaction(), pytest.raises(RuntimeError, match="already open"), transaction():
        pass


@pytest.mark.parametrize("value", [1.0, True, "1"])
def test_what_is_not_a_whole_number_never_reaches_a_ledger_column(app, value):
    from core.seal import Link  # noqa: PLC0415 - one column of the kind

    with pytest.raises((StatementError, TypeError)), transaction():
        session.execute(
            insert(Link).values(chain="x", first_id=value, last_id=1, rows=1, previous="", hash="", at=AT)
        )


def test_a_naive_instant_never_reaches_the_database(app):
    with pytest.raises((StatementError, TypeError)), transaction():
        jobs.take_lease("x", "me", datetime(2026, 10, 15), timedelta(seconds=1))  # noqa: DTZ001


def test_an_instant_comes_back_as_the_same_instant_in_utc(app):
    paris = timezone(timedelta(hours=2))
    with transaction():
        jobs.take_lease("x", "me", datetime(2026, 10, 15, 10, tzinfo=paris), timedelta(0))
    until = session.execute(select(Lease.until)).scalar_one()
    assert until == AT
    assert until.utcoffset() == timedelta(0)


def test_a_server_that_went_away_between_two_pages_is_not_noticed(app):
    if not is_postgresql():
        pytest.skip("SQLite has no server")
    assert jobs.reading("x") == 0
    session.remove()
    with db.engine.connect() as other:
        held = db.engine.connect()
        number = held.scalar(text("SELECT pg_backend_pid()"))
        held.close()
        gone = text("SELECT pg_terminate_backend(:pid)")
        assert other.scalars(gone, {"pid": number}).all() == [True]
        while other.scalar(text("SELECT count(*) FROM pg_stat_activity WHERE pid = :pid"), {"pid": number}):
            other.rollback()
    assert jobs.reading("x") == 0
    session.remove()


def test_a_reader_that_leaves_keeps_what_its_line_has_prepared(app):
    if not is_postgresql():
        pytest.skip("SQLite prepares by itself")
    session.remove()
    db.engine.dispose()  # a line that nobody used
    for _ in range(8):
        jobs.reading("x")
        session.rollback()
    prepared = text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%counters%'")
    assert session.scalar(prepared) == 1
    session.remove()


def test_a_reader_of_sqlite_has_a_line_that_never_writes(app):
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL is told at each beginning")
    for _ in range(2):
        assert session.execute(text("PRAGMA query_only")).scalar_one() == 1
        with transaction():
            assert session.execute(text("PRAGMA query_only")).scalar_one() == 0


def test_two_reads_of_one_page_see_one_moment(app):
    assert jobs.reading("x") == 0
    with db.engine.begin() as other:
        other.execute(insert(Counter).values(name="x", value=7))
    assert jobs.reading("x") == 0
    session.rollback()
    assert jobs.reading("x") == 7


def test_the_audit_trail_cannot_be_edited(app):
    with transaction():
        audit.record("shell", "test.write", ("thing", 1), AT)
    for statement in ("UPDATE audit_lines SET actor = 'x'", "DELETE FROM audit_lines"):
        with pytest.raises(DBAPIError, match="append-only"), transaction():
            session.execute(text(statement))
