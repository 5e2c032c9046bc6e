"""Wallets, the ledger, lots and earning rules."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.database import Base, Key, UTCDateTime, Whole

#: Accounts of a wallet, and those of the programme (an escrow carries its purpose: `escrow:challenge:7`).
WALLET_ACCOUNTS = ("pending", "available", "reserved", "debt")
SYSTEM_ACCOUNTS = ("opening", "issue", "spent", "expired", "clawback")


class Wallet(Base):
    """A person's or a company's points: balances guarded by one conditional UPDATE each."""

    __tablename__ = "wallets"
    __table_args__ = (
        CheckConstraint("(person_id IS NULL) <> (company_id IS NULL)", name="one_owner"),
        CheckConstraint(
            "available >= 0 AND pending >= 0 AND reserved >= 0 AND debt >= 0", name="not_negative"
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), unique=True)
    company_id: Mapped[int | None] = mapped_column(ForeignKey("companies.id"), unique=True)
    #: points that may be spent
    available: Mapped[int] = mapped_column(Whole, default=0)
    #: earned, not yet confirmed
    pending: Mapped[int] = mapped_column(Whole, default=0)
    #: held by orders under way
    reserved: Mapped[int] = mapped_column(Whole, default=0)
    #: owed after a return of points already spent (a positive figure)
    debt: Mapped[int] = mapped_column(Whole, default=0)
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime)


class LedgerTransaction(Base):
    """A movement: postings that sum to zero under one unique reference (append-only)."""

    __tablename__ = "ledger_transactions"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    #: `sale-line:123`, `challenge:7:prize:3:person:9`, `order:55:reserve`
    reference: Mapped[str] = mapped_column(String(120), unique=True)
    #: earn, prize, fund, release, reserve, cancel, spend, opening, correction, expire, return
    kind: Mapped[str] = mapped_column(String(12))
    #: the day it is about (local): the sale's, the order's
    day: Mapped[date]
    #: when it was written (UTC)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: who caused it: `person:12`, `clock`, `shell`
    actor: Mapped[str] = mapped_column(String(40))
    #: the transaction that this one undoes or settles, which happens once
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_transactions.id"), unique=True)
    #: what explains it on screen: rule, quantity, amount, base, multiplier
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)

    postings: Mapped[list["Posting"]] = relationship(order_by="Posting.id")


class Posting(Base):
    """Points in or out of one account (append-only)."""

    __tablename__ = "postings"
    __table_args__ = (
        CheckConstraint("amount <> 0", name="not_zero"),
        CheckConstraint("typeof(amount) = 'integer'", name="whole").ddl_if(dialect="sqlite"),
        Index("ix_postings_wallet", "wallet_id", "id"),
        Index("ix_postings_account", "account"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    transaction_id: Mapped[int] = mapped_column(ForeignKey("ledger_transactions.id"), index=True)
    #: one of WALLET_ACCOUNTS with a wallet, or a system account without
    account: Mapped[str] = mapped_column(String(60))
    wallet_id: Mapped[int | None] = mapped_column(ForeignKey("wallets.id"))
    #: points; plus is into the account
    amount: Mapped[int] = mapped_column(Whole)


class Lot(Base):
    """Points earned together, spent first in first out, with their own expiry."""

    __tablename__ = "lots"
    __table_args__ = (
        CheckConstraint("remaining >= 0 AND remaining <= amount", name="remaining"),
        UniqueConstraint("transaction_id", "wallet_id"),
        Index(
            "ix_lots_live",
            "wallet_id",
            "expires_on",
            "id",
            sqlite_where=text("remaining > 0"),
            postgresql_where=text("remaining > 0"),
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    wallet_id: Mapped[int] = mapped_column(ForeignKey("wallets.id"))
    transaction_id: Mapped[int] = mapped_column(ForeignKey("ledger_transactions.id"))
    amount: Mapped[int] = mapped_column(Whole)
    #: not yet taken out
    remaining: Mapped[int] = mapped_column(Whole)
    earned_on: Mapped[date]
    #: last local day on which it may be spent; NULL for never expiring
    expires_on: Mapped[date | None]


class LotUse(Base):
    """How much a transaction took out of a lot (plus), or gave back to it (minus) (append-only)."""

    __tablename__ = "lot_uses"
    __table_args__ = (UniqueConstraint("transaction_id", "lot_id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    transaction_id: Mapped[int] = mapped_column(ForeignKey("ledger_transactions.id"))
    lot_id: Mapped[int] = mapped_column(ForeignKey("lots.id"), index=True)
    amount: Mapped[int] = mapped_column(Whole)


class EarningRule(Base):
    """A version of a rule: so many points per so many cents or units, for whom, from when to when."""

    __tablename__ = "earning_rules"
    __table_args__ = (
        UniqueConstraint("code", "version"),
        CheckConstraint("points > 0 AND per > 0", name="rate"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    code: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(Whole)
    #: names shown to members
    name_fr: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120))
    #: rep, selling_company or buying_company
    beneficiary: Mapped[str] = mapped_column(String(16))
    #: amount (cents) or quantity (units)
    basis: Mapped[str] = mapped_column(String(8))
    #: points given …
    points: Mapped[int] = mapped_column(Whole)
    #: … per this many cents or units, full ones only
    per: Mapped[int] = mapped_column(Whole)
    #: only these ranges' products (ids); empty for all
    range_ids: Mapped[list[int]] = mapped_column(JSON, default=list)
    #: only the selling or buying companies of these kinds; empty for all
    company_kinds: Mapped[list[str]] = mapped_column(JSON, default=list)
    starts_on: Mapped[date]
    #: last local day, inclusive; NULL while it runs
    ends_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_by: Mapped[str] = mapped_column(String(40))

    multipliers: Mapped[list["Multiplier"]] = relationship(order_by="Multiplier.id")


class Multiplier(Base):
    """Times as many points for a range or a product; the product's own beats its range's."""

    __tablename__ = "multipliers"
    __table_args__ = (
        CheckConstraint("(range_id IS NULL) <> (product_id IS NULL)", name="one_target"),
        CheckConstraint("times_bp > 0", name="times"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    rule_id: Mapped[int] = mapped_column(ForeignKey("earning_rules.id"), index=True)
    range_id: Mapped[int | None] = mapped_column(ForeignKey("ranges.id"))
    product_id: Mapped[int | None] = mapped_column(ForeignKey("products.id"))
    #: 20000 is × 2
    times_bp: Mapped[int] = mapped_column(Whole)
