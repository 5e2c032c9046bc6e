"""Newcomers for tests."""

from datetime import date, datetime

from accounts import actions
from core.database import transaction


def hire(code: str, company_id: int, at: datetime, since: date = date(2026, 1, 1)) -> int:
    """A new rep of a company; the person's id."""
    with transaction():
        person = actions.add_person(
            code=code,
            email=f"{code.lower()}@example.test",
            first_name=code.title(),
            last_name="Nouveau",
            at=at,
            by="shell",
        )
        actions.give_mandate(person.id, company_id, "rep", since, "shell", at)
        return person.id
