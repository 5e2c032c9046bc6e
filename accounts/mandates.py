"""Mandates: who works for whom, in which role, from when to when."""

from datetime import date, datetime

from sqlalchemy import select

from accounts.companies import one_of
from accounts.models import ROLES, STAFF, Company, Mandate, Person
from accounts.people import refuse_last_administrator
from accounts.rules import BadPeriod, MandateOverlaps, StaffOnly, overlap
from core import audit
from core.database import session


def give_mandate(
    person_id: int,
    company_id: int,
    role: str,
    starts_on: date,
    by: str,
    at: datetime,
    ends_on: date | None = None,
) -> Mandate:
    """Give a person a role at a company; the same role at the same company never overlaps itself."""
    one_of(role, ROLES)
    if ends_on and ends_on < starts_on:
        raise BadPeriod
    company = session.get_one(Company, company_id)
    if role in STAFF and company.kind != "sponsor":
        raise StaffOnly(company=company.name)
    _refuse_overlap(person_id, company, role, starts_on, ends_on)
    mandate = Mandate(
        person_id=person_id, company_id=company_id, role=role, starts_on=starts_on, ends_on=ends_on
    )
    session.add(mandate)
    session.flush()
    facts = {"company": company_id, "role": role, "from": starts_on.isoformat()}
    audit.record(by, "accounts.give_mandate", ("person", person_id), at, facts)
    return mandate


def end_mandate(mandate_id: int, last_day: date, by: str, at: datetime) -> None:
    """Set a mandate's last day; that day still counts."""
    mandate = session.get_one(Mandate, mandate_id)
    if last_day < mandate.starts_on:
        raise BadPeriod
    if mandate.role == "administrator":
        refuse_last_administrator(mandate.person, at)
    mandate.ends_on = last_day
    session.flush()
    facts = {"mandate": mandate_id, "last_day": last_day.isoformat()}
    audit.record(by, "accounts.end_mandate", ("person", mandate.person_id), at, facts)


def _refuse_overlap(
    person_id: int, company: Company, role: str, starts_on: date, ends_on: date | None
) -> None:
    # the person's row is the lock: two givers of one role wait for each other
    session.execute(select(Person.id).where(Person.id == person_id).with_for_update()).one()
    same = select(Mandate).where(
        Mandate.person_id == person_id, Mandate.company_id == company.id, Mandate.role == role
    )
    if any(overlap(starts_on, ends_on, one.starts_on, one.ends_on) for one in session.scalars(same)):
        raise MandateOverlaps(company=company.name)
