"""The post room: who is told, in which language, how often, and by which way."""

import pytest
from flask_babel import force_locale
from sqlalchemy import select

from accounts.actions import set_language
from core.database import session, transaction
from core.outbox import Mail
from notifications import actions, queries
from notifications.messages import PAGE, mail_body
from notifications.models import Notice
from notifications.post import Message, tell
from tests.support.cast import START, Cast


def note(language: str) -> Message:
    with force_locale(language):
        word = {"fr": "Votre prime est arrivée", "en": "Your bonus is here"}[language]
        return Message("points", word, f"{word}: 500.", "/points")


def told(cast: Cast, *members, reference: str | None = "t:1") -> int:
    with transaction():
        return tell([member.id for member in members], note, START, reference)


def test_each_is_told_once_in_their_own_language(cast: Cast) -> None:
    with transaction():
        set_language(cast.lea.id, "en", START, "shell")
    assert told(cast, cast.karim, cast.lea, cast.karim) == 2
    assert told(cast, cast.karim, cast.lea, cast.nadia) == 1
    titles = {n.person_id: n.title for n in session.scalars(select(Notice))}
    assert titles[cast.karim.id] == "Votre prime est arrivée"
    assert titles[cast.lea.id] == "Your bonus is here"
    assert len(session.scalars(select(Mail)).all()) == 3


def test_without_a_reference_repetition_is_meant(cast: Cast) -> None:
    assert told(cast, cast.karim, reference=None) + told(cast, cast.karim, reference=None) == 2


def test_a_closed_account_is_not_written_to(cast: Cast) -> None:
    assert told(cast, cast.dora) == 0


def test_who_wants_no_mail_of_a_topic_finds_it_in_the_inbox_only(cast: Cast) -> None:
    with transaction():
        actions.prefer(cast.karim.id, "points", False, START)
    assert told(cast, cast.karim) == 1
    assert session.scalars(select(Mail)).all() == []
    assert queries.wants_mail(cast.karim.id) == {
        "challenge": True,
        "points": False,
        "order": True,
        "sale": True,
        "account": True,
    }
    with transaction():
        actions.prefer(cast.karim.id, "points", True, START)
    assert queries.wants_mail(cast.karim.id)["points"]


def test_a_mail_says_what_where_and_how_to_have_fewer(cast: Cast) -> None:
    told(cast, cast.karim)
    mail = session.scalars(select(Mail)).one()
    assert (mail.address, mail.language, mail.subject) == (
        "karim@example.test",
        "fr",
        "Votre prime est arrivée",
    )
    assert "http://127.0.0.1:8000/points" in mail.body
    assert "http://127.0.0.1:8000/inbox/preferences" in mail.body


def test_an_inbox_is_its_owners_alone(cast: Cast) -> None:
    told(cast, cast.karim, cast.lea)
    notice = queries.inbox(cast.karim.id).notices[0]
    assert queries.notice_of(cast.lea.id, notice.id) is None
    with transaction():
        actions.mark_read(cast.lea.id, notice.id, START)
    assert queries.inbox(cast.karim.id).unread == 1
    with transaction():
        actions.mark_read(cast.karim.id, None, START)
    assert (queries.inbox(cast.karim.id).unread, queries.inbox(cast.lea.id).unread) == (0, 1)


def test_an_inbox_has_pages_the_latest_first(cast: Cast) -> None:
    for n in range(25):
        told(cast, cast.karim, reference=f"n:{n}")
    first, second = queries.inbox(cast.karim.id), queries.inbox(cast.karim.id, 2)
    assert (len(first.notices), len(second.notices), first.pages, first.total) == (20, 5, 2, 25)
    assert first.notices[0].id > first.notices[-1].id > second.notices[0].id


def test_a_topic_that_nobody_knows_is_a_mistake(cast: Cast) -> None:
    with transaction(), pytest.raises(ValueError, match="weather"):
        actions.prefer(cast.karim.id, "weather", False, START)


def test_the_same_words_open_each_reader_s_own_page(cast: Cast) -> None:
    said = f"The same {PAGE} words."
    bodies = [mail_body(said, path, "en") for path in ("/orders/1", "/orders/22", "")]
    links = [[line for line in body.splitlines() if line.startswith("See it here")] for body in bodies]
    assert [len(found) for found in links] == [1, 1, 0]
    assert links[0][0].endswith("/orders/1")
    assert links[1][0].endswith("/orders/22")
    assert all(body.startswith(said) for body in bodies)
