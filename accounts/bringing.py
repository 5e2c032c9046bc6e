"""Bringing in whole files of companies and people: new codes are added, known ones brought in line."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select

from accounts import rules
from accounts.companies import company_columns
from accounts.enrolling import enrol
from accounts.models import STAFF, Company, Mandate, Person
from accounts.people import kill_links, names_in_use, person_columns
from accounts.rules import (
    BadPeriod,
    Brought,
    CompanyRow,
    MandateOverlaps,
    MandateRow,
    PersonRow,
    StaffOnly,
    UnknownCompany,
)
from core import audit
from core.clock import local_day
from core.database import session, write_rows

#: Keys asked for in one statement.
AT_ONCE = 500


def import_companies(rows: Iterable[CompanyRow], at: datetime, by: str) -> Brought:
    """Add or bring in line every company by its code; rows were checked before; same rows change nothing."""
    wanted = {row.code: row for row in rows}
    known = found_by_code(Company, wanted)
    columns = {code: company_columns(asdict(row)) for code, row in wanted.items()}
    fresh = [
        {**columns[code], "joined_at": at, "prospect": row.member == "no"}
        for code, row in wanted.items()
        if code not in known
    ]
    write_rows(Company, fresh)
    changed = {code for code in known if _align(known[code], columns[code])}
    session.flush()
    changed |= {code for code in known if wanted[code].member == "yes" and enrol(known[code].id, at, by)}
    changed |= _set_parents(wanted) - {row["code"] for row in fresh}
    return _noted("company", len(fresh), len(changed), len(wanted), at, by)


def import_people(rows: Sequence[PersonRow], at: datetime, by: str) -> Brought:
    """Add or bring in line people and their roles by code, like `import_companies`."""
    wanted = {row.code: row for row in rows}
    known = found_by_code(Person, wanted)
    columns = {
        code: person_columns(row.email, row.first_name, row.last_name, row.language)
        for code, row in wanted.items()
    }
    changed = {
        code for code, person in known.items() if _align_person(person, columns[code], wanted[code], at)
    }
    session.flush()
    fresh = [code for code in wanted if code not in known]
    _write_people(fresh, wanted, columns, at)
    people = found_by_code(Person, wanted)
    changed |= _write_mandates(wanted, people, at) - set(fresh)
    return _noted("person", len(fresh), len(changed), len(wanted), at, by)


def found_by_code(kind: Any, codes: Iterable[str]) -> dict[str, Any]:
    """Rows of companies or people by their code, asked for in chunks."""
    every, found = list(dict.fromkeys(codes)), {}
    for start in range(0, len(every), AT_ONCE):
        statement: Select[Any] = select(kind).where(kind.code.in_(every[start : start + AT_ONCE]))
        found.update({row.code: row for row in session.scalars(statement)})
    return found


def _write_people(
    codes: Sequence[str], wanted: Mapping[str, PersonRow], columns: Mapping[str, Any], at: datetime
) -> None:
    taken = names_in_use()
    fresh = []
    for code in codes:
        name = wanted[code].pseudonym or rules.pseudonym(code, taken)
        taken.add(name.casefold())
        fresh.append(
            {**columns[code], "code": code, "pseudonym": name, "shows_name": False, "created_at": at}
        )
    write_rows(Person, fresh)


def _align_person(person: Person, columns: Mapping[str, Any], row: PersonRow, at: datetime) -> bool:
    # the language is the person's own choice once the account stands
    given = {key: value for key, value in columns.items() if key != "language"}
    if row.pseudonym:
        given["pseudonym"] = row.pseudonym
    if person.email_key != given["email_key"]:
        kill_links(person.id, at)
    return _align(person, given)


def _write_mandates(wanted: Mapping[str, PersonRow], people: Mapping[str, Person], at: datetime) -> set[str]:
    companies = found_by_code(Company, (m.company for row in wanted.values() for m in row.mandates))
    standing = mandates_of([person.id for person in people.values()])
    touched, fresh = set(), []
    for code, row in wanted.items():
        held = standing[people[code].id]
        for given in row.mandates:
            if given.company not in companies:
                raise UnknownCompany(code=given.company)
            placed = place_mandate(given, companies[given.company], held, local_day(at))
            if placed is None:
                continue
            touched.add(code)
            if placed in held:
                placed.ends_on = given.ends_on
            else:
                held.append(placed)
                fresh.append(_columns_of(placed) | {"person_id": people[code].id})
    session.flush()
    write_rows(Mandate, fresh)
    return touched


def mandates_of(person_ids: Sequence[int]) -> defaultdict[int, list[Mandate]]:
    """People's mandates by person."""
    found: defaultdict[int, list[Mandate]] = defaultdict(list)
    for start in range(0, len(person_ids), AT_ONCE):
        some = person_ids[start : start + AT_ONCE]
        for mandate in session.scalars(select(Mandate).where(Mandate.person_id.in_(some))):
            found[mandate.person_id].append(mandate)
    return found


def place_mandate(
    given: MandateRow, company: Company, held: Sequence[Mandate], today: date
) -> Mandate | None:
    """What a row of a file means: a new mandate, a held one whose end moves, or nothing new (None).

    Changes nothing itself; raises StaffOnly, BadPeriod or MandateOverlaps.
    """
    if given.role in STAFF and company.kind != "sponsor":
        raise StaffOnly(company=company.name)
    same = [one for one in held if (one.company_id, one.role) == (company.id, given.role)]
    for one in same:
        open_row = given.starts_on is None and (one.ends_on is None or one.ends_on == given.ends_on)
        if open_row or given.starts_on == one.starts_on:
            if given.ends_on and given.ends_on < one.starts_on:
                raise BadPeriod
            return None if given.ends_on == one.ends_on else one
    first = given.starts_on or today
    if given.ends_on and given.ends_on < first:
        raise BadPeriod
    if any(rules.overlap(first, given.ends_on, one.starts_on, one.ends_on) for one in same):
        raise MandateOverlaps(company=company.name)
    return Mandate(company_id=company.id, role=given.role, starts_on=first, ends_on=given.ends_on)


def _columns_of(mandate: Mandate) -> dict[str, Any]:
    return {key: getattr(mandate, key) for key in ("company_id", "role", "starts_on", "ends_on")}


def _set_parents(wanted: Mapping[str, CompanyRow]) -> set[str]:
    parents = found_by_code(Company, (row.parent for row in wanted.values() if row.parent))
    moved = set()
    for code, company in found_by_code(Company, wanted).items():
        parent = wanted[code].parent
        if parent and parent not in parents:
            raise UnknownCompany(code=parent)
        if _align(company, {"parent_id": parents[parent].id if parent else None}):
            moved.add(code)
    session.flush()
    return moved


def _align(row: Any, columns: Mapping[str, Any]) -> bool:
    different = {key: value for key, value in columns.items() if getattr(row, key) != value}
    for key, value in different.items():
        setattr(row, key, value)
    return bool(different)


def _noted(kind: str, new: int, changed: int, total: int, at: datetime, by: str) -> Brought:
    brought = Brought(new, changed, total - new - changed)
    if new or changed:
        audit.record(by, "accounts.import", (kind, "many"), at, asdict(brought))
    return brought
