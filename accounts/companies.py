"""Companies: adding, editing, looking after them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlalchemy import select

from accounts.identifiers import checked_siret
from accounts.models import KINDS, Company, Mandate, Person, Portfolio
from accounts.rules import (
    CodeTaken,
    Missing,
    NotAnAccountManager,
    NotOneOf,
    SiretTaken,
    SponsorExists,
    TooLong,
)
from core import audit
from core.database import insert, session
from core.rules import Refused
from core.text import fold, tidy

SIZES = ("", "micro", "small", "medium", "large")
LENGTHS = {"code": 40, "name": 160, "sector": 60, "region": 60, "city": 80}


def company_columns(given: Mapping[str, Any]) -> dict[str, Any]:
    """Tidied and checked columns of a company; raises the first thing that is wrong."""
    columns, problems = checked_company(given)
    for _, refusal in problems:
        raise refusal
    return columns


def checked_company(given: Mapping[str, Any]) -> tuple[dict[str, Any], list[tuple[str, Refused]]]:
    """The columns of a company that are right, and everything that is wrong with the others."""
    country = str(given["country"]).upper()
    checks: dict[str, Callable[[], Any]] = {
        "code": lambda: needed(given["code"], LENGTHS["code"]),
        "name": lambda: needed(given["name"], LENGTHS["name"]),
        "kind": lambda: one_of(given["kind"], KINDS),
        "country": lambda: _country(country),
        "siret": lambda: checked_siret(given["siret"], country),
        "size": lambda: one_of(given["size"], SIZES),
        **{key: partial(fitting, given[key], LENGTHS[key]) for key in ("sector", "region", "city")},
    }
    columns, problems = sift(checks)
    return columns | {"sort_key": fold(columns.get("name", ""))[:160]}, problems


def sift(checks: Mapping[str, Callable[[], Any]]) -> tuple[dict[str, Any], list[tuple[str, Refused]]]:
    """Run every check: the values of those that pass, the refusals of the others."""
    passed: dict[str, Any] = {}
    problems: list[tuple[str, Refused]] = []
    for column, check in checks.items():
        try:
            passed[column] = check()
        except Refused as refusal:
            problems.append((column, refusal))
    return passed, problems


def one_of(value: str, known: Sequence[str]) -> str:
    """One of our words; raises NotOneOf."""
    if value not in known:
        raise NotOneOf(value=value, known=", ".join(filter(None, known)))
    return value


def needed(text: str, most: int) -> str:
    """A tidied text that is not empty and fits."""
    plain = fitting(text, most)
    if not plain:
        raise Missing
    return plain


def fitting(text: str, most: int) -> str:
    """A tidied text, refused when it is longer than its column."""
    plain = tidy(text)
    if len(plain) > most:
        raise TooLong(most=most)
    return plain


def add_company(
    *,
    code: str,
    name: str,
    kind: str,
    at: datetime,
    by: str,
    country: str = "FR",
    siret: str | None = None,
    size: str = "",
    sector: str = "",
    region: str = "",
    city: str = "",
    parent_id: int | None = None,
    prospect: bool = False,
    member_from: date | None = None,
) -> Company:
    """Add a company under the sponsor's own code for it; a prospect's sales are measured and earn nothing."""
    columns = company_columns(
        {
            "code": code,
            "name": name,
            "kind": kind,
            "country": country,
            "siret": siret,
            "size": size,
            "sector": sector,
            "region": region,
            "city": city,
        }
    )
    _refuse_twins(columns)
    company = Company(
        **columns, parent_id=parent_id, joined_at=at, prospect=prospect, member_from=member_from
    )
    session.add(company)
    session.flush()
    audit.record(by, "accounts.add_company", ("company", company.id), at, {"code": code, "kind": kind})
    return company


def edit_company(company_id: int, at: datetime, by: str, **changes: Any) -> Company:
    """Change what is known of a company; the code stays."""
    company = session.get_one(Company, company_id)
    now = {key: getattr(company, key) for key in (*LENGTHS, "kind", "country", "size", "siret")}
    columns = company_columns(
        now | {key: value for key, value in changes.items() if key in now} | {"code": company.code}
    )
    _refuse_twins(columns, company.id)
    if "parent_id" in changes:
        columns["parent_id"] = changes["parent_id"] if changes["parent_id"] != company.id else None
    moved = {key: value for key, value in columns.items() if getattr(company, key) != value}
    for key, value in moved.items():
        setattr(company, key, value)
    session.flush()
    if moved:
        audit.record(by, "accounts.edit_company", ("company", company.id), at, moved)
    return company


def add_to_portfolio(person_id: int, company_id: int, since: date, by: str, at: datetime) -> None:
    """Have an account manager look after a company; twice is once."""
    person = session.get_one(Person, person_id)
    manages = select(Mandate.id).where(Mandate.person_id == person_id, Mandate.role == "account_manager")
    if session.scalar(manages.limit(1)) is None:
        raise NotAnAccountManager(name=person.name)
    added = session.execute(
        insert(Portfolio)
        .values(person_id=person_id, company_id=company_id, since=since)
        .on_conflict_do_nothing()
        .returning(Portfolio.company_id)
    ).one_or_none()
    if added:
        audit.record(by, "accounts.add_to_portfolio", ("company", company_id), at, {"person": person_id})


def remove_from_portfolio(person_id: int, company_id: int, by: str, at: datetime) -> None:
    """End an account manager's looking after a company."""
    entry = session.get(Portfolio, (person_id, company_id))
    if entry:
        session.delete(entry)
        session.flush()
        audit.record(by, "accounts.remove_from_portfolio", ("company", company_id), at, {"person": person_id})


def _country(code: str) -> str:
    if len(code) != 2 or not code.isascii() or not code.isalpha():
        raise NotOneOf(value=code, known="FR, BE, CH, LU, DE, …")
    return code


def _refuse_twins(columns: Mapping[str, Any], own_id: int = 0) -> None:
    others = select(Company).where(Company.id != own_id)
    if session.scalar(others.where(Company.code == columns["code"])):
        raise CodeTaken(code=columns["code"])
    if columns["siret"] and session.scalar(others.where(Company.siret == columns["siret"])):
        raise SiretTaken(siret=columns["siret"])
    sponsor = session.scalar(others.where(Company.kind == "sponsor"))
    if columns["kind"] == "sponsor" and sponsor:
        raise SponsorExists(name=sponsor.name)
