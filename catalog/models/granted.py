"""What lasts: entitlements, discounts and credit notes with their validity; annual rebates."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalog.models.rewards import Reward
from core.database import Base, Key, UTCDateTime, Whole


class Entitlement(Base):
    """What somebody may use from a day to a day: a hotline, terms of payment, a discount, a credit."""

    __tablename__ = "entitlements"
    __table_args__ = (
        CheckConstraint("until_on IS NULL OR until_on >= from_on", name="days"),
        Index("ix_entitlements_company", "company_id", "until_on"),
        Index("ix_entitlements_person", "person_id", "until_on"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    #: `order:55:1`, `rebate:2026:7`: granted once
    reference: Mapped[str] = mapped_column(String(60), unique=True)
    #: what its holder shows, and accounting reads
    code: Mapped[str] = mapped_column(String(20), unique=True)
    reward_id: Mapped[int] = mapped_column(ForeignKey("rewards.id"), index=True)
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"), index=True)
    #: NULL where the company holds it
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"))
    #: valid from and until, inclusive local days; NULL for without end
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    #: worth, cents (a credit, a deferred discount, a rebate); NULL where it is no sum
    amount_cents: Mapped[int | None] = mapped_column(Whole)
    #: what was promised when granted: percent, ranges, days of payment, contact
    terms: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    granted_at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: used up: when, by whom, on which invoice
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    used_by: Mapped[str | None] = mapped_column(String(40))
    used_on: Mapped[str] = mapped_column(String(80), default="")
    #: taken back with its order at (UTC)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    reward: Mapped[Reward] = relationship()


class RebateRun(Base):
    """One year of one rebate, computed from the accounts' volumes, then approved by a second person."""

    __tablename__ = "rebate_runs"
    __table_args__ = (UniqueConstraint("reward_id", "year"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    reward_id: Mapped[int] = mapped_column(ForeignKey("rewards.id"))
    year: Mapped[int] = mapped_column(Whole)
    #: the sales journal's revision that it was computed from
    revision: Mapped[int] = mapped_column(Whole)
    #: the scale as it stood: [{from_cents, rate_bp}]
    scale: Mapped[list[dict[str, int]]] = mapped_column(JSON)
    computed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    computed_by: Mapped[str] = mapped_column(String(40))
    approved_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    approved_by: Mapped[str | None] = mapped_column(String(40))


class RebateLine(Base):
    """What one company gets for its year."""

    __tablename__ = "rebate_lines"
    __table_args__ = (UniqueConstraint("run_id", "company_id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("rebate_runs.id"))
    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"))
    #: net purchases (or sales) of the year, cents
    volume_cents: Mapped[int] = mapped_column(Whole)
    #: the rate of the step reached, basis points
    rate_bp: Mapped[int] = mapped_column(Whole)
    #: volume × rate, rounded toward zero, cents
    amount_cents: Mapped[int] = mapped_column(Whole)
