"""Prospects: brought in from a file, made members once, never made prospects again."""

from datetime import date

from sqlalchemy import select

from accounts import actions
from accounts.models import Company
from accounts.rules import CompanyRow
from core.database import session, transaction
from tests.support.cast import START, Cast


def brought(member: str, code: str = "I900") -> Company:
    """A company as it stands after a file named it."""
    with transaction():
        actions.import_companies([CompanyRow(code, "Installeur", "installer", member=member)], START, "shell")
    return session.scalars(select(Company).where(Company.code == code)).one()


def test_a_file_says_who_is_no_member_yet(cast: Cast) -> None:
    assert brought("no").prospect
    assert not brought("", "I901").prospect


def test_a_file_makes_a_prospect_a_member_from_today_and_no_member_a_prospect(cast: Cast) -> None:
    brought("no")
    assert brought("").prospect
    company = brought("yes")
    assert (company.prospect, company.member_from) == (False, date(2026, 10, 15))
    assert not brought("no").prospect


def test_a_company_is_enrolled_once(cast: Cast) -> None:
    number = brought("no").id
    with transaction():
        assert actions.enrol(number, START, "shell")
        assert not actions.enrol(number, START, "shell")
        assert not actions.enrol(cast.merel.id, START, "shell")
