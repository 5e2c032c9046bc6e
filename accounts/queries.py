"""What is asked about people and companies by other rooms: by code, by day, by audience."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple, cast

from sqlalchemy import ColumnElement, Select, and_, literal_column, or_, select

from accounts.identity import RANK
from accounts.models import STAFF, Company, Mandate, Person
from core.clock import local_day, now
from core.database import session

#: Keys asked for in one statement.
AT_ONCE = 500
#: Roles that play for their company in the sponsor's games.
PLAYERS = ("rep", "company_manager")


class MandateLine(NamedTuple):
    """One mandate, free of the session."""

    person_id: int
    company_id: int
    role: str
    starts_on: date
    ends_on: date | None


class Eligible(NamedTuple):
    """Somebody who may compete: a person or a company, the names to show, and where they are."""

    subject_id: int
    label: str
    alias: str
    company_id: int
    place: str


@dataclass(frozen=True)
class MandateIndex:
    """Who worked where on which day, answered from memory."""

    lines: Mapping[int, Sequence[MandateLine]] = field(default_factory=dict)

    def company_on(self, person_id: int, day: date) -> int | None:
        """The company a person acts for on a day; the highest role first where there are several."""
        running = [line for line in self.lines.get(person_id, ()) if _runs(line, day)]
        return (
            min(running, key=lambda line: (RANK[line.role], line.starts_on)).company_id if running else None
        )

    def works_for(self, person_id: int, company_id: int, day: date) -> bool:
        """Whether a person has a mandate at a company on a day."""
        return any(
            line.company_id == company_id and _runs(line, day) for line in self.lines.get(person_id, ())
        )


def person(person_id: int) -> Person | None:
    """A person by id."""
    return session.get(Person, person_id)


def people_by_code(codes: Iterable[str]) -> dict[str, Person]:
    """People by the sponsor's own codes; unknown codes are left out."""
    return _by_code(Person, codes)


def companies_by_code(codes: Iterable[str]) -> dict[str, Company]:
    """Companies by the sponsor's own codes; unknown codes are left out."""
    return _by_code(Company, codes)


_SPONSOR = select(Company).where(Company.kind == literal_column("'sponsor'"))


def sponsor() -> Company:
    """The sponsor's own company; raises NoResultFound before it is made."""
    return session.scalars(_SPONSOR).one()


def mandates_between(first: date, last: date) -> list[MandateLine]:
    """Every mandate that touches a period of inclusive days."""
    return _lines(select(Mandate).where(touches(first, last)))


def mandate_index(person_ids: Collection[int] | None = None) -> MandateIndex:
    """All mandates of these people (of everybody without ids), for answering many rows from memory."""
    found: dict[int, list[MandateLine]] = defaultdict(list)
    wanted = None if person_ids is None else sorted(set(person_ids))
    chunks = [None] if wanted is None else [wanted[n : n + AT_ONCE] for n in range(0, len(wanted), AT_ONCE)]
    for chunk in chunks:
        statement = select(Mandate)
        for line in _lines(statement if chunk is None else statement.where(Mandate.person_id.in_(chunk))):
            found[line.person_id].append(line)
    return MandateIndex(found)


def employer_on(person_id: int, day: date) -> Company | None:
    """The company that a person acts for on a day."""
    company_id = mandate_index([person_id]).company_on(person_id, day)
    return session.get(Company, company_id) if company_id else None


def eligible(
    kind: str, company_kinds: Collection[str], regions: Collection[str], first: date, last: date
) -> list[Eligible]:
    """Who may compete in a period: people with a playing role, or companies; no regions means all of them."""
    wanted = [Company.kind.in_(list(company_kinds)), Company.left_at.is_(None)]
    if regions:
        wanted.append(Company.region.in_(list(regions)))
    return _people(wanted, first, last) if kind == "person" else _companies(wanted)


def regions() -> list[str]:
    """Every region that a company stands in, in order."""
    found = select(Company.region).where(Company.region != "").distinct().order_by(Company.region)
    return list(session.scalars(found))


def managers_of(company_id: int, day: date | None = None) -> list[Person]:
    """Who manages a company on a day (today)."""
    return _with_role(("company_manager",), day or local_day(now()), Mandate.company_id == company_id)


def staff_people(day: date | None = None, roles: Collection[str] = STAFF) -> list[Person]:
    """The sponsor's staff on a day (today)."""
    return _with_role(roles, day or local_day(now()))


def touches(first: date, last: date) -> ColumnElement[bool]:
    """Mandates that share a day with a period."""
    return and_(Mandate.starts_on <= last, or_(Mandate.ends_on.is_(None), Mandate.ends_on >= first))


def _people(wanted: Sequence[ColumnElement[bool]], first: date, last: date) -> list[Eligible]:
    rows = session.execute(
        select(Person, Company)
        .join(Mandate, Mandate.person_id == Person.id)
        .join(Company, Company.id == Mandate.company_id)
        .where(*wanted, touches(first, last), Mandate.role.in_(PLAYERS), Person.disabled_at.is_(None))
        .order_by(Person.id, Mandate.starts_on, Mandate.id)
    )
    # the latest mandate of the period wins: that is whom the person plays for at its end
    last_rows = {who.id: Eligible(who.id, who.name, who.pseudonym, at.id, place(at)) for who, at in rows}
    return list(last_rows.values())


def _companies(wanted: Sequence[ColumnElement[bool]]) -> list[Eligible]:
    rows = session.scalars(select(Company).where(*wanted).order_by(Company.id))
    return [Eligible(one.id, one.name, company_alias(one), one.id, one.city or one.region) for one in rows]


def place(company: Company) -> str:
    """A company and its town, as a line under a name."""
    return ", ".join(filter(None, (company.name, company.city)))


def company_alias(company: Company) -> str:
    """What other companies read instead of a company's name, like “Comptoir 412”."""
    word = {"sponsor": "Maison", "distributor": "Comptoir", "installer": "Atelier"}[company.kind]
    return f"{word} {company.id * 7919 % 900 + 100}"


def _with_role(roles: Collection[str], day: date, *more: ColumnElement[bool]) -> list[Person]:
    holds = select(Mandate.person_id).where(Mandate.role.in_(list(roles)), touches(day, day), *more)
    active = select(Person).where(Person.id.in_(holds), Person.disabled_at.is_(None))
    return list(session.scalars(active.order_by(Person.sort_key, Person.id)))


def _by_code(kind: Any, codes: Iterable[str]) -> dict[str, Any]:
    every, found = list(dict.fromkeys(codes)), {}
    for start in range(0, len(every), AT_ONCE):
        rows = session.scalars(select(kind).where(kind.code.in_(every[start : start + AT_ONCE])))
        found.update({row.code: row for row in rows})
    return found


def _lines(statement: Select[Mandate]) -> list[MandateLine]:
    ordered = statement.with_only_columns(
        Mandate.person_id, Mandate.company_id, Mandate.role, Mandate.starts_on, Mandate.ends_on
    ).order_by(Mandate.person_id, Mandate.starts_on, Mandate.id)
    return [MandateLine(*row) for row in session.execute(cast("Select[Any]", ordered))]


def _runs(line: MandateLine, day: date) -> bool:
    return line.starts_on <= day and (line.ends_on is None or day <= line.ends_on)
