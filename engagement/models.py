"""Applications to join, referrals, and acts that are no purchase."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, Key, UTCDateTime, Whole


class Application(Base):
    """A company asks to join: by itself, with an account manager at its side, or brought in by another."""

    __tablename__ = "applications"
    __table_args__ = (
        UniqueConstraint("request_id"),
        CheckConstraint("state IN ('asked','approved','refused')", name="state"),
        Index("ix_applications_state", "state", "asked_at"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    #: made by the browser: a second tap is the same application
    request_id: Mapped[str] = mapped_column(String(40))
    company_name: Mapped[str] = mapped_column(String(160))
    #: distributor or installer
    kind: Mapped[str] = mapped_column(String(12))
    #: 14 digits, checked
    siret: Mapped[str] = mapped_column(String(14), index=True)
    city: Mapped[str] = mapped_column(String(80), default="")
    first_name: Mapped[str] = mapped_column(String(80))
    last_name: Mapped[str] = mapped_column(String(80))
    email: Mapped[str] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(5))
    #: the account manager at their side, if any
    with_person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    #: the referral code it came with; empty for none
    referral_code: Mapped[str] = mapped_column(String(20), default="")
    state: Mapped[str] = mapped_column(String(10))
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    decided_by: Mapped[str | None] = mapped_column(String(40))
    #: why it was refused, as the applicant reads it
    answer: Mapped[str] = mapped_column(String(300), default="")
    #: the company and the person that it became
    company_id: Mapped[int | None] = mapped_column(ForeignKey("companies.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class InviteCode(Base):
    """A code on a link or a QR: a member's own, to bring others in; an account manager's, to join at once."""

    __tablename__ = "invite_codes"

    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    #: referral or assisted
    purpose: Mapped[str] = mapped_column(String(10))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: assisted codes end; NULL for a member's own
    expires_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Referral(Base):
    """One company brought another in; it succeeds with the newcomer's first qualifying sale."""

    __tablename__ = "referrals"
    __table_args__ = (UniqueConstraint("newcomer_company_id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    referrer_person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    referrer_company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"))
    newcomer_company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"))
    since: Mapped[datetime] = mapped_column(UTCDateTime)
    #: the sale line that made it succeed, and when that was seen
    line_id: Mapped[int | None] = mapped_column(Key)
    succeeded_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Act(Base):
    """A training attended, a framework contract signed, an event, a testimonial: staff confirm it."""

    __tablename__ = "acts"
    __table_args__ = (
        UniqueConstraint("request_id"),
        CheckConstraint("state IN ('declared','confirmed','refused')", name="state"),
        CheckConstraint("(person_id IS NULL) <> (company_id IS NULL)", name="one_holder"),
        Index("ix_acts_state", "state", "declared_at"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    request_id: Mapped[str] = mapped_column(String(40))
    #: the rule's act: training, contract, event, testimonial …
    act: Mapped[str] = mapped_column(String(40))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    company_id: Mapped[int | None] = mapped_column(ForeignKey("companies.id"), index=True)
    happened_on: Mapped[date]
    #: what it was: which training, which event
    note: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(10))
    declared_by: Mapped[str] = mapped_column(String(40))
    declared_at: Mapped[datetime] = mapped_column(UTCDateTime)
    decided_by: Mapped[str | None] = mapped_column(String(40))
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: why it was refused
    answer: Mapped[str] = mapped_column(String(200), default="")
    #: the journal's revision of its confirmation, from which on challenges count it; NULL before it
    revision: Mapped[int | None] = mapped_column(Whole, index=True)
