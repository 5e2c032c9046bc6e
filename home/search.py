"""The desk's search box: people, companies, invoices and orders, as far as the seeker may see them."""

from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, or_, select

from accounts.identity import Visitor
from accounts.models import Company, Mandate, Person, Portfolio
from accounts.queries import touches
from core.clock import local_day, now
from core.database import session
from core.text import fold
from sales.models import SaleLine

MOST = 20


class Hit(NamedTuple):
    """A line of the answer."""

    title: str
    sub: str
    path: str


class Hits(NamedTuple):
    """What was found, by kind."""

    people: list[Hit]
    companies: list[Hit]
    invoices: list[Hit]

    @property
    def any(self) -> bool:
        """Whether anything was found."""
        return bool(self.people or self.companies or self.invoices)


def search(text: str, visitor: Visitor) -> Hits:
    """Everything whose name, key or number holds the words; an account manager's portfolio only."""
    key = fold(text)
    if not key:
        return Hits([], [], [])
    pattern = f"%{_plain(key)}%"
    mine = _mine(visitor)
    return Hits(
        _people(pattern, text, and_(mine, _of_today(visitor))),
        _companies(pattern, text, mine),
        _invoices(text, mine),
    )


def _plain(key: str) -> str:
    return key.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _of_today(visitor: Visitor) -> ColumnElement[bool]:
    """An account manager finds who works for the portfolio today; administrators also who once did."""
    if visitor.role == "administrator":
        return Mandate.id.is_not(None)
    today = local_day(now())
    return touches(today, today)


def _mine(visitor: Visitor) -> ColumnElement[bool]:
    if visitor.role == "administrator":
        return Company.id.is_not(None)
    return Company.id.in_(select(Portfolio.company_id).where(Portfolio.person_id == visitor.id))


def _people(pattern: str, text: str, mine: ColumnElement[bool]) -> list[Hit]:
    by_name = or_(
        Person.sort_key.like(pattern, escape="\\"),
        Person.email_key.like(pattern, escape="\\"),
        Person.code == text,
    )
    rows = session.execute(
        select(Person, Company)
        .join(Mandate, Mandate.person_id == Person.id)
        .join(Company, Company.id == Mandate.company_id)
        .where(by_name, mine)
        .order_by(Person.sort_key, Person.id)
        .limit(MOST)
    )
    return [Hit(one.name, f"{company.name}, {one.email}", f"/staff/people/{one.id}") for one, company in rows]


def _companies(pattern: str, text: str, mine: ColumnElement[bool]) -> list[Hit]:
    by_name = or_(
        Company.sort_key.like(pattern, escape="\\"),
        Company.code == text,
        Company.siret == text.replace(" ", ""),
    )
    rows = session.scalars(select(Company).where(by_name, mine).order_by(Company.sort_key).limit(MOST))
    return [Hit(one.name, f"{one.city}, {one.region}", f"/staff/companies/{one.id}") for one in rows]


def _invoices(text: str, mine: ColumnElement[bool]) -> list[Hit]:
    rows = session.execute(
        select(SaleLine.document, SaleLine.upload_id, Company.name, SaleLine.sold_on)
        .join(Company, Company.id == SaleLine.selling_company_id)
        .where(SaleLine.document == text.strip(), mine)
        .distinct()
        .limit(MOST)
    )
    return [Hit(row.document, row.name, f"/staff/sales/uploads/{row.upload_id}") for row in rows]
