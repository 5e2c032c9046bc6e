"""Companies, people, mandates, portfolios, and what signing in needs."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.database import Base, Key, UTCDateTime, Whole

KINDS = ("sponsor", "distributor", "installer")
ROLES = ("administrator", "account_manager", "company_manager", "rep")
#: Roles that only the sponsor's own people hold.
STAFF = ("administrator", "account_manager")


class Company(Base):
    """A firm: the sponsor itself, a distributor or an installer."""

    __tablename__ = "companies"
    __table_args__ = (CheckConstraint("kind IN ('sponsor','distributor','installer')", name="kind"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    #: the sponsor's own key for it, as in its files
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(160))
    #: folded name, for order and search
    sort_key: Mapped[str] = mapped_column(String(160), index=True)
    #: sponsor, distributor or installer
    kind: Mapped[str] = mapped_column(String(12), index=True)
    #: the company it belongs to, if any
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("companies.id"))
    #: ISO 3166 alpha-2
    country: Mapped[str] = mapped_column(String(2), default="FR")
    #: 14 digits, checked where the country is FR; NULL when unknown
    siret: Mapped[str | None] = mapped_column(String(14), unique=True)
    #: micro, small, medium, large or empty
    size: Mapped[str] = mapped_column(String(10), default="")
    #: trade, free text
    sector: Mapped[str] = mapped_column(String(60), default="")
    #: region, as the sponsor cuts its territory
    region: Mapped[str] = mapped_column(String(60), default="", index=True)
    city: Mapped[str] = mapped_column(String(80), default="")
    joined_at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: known from sales, not (yet) a member: its sales are measured and earn nothing
    prospect: Mapped[bool] = mapped_column(default=False)
    #: first local day whose sales earn; NULL: a member from the programme's first day
    member_from: Mapped[date | None]
    #: what the sponsor believes it could buy in a year, cents; NULL when nobody has said
    potential_cents: Mapped[int | None] = mapped_column(Whole)
    #: left the programme at (UTC)
    left_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: the company that it became part of
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("companies.id"))
    #: after it left: the last local day on which its points may be spent; NULL while it is a member
    spend_until: Mapped[date | None]


class Person(Base):
    """Somebody who may sign in."""

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    #: the sponsor's own key for the person, as in its files
    code: Mapped[str] = mapped_column(String(40), unique=True)
    #: as typed, for writing to
    email: Mapped[str] = mapped_column(String(254))
    #: folded, unique: who it is
    email_key: Mapped[str] = mapped_column(String(254), unique=True)
    first_name: Mapped[str] = mapped_column(String(80))
    last_name: Mapped[str] = mapped_column(String(80))
    #: folded "last first", for order and search
    sort_key: Mapped[str] = mapped_column(String(160), index=True)
    #: `fr` or `en`
    language: Mapped[str] = mapped_column(String(5), default="fr")
    #: argon2id; NULL until the invitation is taken up
    password_hash: Mapped[str | None] = mapped_column(String(200))
    #: the name other companies see on boards
    pseudonym: Mapped[str] = mapped_column(String(60))
    #: whether the real name may be shown to people of other companies
    shows_name: Mapped[bool] = mapped_column(default=False)
    #: refused since (UTC); NULL while active
    disabled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    mandates: Mapped[list["Mandate"]] = relationship(back_populates="person", order_by="Mandate.starts_on")

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}".strip()


class Mandate(Base):
    """Who works for which company, in which role, from when to when."""

    __tablename__ = "mandates"
    __table_args__ = (
        CheckConstraint("role IN ('administrator','account_manager','company_manager','rep')", name="role"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="dates"),
        Index("ix_mandates_person_company", "person_id", "company_id"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"), index=True)
    role: Mapped[str] = mapped_column(String(16))
    #: first day (local)
    starts_on: Mapped[date]
    #: last day (local), inclusive; NULL while it runs
    ends_on: Mapped[date | None]

    person: Mapped[Person] = relationship(back_populates="mandates")
    company: Mapped[Company] = relationship()

    def runs_on(self, day: date) -> bool:
        """Whether the mandate holds on a day."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


class Portfolio(Base):
    """A company looked after by one of the sponsor's account managers."""

    __tablename__ = "portfolios"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"), primary_key=True)
    #: since which local day
    since: Mapped[date]


class SignIn(Base):
    """A server-side session: what the cookie points at, and what signing out really ends."""

    __tablename__ = "sign_ins"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    #: sha256 of the cookie's 256-bit secret
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: moved at most once a minute
    seen_at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: absolute end (UTC)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    address: Mapped[str] = mapped_column(String(64), default="")
    browser: Mapped[str] = mapped_column(String(200), default="")


class OneTimeLink(Base):
    """An invitation or a forgotten password: usable once, until it expires."""

    __tablename__ = "one_time_links"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    #: sha256 of the 256-bit secret in the link
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    #: invitation or password
    purpose: Mapped[str] = mapped_column(String(12))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Throttle(Base):
    """Tries of one kind by one key (an account, an address) in the running window."""

    __tablename__ = "throttles"

    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    #: the last try: the memory of it runs from here
    window_start: Mapped[datetime] = mapped_column(UTCDateTime)
    tries: Mapped[int] = mapped_column(Whole)
    #: refused until (UTC)
    blocked_until: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Segment(Base):
    """Companies that fit saved conditions; reckoned by the clock, every membership dated."""

    __tablename__ = "segments"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name_fr: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))
    #: all of them hold: [{"field": "turnover", "is": "at_least", "value": 5000000}, …]
    conditions: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    #: one of the five that every programme starts with
    predefined: Mapped[bool] = mapped_column(default=False)
    #: no longer reckoned since (UTC); memberships of the past stay
    retired_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_by: Mapped[str] = mapped_column(String(40))
    #: when it was last reckoned (UTC), and the last sale line that was looked at; NULL before the first time
    reviewed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    reviewed_line: Mapped[int | None] = mapped_column(Key)


class SegmentMembership(Base):
    """A company belonged to a segment from a day to a day: the one on the day of a sale decides."""

    __tablename__ = "segment_memberships"
    __table_args__ = (
        CheckConstraint("until_on IS NULL OR until_on >= from_on", name="dates"),
        Index("ix_segment_memberships_company", "company_id", "from_on"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    segment_id: Mapped[int] = mapped_column(ForeignKey("segments.id"), index=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"))
    from_on: Mapped[date]
    #: last local day, inclusive; NULL while it holds
    until_on: Mapped[date | None]
