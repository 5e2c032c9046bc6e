"""What waits in an inbox, and what its owner wants by mail."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import BigInteger, ScalarResult, bindparam, func, select, true

from core.clock import local_day
from core.database import Key, ask, session
from core.outbox import Mail
from notifications.models import Notice, Preference
from notifications.post import TOPICS

PER_PAGE = 20


class Line(NamedTuple):
    """A notice as its reader meets it."""

    id: int
    title: str
    body: str
    #: where it leads; empty where it leads nowhere
    path: str
    #: when it was written (UTC)
    at: datetime
    read_at: datetime | None

    @property
    def day(self) -> date:
        """The local day on which it was written."""
        return local_day(self.at)


@dataclass(frozen=True)
class Inbox:
    """One page of notices, the latest first."""

    notices: list[Line]
    page: int
    total: int
    unread: int

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-self.total // PER_PAGE))


def inbox(person_id: int, page: int = 1) -> Inbox:
    """A page (from 1) of somebody's own inbox, in one statement."""
    nth = max(page, 1)
    rows = ask(_INBOX, person=person_id, size=PER_PAGE, above=(nth - 1) * PER_PAGE).all()
    found = [Line._make(row[COUNTS:]) for row in rows if row[COUNTS] is not None]
    return Inbox(found, nth, int(rows[0].total), int(rows[0].unread))


def notice_of(person_id: int, notice_id: int) -> Notice | None:
    """One of somebody's own notices."""
    return session.scalar(select(Notice).where(Notice.id == notice_id, Notice.person_id == person_id))


def wants_mail(person_id: int) -> dict[str, bool]:
    """Each topic, and whether the person wants it by mail too (yes until they say no)."""
    chosen = dict(iter(ask(_CHOSEN, person=person_id)))
    return {topic: chosen.get(topic, True) for topic in TOPICS}


@dataclass(frozen=True)
class Mailbox:
    """One page of the outbox, the latest first."""

    mails: list[Mail]
    page: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-self.total // PER_PAGE))


def mails(page: int = 1) -> Mailbox:
    """A page (from 1) of all mails, whatever their state."""
    total = session.scalar(select(func.count()).select_from(Mail)) or 0
    latest = select(Mail).order_by(Mail.id.desc()).limit(PER_PAGE).offset((max(page, 1) - 1) * PER_PAGE)
    return Mailbox(list(session.scalars(latest)), max(page, 1), total)


def every_mail() -> ScalarResult[Mail]:
    """All mails, the latest first."""
    return session.scalars(select(Mail).order_by(Mail.id.desc()))


def mail(mail_id: int) -> Mail | None:
    """One mail."""
    return session.get(Mail, mail_id)


_PREFERENCE = Preference.__table__.c
#: What a person said of topics, built once.
_CHOSEN = select(_PREFERENCE.topic, _PREFERENCE.by_mail).where(
    _PREFERENCE.person_id == bindparam("person", type_=Key)
)
_NOTICE = Notice.__table__.c
_MINE = _NOTICE.person_id == bindparam("person", type_=Key)
COUNTS = 2
_COUNTED = select(
    select(func.count()).where(_MINE).scalar_subquery().label("total"),
    select(func.count()).where(_MINE, _NOTICE.read_at.is_(None)).scalar_subquery().label("unread"),
).subquery()
_LATEST = (
    select(*(_NOTICE[name] for name in Line._fields))
    .where(_MINE)
    .order_by(_NOTICE.id.desc())
    .limit(bindparam("size", type_=BigInteger))
    .offset(bindparam("above", type_=BigInteger))
    .subquery()
)
#: How many notices there are and wait, then the fields of `Line`: a row of nothing on an empty page.
_INBOX = (
    select(_COUNTED, _LATEST).select_from(_COUNTED.outerjoin(_LATEST, true())).order_by(_LATEST.c.id.desc())
)
