"""What waits in an inbox, and what its owner wants by mail."""

from dataclasses import dataclass

from sqlalchemy import ScalarResult, func, select

from core.database import session
from core.outbox import Mail
from notifications.models import Notice, Preference
from notifications.post import TOPICS

PER_PAGE = 20


@dataclass(frozen=True)
class Inbox:
    """One page of notices, the latest first."""

    notices: list[Notice]
    page: int
    total: int
    unread: int

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-self.total // PER_PAGE))


def unread_count(person_id: int) -> int:
    """How many notices a person has not opened yet."""
    mine = select(func.count()).where(Notice.person_id == person_id, Notice.read_at.is_(None))
    return session.scalar(mine) or 0


def inbox(person_id: int, page: int = 1) -> Inbox:
    """A page (from 1) of somebody's own inbox."""
    mine = select(Notice).where(Notice.person_id == person_id)
    total = session.scalar(select(func.count()).select_from(mine.subquery())) or 0
    latest = mine.order_by(Notice.id.desc()).limit(PER_PAGE).offset((max(page, 1) - 1) * PER_PAGE)
    return Inbox(list(session.scalars(latest)), max(page, 1), total, unread_count(person_id))


def notice_of(person_id: int, notice_id: int) -> Notice | None:
    """One of somebody's own notices."""
    return session.scalar(select(Notice).where(Notice.id == notice_id, Notice.person_id == person_id))


def wants_mail(person_id: int) -> dict[str, bool]:
    """Each topic, and whether the person wants it by mail too (yes until they say no)."""
    said = select(Preference.topic, Preference.by_mail).where(Preference.person_id == person_id)
    chosen = dict(iter(session.execute(said)))
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
