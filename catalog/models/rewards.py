"""Rewards, orders, their steps, and the goal a person saves for."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalog.rules import Window
from core.database import Base, Key, UTCDateTime, Whole


class Reward(Base):
    """Something points buy."""

    __tablename__ = "rewards"
    __table_args__ = (
        CheckConstraint("price_points > 0", name="price"),
        CheckConstraint("cost_cents >= 0", name="cost"),
        CheckConstraint("stock IS NULL OR stock >= 0", name="stock"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name_fr: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120))
    about_fr: Mapped[str] = mapped_column(Text, default="")
    about_en: Mapped[str] = mapped_column(Text, default="")
    #: one of rules.FAMILIES: the filter a member uses
    family: Mapped[str] = mapped_column(String(12), index=True)
    #: one of rules.KINDS: how it is fulfilled
    kind: Mapped[str] = mapped_column(String(12))
    #: legal form in the register: voucher, in_kind, cash, trip, training
    form: Mapped[str] = mapped_column(String(12))
    #: person or company: who may receive it
    beneficiary: Mapped[str] = mapped_column(String(8), default="person")
    #: path under static/img, `files:NAME` for an uploaded one; empty for none
    picture: Mapped[str] = mapped_column(String(120), default="")
    price_points: Mapped[int] = mapped_column(Whole)
    #: what it costs the sponsor, cents
    cost_cents: Mapped[int] = mapped_column(Whole)
    #: pieces left; NULL for without limit
    stock: Mapped[int | None] = mapped_column(Whole)
    #: pieces ever received (stock + sold − cancelled = received); NULL for without limit
    received: Mapped[int | None] = mapped_column(Whole)
    #: promised delay, working days
    delay_days: Mapped[int] = mapped_column(Whole, default=5)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    #: taken off the catalogue at (UTC)
    retired_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    def name(self, language: str) -> str:
        """Its name in a language."""
        return self.name_en if language == "en" else self.name_fr

    def about(self, language: str) -> str:
        """What it is, in a language."""
        return self.about_en if language == "en" else self.about_fr

    @property
    def window(self) -> Window:
        """When it may be ordered."""
        return Window(self.starts_on, self.ends_on, self.retired_at)


class Order(Base):
    """A reward asked for, from request to delivery."""

    __tablename__ = "orders"
    __table_args__ = (
        CheckConstraint("quantity > 0 AND points > 0", name="amounts"),
        CheckConstraint("state IN ('requested','approved','delivered','cancelled')", name="state"),
        Index("ix_orders_state", "state", "placed_at"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    #: made by the browser before sending: a second tap is the same order
    request_id: Mapped[str] = mapped_column(String(40), unique=True)
    reward_id: Mapped[int] = mapped_column(ForeignKey("rewards.id"), index=True)
    quantity: Mapped[int] = mapped_column(Whole)
    wallet_id: Mapped[int] = mapped_column(ForeignKey("wallets.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    #: the employer at that time
    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"))
    #: points held for it
    points: Mapped[int] = mapped_column(Whole)
    #: cost to the sponsor at that time, cents
    cost_cents: Mapped[int] = mapped_column(Whole)
    #: requested, approved, delivered or cancelled
    state: Mapped[str] = mapped_column(String(10))
    placed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: delivery promised by (local day)
    promised_on: Mapped[date]
    #: the beneficiary's legal status, the terms' version and the employer's consent at that time
    legal_status: Mapped[str] = mapped_column(String(30))
    terms_id: Mapped[int] = mapped_column(ForeignKey("terms.id"))
    consent_id: Mapped[int | None] = mapped_column(ForeignKey("employer_consents.id"))

    reward: Mapped[Reward] = relationship()
    steps: Mapped[list["OrderStep"]] = relationship(order_by="OrderStep.id")


class OrderStep(Base):
    """Who moved an order to which state, when and why (append-only)."""

    __tablename__ = "order_steps"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    state: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    by: Mapped[str] = mapped_column(String(40))
    note: Mapped[str] = mapped_column(String(300), default="")


class Goal(Base):
    """The reward a person saves for."""

    __tablename__ = "goals"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, autoincrement=False)
    reward_id: Mapped[int] = mapped_column(ForeignKey("rewards.id"))
    set_at: Mapped[datetime] = mapped_column(UTCDateTime)
