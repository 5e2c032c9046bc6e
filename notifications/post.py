"""Telling people: into the inbox at once, by mail to those who want it; it never knows why."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import NamedTuple, cast

from sqlalchemy import BindParameter, Executable, Table, and_, bindparam, select

from accounts.models import Person
from core.database import Key, ask, for_engine, insert, run, session
from core.outbox import Draft, enqueue_all
from notifications.messages import mail_body
from notifications.models import Notice, Preference

#: What a notice can be about; each can be had without the mail.
TOPICS = ("challenge", "points", "order", "sale", "account")
AT_ONCE = 500


class Reader(NamedTuple):
    """Somebody to tell."""

    id: int
    email: str
    language: str
    #: what they want no mail about
    silent: set[str]


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
    told = set(run(_noted(), rows if len(rows) > 1 else rows[0]).scalars())
    enqueue_all(
        [
            Draft(reader.email, reader.language, message.title, _mail(reader, message))
            for reader, message in letters
            if reader.id in told and message.topic not in reader.silent
        ],
        at,
    )
    return len(told)


def _mail(reader: Reader, message: Message) -> str:
    return mail_body(message.body, message.path, reader.language)


def _active(person_ids: Iterable[int]) -> Iterable[Sequence[Reader]]:
    wanted = sorted(set(person_ids))
    session.flush()  # somebody may be new in this very transaction
    for start in range(0, len(wanted), AT_ONCE):
        found: dict[int, Reader] = {}
        part = wanted[start : start + AT_ONCE]
        rows = ask(_ACTIVE, people=part) if len(part) > 1 else ask(_ACTIVE_ONE, person=part[0])
        for number, email, language, topic in rows:
            reader = found.setdefault(number, Reader(number, email, language, set()))
            if topic:
                reader.silent.add(topic)
        yield list(found.values())


_PEOPLE: BindParameter[int] = bindparam("people", expanding=True)
#: Built once: nearly every act tells somebody.
_WHO, _WISHES = cast(Table, Person.__table__).c, cast(Table, Preference.__table__)
_READERS = (
    select(_WHO.id, _WHO.email, _WHO.language, _WISHES.c.topic)
    .outerjoin(_WISHES, and_(_WISHES.c.person_id == _WHO.id, _WISHES.c.by_mail.is_(False)))
    .where(_WHO.disabled_at.is_(None))
    .order_by(_WHO.id)
)
_ACTIVE = _READERS.where(_WHO.id.in_(_PEOPLE))
#: Most often it is one: a list of any length is put into words each time.
_ACTIVE_ONE = _READERS.where(_WHO.id == bindparam("person", type_=Key))


@for_engine
def _noted() -> Executable:
    return insert(Notice).on_conflict_do_nothing().returning(Notice.person_id)
