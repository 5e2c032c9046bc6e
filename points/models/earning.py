"""Earning rules in versions, the measures they look at, and what periods gave so far."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.columns import only
from core.database import Base, Key, UTCDateTime, Whole


class EarningRule(Base):
    """A version of a rule: what earns how many points, for whom, from when to when."""

    __tablename__ = "earning_rules"
    __table_args__ = (UniqueConstraint("code", "version"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    code: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(Whole)
    #: names shown to members
    name_fr: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120))
    #: one of rules.KINDS
    kind: Mapped[str] = mapped_column(String(12))
    #: rep, selling_company or buying_company
    beneficiary: Mapped[str] = mapped_column(String(16))
    #: everything else that it says, see rules/terms.py
    terms: Mapped[dict[str, Any]] = mapped_column(JSON)
    #: who opened it for a purpose: empty for the programme, `challenge:7` for a challenge's boost
    purpose: Mapped[str] = mapped_column(String(40), default="")
    starts_on: Mapped[date]
    #: last local day, inclusive; NULL while it runs
    ends_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_by: Mapped[str] = mapped_column(String(40))


class Measure(Base):
    """A sale line as points see it: whose, when, what, how much; a return is a line of its own, dated as the
    line that it returns (append-only). One row a line, for all its holders: decision 0001.
    """

    __tablename__ = "measures"
    __table_args__ = (
        Index("ix_measures_rep", "rep_id", "day"),
        Index("ix_measures_seller", "selling_company_id", "day"),
        Index("ix_measures_buyer", "buying_company_id", "day"),
        # few lines are returns
        Index("ix_measures_returns", "returns_id", **only("returns_id IS NOT NULL")),
    )

    #: the sale line
    line_id: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    #: the local day that counts; a return's is that of the line it returns
    day: Mapped[date]
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"))
    #: the product's range, whether it was flagged strategic and the line's margin (basis points; NULL when
    #: unknown), all as they were when the line was accepted; a return's are those of the line it returns
    range_id: Mapped[int] = mapped_column(ForeignKey("ranges.id"))
    strategic: Mapped[bool]
    margin_bp: Mapped[int | None] = mapped_column(Whole)
    #: units; negative on a return
    quantity: Mapped[int] = mapped_column(Whole)
    #: without tax, cents; negative on a return
    amount_cents: Mapped[int] = mapped_column(Whole)
    #: cents; NULL when unknown
    cost_cents: Mapped[int | None] = mapped_column(Whole)
    #: sell_in (the sponsor sells) or sell_out
    sale_kind: Mapped[str] = mapped_column(String(8))
    #: order or invoice number
    document: Mapped[str] = mapped_column(String(60))
    rep_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    selling_company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"))
    buying_company_id: Mapped[int | None] = mapped_column(ForeignKey("companies.id"))
    #: the sale line that it returns
    returns_id: Mapped[int | None] = mapped_column(Key)


class PeriodAward(Base):
    """What a rule has given a wallet for a period so far; `verify` reckons it again from the measures."""

    __tablename__ = "period_awards"
    __table_args__ = (CheckConstraint("points >= 0", name="not_negative"),)

    rule_id: Mapped[int] = mapped_column(
        ForeignKey("earning_rules.id"), primary_key=True, autoincrement=False
    )
    wallet_id: Mapped[int] = mapped_column(ForeignKey("wallets.id"), primary_key=True, autoincrement=False)
    #: first local day of the period
    starts_on: Mapped[date] = mapped_column(primary_key=True)
    points: Mapped[int] = mapped_column(Whole)
    #: how many movements made it so: numbers the next one's reference
    movements: Mapped[int] = mapped_column(Whole)


class Baseline(Base):
    """What an account did in a period before the programme pushed it, or has committed to: rules measure
    growth, incremental sales and minimum volumes against it.
    """

    __tablename__ = "baselines"
    __table_args__ = (
        CheckConstraint("kind IN ('reference','commitment')", name="kind"),
        CheckConstraint("(person_id IS NULL) <> (company_id IS NULL)", name="one_holder"),
        UniqueConstraint("kind", "company_id", "rule", "period", "starts_on"),
        UniqueConstraint("kind", "person_id", "rule", "period", "starts_on"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    #: reference (what it did) or commitment (what it promised)
    kind: Mapped[str] = mapped_column(String(10))
    company_id: Mapped[int | None] = mapped_column(ForeignKey("companies.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    #: the code of the rule that it is for, and whose scope it keeps; empty: for every rule
    rule: Mapped[str] = mapped_column(String(40), default="")
    #: month, quarter, year or whole
    period: Mapped[str] = mapped_column(String(8))
    #: first local day of the period that is compared (not of the one that it was taken from)
    starts_on: Mapped[date]
    amount_cents: Mapped[int] = mapped_column(Whole)
    quantity: Mapped[int] = mapped_column(Whole)
    #: days with an order
    order_days: Mapped[int] = mapped_column(Whole)
    #: computed (same period a year before), imported or staff
    source: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    by: Mapped[str] = mapped_column(String(40))
