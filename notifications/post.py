"""Telling people: into the inbox at once, by mail to those who want it; it never knows why."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TypeAlias

from sqlalchemy import BindParameter, Row, bindparam, select

from accounts.models import Person
from core.database import insert, session
from core.outbox import Draft, enqueue_all
from notifications.messages import mail_body
from notifications.models import Notice, Preference

#: What a notice can be about; each can be had without the mail.
TOPICS = ("challenge", "points", "order", "sale", "account")
AT_ONCE = 500
#: Somebody to tell: id, email, language.
Reader: TypeAlias = "Row[int, str, str]"


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
    """Tell people the same, each once under a reference; returns how many were told. Joins the transaction.

    `write(language)` is asked once for each language that occurs among them.
    """
    return tell_each(dict.fromkeys(person_ids, cache(write)), at, reference)


def tell_each(
    writers: Mapping[int, Callable[[str], Message]], at: datetime, reference: str | None = None
) -> int:
    """Tell each person their own message, once under a reference, in a few statements for all of them."""
    return sum(
        _tell([(reader, writers[reader.id](reader.language)) for reader in readers], at, reference)
        for readers in _active(writers)
    )


def _tell(letters: Sequence[tuple[Reader, Message]], at: datetime, reference: str | None) -> int:
    if not letters:
        return 0
    rows = [
        {
            "person_id": reader.id,
            "topic": message.topic,
            "title": message.title[:160],
            "body": message.body,
            "path": message.path,
            "at": at,
            "reference": f"{reference}:{reader.id}" if reference else None,
        }
        for reader, message in letters
    ]
    fresh = insert(Notice).values(rows).on_conflict_do_nothing().returning(Notice.person_id)
    told = set(session.execute(fresh).scalars())
    silent = _without_mail(told)
    enqueue_all(
        [
            Draft(reader.email, reader.language, message.title, _mail(reader, message))
            for reader, message in letters
            if reader.id in told and (reader.id, message.topic) not in silent
        ],
        at,
    )
    return len(told)


def _mail(reader: Reader, message: Message) -> str:
    return mail_body(message.body, message.path, reader.language)


def _active(person_ids: Iterable[int]) -> Iterable[Sequence[Reader]]:
    wanted = sorted(set(person_ids))
    for start in range(0, len(wanted), AT_ONCE):
        yield session.execute(_ACTIVE, {"people": wanted[start : start + AT_ONCE]}).all()


def _without_mail(person_ids: set[int]) -> set[tuple[int, str]]:
    """(person, topic) of those who want no mail about it."""
    found = session.execute(_SILENT, {"people": list(person_ids)})
    return {(row.person_id, row.topic) for row in found}


_PEOPLE: BindParameter[int] = bindparam("people", expanding=True)
#: Built once: nearly every act tells somebody.
_ACTIVE = (
    select(Person.id, Person.email, Person.language)
    .where(Person.id.in_(_PEOPLE), Person.disabled_at.is_(None))
    .order_by(Person.id)
)
_SILENT = select(Preference.person_id, Preference.topic).where(
    Preference.person_id.in_(_PEOPLE), Preference.by_mail.is_(False)
)
