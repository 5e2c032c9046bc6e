"""Orders from draft to delivery and after: steps, parts, approvals, shipments, addresses."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalog.models.rewards import Reward, RewardSession, RewardVariant, ServiceSlot
from catalog.rules.kinds import MADE_OF_PARTS
from catalog.rules.states import STATES
from core.columns import only
from core.database import Base, Key, UTCDateTime, Whole

_STATES = ",".join(f"'{one}'" for one in STATES)


class Order(Base):
    """A reward wanted, from draft (it stands in the cart and holds nothing) to delivery and after."""

    __tablename__ = "orders"
    __table_args__ = (
        CheckConstraint(
            "quantity > 0 AND points >= 0 AND cancelled_quantity >= 0 AND cancelled_quantity < quantity "
            "AND given_back >= 0 AND given_back <= points",
            name="amounts",
        ),
        CheckConstraint(f"state IN ({_STATES})", name="state"),
        CheckConstraint("state = 'draft' OR terms_id IS NOT NULL", name="standing"),
        Index("ix_orders_state", "state", "placed_at"),
        # each order adds up what its wallet waits for: in the index itself
        Index("ix_orders_waiting", "wallet_id", "state", "value_cents"),
        # most orders have none of these
        *(
            Index(f"ix_orders_{key}", key, **only(f"{key} IS NOT NULL"))
            for key in ("slot_id", "supplier_order_id", "award_id")
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    #: made by the browser before sending (`prize:…`, `award:…` for what is won): sent twice, it is once
    request_id: Mapped[str] = mapped_column(String(40), unique=True)
    reward_id: Mapped[int] = mapped_column(ForeignKey("rewards.id"), index=True)
    #: which size or colour; NULL where there are none
    variant_id: Mapped[int | None] = mapped_column(ForeignKey("reward_variants.id"))
    #: which date, and which hour of an expert; NULL where there are none
    session_id: Mapped[int | None] = mapped_column(ForeignKey("reward_sessions.id"))
    slot_id: Mapped[int | None] = mapped_column(ForeignKey("service_slots.id"))
    quantity: Mapped[int] = mapped_column(Whole)
    #: pieces cancelled meanwhile; an order cancelled whole keeps the count of before
    cancelled_quantity: Mapped[int] = mapped_column(Whole, default=0)
    wallet_id: Mapped[int] = mapped_column(ForeignKey("wallets.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    #: the employer at that time
    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"))
    #: points held for it when requested (a draft: as the price stood); 0 for a replacement
    points: Mapped[int] = mapped_column(Whole)
    #: points of those given back for pieces cancelled
    given_back: Mapped[int] = mapped_column(Whole, default=0)
    #: cost to the sponsor of all its pieces at that time, cents
    cost_cents: Mapped[int] = mapped_column(Whole)
    #: what the register counts for all its pieces at that time, cents (Reward.value_cents)
    value_cents: Mapped[int] = mapped_column(Whole)
    #: one of rules.STATES
    state: Mapped[str] = mapped_column(String(10))
    #: drafted, then requested at (UTC)
    placed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: delivery promised by (local day)
    promised_on: Mapped[date]
    #: the beneficiary's legal status, the terms' version and the employer's consent when requested
    legal_status: Mapped[str] = mapped_column(String(30), default="")
    terms_id: Mapped[int | None] = mapped_column(ForeignKey("terms.id"))
    consent_id: Mapped[int | None] = mapped_column(ForeignKey("employer_consents.id"))
    #: who has to say yes, in this order: company_manager, administrator, second (rules/approval.py)
    approvals: Mapped[list[str]] = mapped_column(JSON, default=list)
    #: where to: {recipient, lines, postcode, city, country, phone}, as it stood when ordered; NULL for none
    ship_to: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    #: what the supplier was sent it in
    supplier_order_id: Mapped[int | None] = mapped_column(ForeignKey("supplier_orders.id"))
    #: the order that this one replaces
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"), unique=True)
    #: the group award that it comes from
    award_id: Mapped[int | None] = mapped_column(ForeignKey("group_awards.id"))

    reward: Mapped[Reward] = relationship()
    variant: Mapped[RewardVariant | None] = relationship()
    booked: Mapped[RewardSession | None] = relationship()
    slot: Mapped[ServiceSlot | None] = relationship()
    steps: Mapped[list["OrderStep"]] = relationship(order_by="OrderStep.id")
    parts: Mapped[list["OrderPart"]] = relationship(order_by="OrderPart.id")

    @property
    def pieces(self) -> int:
        """Pieces that are still to come, or came."""
        return self.quantity - self.cancelled_quantity

    @property
    def held(self) -> int:
        """Points that it holds, or cost."""
        return self.points - self.given_back

    @property
    def made_of(self) -> "list[OrderPart]":
        """Its parts, asked for only where its kind has any."""
        return self.parts if self.reward.kind in MADE_OF_PARTS else []


class OrderStep(Base):
    """Who moved an order to which state, when and why (append-only)."""

    __tablename__ = "order_steps"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    #: the state reached; the state it stayed in where only some pieces were cancelled
    state: Mapped[str] = mapped_column(String(10))
    #: pieces cancelled, where it was not all of them; NULL for a step of the whole order
    pieces: Mapped[int | None] = mapped_column(Whole)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    by: Mapped[str] = mapped_column(String(40))
    note: Mapped[str] = mapped_column(String(300), default="")


class OrderPart(Base):
    """What an order of a bundle or a choice takes: which reward, which variant, how many for each piece."""

    __tablename__ = "order_parts"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    reward_id: Mapped[int] = mapped_column(ForeignKey("rewards.id"))
    variant_id: Mapped[int | None] = mapped_column(ForeignKey("reward_variants.id"))
    quantity: Mapped[int] = mapped_column(Whole)

    reward: Mapped[Reward] = relationship()
    variant: Mapped[RewardVariant | None] = relationship()


class OrderApproval(Base):
    """One yes or no of an order's chain (append-only): each level once, each by somebody else."""

    __tablename__ = "order_approvals"
    __table_args__ = (UniqueConstraint("order_id", "level"), UniqueConstraint("order_id", "by"))

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    #: company_manager, administrator or second
    level: Mapped[str] = mapped_column(String(16))
    granted: Mapped[bool]
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    by: Mapped[str] = mapped_column(String(40))
    note: Mapped[str] = mapped_column(String(300), default="")


class ApprovalPolicy(Base):
    """From which price a company's manager has to approve what its people or its delegates order."""

    __tablename__ = "approval_policies"
    __table_args__ = (Index("ix_approval_policies_company", "company_id", "at"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"))
    #: orders of this many points or more wait for the manager; NULL for none (the newest row counts)
    from_points: Mapped[int | None] = mapped_column(Whole)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    by: Mapped[str] = mapped_column(String(40))


class CatalogSetting(Base):
    """How the sponsor's catalogue behaves (append-only; the newest row counts)."""

    __tablename__ = "catalog_settings"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    #: personal rewards are hidden (S001-03)
    professional_only: Mapped[bool] = mapped_column(default=False)
    #: orders worth no more than this are approved by themselves, cents; 0 for none
    automatic_cents: Mapped[int] = mapped_column(Whole, default=0)
    #: an order, or a person's year, worth more than this needs a second administrator, cents (C2)
    second_each_cents: Mapped[int] = mapped_column(Whole, default=15_000)
    second_year_cents: Mapped[int] = mapped_column(Whole, default=50_000)
    #: the share of financial rewards from which the steering page warns, basis points (S001-19)
    financial_bp: Mapped[int] = mapped_column(Whole, default=7_000)
    #: a typical member should reach the cheapest reward within so many days (S003-15)
    reach_days: Mapped[int] = mapped_column(Whole, default=90)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    by: Mapped[str] = mapped_column(String(40))


class Shipment(Base):
    """A parcel, or whatever carries a reward: where it is, and what proves that it came."""

    __tablename__ = "shipments"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    carrier: Mapped[str] = mapped_column(String(60), default="")
    tracking: Mapped[str] = mapped_column(String(80), default="")
    sent_on: Mapped[date]
    #: handed over on; NULL while under way
    delivered_on: Mapped[date | None]
    #: who signed, or what shows it
    proof: Mapped[str] = mapped_column(String(200), default="")
    #: a scanned note under the files' folder; empty for none
    proof_file: Mapped[str] = mapped_column(String(120), default="")
    by: Mapped[str] = mapped_column(String(40))


class AfterSale(Base):
    """Something is missing, broken or wrong with what was delivered, and what was done about it."""

    __tablename__ = "after_sales"
    __table_args__ = (CheckConstraint("state IN ('open','settled')", name="state"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    #: missing, damaged, wrong, other
    trouble: Mapped[str] = mapped_column(String(10))
    words: Mapped[str] = mapped_column(String(600))
    told_at: Mapped[datetime] = mapped_column(UTCDateTime)
    told_by: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(8), default="open")
    #: replaced, refunded or explained; empty while open
    remedy: Mapped[str] = mapped_column(String(10), default="")
    answer: Mapped[str] = mapped_column(String(600), default="")
    settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    settled_by: Mapped[str | None] = mapped_column(String(40))


class Address(Base):
    """Where a person's or a company's parcels go."""

    __tablename__ = "addresses"
    __table_args__ = (CheckConstraint("(person_id IS NULL) <> (company_id IS NULL)", name="owner"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    company_id: Mapped[int | None] = mapped_column(ForeignKey("companies.id"), index=True)
    #: what its owner calls it: Home, Workshop
    label: Mapped[str] = mapped_column(String(40))
    recipient: Mapped[str] = mapped_column(String(120))
    #: street lines, separated by line breaks
    lines: Mapped[str] = mapped_column(String(240))
    postcode: Mapped[str] = mapped_column(String(12))
    city: Mapped[str] = mapped_column(String(80))
    #: two letters
    country: Mapped[str] = mapped_column(String(2), default="FR")
    phone: Mapped[str] = mapped_column(String(30), default="")
    #: offered first
    favourite: Mapped[bool] = mapped_column(default=False)
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class GroupAward(Base):
    """N rewards for N people, given by the sponsor and paid from the prize fund."""

    __tablename__ = "group_awards"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    #: made by the browser: a second sending is the same award
    request_id: Mapped[str] = mapped_column(String(40), unique=True)
    #: what the people read: “Quarter’s best newcomers”
    title: Mapped[str] = mapped_column(String(120))
    reason: Mapped[str] = mapped_column(String(300))
    reward_id: Mapped[int] = mapped_column(ForeignKey("rewards.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    by: Mapped[str] = mapped_column(String(40))

    lines: Mapped[list["GroupAwardLine"]] = relationship(order_by="GroupAwardLine.row")


class GroupAwardLine(Base):
    """One row of a group award's file: whom, and what became of it."""

    __tablename__ = "group_award_lines"
    __table_args__ = (UniqueConstraint("award_id", "row"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    award_id: Mapped[int] = mapped_column(ForeignKey("group_awards.id"))
    #: line of the file, from 1
    row: Mapped[int] = mapped_column(Whole)
    #: the code that was written there
    code: Mapped[str] = mapped_column(String(60))
    #: the order it became; NULL where it did not
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"))
    #: why not: a sentence's message id and its facts; empty where it did
    sentence: Mapped[str] = mapped_column(String(300), default="")
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
