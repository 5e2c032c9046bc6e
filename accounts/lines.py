"""People and companies as lines of a list: composed set by set, never a query a line."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select

from accounts.identity import RANK
from accounts.models import Company, Mandate, OneTimeLink, Person, Portfolio, SignIn
from accounts.queries import touches
from core.clock import local_day
from core.database import session

PER_PAGE = 50


@dataclass(frozen=True)
class PersonLine:
    """A person in a list, with the highest of today's roles."""

    id: int
    code: str
    name: str
    email: str
    role: str
    company_id: int | None
    company: str
    state: str
    seen_at: datetime | None


@dataclass(frozen=True)
class CompanyLine:
    """A company in a list, with how many people work there today."""

    id: int
    code: str
    name: str
    kind: str
    region: str
    city: str
    siret: str | None
    people: int
    keepers: str


@dataclass(frozen=True)
class Listing:
    """A page of lines, and how many there are in all."""

    lines: list[Any]
    page: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-self.total // PER_PAGE))


def state_of(person: Person, invited: bool) -> str:
    """Where an account stands: closed, active, invited or new."""
    if person.disabled_at:
        return "closed"
    return "active" if person.password_hash else "invited" if invited else "new"


def open_invitations(at: datetime) -> Select[Any]:
    usable = OneTimeLink.used_at.is_(None) & (OneTimeLink.expires_at > at)
    return select(OneTimeLink.person_id).where(usable)


def person_lines(found: Sequence[Person], at: datetime) -> list[PersonLine]:
    ids, day = [person.id for person in found], local_day(at)
    roles: dict[int, list[tuple[Mandate, Company]]] = defaultdict(list)
    held = select(Mandate, Company).join(Company).where(Mandate.person_id.in_(ids), touches(day, day))
    for mandate, company in session.execute(held):
        roles[mandate.person_id].append((mandate, company))
    seen = dict(
        iter(
            session.execute(
                select(SignIn.person_id, func.max(SignIn.seen_at))
                .where(SignIn.person_id.in_(ids))
                .group_by(SignIn.person_id)
            )
        )
    )
    invited = set(session.scalars(open_invitations(at).where(OneTimeLink.person_id.in_(ids))))
    return [_person_line(one, roles[one.id], seen.get(one.id), one.id in invited) for one in found]


def _person_line(
    person: Person, roles: Sequence[tuple[Mandate, Company]], seen_at: datetime | None, invited: bool
) -> PersonLine:
    first = min(roles, key=lambda pair: RANK[pair[0].role], default=None)
    return PersonLine(
        person.id,
        person.code,
        person.name,
        person.email,
        first[0].role if first else "",
        first[1].id if first else None,
        first[1].name if first else "",
        state_of(person, invited),
        seen_at,
    )


def company_lines(found: Sequence[Company], day: date) -> list[CompanyLine]:
    ids = [company.id for company in found]
    working = select(Mandate.company_id, func.count(func.distinct(Mandate.person_id)))
    counted = working.where(Mandate.company_id.in_(ids), touches(day, day)).group_by(Mandate.company_id)
    at_work = dict(iter(session.execute(counted)))
    keepers: dict[int, list[str]] = defaultdict(list)
    kept = select(Portfolio.company_id, Person).join(Person, Person.id == Portfolio.person_id)
    for company_id, person in session.execute(
        kept.where(Portfolio.company_id.in_(ids)).order_by(Person.sort_key)
    ):
        keepers[company_id].append(person.name)
    return [
        CompanyLine(
            one.id,
            one.code,
            one.name,
            one.kind,
            one.region,
            one.city,
            one.siret,
            at_work.get(one.id, 0),
            ", ".join(keepers[one.id]),
        )
        for one in found
    ]
