"""The boards of a challenge beside its general one, who plays in which league, duels, teams, targets."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, Key, UTCDateTime, Whole


class SideBoard(Base):
    """A ranking of a week, of a league in a week, or of a flash challenge; frozen when it ends, kept."""

    __tablename__ = "challenge_boards"
    __table_args__ = (UniqueConstraint("challenge_id", "kind", "number", "league"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenges.id"))
    #: week, league or flash
    kind: Mapped[str] = mapped_column(String(8))
    #: week counted from the first day (1, 2, 3), or the place of the flash in the document
    number: Mapped[int] = mapped_column(Key)
    #: 1 is the highest; 0 where there are none
    league: Mapped[int] = mapped_column(Key, default=0)
    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id"), unique=True)
    #: what it counts, half-open [starts_at, ends_at)
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: when it was frozen, with the journal's revision of that moment
    frozen_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    frozen_revision: Mapped[int | None] = mapped_column(Whole)


class LeaguePlace(Base):
    """In which league a competitor plays a week, and where it goes from there."""

    __tablename__ = "league_places"

    challenge_id: Mapped[int] = mapped_column(
        ForeignKey("challenges.id"), primary_key=True, autoincrement=False
    )
    week: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    #: of the general board
    entrant_id: Mapped[int] = mapped_column(ForeignKey("entrants.id"), primary_key=True, autoincrement=False)
    league: Mapped[int] = mapped_column(Key)
    #: up, down or stay once the week is frozen; empty before
    moved: Mapped[str] = mapped_column(String(4), default="")


class Duel(Base):
    """Who meets whom in a week."""

    __tablename__ = "duels"
    __table_args__ = (UniqueConstraint("challenge_id", "week", "one_id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenges.id"))
    week: Mapped[int] = mapped_column(Key)
    #: entrants of the general board; without an opponent `other_id` is NULL
    one_id: Mapped[int] = mapped_column(ForeignKey("entrants.id"), index=True)
    other_id: Mapped[int | None] = mapped_column(ForeignKey("entrants.id"), index=True)
    #: scores of the week once it is frozen
    one_score: Mapped[int | None] = mapped_column(Whole)
    other_score: Mapped[int | None] = mapped_column(Whole)


class Team(Base):
    """A team of a challenge: a company's people, or people listed in the document."""

    __tablename__ = "teams"
    __table_args__ = (UniqueConstraint("challenge_id", "code"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenges.id"))
    code: Mapped[str] = mapped_column(String(40))
    name_fr: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120))
    #: the company whose people it is made of; NULL for a team made for the challenge
    company_id: Mapped[int | None] = mapped_column(ForeignKey("companies.id"), index=True)


class TeamMember(Base):
    """Somebody plays for a team on some days."""

    __tablename__ = "team_members"
    __table_args__ = (UniqueConstraint("team_id", "person_id", "from_on"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    #: first and last day, inclusive; an open end is the challenge's
    from_on: Mapped[date]
    until_on: Mapped[date | None]


class Target(Base):
    """The figure of one's own that a competitor is held against; never changed once the challenge runs."""

    __tablename__ = "challenge_targets"
    __table_args__ = (
        UniqueConstraint("challenge_id", "kind", "subject_id"),
        CheckConstraint("value > 0", name="value"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenges.id"))
    #: person or company
    kind: Mapped[str] = mapped_column(String(10))
    subject_id: Mapped[int] = mapped_column(Key)
    #: in the unit of the document's `targets.of`
    value: Mapped[int] = mapped_column(Whole)
    #: imported or computed
    source: Mapped[str] = mapped_column(String(10))
    #: how it was computed, for its sentence
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    set_at: Mapped[datetime] = mapped_column(UTCDateTime)
    set_by: Mapped[str] = mapped_column(String(40))
