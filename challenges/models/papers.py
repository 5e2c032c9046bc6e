"""What is written down about a challenge: versions, acceptances, forecasts, the yearly rhythm, links."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, Key, UTCDateTime, Whole


class ChallengeVersion(Base):
    """The document as it is from a day on: sealed at launch, then amended forward only (append-only)."""

    __tablename__ = "challenge_versions"
    __table_args__ = (UniqueConstraint("challenge_id", "version"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenges.id"))
    #: 1 at launch
    version: Mapped[int] = mapped_column(Key)
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    scope: Mapped[dict[str, Any]] = mapped_column(JSON)
    #: sha256 of the canonical document
    hash: Mapped[str] = mapped_column(String(64))
    #: first local day whose sales it judges
    from_on: Mapped[date]
    #: what changed: [{path, before, after}]
    changes: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    #: why, as the participants read it
    reason: Mapped[str] = mapped_column(String(300), default="")
    published_at: Mapped[datetime] = mapped_column(UTCDateTime)
    published_by: Mapped[str] = mapped_column(String(40))


class Acceptance(Base):
    """Somebody accepted a version of the document (append-only)."""

    __tablename__ = "challenge_acceptances"
    __table_args__ = (UniqueConstraint("challenge_id", "person_id", "hash"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenges.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    #: of the version that was on the page
    hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class Forecast(Base):
    """What a challenge is expected to bring and to cost, for one document; its approval opens the launch."""

    __tablename__ = "challenge_forecasts"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenges.id"), index=True)
    document_hash: Mapped[str] = mapped_column(String(64))
    #: hand (five figures entered) or simulated (computed by insights)
    source: Mapped[str] = mapped_column(String(10))
    #: baseline_cents, growth_bp, margin_bp, rewards_cents, other_cents (see rules/forecast.py)
    inputs: Mapped[dict[str, Any]] = mapped_column(JSON)
    #: what follows from them
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    made_by: Mapped[str] = mapped_column(String(40))
    approved_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    approved_by: Mapped[str | None] = mapped_column(String(40))
    #: what the approver wrote
    note: Mapped[str] = mapped_column(String(300), default="")


class FairPlay(Base):
    """A challenge played on past sales: asked for, worked on, and the last report with what it rests on."""

    __tablename__ = "challenge_fairness"

    challenge_id: Mapped[int] = mapped_column(
        ForeignKey("challenges.id"), primary_key=True, autoincrement=False
    )
    #: waiting, running, done or failed
    state: Mapped[str] = mapped_column(String(8))
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    moved_at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: the report's: the document, the journal's revision and the local day; empty and NULL before the first
    document_hash: Mapped[str] = mapped_column(String(64), default="", server_default="")
    revision: Mapped[int | None] = mapped_column(Whole)
    day: Mapped[date | None]
    report: Mapped[dict[str, Any] | None] = mapped_column(JSON)


class Series(Base):
    """A challenge that comes back: every quarter, so many days (S004-42); drafts prepare themselves."""

    __tablename__ = "challenge_series"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    code: Mapped[str] = mapped_column(String(30), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    #: the document that each draft is made of; its window moves
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    #: quarter or month
    every: Mapped[str] = mapped_column(String(8))
    #: days from the period's first day to the challenge's
    offset_days: Mapped[int] = mapped_column(Whole)
    #: length of the window
    days: Mapped[int] = mapped_column(Whole)
    #: days before the start when the draft is prepared and its validation asked for
    prepare_days: Mapped[int] = mapped_column(Whole)
    #: first day of the last period for which a draft was prepared; NULL before
    prepared_for: Mapped[date | None]
    paused_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    made_by: Mapped[str] = mapped_column(String(40))


class TelevisionLink(Base):
    """An address that shows a challenge's board on a screen without signing in, until it is revoked."""

    __tablename__ = "television_links"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenges.id"), index=True)
    #: sha256 of the address's secret
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    #: where the screen stands
    label: Mapped[str] = mapped_column(String(80))
    language: Mapped[str] = mapped_column(String(5), default="fr")
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    made_by: Mapped[str] = mapped_column(String(40))
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    revoked_by: Mapped[str | None] = mapped_column(String(40))
