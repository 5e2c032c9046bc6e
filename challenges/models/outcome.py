"""What is won and what is contested: results, awards, appeals, sales that somebody looked at."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, Key, UTCDateTime, Whole


class Result(Base):
    """A line of the certified result (append-only)."""

    __tablename__ = "challenge_results"
    __table_args__ = (
        UniqueConstraint("challenge_id", "entrant_id"),
        Index("ix_challenge_results_order", "challenge_id", "rank"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenges.id"))
    entrant_id: Mapped[int] = mapped_column(ForeignKey("entrants.id"))
    rank: Mapped[int] = mapped_column(Whole)
    score: Mapped[int] = mapped_column(Whole)
    reached_on: Mapped[date]
    #: points won by rank, ties settled
    prize_points: Mapped[int] = mapped_column(Whole)


class Award(Base):
    """Something won, or found unearned later: the points of all rows of an entrant are theirs (append-only).

    Paid under the reference `challenge:ID:award:KEY`.
    """

    __tablename__ = "challenge_awards"
    __table_args__ = (
        UniqueConstraint("challenge_id", "key"),
        Index("ix_challenge_awards_entrant", "entrant_id"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenges.id"))
    #: what for, once: `rank:3:entrant:9`, `step:2:entrant:9`, `step:2:entrant:9:back`
    key: Mapped[str] = mapped_column(String(80))
    #: rank, step, objective, first, collective, flash, duel, league, boost, extra or back
    kind: Mapped[str] = mapped_column(String(10))
    #: of the general board
    entrant_id: Mapped[int] = mapped_column(ForeignKey("entrants.id"))
    #: points; below zero for what goes back
    points: Mapped[int] = mapped_column(Whole)
    #: code of the reward ordered instead; empty for points
    reward: Mapped[str] = mapped_column(String(40), default="")
    #: what it rests on, for its sentence: score, rank, day, week
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    #: the journal's revision it was judged at
    revision: Mapped[int] = mapped_column(Whole)
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class Appeal(Base):
    """A participant contests a score; somebody answers before it is certified."""

    __tablename__ = "appeals"
    __table_args__ = (UniqueConstraint("request_id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    #: made by the browser: a second tap is the same appeal
    request_id: Mapped[str] = mapped_column(String(40))
    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenges.id"), index=True)
    entrant_id: Mapped[int] = mapped_column(ForeignKey("entrants.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    #: the sale it is about (invoice number), if any, and what is said
    document: Mapped[str] = mapped_column(String(60), default="")
    words: Mapped[str] = mapped_column(String(600))
    #: open, accepted or refused
    state: Mapped[str] = mapped_column(String(8))
    sent_at: Mapped[datetime] = mapped_column(UTCDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    decided_by: Mapped[str | None] = mapped_column(String(40))
    answer: Mapped[str] = mapped_column(String(600), default="")


class ExtraPrize(Base):
    """A prize for a top performer that no rule gives: one person asks, another decides."""

    __tablename__ = "extra_prizes"
    __table_args__ = (
        UniqueConstraint("request_id"),
        CheckConstraint("points > 0", name="points"),
        CheckConstraint("state IN ('asked','approved','refused')", name="state"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    #: made by the browser: a second tap is the same request
    request_id: Mapped[str] = mapped_column(String(40))
    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenges.id"), index=True)
    entrant_id: Mapped[int] = mapped_column(ForeignKey("entrants.id"))
    points: Mapped[int] = mapped_column(Whole)
    #: what for, as the winner reads it
    reason: Mapped[str] = mapped_column(String(200))
    #: asked, approved or refused
    state: Mapped[str] = mapped_column(String(8))
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    asked_by: Mapped[str] = mapped_column(String(40))
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    decided_by: Mapped[str | None] = mapped_column(String(40))


class LineReview(Base):
    """Somebody looked at a sale that follows a pattern: it counts, or not, and why (append-only).

    The last row of a line holds.
    """

    __tablename__ = "challenge_reviews"
    __table_args__ = (Index("ix_challenge_reviews_line", "challenge_id", "line_id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenges.id"))
    line_id: Mapped[int] = mapped_column(Key)
    #: velocity, splitting, pull_forward, duplicate, or other
    pattern: Mapped[str] = mapped_column(String(12))
    counts: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(300))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    by: Mapped[str] = mapped_column(String(40))
