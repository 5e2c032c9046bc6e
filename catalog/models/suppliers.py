"""Whom the sponsor orders from, and what it sent them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, Key, UTCDateTime


class Supplier(Base):
    """A company that makes or sends rewards; a partner offers its own to our members (S003-24)."""

    __tablename__ = "suppliers"
    __table_args__ = (CheckConstraint("kind IN ('supplier','partner')", name="kind"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    #: supplier or partner
    kind: Mapped[str] = mapped_column(String(8), default="supplier")
    #: orders go there; empty for by file only
    email: Mapped[str] = mapped_column(String(254), default="")
    contact: Mapped[str] = mapped_column(String(120), default="")
    #: fr or en: the language of its orders
    language: Mapped[str] = mapped_column(String(5), default="fr")
    #: no longer worked with since (UTC)
    retired_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class SupplierOrder(Base):
    """Orders of members that went to a supplier together; they name it (orders.supplier_order_id)."""

    __tablename__ = "supplier_orders"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("suppliers.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    made_by: Mapped[str] = mapped_column(String(40))
    #: put in the outbox at (UTC); NULL where the file was handed over otherwise
    mailed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
