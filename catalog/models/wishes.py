"""What people want: goals, wishes, suggestions; and how often a reward was seen."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, Key, UTCDateTime, Whole


class Goal(Base):
    """The reward a person saves for."""

    __tablename__ = "goals"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, autoincrement=False)
    reward_id: Mapped[int] = mapped_column(ForeignKey("rewards.id"))
    set_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Wish(Base):
    """A reward that a person keeps in mind."""

    __tablename__ = "wishes"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, autoincrement=False)
    reward_id: Mapped[int] = mapped_column(
        ForeignKey("rewards.id"), primary_key=True, autoincrement=False, index=True
    )
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class Suggestion(Base):
    """A reward that a member would like to see, and what became of the idea."""

    __tablename__ = "suggestions"
    __table_args__ = (CheckConstraint("state IN ('open','taken','declined')", name="state"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    request_id: Mapped[str] = mapped_column(String(40), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"))
    words: Mapped[str] = mapped_column(String(200))
    why: Mapped[str] = mapped_column(String(600), default="")
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    state: Mapped[str] = mapped_column(String(8), default="open")
    answer: Mapped[str] = mapped_column(String(300), default="")
    #: the reward it became
    reward_id: Mapped[int | None] = mapped_column(ForeignKey("rewards.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    answered_by: Mapped[str | None] = mapped_column(String(40))


class Sighting(Base):
    """How often a reward was seen on a day, by tier and kind of company: never by whom."""

    __tablename__ = "sightings"
    __table_args__ = (UniqueConstraint("reward_id", "day", "tier", "company_kind"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    reward_id: Mapped[int] = mapped_column(ForeignKey("rewards.id"))
    #: local day
    day: Mapped[date]
    #: tier code; empty for none
    tier: Mapped[str] = mapped_column(String(40), default="")
    company_kind: Mapped[str] = mapped_column(String(12), default="")
    seen: Mapped[int] = mapped_column(Whole, default=0)
