"""The inbox and who wants what by mail."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, Key, UTCDateTime


class Notice(Base):
    """Something told to a person, in the person's language at that time."""

    __tablename__ = "notices"
    __table_args__ = (Index("ix_notices_inbox", "person_id", "id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    #: what it is about, for preferences and icons: `points`, `challenge`, `order`, `account`
    topic: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(160))
    body: Mapped[str] = mapped_column(Text)
    #: a path of ours to open; empty when there is none
    path: Mapped[str] = mapped_column(String(200), default="")
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: makes telling twice harmless; NULL when repetition is meant
    reference: Mapped[str | None] = mapped_column(String(120), unique=True)


class Preference(Base):
    """Whether a person wants a topic by mail as well (default: yes)."""

    __tablename__ = "preferences"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    topic: Mapped[str] = mapped_column(String(20), primary_key=True)
    by_mail: Mapped[bool] = mapped_column(default=True)
