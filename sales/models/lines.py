"""Files, their rows, sale lines, column mappings and claims."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.columns import only
from core.database import Base, Key, UTCDateTime, Whole

#: The counter (core.jobs) that every acceptance advances and holds to its commit.
JOURNAL = "sales"


class ColumnMapping(Base):
    """Which column of a sponsor's file means what, saved by name."""

    __tablename__ = "column_mappings"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    #: as in the TOML file: columns, date order, decimal mark, defaults
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    saved_at: Mapped[datetime] = mapped_column(UTCDateTime)
    saved_by: Mapped[str] = mapped_column(String(40))


class Upload(Base):
    """A file somebody brought, from reading to acceptance."""

    __tablename__ = "uploads"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    filename: Mapped[str] = mapped_column(String(160))
    #: of the bytes
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    #: where it came from: the mapping's name, `claims`, `api`
    source: Mapped[str] = mapped_column(String(80))
    #: the mapping's document as used
    mapping: Mapped[dict[str, Any]] = mapped_column(JSON)
    #: of that document (32 hex digits): who checks under another mapping gives way; empty without one
    mapping_hash: Mapped[str] = mapped_column(String(32), default="", server_default="")
    #: mapping (columns to be chosen), reading, ready, known (every row is in the books already), accepting,
    #: accepted, unreadable or abandoned
    state: Mapped[str] = mapped_column(String(12))
    #: why it is unreadable, or could not be accepted: the refusal's name and facts, as JSON
    trouble: Mapped[str] = mapped_column(String(500), default="")
    brought_by: Mapped[str] = mapped_column(String(40))
    brought_at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: random name under which the bytes are kept until the rows are checked; empty without a file
    stored: Mapped[str] = mapped_column(String(40), default="")
    #: rows the file seems to have (for progress only); 0 while unknown
    rows_total: Mapped[int] = mapped_column(Whole, default=0)
    #: rows looked at so far (progress), and what they were
    rows_done: Mapped[int] = mapped_column(Whole, default=0)
    rows_good: Mapped[int] = mapped_column(Whole, default=0)
    rows_bad: Mapped[int] = mapped_column(Whole, default=0)
    #: already in the books with the same content
    rows_known: Mapped[int] = mapped_column(Whole, default=0)
    #: already in the books with other content: for a person to decide
    rows_conflict: Mapped[int] = mapped_column(Whole, default=0)
    #: returns that look for the sale they name, when the file is accepted or when that sale comes
    rows_returns: Mapped[int] = mapped_column(Whole, default=0, server_default="0")
    #: total of the good rows, cents
    amount_good_cents: Mapped[int] = mapped_column(Whole, default=0)
    accepted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    accepted_by: Mapped[str | None] = mapped_column(String(40))
    #: points that its sales earned
    points: Mapped[int] = mapped_column(Whole, default=0)


class StagedRow(Base):
    """A row of a file, checked and waiting."""

    __tablename__ = "staged_rows"
    __table_args__ = (
        Index("ix_staged_rows_key", "upload_id", "row_key"),
        Index("ix_staged_rows_returns", "upload_id", **only("verdict = 'return'")),
    )

    upload_id: Mapped[int] = mapped_column(ForeignKey("uploads.id"), primary_key=True, autoincrement=False)
    #: line in the file, 1 is the header
    line: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    #: good, bad, known, conflict, or return (looks for its sale)
    verdict: Mapped[str] = mapped_column(String(8))
    #: the row's cells as text, by the file's column names (all but good rows)
    cells: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    #: problems: [{code, column, value, …}] (all but good rows)
    problems: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON)
    #: the fact, ready to be written (all but bad rows): columns of SaleLine
    row_key: Mapped[str | None] = mapped_column(String(160))
    content_hash: Mapped[str | None] = mapped_column(String(32))
    document: Mapped[str | None] = mapped_column(String(60))
    selling_company_id: Mapped[int | None] = mapped_column(Key)
    rep_id: Mapped[int | None] = mapped_column(Key)
    buying_company_id: Mapped[int | None] = mapped_column(Key)
    product_id: Mapped[int | None] = mapped_column(Key)
    quantity: Mapped[int | None] = mapped_column(Whole)
    amount_cents: Mapped[int | None] = mapped_column(Whole)
    cost_cents: Mapped[int | None] = mapped_column(Whole)
    ordered_on: Mapped[date | None]
    invoiced_on: Mapped[date | None]
    sold_on: Mapped[date | None]
    sale_kind: Mapped[str | None] = mapped_column(String(8))
    returns_id: Mapped[int | None] = mapped_column(Key)


class SaleLine(Base):
    """A fact: who sold how much of what to whom, on which day (append-only)."""

    __tablename__ = "sale_lines"
    __table_args__ = (
        CheckConstraint("quantity <> 0", name="quantity"),
        Index("ix_sale_lines_rep", "rep_id", "sold_on"),
        Index("ix_sale_lines_seller", "selling_company_id", "sold_on"),
        Index("ix_sale_lines_buyer", "buying_company_id", "sold_on"),
        Index("ix_sale_lines_revision", "revision"),
        # few lines are returns, and each index costs a tenth of writing a line
        Index("ix_sale_lines_returns_id", "returns_id", **only("returns_id IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    #: source's own key: (selling company, invoice or order number, line or product); unique for ever
    row_key: Mapped[str] = mapped_column(String(160), unique=True)
    #: sha256 over the normalised content (32 hex digits): same key with another hash is a conflict
    content_hash: Mapped[str] = mapped_column(String(32))
    upload_id: Mapped[int] = mapped_column(ForeignKey("uploads.id"), index=True)
    #: line in the file
    line: Mapped[int] = mapped_column(Whole)
    #: order or invoice number, as people know it
    document: Mapped[str] = mapped_column(String(60))
    selling_company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"))
    rep_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    buying_company_id: Mapped[int | None] = mapped_column(ForeignKey("companies.id"))
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"), index=True)
    #: units; negative only on a return
    quantity: Mapped[int] = mapped_column(Whole)
    #: without tax, cents
    amount_cents: Mapped[int] = mapped_column(Whole)
    #: cents; NULL when unknown
    cost_cents: Mapped[int | None] = mapped_column(Whole)
    ordered_on: Mapped[date | None]
    invoiced_on: Mapped[date | None]
    #: the day that counts: invoiced if known, else ordered; a return's is that of the line it returns
    sold_on: Mapped[date]
    #: sell_in (the sponsor sells) or sell_out
    sale_kind: Mapped[str] = mapped_column(String(8))
    #: the line that it returns; NULL for a sale
    returns_id: Mapped[int | None] = mapped_column(ForeignKey("sale_lines.id"))
    #: the journal's revision of the acceptance that wrote it
    revision: Mapped[int] = mapped_column(Whole)
    accepted_at: Mapped[datetime] = mapped_column(UTCDateTime)


class ConflictDecision(Base):
    """What somebody decided where a file said otherwise than the books (append-only).

    The same two contents under the same key are the same question: it is not asked again.
    """

    __tablename__ = "conflict_decisions"
    __table_args__ = (UniqueConstraint("row_key", "books_hash", "file_hash"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    row_key: Mapped[str] = mapped_column(String(160))
    #: content of the books' line, as it was decided upon
    books_hash: Mapped[str] = mapped_column(String(32))
    #: content of the file's row
    file_hash: Mapped[str] = mapped_column(String(32))
    #: the version that holds: keep (what is in the books) or replace (what the file says)
    choice: Mapped[str] = mapped_column(String(8))
    #: the line that the books held
    line_id: Mapped[int] = mapped_column(ForeignKey("sale_lines.id"), index=True)
    #: the line that took its place; NULL where it was kept
    new_line_id: Mapped[int | None] = mapped_column(ForeignKey("sale_lines.id"))
    upload_id: Mapped[int] = mapped_column(ForeignKey("uploads.id"), index=True)
    #: line in the file
    line: Mapped[int] = mapped_column(Whole)
    #: what the file's row said: columns of SaleLine
    said: Mapped[dict[str, Any]] = mapped_column(JSON)
    decided_at: Mapped[datetime] = mapped_column(UTCDateTime)
    decided_by: Mapped[str] = mapped_column(String(40))
    #: why
    reason: Mapped[str] = mapped_column(String(300))


class ReturnRefusal(Base):
    """A return that somebody refused (append-only): the same row is not asked about again."""

    __tablename__ = "return_refusals"
    __table_args__ = (UniqueConstraint("row_key", "content_hash"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    row_key: Mapped[str] = mapped_column(String(160))
    #: what the row said, and a hash of it
    content_hash: Mapped[str] = mapped_column(String(32))
    said: Mapped[dict[str, Any]] = mapped_column(JSON)
    upload_id: Mapped[int] = mapped_column(ForeignKey("uploads.id"), index=True)
    #: line in the file
    line: Mapped[int] = mapped_column(Whole)
    refused_at: Mapped[datetime] = mapped_column(UTCDateTime)
    refused_by: Mapped[str] = mapped_column(String(40))
    #: why
    reason: Mapped[str] = mapped_column(String(300))


class Claim(Base):
    """A sale that a rep declares from a phone, decided by the sponsor's staff."""

    __tablename__ = "claims"
    # few wait at a time, and every page of a challenge asks whether any does
    __table_args__ = (
        UniqueConstraint("request_id"),
        Index("ix_claims_waiting", "invoiced_on", "id", **only("state = 'sent'")),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    #: made by the browser before sending: a second tap is the same claim
    request_id: Mapped[str] = mapped_column(String(40))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"))
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"))
    quantity: Mapped[int] = mapped_column(Whole)
    amount_cents: Mapped[int] = mapped_column(Whole)
    #: invoice number
    document: Mapped[str] = mapped_column(String(60))
    invoiced_on: Mapped[date]
    #: name of the stored photo; empty when none was taken
    photo: Mapped[str] = mapped_column(String(80), default="")
    #: sent, accepted or refused
    state: Mapped[str] = mapped_column(String(10))
    sent_at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: answer promised by (UTC)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    decided_by: Mapped[str | None] = mapped_column(String(40))
    #: said to the rep when refused
    reason: Mapped[str] = mapped_column(String(300), default="")
    line_id: Mapped[int | None] = mapped_column(ForeignKey("sale_lines.id"))
