"""Boards, entrants, scores, the count tree and named snapshots."""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, Key, UTCDateTime, Whole


class Board(Base):
    """One ranking."""

    __tablename__ = "boards"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    #: who keeps it: `challenge:7`
    key: Mapped[str] = mapped_column(String(60), unique=True)
    #: `date`: among equal scores the earlier one leads; `share`: equal scores share a rank
    tie: Mapped[str] = mapped_column(String(5))
    #: raised by each change; the ETag of every page that shows the board
    version: Mapped[int] = mapped_column(Whole, default=0)
    #: the finest level of its count tree; scores in one such bucket are counted one by one
    leaf: Mapped[int] = mapped_column(Key, default=0)
    #: the revision of the facts that the scores stand for
    revision: Mapped[int] = mapped_column(Whole, default=0)
    #: the facts shown are complete up to (UTC)
    as_of: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: nothing is recorded after (UTC)
    frozen_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: how many entrants have a score
    ranked: Mapped[int] = mapped_column(Whole, default=0)
    #: whether other companies' scores may be shown as they are (else an index: leader = 100)
    open_scores: Mapped[bool] = mapped_column(default=False)
    #: whether people of other companies are shown by name (else by pseudonym)
    open_names: Mapped[bool] = mapped_column(default=False)


class Entrant(Base):
    """Somebody who competes on a board."""

    __tablename__ = "entrants"
    __table_args__ = (UniqueConstraint("board_id", "kind", "subject_id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id"))
    #: person, company or team
    kind: Mapped[str] = mapped_column(String(10))
    #: the person's, company's or team's id
    subject_id: Mapped[int] = mapped_column(Key)
    #: the name shown to those who may see it
    label: Mapped[str] = mapped_column(String(160))
    #: the name shown to everybody else
    alias: Mapped[str] = mapped_column(String(160))
    #: the company whose people see the entrant's amounts; the sponsor for a team of several companies
    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"), index=True)
    #: second line: company and city
    place: Mapped[str] = mapped_column(String(200), default="")


class Score(Base):
    """An entrant's score: one row, indexed in the board's order."""

    __tablename__ = "scores"
    __table_args__ = (
        Index("ix_scores_order", "board_id", "order_key", "entrant_id"),
        {"sqlite_with_rowid": False},  # a row id would keep SQLite from seeking by (order_key, entrant_id)
    )

    entrant_id: Mapped[int] = mapped_column(ForeignKey("entrants.id"), primary_key=True, autoincrement=False)
    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id"))
    #: in the metric's smallest unit (cents, pieces)
    score: Mapped[int] = mapped_column(Whole)
    #: day of the sale that last raised the score
    reached_on: Mapped[date]
    #: score and tie rule in one number (rules.order_key): the smaller one leads, equal ones share a rank
    order_key: Mapped[int] = mapped_column(BigInteger)


class ScoreCount(Base):
    """How many order keys of a board lie in a bucket: level n is 16ⁿ wide."""

    __tablename__ = "score_counts"
    __table_args__ = ({"sqlite_with_rowid": False},)

    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id"), primary_key=True, autoincrement=False)
    level: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    #: the order key, divided by the width toward minus infinity
    bucket: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    count: Mapped[int] = mapped_column(Whole)


class Snapshot(Base):
    """A board's ranks at a named moment: a day (`2026-10-14`), kept 8 days, or a week (`week-2`), kept."""

    __tablename__ = "snapshots"
    __table_args__ = ({"sqlite_with_rowid": False},)

    #: no foreign keys here: a nightly copy of a whole board would look each of them up
    board_id: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    entrant_id: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    rank: Mapped[int] = mapped_column(Whole)
    score: Mapped[int] = mapped_column(Whole)
