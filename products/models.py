"""Ranges and products."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.database import Base, Key, UTCDateTime, Whole


class Range(Base):
    """A family of products that rules and challenges speak of."""

    __tablename__ = "ranges"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    #: the sponsor's own key
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    sort_key: Mapped[str] = mapped_column(String(120))
    #: what one sold piece is called in a sentence, singular and plural (fr), e.g. `PAC` / `PAC`
    unit_fr: Mapped[str] = mapped_column(String(80), default="")
    unit_en: Mapped[str] = mapped_column(String(80), default="")


class Product(Base):
    """Something the sponsor sells, known by its reference."""

    __tablename__ = "products"
    __table_args__ = (
        CheckConstraint("margin_bp IS NULL OR margin_bp BETWEEN -10000 AND 10000", name="margin"),
        CheckConstraint("unit_cost_cents IS NULL OR unit_cost_cents >= 0", name="cost"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    reference: Mapped[str] = mapped_column(String(60), unique=True)
    #: folded reference, for finding what a file calls differently
    reference_key: Mapped[str] = mapped_column(String(60), index=True)
    name: Mapped[str] = mapped_column(String(160))
    sort_key: Mapped[str] = mapped_column(String(160), index=True)
    #: GTIN-8, -12, -13 or -14; NULL when unknown
    ean: Mapped[str | None] = mapped_column(String(14))
    range_id: Mapped[int] = mapped_column(ForeignKey("ranges.id"), index=True)
    #: share of the price that stays with the sponsor, basis points; NULL when the unit cost says it
    margin_bp: Mapped[int | None] = mapped_column(Whole)
    #: cents a unit; NULL when the margin says it
    unit_cost_cents: Mapped[int | None] = mapped_column(Whole)
    #: pushed by the sponsor's strategy
    strategic: Mapped[bool] = mapped_column(default=False)
    #: no longer sold since (UTC)
    retired_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    range: Mapped[Range] = relationship()
