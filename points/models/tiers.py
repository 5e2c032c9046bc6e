"""Tiers: the scheme in versions, its levels, who stands where since when."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.columns import only
from core.database import Base, Key, UTCDateTime, Whole


class TierScheme(Base):
    """How tiers are reached, kept and lost; the newest published version at a day counts."""

    __tablename__ = "tier_schemes"
    __table_args__ = (
        CheckConstraint("holder IN ('company','person')", name="holder"),
        CheckConstraint("measure IN ('turnover','points','engagement')", name="measure"),
        CheckConstraint("span IN ('rolling','calendar')", name="span"),
        CheckConstraint("downgrade IN ('one_step','to_earned')", name="downgrade"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    #: in force from this local day; NULL while it is a draft
    starts_on: Mapped[date | None] = mapped_column(unique=True)
    #: company or person
    holder: Mapped[str] = mapped_column(String(8))
    #: turnover (cents), points (earned, not what is left) or engagement (confirmed acts)
    measure: Mapped[str] = mapped_column(String(10))
    #: rolling (the last so many months) or calendar (the year; kept to the end of the next)
    span: Mapped[str] = mapped_column(String(8))
    months: Mapped[int] = mapped_column(Whole, default=12)
    #: one_step, or to_earned: the tier that the figure stands for
    downgrade: Mapped[str] = mapped_column(String(10))
    #: days between falling short and losing the tier
    grace_days: Mapped[int] = mapped_column(Whole, default=60)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_by: Mapped[str] = mapped_column(String(40))

    tiers: Mapped[list["Tier"]] = relationship(back_populates="scheme", order_by="Tier.threshold")


class Tier(Base):
    """A level of a scheme."""

    __tablename__ = "tiers"
    __table_args__ = (
        UniqueConstraint("scheme_id", "code"),
        UniqueConstraint("scheme_id", "threshold"),
        CheckConstraint("threshold >= 0", name="threshold"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    scheme_id: Mapped[int] = mapped_column(ForeignKey("tier_schemes.id"))
    #: stays the same from version to version
    code: Mapped[str] = mapped_column(String(20))
    name_fr: Mapped[str] = mapped_column(String(40))
    name_en: Mapped[str] = mapped_column(String(40))
    #: a colour of the palette (see rules/tiers.py), never the only sign of it
    colour: Mapped[str] = mapped_column(String(12))
    #: cents, points or acts from which it holds; 0 for the first
    threshold: Mapped[int] = mapped_column(Whole)
    #: confirmed acts that open it as well; NULL for none
    or_acts: Mapped[int | None] = mapped_column(Whole)
    #: what it brings: [{"fr": …, "en": …}]
    benefits: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)

    scheme: Mapped[TierScheme] = relationship(back_populates="tiers")


class TierStanding(Base):
    """Which tier somebody holds, from when to when: the one at the start of a sale's day counts for it."""

    __tablename__ = "tier_standings"
    __table_args__ = (
        CheckConstraint("(person_id IS NULL) <> (company_id IS NULL)", name="one_holder"),
        Index("ix_tier_standings_company", "company_id", "from_on"),
        Index("ix_tier_standings_person", "person_id", "from_on"),
        *(
            Index(
                f"uq_tier_standings_open_{owner}",
                f"{owner}_id",
                unique=True,
                **only("until_on IS NULL"),
            )
            for owner in ("company", "person")
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    company_id: Mapped[int | None] = mapped_column(ForeignKey("companies.id"))
    code: Mapped[str] = mapped_column(String(20))
    #: first local day whose sales count under it: the day after it was reached
    from_on: Mapped[date]
    #: last local day, inclusive; NULL while it holds
    until_on: Mapped[date | None]
    #: reached, lost or scheme (a new version lacks the tier before)
    reason: Mapped[str] = mapped_column(String(10))
    #: what the qualifying figure was
    figure: Mapped[int] = mapped_column(Whole)
    #: fell short since (rolling), so that the grace runs; NULL while it is deserved
    short_since: Mapped[date | None]
    #: kept at least to this local day (calendar)
    kept_until: Mapped[date | None]
    #: whether its holder has seen the celebration
    celebrated: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class TierCredit(Base):
    """What counts toward a tier beside the measure itself: referrals, confirmed acts (append-only)."""

    __tablename__ = "tier_credits"
    __table_args__ = (
        CheckConstraint("(person_id IS NULL) <> (company_id IS NULL)", name="one_holder"),
        Index("ix_tier_credits_company", "company_id", "day"),
        Index("ix_tier_credits_person", "person_id", "day"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    #: `referral:12`, `act:34`: once
    reference: Mapped[str] = mapped_column(String(80), unique=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    company_id: Mapped[int | None] = mapped_column(ForeignKey("companies.id"))
    day: Mapped[date]
    #: in the scheme's own measure (cents, points)
    amount: Mapped[int] = mapped_column(Whole, default=0)
    #: confirmed acts
    acts: Mapped[int] = mapped_column(Whole, default=0)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
