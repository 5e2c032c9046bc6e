"""What is written past SQLAlchemy's machinery is stored, refused and heard like anything else."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import bindparam, event, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from core.audit import AuditLine
from core.database import db, insert, run, say, session, transaction
from core.jobs import Counter
from core.outbox import Mail

COUNTERS = Counter.__table__
LINES = AuditLine.__table__
AT = datetime(2026, 10, 15, 10, tzinfo=timezone(timedelta(hours=2)))
LINE = {
    "at": AT,
    "actor": "shell",
    "verb": "x.y",
    "subject_kind": "thing",
    "subject_id": "1",
    "facts": {"é": [1, None]},
    "channel": "shell",
    "address": "",
    "request_id": "",
}


def test_values_are_stored_as_the_mapper_stores_them(app):
    with transaction():
        run(insert(AuditLine).inline(), LINE)
        session.add(AuditLine(**LINE))
    first, second = session.scalars(select(AuditLine).order_by(AuditLine.id))
    assert first.at == second.at == datetime(2026, 10, 15, 8, tzinfo=UTC)
    assert first.facts == second.facts == LINE["facts"]
    with pytest.raises(TypeError, match="time zone"), transaction():
        run(insert(AuditLine).inline(), {**LINE, "at": datetime(2026, 10, 15)})  # noqa: DTZ001


def test_what_is_returned_is_read_and_what_is_there_already_returns_nothing(app):
    put = insert(Counter).on_conflict_do_nothing().returning(COUNTERS.c.name, COUNTERS.c.value)
    move = update(COUNTERS).where(COUNTERS.c.name == bindparam("key")).values(value=COUNTERS.c.value + 1)
    with transaction():
        assert run(put, {"name": "a", "value": 3}).one().value == 3
        assert run(put, {"name": "a", "value": 4}).first() is None
        assert run(move, {"key": "a"}).all() == []
        assert [tuple(one) for one in run(put, [{"name": "b", "value": 1}, {"name": "c", "value": 2}])] == [
            ("b", 1),
            ("c", 2),
        ]
    assert dict(session.execute(select(COUNTERS.c.name, COUNTERS.c.value)).all()) == {"a": 4, "b": 1, "c": 2}


def test_what_is_still_to_be_drawn_is_drawn(app):
    given = {"message_id": "<1@t>", "address": "a@b.test", "language": "fr", "subject": "s", "body": "b"}
    with transaction():
        run(insert(Mail).inline(), {**given, "next_at": AT, "created_at": AT})
    mail = session.scalars(select(Mail)).one()
    assert (mail.state, mail.attempts, mail.trouble) == ("waiting", 0, "")


def test_what_the_database_refuses_is_refused_as_usual(app):
    twice = insert(Counter).inline()
    with transaction():
        run(twice, {"name": "a", "value": 1})
    with pytest.raises(IntegrityError), transaction():
        run(twice, {"name": "a", "value": 1})
    with pytest.raises(IntegrityError), transaction():
        say("INSERT INTO counters (name, value) VALUES (?, ?), (?, ?)", ["b", 1, "b", 2])
    with pytest.raises(DBAPIError):
        run(twice, {"name": "b", "value": 1})  # outside of a transaction
    session.rollback()
    assert session.scalars(select(Counter.name)).all() == ["a"]


def test_listeners_hear_it(app):
    heard: list[str] = []

    def note(_line, _cursor, words, *_rest):
        heard.append(words)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        with transaction():
            run(insert(Counter).inline(), {"name": "a", "value": 1})
            assert say("UPDATE counters SET value = value + ? WHERE name = ? RETURNING value", [2, "a"]) == [
                (3,)
            ]
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert [words.split()[0] for words in heard if not words.startswith("BEGIN")] == ["INSERT", "UPDATE"]
