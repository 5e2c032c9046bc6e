"""Who is asking: the visitor behind a request, found through a server-side session row."""

import hashlib
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from flask_login import UserMixin
from sqlalchemy import Date, bindparam, select

from accounts.models import STAFF, Company, Mandate, Person, SignIn
from core import clock
from core.database import ask

#: Idle limits (ASVS 5.0 V7.3.1): staff sit at shared desks, members hold their own phone.
IDLE = {True: timedelta(minutes=30), False: timedelta(hours=8)}
#: How often `seen_at` may move: a page view must not always write.
SEEN_EVERY = timedelta(minutes=1)
RANK = {
    role: place for place, role in enumerate(("administrator", "account_manager", "company_manager", "rep"))
}


@dataclass(frozen=True, slots=True)
class Somebody:
    """What a page says of whoever is signed in."""

    id: int
    email: str
    first_name: str
    last_name: str
    language: str
    pseudonym: str
    shows_name: bool

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True, slots=True)
class Employer:
    """The company of today's mandate."""

    id: int
    name: str
    kind: str
    region: str
    city: str


@dataclass(frozen=True, eq=False)
class Visitor(UserMixin):  # type: ignore[misc]
    """A signed-in person with the mandate under which they act today."""

    token: str
    sign_in_id: int
    seen_at: datetime
    person: Somebody
    #: the role of today's mandate; empty without one
    role: str
    company: Employer | None

    def get_id(self) -> str:
        """What the cookie keeps: the sign-in's secret, never the person's id."""
        return self.token

    @property
    def id(self) -> int:
        """The person's id."""
        return self.person.id

    @property
    def is_staff(self) -> bool:
        """Whether the person works for the sponsor on this portal."""
        return self.role in STAFF

    @property
    def company_id(self) -> int | None:
        """The company of today's mandate."""
        return self.company.id if self.company else None

    @property
    def actor(self) -> str:
        """As audit lines and ledger transactions name them."""
        return f"person:{self.person.id}"


def token_hash(token: str) -> str:
    """What is stored of a secret."""
    return hashlib.sha256(token.encode()).hexdigest()


def visitor_for(token: str) -> Visitor | None:
    """The visitor a cookie's secret stands for; None when the sign-in has ended, expired or idled away."""
    at = clock.now()
    rows = ask(_FOUND, token=token_hash(token), at=at, day=clock.local_day(at)).all()
    if not rows:
        return None
    found = min(rows, key=lambda row: (RANK[row.role], row.mandate_id) if row.role else (9, 0))
    sign_in_id, seen_at, _, role, *of = found
    person, company = Somebody(*of[:7]), Employer(*of[7:]) if role else None
    visitor = Visitor(token, sign_in_id, seen_at, person, role or "", company)
    return visitor if at - seen_at <= IDLE[visitor.is_staff] else None


_TODAY = bindparam("day", type_=Date)
_SIGN_IN, _PERSON, _MANDATE, _COMPANY = (one.__table__ for one in (SignIn, Person, Mandate, Company))
#: Built once, of tables and not of mapped classes: it runs before every page.
_FOUND = (
    select(
        _SIGN_IN.c.id,
        _SIGN_IN.c.seen_at,
        _MANDATE.c.id.label("mandate_id"),
        _MANDATE.c.role,
        *(_PERSON.c[one.name] for one in fields(Somebody)),
        *(_COMPANY.c[one.name] for one in fields(Employer)),
    )
    .join_from(_SIGN_IN, _PERSON, _PERSON.c.id == _SIGN_IN.c.person_id)
    .outerjoin(
        _MANDATE,
        (_MANDATE.c.person_id == _PERSON.c.id)
        & (_MANDATE.c.starts_on <= _TODAY)
        & (_MANDATE.c.ends_on.is_(None) | (_MANDATE.c.ends_on >= _TODAY)),
    )
    .outerjoin(_COMPANY, _COMPANY.c.id == _MANDATE.c.company_id)
    .where(_SIGN_IN.c.token_hash == bindparam("token"), _SIGN_IN.c.ended_at.is_(None))
    .where(_SIGN_IN.c.expires_at > bindparam("at"), _PERSON.c.disabled_at.is_(None))
)
