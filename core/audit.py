"""The audit trail: one line for every effect of a person or a job, in the effect's own transaction."""

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String, insert
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, Key, UTCDateTime, note


@dataclass(frozen=True)
class Origin:
    """Where an effect comes from: a request, a command, a job."""

    channel: str = "shell"
    address: str = ""
    request_id: str = ""


#: Set at the edge (request, command, job); read when a line is written.
origin: ContextVar[Origin] = ContextVar("origin", default=Origin())  # noqa: B039 - frozen


class AuditLine(Base):
    """Who did what to which thing, when and from where; never edited."""

    __tablename__ = "audit_lines"
    __table_args__ = (Index("ix_audit_lines_subject", "subject_kind", "subject_id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    #: when it happened (UTC)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: who: `person:12`, `clock`, `shell`
    actor: Mapped[str] = mapped_column(String(40))
    #: what, as `room.verb`
    verb: Mapped[str] = mapped_column(String(60))
    #: which kind of thing
    subject_kind: Mapped[str] = mapped_column(String(40))
    #: its key, as text
    subject_id: Mapped[str] = mapped_column(String(80))
    #: what changed: small, without secrets
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    #: `web`, `shell`, `clock`, `api`
    channel: Mapped[str] = mapped_column(String(10))
    #: network address, where there is one
    address: Mapped[str] = mapped_column(String(64))
    #: the request that caused it
    request_id: Mapped[str] = mapped_column(String(40))


def by(person_id: int) -> str:
    """A person, as an actor is written."""
    return f"person:{person_id}"


def record(
    actor: str,
    verb: str,
    subject: tuple[str, int | str],
    at: datetime,
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Write one audit line; joins the open transaction."""
    came = origin.get()
    line = {
        "at": at,
        "actor": actor,
        "verb": verb,
        "subject_kind": subject[0],
        "subject_id": str(subject[1]),
        "facts": dict(facts or {}),
        "channel": came.channel,
        "address": came.address[:64],
        "request_id": came.request_id[:40],
    }
    note(_WRITTEN, line)


#: Built once: every act writes one.
_WRITTEN = insert(AuditLine).inline()
