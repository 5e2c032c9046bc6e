"""The programme's own settings in versions, and the brief behind a programme or a challenge."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, Key, UTCDateTime, Whole


class ProgrammeVersion(Base):
    """How long points live, when they are confirmed, what returns do: the newest version at a day counts."""

    __tablename__ = "programme_versions"
    __table_args__ = (
        CheckConstraint("life IN ('none','rolling','end_of_year')", name="life"),
        CheckConstraint("confirm IN ('at_once','delay','staff')", name="confirm"),
        CheckConstraint("returns IN ('debt','allow_negative','programme_bears_it')", name="returns"),
        CheckConstraint("boosts IN ('best','all')", name="boosts"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    #: in force from this local day, to the next version's
    starts_on: Mapped[date] = mapped_column(unique=True)
    name_fr: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))
    #: none, rolling (months after the day they were given) or end_of_year (31 December, so many years on)
    life: Mapped[str] = mapped_column(String(12))
    #: rolling: months · end_of_year: years after the one in which they were given
    life_length: Mapped[int] = mapped_column(Whole, default=0)
    #: at_once, delay or staff
    confirm: Mapped[str] = mapped_column(String(8), default="at_once")
    #: delay: days after the sale
    confirm_days: Mapped[int] = mapped_column(Whole, default=0)
    #: when returned points were spent: debt, allow_negative or programme_bears_it
    returns: Mapped[str] = mapped_column(String(20), default="debt")
    #: corrections beyond so many points need a second person; 0 for none
    correction_limit: Mapped[int] = mapped_column(Whole, default=0)
    #: what 1,000 points are worth to the sponsor, cents
    worth_of_1000: Mapped[int] = mapped_column(Whole, default=1000)
    #: of several boosts on one sale: the best, or all one after the other
    boosts: Mapped[str] = mapped_column(String(5), default="best")
    #: a company that buys for so many cents within twelve months joins by itself; 0 for never
    joins_at_cents: Mapped[int] = mapped_column(Whole, default=0)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_by: Mapped[str] = mapped_column(String(40))


class Brief(Base):
    """Four questions answered before something is published; the newest of a subject counts (append-only)."""

    __tablename__ = "briefs"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    #: `programme` or `challenge:CODE`
    subject: Mapped[str] = mapped_column(String(60), index=True)
    #: stimulation, loyalty or mix
    strategy: Mapped[str] = mapped_column(String(12), default="")
    #: defensive, offensive, margin or relational
    objective: Mapped[str] = mapped_column(String(12))
    #: the one priority lever: frequency, basket, cross_sell, retention, referral, mix, range, volume …
    lever: Mapped[str] = mapped_column(String(20))
    who: Mapped[str] = mapped_column(Text)
    behaviour: Mapped[str] = mapped_column(Text)
    mechanic: Mapped[str] = mapped_column(Text)
    #: how it pays for itself and stays lawful
    profit: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    by: Mapped[str] = mapped_column(String(40))
