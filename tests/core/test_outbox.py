"""A mail exists if its transaction committed, leaves at least once, and keeps its name over every attempt."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from core import outbox
from core.database import session, transaction
from core.outbox import Mail

AT = datetime(2026, 10, 15, 8, tzinfo=UTC)


def fail_after(act):
    act()
    raise RuntimeError("and then it failed")


@pytest.fixture
def one(app):
    with transaction():
        outbox.enqueue("rep@valoire.example", "fr", "Vos points\r\nBcc: all@example", "Bonjour", AT)
    return app


def row():
    session.rollback()
    return session.execute(select(Mail)).scalar_one()


def refuse(error):
    def send(letter):
        raise error

    return send


def test_a_mail_of_a_failed_transaction_does_not_exist(app):
    with pytest.raises(RuntimeError), transaction():
        fail_after(lambda: outbox.enqueue("rep@valoire.example", "fr", "x", "y", AT))
    assert session.execute(select(Mail)).all() == []


def test_a_line_break_never_reaches_a_header(one):
    assert "\n" not in row().subject
    assert "\r" not in row().subject


def test_a_mail_leaves_once(one):
    sent = []
    assert outbox.dispatch(sent.append, AT) == 1
    assert outbox.dispatch(sent.append, AT + timedelta(hours=1)) == 0
    assert [letter.address for letter in sent] == ["rep@valoire.example"]
    assert row().state == "sent"


def test_a_passing_error_is_tried_again_under_the_same_name(one):
    names = []
    outbox.dispatch(refuse(OSError("451 later")), AT)
    first = row()
    assert (first.state, first.trouble) == ("waiting", "451 later")
    assert outbox.dispatch(lambda letter: names.append(letter.message_id), AT + timedelta(minutes=2)) == 1
    assert names == [row().message_id]


def test_after_the_last_attempt_the_mail_is_dead_with_its_reason(one):
    at = AT
    for _ in range(len(outbox.PATIENCE)):
        outbox.dispatch(refuse(OSError("timed out")), at)
        at += timedelta(days=1)
    assert (row().state, row().trouble) == ("dead", "timed out")


def test_a_final_refusal_is_not_tried_again(one):
    outbox.dispatch(refuse(outbox.Undeliverable("550 unknown")), AT)
    assert (row().state, row().attempts) == ("dead", 1)


def test_while_one_sender_holds_it_no_other_takes_it(one):
    with transaction():
        assert len(outbox._claim(AT)) == 1
    with transaction():
        assert outbox._claim(AT + timedelta(minutes=1)) == []
    with transaction():
        assert len(outbox._claim(AT + outbox.LEASE + timedelta(seconds=1))) == 1


def test_no_transaction_is_open_while_the_network_is_used(one):
    seen = []
    outbox.dispatch(lambda letter: seen.append(session().in_transaction()), AT)
    assert seen == [False]


def test_a_sent_mail_keeps_its_words_only_where_a_mailbox_page_shows_them(one):
    outbox.dispatch(lambda letter: None, AT, keep=False)
    assert (row().state, row().body) == ("sent", "")
