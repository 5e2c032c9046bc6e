"""Somebody changes company: what is theirs goes along, what is the company's stays."""

from datetime import date, datetime

from accounts import actions as accounts
from accounts.models import Company, Person
from core.database import session
from engagement import messages
from points.ledger import delegations


def move(person_id: int, company_id: int, role: str, day: date, at: datetime, by: str) -> None:
    """Let somebody work for another company from a day on; leaves to spend for the old one end at once.

    Raises MovesTooEarly, AlreadyThere, CompanyLeft, StaffStay.
    """
    accounts.change_company(person_id, company_id, role, day, by, at)
    delegations.end_all(at, by, person_id=person_id)
    messages.tell_moved(session.get_one(Person, person_id), session.get_one(Company, company_id), at)
