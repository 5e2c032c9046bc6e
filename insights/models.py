"""What a page of insights keeps until the next question."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, Key, UTCDateTime, Whole


class DryRun(Base):
    """Rules tried on a past period: somebody's latest question, how far it is, what came out."""

    __tablename__ = "dry_runs"
    __table_args__ = (CheckConstraint("state IN ('waiting','running','done','failed')", name="state"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    #: whose question it is: one is kept, the next replaces it
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), unique=True)
    #: the days and what is changed, see insights/asking.py
    question: Mapped[dict[str, Any]] = mapped_column(JSON)
    #: waiting, running, done or failed
    state: Mapped[str] = mapped_column(String(8))
    #: sale lines looked at, and how many there are
    done: Mapped[int] = mapped_column(Whole, default=0)
    total: Mapped[int] = mapped_column(Whole, default=0)
    #: what came out, see insights/outcome.py; NULL before the end
    outcome: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: when it last moved (UTC): one that has not for long is taken up anew
    moved_at: Mapped[datetime] = mapped_column(UTCDateTime)
