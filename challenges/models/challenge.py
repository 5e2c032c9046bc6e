"""A challenge, the states it went through, and who takes part."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.database import Base, Key, UTCDateTime, Whole

STATES = ("draft", "announced", "open", "closing", "certified", "paid", "stopped")


class Challenge(Base):
    """A game of some weeks, described by one document."""

    __tablename__ = "challenges"
    __table_args__ = (
        CheckConstraint(
            "state IN ('draft','announced','open','closing','certified','paid','stopped')", name="state"
        ),
        CheckConstraint("ends_on >= starts_on", name="dates"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    #: the whole challenge (see challenges/document/terms.py)
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    #: sha256 of the canonical document, sealed at launch; empty in a draft
    document_hash: Mapped[str] = mapped_column(String(64), default="")
    #: what counts, its codes resolved when the draft is written and again at launch (see document/scope.py)
    scope: Mapped[dict[str, Any]] = mapped_column(JSON)
    title_fr: Mapped[str] = mapped_column(String(120))
    title_en: Mapped[str] = mapped_column(String(120))
    state: Mapped[str] = mapped_column(String(10))
    #: first and last local day, inclusive
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    #: the same as instants, half-open [starts_at, ends_at)
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: end of the contestation window (UTC)
    contest_until: Mapped[datetime] = mapped_column(UTCDateTime)
    board_id: Mapped[int | None] = mapped_column(ForeignKey("boards.id"), unique=True)
    #: how many take part
    participants: Mapped[int] = mapped_column(Whole, default=0)
    #: median of a counted line: cents or units; 0 until there are sales (for saying a gap in orders)
    typical: Mapped[int] = mapped_column(Whole, default=0)
    #: the sales journal's revision up to which scores are computed
    scored_revision: Mapped[int] = mapped_column(Whole, default=0)
    #: the journal's revision on which the certified results rest; NULL before
    certified_revision: Mapped[int | None] = mapped_column(Whole)
    #: sha256 over document hash, revision and results; empty before certification
    results_hash: Mapped[str] = mapped_column(String(64), default="")
    #: the version of the document in force; amendments raise it (see ChallengeVersion)
    version: Mapped[int] = mapped_column(Key, default=1, server_default="1")
    #: most that it can cost in points, ties included, as computed and set aside at launch
    worst_points: Mapped[int] = mapped_column(Whole, default=0, server_default="0")
    #: the first pair of eyes on the result: who proposed it, when, and its fingerprint; cleared by a recount
    proposed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    proposed_by: Mapped[str | None] = mapped_column(String(40))
    proposed_hash: Mapped[str] = mapped_column(String(64), default="", server_default="")
    #: when what was held back of the prizes is settled; NULL where nothing is
    settle_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: the series that prepared it; NULL when somebody began it
    series_id: Mapped[int | None] = mapped_column(ForeignKey("challenge_series.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_by: Mapped[str] = mapped_column(String(40))

    steps: Mapped[list["ChallengeStep"]] = relationship(order_by="ChallengeStep.id")


class ChallengeStep(Base):
    """Who or what moved a challenge to which state, when and why (append-only)."""

    __tablename__ = "challenge_steps"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenges.id"), index=True)
    state: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    by: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(String(300), default="")


class Participation(Base):
    """A competitor takes part, and which document it accepted."""

    __tablename__ = "participations"
    __table_args__ = (UniqueConstraint("challenge_id", "kind", "subject_id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenges.id"))
    #: person, company or team
    kind: Mapped[str] = mapped_column(String(10))
    #: the person's, company's or team's id
    subject_id: Mapped[int] = mapped_column(Key)
    entrant_id: Mapped[int] = mapped_column(ForeignKey("entrants.id"), unique=True)
    joined_at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: who joined it: the person, or `clock` for automatic enrolment
    joined_by: Mapped[str] = mapped_column(String(40))
    document_hash: Mapped[str] = mapped_column(String(64))
