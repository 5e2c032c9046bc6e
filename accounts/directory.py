"""Lists of people and companies for the sponsor's staff, always from who is asking."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from accounts.lines import PER_PAGE, Listing, company_lines, open_invitations, person_lines
from accounts.models import Company, Mandate, Person, Portfolio
from accounts.queries import touches
from core.clock import local_day
from core.database import session
from core.text import fold


@dataclass(frozen=True)
class Wanted:
    """What a list is narrowed to; empty means everything."""

    search: str = ""
    company_id: int | None = None
    role: str = ""
    state: str = ""
    kind: str = ""
    region: str = ""


def people(keeper_id: int | None, wanted: Wanted, at: datetime, page: int | None = 1) -> Listing:
    """People in order of name: all of them, or a keeper's; every one when no page is asked for."""
    conditions = [*_people_of(keeper_id, local_day(at)), *_narrowed(wanted, at)]
    found, total = _page(select(Person).where(*conditions).order_by(Person.sort_key, Person.id), page)
    return Listing(person_lines(list(session.scalars(found)), at), page or 1, total)


def companies(keeper_id: int | None, wanted: Wanted, at: datetime, page: int | None = 1) -> Listing:
    """Companies in order of name, like `people`."""
    conditions = _companies_of(keeper_id)
    conditions += [Company.sort_key.contains(word, autoescape=True) for word in _words(wanted.search)]
    conditions += [Company.kind == wanted.kind] if wanted.kind else []
    conditions += [Company.region == wanted.region] if wanted.region else []
    found, total = _page(select(Company).where(*conditions).order_by(Company.sort_key, Company.id), page)
    return Listing(company_lines(list(session.scalars(found)), local_day(at)), page or 1, total)


def person_for(keeper_id: int | None, person_id: int, at: datetime) -> Person | None:
    """A person whom the asker may see."""
    return session.scalar(select(Person).where(Person.id == person_id, *_people_of(keeper_id, local_day(at))))


def company_for(keeper_id: int | None, company_id: int) -> Company | None:
    """A company which the asker may see."""
    return session.scalar(select(Company).where(Company.id == company_id, *_companies_of(keeper_id)))


def choices(keeper_id: int | None = None) -> list[tuple[int, str]]:
    """Companies to choose from, by name."""
    found = select(Company.id, Company.name, Company.city).where(*_companies_of(keeper_id))
    rows = session.execute(found.order_by(Company.sort_key, Company.id))
    return [(row.id, ", ".join(filter(None, (row.name, row.city)))) for row in rows]


def keepers_of(company_id: int) -> list[tuple[Person, date]]:
    """Who looks after a company, and since when."""
    kept = select(Person, Portfolio.since).join(Portfolio, Portfolio.person_id == Person.id)
    rows = session.execute(kept.where(Portfolio.company_id == company_id).order_by(Person.sort_key))
    return [(row[0], row[1]) for row in rows]


def mandates_at(company_id: int) -> list[Mandate]:
    """Everybody who ever worked at a company, the running roles first."""
    rows = session.scalars(
        select(Mandate).join(Person).where(Mandate.company_id == company_id).order_by(Person.sort_key)
    )
    return sorted(
        rows, key=lambda one: (one.ends_on is not None, -(one.ends_on or one.starts_on).toordinal())
    )


def _people_of(keeper_id: int | None, day: date) -> list[ColumnElement[bool]]:
    if keeper_id is None:
        return []
    kept = select(Portfolio.company_id).where(Portfolio.person_id == keeper_id)
    works = select(Mandate.person_id).where(Mandate.company_id.in_(kept), touches(day, day))
    return [Person.id.in_(works)]


def _companies_of(keeper_id: int | None) -> list[ColumnElement[bool]]:
    if keeper_id is None:
        return []
    return [Company.id.in_(select(Portfolio.company_id).where(Portfolio.person_id == keeper_id))]


def _narrowed(wanted: Wanted, at: datetime) -> Iterable[ColumnElement[bool]]:
    for word in _words(wanted.search):
        yield or_(
            Person.sort_key.contains(word, autoescape=True),
            Person.email_key.contains(word, autoescape=True),
            func.lower(Person.code).contains(word, autoescape=True),
        )
    if wanted.company_id or wanted.role:
        day = local_day(at)
        holds = select(Mandate.person_id).where(touches(day, day))
        holds = holds.where(Mandate.company_id == wanted.company_id) if wanted.company_id else holds
        yield Person.id.in_(holds.where(Mandate.role == wanted.role) if wanted.role else holds)
    if wanted.state:
        yield _in_state(wanted.state, at)


def _in_state(state: str, at: datetime) -> ColumnElement[bool]:
    open_account, waiting = Person.disabled_at.is_(None), Person.password_hash.is_(None)
    invited = Person.id.in_(open_invitations(at))
    conditions = {
        "closed": Person.disabled_at.is_not(None),
        "active": and_(open_account, ~waiting),
        "invited": and_(open_account, waiting, invited),
        "new": and_(open_account, waiting, ~invited),
    }
    return conditions.get(state, Person.id == 0)


def _page(statement: Select[Any], page: int | None) -> tuple[Select[Any], int]:
    total = session.scalar(select(func.count()).select_from(statement.order_by(None).subquery())) or 0
    if page is None:
        return statement, total
    return statement.limit(PER_PAGE).offset((page - 1) * PER_PAGE), total


def _words(search: str) -> list[str]:
    return fold(search).split()[:6]
