"""A prospect becomes a member, somebody changes company, a company leaves: dated, nothing rewritten."""

from datetime import date, datetime, timedelta

from sqlalchemy import select, update

from accounts.mandates import give_mandate
from accounts.models import STAFF, Company, Mandate, Person
from accounts.rules import AlreadyThere, CompanyLeft, MovesTooEarly, StaffStay
from core import audit
from core.clock import local_day
from core.database import session

ONE_DAY = timedelta(days=1)


def enrol(company_id: int, at: datetime, by: str) -> bool:
    """Make a prospect a member from today's sales on; False when it is one already."""
    day = local_day(at)
    won = session.execute(
        update(Company)
        .where(Company.id == company_id, Company.prospect.is_(True), Company.left_at.is_(None))
        .values(prospect=False, member_from=day, joined_at=at)
        .returning(Company.id)
    ).one_or_none()
    if won is None:
        return False
    session.expire_all()
    audit.record(by, "accounts.enrol", ("company", company_id), at, {"from": day.isoformat()})
    return True


def change_company(person_id: int, company_id: int, role: str, day: date, by: str, at: datetime) -> Mandate:
    """Let somebody work for another company from a day on: the day before is the last at the one they leave.

    Sales of each day count for the employer of that day. Raises MovesTooEarly, AlreadyThere, CompanyLeft.
    """
    session.execute(select(Person.id).where(Person.id == person_id).with_for_update()).one()
    company = session.get_one(Company, company_id, populate_existing=True)
    if company.left_at is not None:
        raise CompanyLeft(company=company.name)
    running = _running(person_id, day)
    if any(one.role in STAFF for one in running):
        raise StaffStay(name=running[0].person.name)
    if any(one.company_id == company_id and one.role == role for one in running):
        raise AlreadyThere(company=company.name)
    for one in running:
        end_before(one, day)
    facts = {"to": company_id, "from_day": day.isoformat(), "left": [one.company_id for one in running]}
    audit.record(by, "accounts.change_company", ("person", person_id), at, facts)
    return give_mandate(person_id, company_id, role, day, by, at)


def end_before(mandate: Mandate, day: date) -> None:
    """Let the day before be a mandate's last; raises MovesTooEarly where it began on that day or later."""
    if mandate.starts_on >= day:
        earliest = mandate.starts_on + ONE_DAY
        raise MovesTooEarly(company=mandate.company.name, earliest=earliest.isoformat())
    mandate.ends_on = day - ONE_DAY
    session.flush()


def _running(person_id: int, day: date) -> list[Mandate]:
    """Mandates that hold on a day or begin after it."""
    rows = select(Mandate).where(
        Mandate.person_id == person_id, Mandate.ends_on.is_(None) | (Mandate.ends_on >= day)
    )
    return list(session.scalars(rows.order_by(Mandate.starts_on, Mandate.id)))
