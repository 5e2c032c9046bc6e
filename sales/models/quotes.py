"""Quotes, and the files they come in."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, Key, UTCDateTime, Whole


class Quote(Base):
    """An offer made to a customer: won, lost, or still open (S004-20)."""

    __tablename__ = "quotes"
    __table_args__ = (
        CheckConstraint("state IN ('open','won','lost')", name="state"),
        Index("ix_quotes_rep", "rep_id", "quoted_on"),
        Index("ix_quotes_seller", "selling_company_id", "quoted_on"),
        Index("ix_quotes_revision", "revision"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    #: the source's own key: (selling company, quote number); unique for ever
    row_key: Mapped[str] = mapped_column(String(160), unique=True)
    number: Mapped[str] = mapped_column(String(60))
    selling_company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"))
    rep_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    buying_company_id: Mapped[int | None] = mapped_column(ForeignKey("companies.id"))
    #: what it is about, if a product or a range; NULL for anything
    product_id: Mapped[int | None] = mapped_column(ForeignKey("products.id"))
    range_id: Mapped[int | None] = mapped_column(ForeignKey("ranges.id"))
    #: without tax, cents
    amount_cents: Mapped[int] = mapped_column(Whole)
    quoted_on: Mapped[date]
    #: open, won or lost
    state: Mapped[str] = mapped_column(String(4))
    decided_on: Mapped[date | None]
    source: Mapped[str] = mapped_column(String(80))
    #: the journal's revision of the import that first wrote it (then it was open, unless both are the same)
    first_revision: Mapped[int] = mapped_column(Whole)
    #: the journal's revision of the import that last wrote it
    revision: Mapped[int] = mapped_column(Whole)
    written_at: Mapped[datetime] = mapped_column(UTCDateTime)
    written_by: Mapped[str] = mapped_column(String(40))


class QuoteFile(Base):
    """A file of quotes, from its columns to its acceptance; its rows are checked whenever it is looked at."""

    __tablename__ = "quote_files"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    filename: Mapped[str] = mapped_column(String(160))
    #: random name under which the bytes are kept until somebody decides; empty afterwards
    stored: Mapped[str] = mapped_column(String(40))
    #: the mapping's document; empty until the columns are chosen
    mapping: Mapped[dict[str, Any]] = mapped_column(JSON)
    #: mapping, ready, accepted or abandoned
    state: Mapped[str] = mapped_column(String(10))
    brought_at: Mapped[datetime] = mapped_column(UTCDateTime)
    brought_by: Mapped[str] = mapped_column(String(40))
    accepted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    accepted_by: Mapped[str | None] = mapped_column(String(40))
    #: quotes that it wrote, and rows that it could not take
    written: Mapped[int] = mapped_column(Whole, default=0)
    refused: Mapped[int] = mapped_column(Whole, default=0)
