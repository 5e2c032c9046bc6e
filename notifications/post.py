"""Telling people: into the inbox at once, by mail to those who want it; it never knows why."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, select

from accounts.models import Person
from core.database import insert, session
from core.outbox import enqueue
from notifications.messages import mail_body
from notifications.models import Notice, Preference

#: What a notice can be about; each can be had without the mail.
TOPICS = ("challenge", "points", "order", "sale", "account")
AT_ONCE = 500


@dataclass(frozen=True)
class Message:
    """Something to tell: its topic, one line, the whole of it, and a path of ours to open."""

    topic: str
    title: str
    body: str
    path: str = ""


def tell(
    person_ids: Iterable[int],
    write: Callable[[str], Message],
    at: datetime,
    reference: str | None = None,
) -> int:
    """Tell people something, each once under a reference; returns how many were told. Joins the transaction.

    `write(language)` is asked once for each language that occurs among them.
    """
    told = 0
    for people in _active(person_ids):
        by_language = defaultdict(list)
        for person in people:
            by_language[person.language].append(person)
        for language, readers in by_language.items():
            told += _tell(readers, write(language), at, reference)
    return told


def _tell(
    readers: Sequence[Row[int, str, str]], message: Message, at: datetime, reference: str | None
) -> int:
    rows = [
        {
            "person_id": person.id,
            "topic": message.topic,
            "title": message.title[:160],
            "body": message.body,
            "path": message.path,
            "at": at,
            "reference": f"{reference}:{person.id}" if reference else None,
        }
        for person in readers
    ]
    fresh = insert(Notice).values(rows).on_conflict_do_nothing().returning(Notice.person_id)
    told = set(session.execute(fresh).scalars())
    silent = _without_mail(told, message.topic)
    for person in readers:
        if person.id in told and person.id not in silent:
            body = mail_body(message.body, message.path, person.language)
            enqueue(person.email, person.language, message.title, body, at)
    return len(told)


def _active(person_ids: Iterable[int]) -> Iterable[Sequence[Row[int, str, str]]]:
    wanted = sorted(set(person_ids))
    for start in range(0, len(wanted), AT_ONCE):
        yield session.execute(
            select(Person.id, Person.email, Person.language)
            .where(Person.id.in_(wanted[start : start + AT_ONCE]), Person.disabled_at.is_(None))
            .order_by(Person.id)
        ).all()


def _without_mail(person_ids: set[int], topic: str) -> set[int]:
    refused = select(Preference.person_id).where(
        Preference.person_id.in_(person_ids), Preference.topic == topic, Preference.by_mail.is_(False)
    )
    return set(session.scalars(refused))
