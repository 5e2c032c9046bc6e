"""Wallets, the ledger, lots, and what is earned but not yet confirmed."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.columns import only
from core.database import Base, Key, UTCDateTime, Whole

#: Accounts of a wallet, and those of the programme (an escrow carries its purpose: `escrow:challenge:7`;
#: a fund its name: `fund:prizes`).
WALLET_ACCOUNTS = ("pending", "available", "reserved", "debt")
SYSTEM_ACCOUNTS = ("opening", "issue", "spent", "expired", "clawback")


#: Postings of what the programme keeps under a name (an escrow, a fund): looked for by account, under this
#: very condition. An index of them serves nobody else, and sale lines, which post to `issue`, do not pay it.
KEPT_BY_NAME = text("wallet_id IS NULL AND account <> 'issue'")


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


class Fund(Base):
    """Points that the sponsor set aside for a purpose (`prizes`): one row guarded by one conditional UPDATE.

    Its account is `fund:NAME`; the sum of its postings verifies the balance.
    """

    __tablename__ = "funds"
    __table_args__ = (CheckConstraint("balance >= 0", name="not_negative"),)

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    balance: Mapped[int] = mapped_column(Whole, default=0)


class LedgerTransaction(Base):
    """A movement: postings that sum to zero under one unique reference (append-only)."""

    __tablename__ = "ledger_transactions"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    #: `sale-line:123`, `challenge:7:prize:3:person:9`, `order:55:reserve`
    reference: Mapped[str] = mapped_column(String(120), unique=True)
    #: earn, period, event, confirm, prize, endow, withdraw, fund, release, reserve, cancel, spend, refund,
    #: opening, correction, expire, return, repay, forgive, merge
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
        Index("ix_postings_wallet", "wallet_id", "id", **only("wallet_id IS NOT NULL")),
        Index("ix_postings_account", "account", **only(KEPT_BY_NAME)),
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
            **only("remaining > 0"),
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


class Pending(Base):
    """Points earned that a delay or a person has still to confirm."""

    __tablename__ = "pendings"
    __table_args__ = (
        CheckConstraint("remaining >= 0 AND remaining <= amount", name="remaining"),
        UniqueConstraint("transaction_id", "wallet_id"),
        Index(
            "ix_pendings_due",
            "due_on",
            **only("remaining > 0"),
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    wallet_id: Mapped[int] = mapped_column(ForeignKey("wallets.id"), index=True)
    transaction_id: Mapped[int] = mapped_column(ForeignKey("ledger_transactions.id"))
    amount: Mapped[int] = mapped_column(Whole)
    #: neither confirmed nor taken back yet
    remaining: Mapped[int] = mapped_column(Whole)
    earned_on: Mapped[date]
    #: confirmed by the clock from this local day on; NULL: a person confirms
    due_on: Mapped[date | None]


class TakeBack(Base):
    """What a return took back of a stored award, and from where (append-only).

    due = from_pending + from_lot + from_others + owed + borne + lapsed.
    """

    __tablename__ = "take_backs"
    __table_args__ = (UniqueConstraint("return_line_id", "wallet_id", "rule_id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    #: the return's transaction; NULL where nothing had to move (all of it had expired)
    transaction_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_transactions.id"))
    #: the sale line that returns, and the one that it returns
    return_line_id: Mapped[int] = mapped_column(Key)
    line_id: Mapped[int] = mapped_column(Key, index=True)
    wallet_id: Mapped[int] = mapped_column(ForeignKey("wallets.id"))
    #: the rule whose award goes back
    rule_id: Mapped[int] = mapped_column(ForeignKey("earning_rules.id"))
    #: points of the stored award that the returned quantity stands for
    due: Mapped[int] = mapped_column(Whole)
    from_pending: Mapped[int] = mapped_column(Whole, default=0)
    from_lot: Mapped[int] = mapped_column(Whole, default=0)
    #: other live lots, the first to expire first
    from_others: Mapped[int] = mapped_column(Whole, default=0)
    #: became a debt
    owed: Mapped[int] = mapped_column(Whole, default=0)
    #: the programme bears it
    borne: Mapped[int] = mapped_column(Whole, default=0)
    #: had expired before: not taken a second time
    lapsed: Mapped[int] = mapped_column(Whole, default=0)


class CorrectionRequest(Base):
    """A correction above the limit, waiting for a second pair of eyes."""

    __tablename__ = "correction_requests"
    __table_args__ = (CheckConstraint("state IN ('asked','approved','refused')", name="state"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    #: made by the browser: a second tap is the same request
    reference: Mapped[str] = mapped_column(String(120), unique=True)
    wallet_id: Mapped[int] = mapped_column(ForeignKey("wallets.id"), index=True)
    #: plus gives, minus takes
    points: Mapped[int] = mapped_column(Whole)
    reason: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(10))
    asked_by: Mapped[str] = mapped_column(String(40))
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: never who asked
    decided_by: Mapped[str | None] = mapped_column(String(40))
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: why it was refused
    answer: Mapped[str] = mapped_column(String(200), default="")


class Delegation(Base):
    """Who may spend a company's points, named by the company's own manager, within limits."""

    __tablename__ = "delegations"
    __table_args__ = (
        CheckConstraint("most_each >= 0 AND most_a_month >= 0", name="limits"),
        Index("ix_delegations_person", "person_id"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    #: points an order may cost; 0 for no limit
    most_each: Mapped[int] = mapped_column(Whole, default=0)
    #: points a calendar month; 0 for no limit
    most_a_month: Mapped[int] = mapped_column(Whole, default=0)
    starts_on: Mapped[date]
    #: last local day, inclusive; NULL while it runs
    ends_on: Mapped[date | None]
    named_by: Mapped[str] = mapped_column(String(40))
    named_at: Mapped[datetime] = mapped_column(UTCDateTime)
