"""Rewards, and what is scarce or particular about them: variants, parts, prices, sessions, slots."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalog.rules.dates import Window
from catalog.rules.prices import registered_cents
from core.database import Base, Key, UTCDateTime, Whole
from core.text import fold


def found_by(values: Mapping[str, Any]) -> str:
    """The folded words that a reward is found by, from its columns."""
    named = (f"{part}_{language}" for part in ("name", "benefit", "about") for language in ("fr", "en"))
    return fold(" ".join(str(values.get(name) or "") for name in named))


class Reward(Base):
    """Something points buy, or a tier unlocks."""

    __tablename__ = "rewards"
    __table_args__ = (
        CheckConstraint("price_points >= 0", name="price"),
        CheckConstraint("cost_cents >= 0", name="cost"),
        CheckConstraint("stock IS NULL OR stock >= 0", name="stock"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name_fr: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120))
    about_fr: Mapped[str] = mapped_column(Text, default="")
    about_en: Mapped[str] = mapped_column(Text, default="")
    #: what it brings to the client company's business, one line (S001-01)
    benefit_fr: Mapped[str] = mapped_column(String(200), default="")
    benefit_en: Mapped[str] = mapped_column(String(200), default="")
    #: every word of it, folded, for searching without accents or capitals
    search_key: Mapped[str] = mapped_column(Text, default=lambda it: found_by(it.get_current_parameters()))
    #: one of rules.CATEGORIES: the filter a member uses
    category: Mapped[str] = mapped_column(String(12), index=True)
    #: one of rules.KINDS: how it is fulfilled
    kind: Mapped[str] = mapped_column(String(20))
    #: one of rules.FAMILIES: financial, service, relational
    family: Mapped[str] = mapped_column(String(12))
    #: one of rules.NATURES: professional, experiential, personal
    nature: Mapped[str] = mapped_column(String(14))
    #: some of rules.DRIVERS
    drivers: Mapped[list[str]] = mapped_column(JSON, default=list)
    #: legal form in the register: voucher, in_kind, cash, trip, training
    form: Mapped[str] = mapped_column(String(12))
    #: person or company: who may receive it
    beneficiary: Mapped[str] = mapped_column(String(8), default="person")
    #: path under static/img, `files:NAME` for an uploaded one; empty for none
    picture: Mapped[str] = mapped_column(String(120), default="")
    #: 0 for what a tier unlocks without points, and for a rebate
    price_points: Mapped[int] = mapped_column(Whole)
    #: what it costs the sponsor, cents
    cost_cents: Mapped[int] = mapped_column(Whole)
    #: what it is worth to its beneficiary (a price seen in shops), cents; NULL where nobody said
    perceived_cents: Mapped[int | None] = mapped_column(Whole)
    #: pieces left; NULL for without limit, or where variants, sessions or slots hold the count
    stock: Mapped[int | None] = mapped_column(Whole)
    #: pieces ever received (stock + sold − cancelled = received); NULL for without limit
    received: Mapped[int | None] = mapped_column(Whole)
    #: staff are told when so few pieces are left; NULL for never
    low_stock: Mapped[int | None] = mapped_column(Whole)
    #: so few since (UTC), and staff were told; NULL while there are more
    low_since: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: promised delay, working days
    delay_days: Mapped[int] = mapped_column(Whole, default=5)
    #: how long what lasts is valid from delivery, days; NULL for without end
    valid_days: Mapped[int | None] = mapped_column(Whole)
    #: who makes or sends it; NULL for the sponsor itself
    supplier_id: Mapped[int | None] = mapped_column(ForeignKey("suppliers.id"), index=True)
    #: who sees it: {kinds, segments, tiers, ranges: [codes], locked: hide|grey}; empty for everybody
    audience: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    #: what its kind needs (rules/details.py): face value and provider, percent and ranges, scale, contact …
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    #: taken off the catalogue at (UTC)
    retired_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    variants: Mapped[list["RewardVariant"]] = relationship(order_by="RewardVariant.id")
    parts: Mapped[list["RewardPart"]] = relationship(
        foreign_keys="RewardPart.reward_id", order_by="RewardPart.id"
    )
    prices: Mapped[list["RewardPrice"]] = relationship(order_by="RewardPrice.place")

    def name(self, language: str) -> str:
        """Its name in a language."""
        return self.name_en if language == "en" else self.name_fr

    def about(self, language: str) -> str:
        """What it is, in a language."""
        return self.about_en if language == "en" else self.about_fr

    def benefit(self, language: str) -> str:
        """What it brings to a business, in a language."""
        return self.benefit_en if language == "en" else self.benefit_fr

    @property
    def value_cents(self) -> int:
        """What the register counts for one piece, cents."""
        return registered_cents(self.form, self.details, self.cost_cents)

    @property
    def window(self) -> Window:
        """When it may be ordered."""
        return Window(self.starts_on, self.ends_on, self.retired_at)


class RewardVariant(Base):
    """A size, colour or model of a reward, with a stock of its own."""

    __tablename__ = "reward_variants"
    __table_args__ = (
        UniqueConstraint("reward_id", "code"),
        CheckConstraint("stock IS NULL OR stock >= 0", name="stock"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    reward_id: Mapped[int] = mapped_column(ForeignKey("rewards.id"))
    code: Mapped[str] = mapped_column(String(40))
    name_fr: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))
    #: pieces left; NULL for without limit
    stock: Mapped[int | None] = mapped_column(Whole)
    #: pieces ever received; NULL for without limit
    received: Mapped[int | None] = mapped_column(Whole)
    #: as few as its reward's `low_stock` since (UTC), and staff were told; NULL while there are more
    low_since: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: no longer offered since (UTC)
    retired_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    def name(self, language: str) -> str:
        """Its name in a language."""
        return self.name_en if language == "en" else self.name_fr


class RewardPart(Base):
    """What a bundle holds, or one of the things a choice is made from (the reward's kind says which)."""

    __tablename__ = "reward_parts"
    __table_args__ = (
        UniqueConstraint("reward_id", "part_id"),
        CheckConstraint("quantity > 0 AND reward_id <> part_id", name="part"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    #: the bundle or the choice
    reward_id: Mapped[int] = mapped_column(ForeignKey("rewards.id"))
    #: what it holds or offers
    part_id: Mapped[int] = mapped_column(ForeignKey("rewards.id"))
    quantity: Mapped[int] = mapped_column(Whole, default=1)

    part: Mapped[Reward] = relationship(foreign_keys=[part_id])


class RewardPrice(Base):
    """A price in points for some: the first row that matches is the price; else the reward's own."""

    __tablename__ = "reward_prices"
    __table_args__ = (UniqueConstraint("reward_id", "place"), CheckConstraint("points > 0", name="points"))

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    reward_id: Mapped[int] = mapped_column(ForeignKey("rewards.id"))
    #: the order in which rows are tried, from 1
    place: Mapped[int] = mapped_column(Whole)
    #: codes; empty for any
    tier: Mapped[str] = mapped_column(String(40), default="")
    segment: Mapped[str] = mapped_column(String(40), default="")
    company_kind: Mapped[str] = mapped_column(String(12), default="")
    points: Mapped[int] = mapped_column(Whole)
    #: inclusive local days; NULL for open
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]


class RewardSession(Base):
    """A date of a trip, an event or a training course, with so many seats."""

    __tablename__ = "reward_sessions"
    __table_args__ = (
        CheckConstraint("seats > 0 AND taken >= 0 AND taken <= seats", name="seats"),
        CheckConstraint("ends_at > starts_at", name="dates"),
        Index("ix_reward_sessions_reward", "reward_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    reward_id: Mapped[int] = mapped_column(ForeignKey("rewards.id"))
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: booked until (UTC), the start at the latest
    closes_at: Mapped[datetime] = mapped_column(UTCDateTime)
    place: Mapped[str] = mapped_column(String(160))
    seats: Mapped[int] = mapped_column(Whole)
    #: seats of orders that are neither undone nor drafts
    taken: Mapped[int] = mapped_column(Whole, default=0)
    #: called off at (UTC)
    cancelled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class ServiceSlot(Base):
    """An hour of somebody's time: free, or one order's."""

    __tablename__ = "service_slots"
    __table_args__ = (
        UniqueConstraint("expert", "starts_at"),
        CheckConstraint("ends_at > starts_at", name="dates"),
        Index("ix_service_slots_reward", "reward_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    reward_id: Mapped[int] = mapped_column(ForeignKey("rewards.id"))
    #: who gives it, and how to reach them
    expert: Mapped[str] = mapped_column(String(120))
    contact: Mapped[str] = mapped_column(String(160), default="")
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: one order's (orders.slot_id), neither a draft nor undone
    taken: Mapped[bool] = mapped_column(default=False)
    #: taken out of the book at (UTC)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
