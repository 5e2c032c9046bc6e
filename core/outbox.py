"""Mail that commits with the business row and leaves afterwards: claim, send, mark.

A row exists if and only if its transaction committed. No database transaction is open while the network is
used. A repeat after a crash carries the same Message-ID.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import uuid4

from sqlalchemy import Index, String, Text, select, update
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, Key, UTCDateTime, Whole, is_postgresql, session, transaction, write_rows

LEASE = timedelta(minutes=2)
#: Wait after the first, second, … failed attempt; then the mail is dead and a person is told.
PATIENCE = (1, 5, 30, 120, 720)
MOST_AT_ONCE = 20


class Mail(Base):
    """One mail to one address."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_waiting", "state", "next_at"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    #: the same over every attempt
    message_id: Mapped[str] = mapped_column(String(120), unique=True)
    #: to whom
    address: Mapped[str] = mapped_column(String(254))
    #: `fr` or `en`
    language: Mapped[str] = mapped_column(String(5))
    subject: Mapped[str] = mapped_column(String(200))
    #: plain text
    body: Mapped[str] = mapped_column(Text)
    #: waiting, sent or dead
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    attempts: Mapped[int] = mapped_column(Whole, default=0)
    #: not before (UTC)
    next_at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: held by a sender until (UTC)
    claimed_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: what the last attempt said
    trouble: Mapped[str] = mapped_column(String(300), default="")


@dataclass(frozen=True)
class Letter:
    """A claimed mail, free of the database."""

    id: int
    message_id: str
    address: str
    language: str
    subject: str
    body: str
    attempts: int


class Undeliverable(Exception):
    """The receiver will never take it (5xx): no further attempt."""


class Draft(NamedTuple):
    """A mail to be put in the outbox."""

    address: str
    language: str
    subject: str
    body: str


def enqueue(address: str, language: str, subject: str, body: str, at: datetime) -> None:
    """Put a mail in the outbox; joins the open transaction. Line breaks never reach the subject."""
    enqueue_all([Draft(address, language, subject, body)], at)


def enqueue_all(drafts: Sequence[Draft], at: datetime) -> None:
    """Put mails in the outbox in one statement."""
    write_rows(
        Mail,
        [
            {
                "message_id": f"<{uuid4().hex}@tandem>",
                "address": draft.address[:254],
                "language": draft.language,
                "subject": " ".join(draft.subject.splitlines())[:200],
                "body": draft.body,
                "state": "waiting",
                "attempts": 0,
                "next_at": at,
                "created_at": at,
                "trouble": "",
            }
            for draft in drafts
        ],
    )


def dispatch(send: Callable[[Letter], None], at: datetime, keep: bool = True) -> int:
    """Send what waits, one batch; return how many left. `send` raises Undeliverable or any passing error.

    Without `keep` a sent mail's words are forgotten: they may hold a one-time link.
    """
    with transaction():
        letters = _claim(at)
    left = 0
    for letter in letters:
        trouble, final = _attempt(send, letter)
        with transaction():
            _mark(letter, trouble, final, at, keep)
        left += not trouble
    return left


def _claim(at: datetime) -> list[Letter]:
    waiting = (
        select(Mail.id)
        .where(Mail.state == "waiting", Mail.next_at <= at)
        .where((Mail.claimed_until.is_(None)) | (Mail.claimed_until < at))
        .order_by(Mail.id)
        .limit(MOST_AT_ONCE)
    )
    if is_postgresql():
        waiting = waiting.with_for_update(skip_locked=True)
    rows = session.execute(
        update(Mail)
        .where(Mail.id.in_(waiting.scalar_subquery()))
        .values(claimed_until=at + LEASE, attempts=Mail.attempts + 1)
        .returning(
            Mail.id, Mail.message_id, Mail.address, Mail.language, Mail.subject, Mail.body, Mail.attempts
        ),
        execution_options={"synchronize_session": False},
    ).all()
    return [Letter(*row) for row in rows]


def _attempt(send: Callable[[Letter], None], letter: Letter) -> tuple[str, bool]:
    if session().in_transaction():
        raise AssertionError("no transaction may be open while the network is used")
    try:
        send(letter)
    except Undeliverable as refused:
        return str(refused) or "refused", True
    except OSError as trouble:
        return str(trouble) or type(trouble).__name__, False
    return "", False


def _mark(letter: Letter, trouble: str, final: bool, at: datetime, keep: bool) -> None:
    values: dict[str, object] = {"claimed_until": None, "trouble": trouble[:300]}
    if not trouble:
        values |= {"state": "sent", "sent_at": at} | ({} if keep else {"body": ""})
    elif final or letter.attempts >= len(PATIENCE):
        values |= {"state": "dead"}
    else:
        values |= {"next_at": at + timedelta(minutes=PATIENCE[letter.attempts - 1])}
    session.execute(update(Mail).where(Mail.id == letter.id).values(**values))
