"""Who is asking: the visitor behind a request, found through a server-side session row."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_login import UserMixin
from sqlalchemy import Date, bindparam, select

from accounts.models import STAFF, Company, Mandate, Person, SignIn
from core import clock
from core.database import session

#: Idle limits (ASVS 5.0 V7.3.1): staff sit at shared desks, members hold their own phone.
IDLE = {True: timedelta(minutes=30), False: timedelta(hours=8)}
#: How often `seen_at` may move: a page view must not always write.
SEEN_EVERY = timedelta(minutes=1)
RANK = {
    role: place for place, role in enumerate(("administrator", "account_manager", "company_manager", "rep"))
}


@dataclass(eq=False)
class Visitor(UserMixin):  # type: ignore[misc]
    """A signed-in person with the mandate under which they act today."""

    token: str
    sign_in_id: int
    seen_at: datetime
    person: Person
    mandate: Mandate | None
    company: Company | None

    def get_id(self) -> str:
        """What the cookie keeps: the sign-in's secret, never the person's id."""
        return self.token

    @property
    def id(self) -> int:
        """The person's id."""
        return self.person.id

    @property
    def role(self) -> str:
        """The role of today's mandate; empty without one."""
        return self.mandate.role if self.mandate else ""

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
    asked = {"token": token_hash(token), "at": at, "day": clock.local_day(at)}
    rows = session.execute(_FOUND, asked).all()
    if not rows:
        return None
    found = min(rows, key=lambda row: (RANK[row.Mandate.role], row.Mandate.id) if row.Mandate else (9, 0))
    visitor = Visitor(
        token, found.SignIn.id, found.SignIn.seen_at, found.Person, found.Mandate, found.Company
    )
    return visitor if at - visitor.seen_at <= IDLE[visitor.is_staff] else None


_TODAY = bindparam("day", type_=Date)
#: Built once: it runs before every page.
_FOUND = (
    select(SignIn, Person, Mandate, Company)
    .join(Person, Person.id == SignIn.person_id)
    .outerjoin(
        Mandate,
        (Mandate.person_id == Person.id)
        & (Mandate.starts_on <= _TODAY)
        & (Mandate.ends_on.is_(None) | (Mandate.ends_on >= _TODAY)),
    )
    .outerjoin(Company, Company.id == Mandate.company_id)
    .where(SignIn.token_hash == bindparam("token"), SignIn.ended_at.is_(None))
    .where(SignIn.expires_at > bindparam("at"), Person.disabled_at.is_(None))
)
