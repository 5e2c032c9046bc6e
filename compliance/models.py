"""Terms, acceptances, legal status, employers' consent and the register of gratifications."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, Key, UTCDateTime, Whole


class Terms(Base):
    """A version of the programme's terms."""

    __tablename__ = "terms"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    #: e.g. `2026-09`
    version: Mapped[str] = mapped_column(String(20), unique=True)
    text_fr: Mapped[str] = mapped_column(Text)
    text_en: Mapped[str] = mapped_column(Text)
    #: sha256 of both texts
    hash: Mapped[str] = mapped_column(String(64))
    #: in force from this local day
    starts_on: Mapped[date]


class Acceptance(Base):
    """A person accepted a version of the terms (append-only)."""

    __tablename__ = "acceptances"
    __table_args__ = (UniqueConstraint("person_id", "terms_id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    terms_id: Mapped[int] = mapped_column(ForeignKey("terms.id"))
    language: Mapped[str] = mapped_column(String(5))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    address: Mapped[str] = mapped_column(String(64), default="")
    browser: Mapped[str] = mapped_column(String(200), default="")


class LegalStatus(Base):
    """What a person is before the law, from a day on; the newest row at a day counts (append-only)."""

    __tablename__ = "legal_statuses"
    __table_args__ = (Index("ix_legal_statuses_person", "person_id", "starts_on"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    #: one of rules.STATUSES
    status: Mapped[str] = mapped_column(String(30))
    #: what shows it: a document's name or reference
    evidence: Mapped[str] = mapped_column(String(200))
    starts_on: Mapped[date]
    #: the evidence is good until this local day
    valid_until: Mapped[date]
    by: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class EmployerConsent(Base):
    """A company accepted in writing that its people receive rewards, or withdrew it (append-only)."""

    __tablename__ = "employer_consents"
    __table_args__ = (Index("ix_employer_consents_company", "company_id", "at"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"))
    #: granted, or withdrawn
    granted: Mapped[bool]
    #: the most a person may receive in a calendar year, cents; NULL for no limit
    yearly_cap_cents: Mapped[int | None] = mapped_column(Whole)
    #: which forms of rewards it accepts (rules.FORMS); empty for all
    forms: Mapped[list[str]] = mapped_column(JSON, default=list)
    #: who signed for the company
    signatory: Mapped[str] = mapped_column(String(160))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    by: Mapped[str] = mapped_column(String(40))


class LegalParameter(Base):
    """A figure that this installation sets from a day on (append-only); see rules.DEFAULTS."""

    __tablename__ = "legal_parameters"
    __table_args__ = (Index("ix_legal_parameters_code", "code", "starts_on"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    #: `evidence_months`
    code: Mapped[str] = mapped_column(String(40))
    value: Mapped[int] = mapped_column(Whole)
    #: in force from this local day
    starts_on: Mapped[date]
    #: where the figure comes from
    source: Mapped[str] = mapped_column(String(200))
    by: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class Gratification(Base):
    """One line of the register: what was given to whom, with everything true at that time (append-only).

    A cancellation is a further line with the opposite value that names the first.
    """

    __tablename__ = "gratifications"
    __table_args__ = (Index("ix_gratifications_person", "person_id", "granted_at"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    #: `order:55`, `order:55:cancelled`
    reference: Mapped[str] = mapped_column(String(80), unique=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"))
    #: the beneficiary's legal status at that time
    status: Mapped[str] = mapped_column(String(30))
    #: the employer's SIRET at that time
    employer_siret: Mapped[str | None] = mapped_column(String(14))
    #: voucher, in_kind, cash, trip or training
    form: Mapped[str] = mapped_column(String(12))
    #: cents; negative on a cancellation
    value_cents: Mapped[int] = mapped_column(Whole)
    #: how the value was found: `sponsor_cost`, `face_value`
    valuation: Mapped[str] = mapped_column(String(20))
    granted_at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: cents given to the same person in the same calendar year before this line
    cumulative_before_cents: Mapped[int] = mapped_column(Whole)
    #: when the line was written (UTC); a correction bears the granted_at of the line it takes back
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime)
    consent_id: Mapped[int | None] = mapped_column(ForeignKey("employer_consents.id"))
    terms_id: Mapped[int | None] = mapped_column(ForeignKey("terms.id"))
    #: the line that this one takes back, whole or in part
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("gratifications.id"), index=True)
    #: what was given, and why: the reward’s code, the challenge or programme, the group award or order
    reward_code: Mapped[str] = mapped_column(String(40), default="")
    campaign: Mapped[str] = mapped_column(String(60), default="")
    operation: Mapped[str] = mapped_column(String(60), default="")
    #: the sponsor’s SIREN at that time; empty where it is not known
    sponsor_siren: Mapped[str] = mapped_column(String(9), default="")
    #: what is printed on a voucher, cents; NULL where nothing is
    face_cents: Mapped[int | None] = mapped_column(Whole)
    #: A2 (brackets), A3 (vouchers only), A4 (ordinary), B1 (professional income); empty on older lines
    scheme: Mapped[str] = mapped_column(String(2), default="")
    #: how the value splits: exempt, at 20 %, at ordinary contributions; their sum is the value, cents
    exempt_cents: Mapped[int | None] = mapped_column(Whole)
    base20_cents: Mapped[int | None] = mapped_column(Whole)
    base_ordinary_cents: Mapped[int | None] = mapped_column(Whole)
    #: the contribution at 20 % that the sponsor owes for it, cents
    contribution20_cents: Mapped[int | None] = mapped_column(Whole)
    #: the monthly minimum wage used, cents, and which one was chosen when it changes in the year
    smic_cents: Mapped[int | None] = mapped_column(Whole)
    smic_policy: Mapped[str] = mapped_column(String(12), default="")
    #: the legal parameters used, as one fingerprint (sha256)
    parameters: Mapped[str] = mapped_column(String(64), default="")
    #: the stated status with its evidence
    status_id: Mapped[int | None] = mapped_column(ForeignKey("legal_statuses.id"))


class GratificationNote(Base):
    """What happened to a line of the register later: made available, notice sent, declared (append-only)."""

    __tablename__ = "gratification_notes"
    __table_args__ = (UniqueConstraint("gratification_id", "what"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    gratification_id: Mapped[int] = mapped_column(ForeignKey("gratifications.id"))
    #: made_available, notice_sent or declared
    what: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    by: Mapped[str] = mapped_column(String(40))
    #: the declaration's number, the mail's Message-ID
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
