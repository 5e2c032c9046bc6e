"""Gift cards: the encrypted pool of codes, and every call to a provider. No code is ever stored readable."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, Key, UTCDateTime, Whole


class GiftCode(Base):
    """One code of the local pool: free, or one call's."""

    __tablename__ = "gift_codes"
    __table_args__ = (Index("ix_gift_codes_free", "reward_id", "call_id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    reward_id: Mapped[int] = mapped_column(ForeignKey("rewards.id"))
    #: keyed hash of the code: the same code is never brought in twice
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    #: the code, sealed (cards/sealing.py)
    sealed: Mapped[str] = mapped_column(Text)
    #: the file it came in
    batch: Mapped[str] = mapped_column(String(60))
    expires_on: Mapped[date | None]
    added_at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: whose it is; NULL while free
    call_id: Mapped[int | None] = mapped_column(ForeignKey("card_calls.id"), unique=True)


class CardCall(Base):
    """One card asked of a provider for one piece of an order; its key is the same over every attempt."""

    __tablename__ = "card_calls"
    __table_args__ = (
        UniqueConstraint("order_id", "piece"),
        CheckConstraint("state IN ('asked','unknown','delivered','failed','cancelled')", name="state"),
        Index("ix_card_calls_waiting", "state", "next_at"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    #: from 1 to the order's quantity
    piece: Mapped[int] = mapped_column(Whole)
    #: the idempotency key that the provider sees
    key: Mapped[str] = mapped_column(String(60), unique=True)
    #: `pool`, or the provider's name in the settings
    provider: Mapped[str] = mapped_column(String(40))
    #: asked, unknown, delivered, failed or cancelled
    state: Mapped[str] = mapped_column(String(10))
    tries: Mapped[int] = mapped_column(Whole, default=0)
    #: not before (UTC)
    next_at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: held by a caller until (UTC)
    claimed_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: what the provider calls it
    reference: Mapped[str] = mapped_column(String(80), default="")
    #: the code, sealed; empty until delivered
    sealed: Mapped[str] = mapped_column(Text, default="")
    expires_on: Mapped[date | None]
    #: when its owner first looked at the code (UTC)
    opened_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: what the last attempt said; never a code
    trouble: Mapped[str] = mapped_column(String(300), default="")
