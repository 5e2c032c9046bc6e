"""Files of companies and people, checked row by row: the good rows, and where each problem stands."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Generic, TypeVar

from sqlalchemy import select

from accounts.bringing import found_by_code, mandates_of, place_mandate
from accounts.companies import checked_company, needed, one_of, sift
from accounts.file_columns import (
    COMPANY_COLUMNS,
    PERSON_COLUMNS,
    Reader,
    Reading,
    SurplusCells,
    TwiceInFile,
    day_in,
)
from accounts.identifiers import email_key
from accounts.models import ROLES, Company, Person
from accounts.people import checked_person
from accounts.rules import (
    CompanyRow,
    EmailTaken,
    MandateRow,
    PersonRow,
    SiretTaken,
    SponsorExists,
    UnknownCompany,
)
from core.database import session
from core.rules import Refused
from core.tables import SURPLUS, Table

Row = TypeVar("Row", CompanyRow, PersonRow)


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, where it stands, and the refusal that says so."""

    line: int
    column: str
    refusal: Refused


@dataclass
class Checked(Generic[Row]):
    """The rows of a file by code, the line each stands on first, and every problem."""

    rows: dict[str, Row] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def blame(self, line: int, reader: Reader, problems: Iterable[tuple[str, Refused]]) -> None:
        """Keep problems of a line under the file's own column names."""
        self.problems += [Problem(line, reader.column(column), refusal) for column, refusal in problems]


def check_companies(table: Table, reading: Reading) -> Checked[CompanyRow]:
    """Every row against itself, the others and the books; raises NoSuchColumn or what `Table` raises."""
    reader, checked = Reader(table.columns, COMPANY_COLUMNS, reading), Checked[CompanyRow]()
    reader.need("code", "name", "kind")
    for line, cells in table.rows:
        given = {ours: reader.cell(cells, ours) for ours in COMPANY_COLUMNS}
        given["country"] = given["country"] or "FR"
        columns, problems = checked_company(given)
        said, unclear = sift({"member": partial(one_of, given["member"].lower(), ("", "yes", "no"))})
        problems = [*problems, *unclear, *reader.formulas(cells)]
        checked.blame(line, reader, [*problems, *_surplus(cells)])
        if not problems:
            columns.pop("sort_key")
            _keep(checked, line, reader, CompanyRow(**columns, **said, parent=given["parent"]), _same_company)
    _compare_companies(checked, reader)
    return checked


def check_people(
    table: Table, reading: Reading, arriving: Mapping[str, CompanyRow], today: date
) -> Checked[PersonRow]:
    """Like `check_companies`, companies arriving with the same import counted in.

    A person may stand on several lines, one for each role.
    """
    reader, checked = Reader(table.columns, PERSON_COLUMNS, reading), Checked[PersonRow]()
    reader.need("code", "email", *(() if "name" in reader.source else ("first_name", "last_name")))
    for line, cells in table.rows:
        given = {ours: reader.cell(cells, ours) for ours in PERSON_COLUMNS}
        if given["name"] and not given["first_name"] and not given["last_name"]:
            given["first_name"], _, given["last_name"] = given["name"].partition(" ")
        row, problems = _person(given)
        problems = [*problems, *reader.formulas(cells)]
        checked.blame(line, reader, [*problems, *_surplus(cells)])
        if row and not problems:
            _keep(checked, line, reader, row, _one_more_role)
    _compare_people(checked, reader, arriving, today)
    return checked


def _person(given: Mapping[str, str]) -> tuple[PersonRow | None, list[tuple[str, Refused]]]:
    names = (given["email"], given["first_name"], given["last_name"], given["language"] or "fr")
    columns, problems = checked_person(*names)
    more, wrong = sift(
        {
            "code": lambda: needed(given["code"], 40),
            "starts_on": lambda: day_in(given["starts_on"]),
            "ends_on": lambda: day_in(given["ends_on"]),
            "role": lambda: one_of(given["role"] or "rep", ROLES),
        }
    )
    if problems or wrong:
        return None, [*problems, *wrong]
    mandate = MandateRow(given["company"], more["role"], more["starts_on"], more["ends_on"])
    row = PersonRow(
        more["code"],
        columns["email"],
        columns["first_name"],
        columns["last_name"],
        columns["language"],
        given["pseudonym"] or None,
        (mandate,) if given["company"] else (),
    )
    return row, []


def _keep(
    checked: Checked[Row], line: int, reader: Reader, row: Row, merge: Callable[[Row, Row], Row | None]
) -> None:
    """Keep a row under its code; the same code again must say what can be merged."""
    merged = merge(checked.rows[row.code], row) if row.code in checked.rows else row
    if merged is None:
        checked.blame(line, reader, [("code", TwiceInFile(code=row.code, line=checked.lines[row.code]))])
    else:
        checked.rows[row.code] = merged
        checked.lines.setdefault(row.code, line)


def _same_company(before: CompanyRow, row: CompanyRow) -> CompanyRow | None:
    return before if row == before else None


def _one_more_role(before: PersonRow, row: PersonRow) -> PersonRow | None:
    if replace(row, mandates=()) != replace(before, mandates=()):
        return None
    return replace(before, mandates=(*before.mandates, *row.mandates))


def _compare_companies(checked: Checked[CompanyRow], reader: Reader) -> None:
    sirets = {siret: code for siret, code in session.execute(select(Company.siret, Company.code)) if siret}
    sponsors = list(session.scalars(select(Company.code).where(Company.kind == "sponsor")))
    parents = found_by_code(Company, (row.parent for row in checked.rows.values() if row.parent))
    for code, row in checked.rows.items():
        line = checked.lines[code]
        if row.siret and sirets.setdefault(row.siret, code) != code:
            checked.blame(line, reader, [("siret", SiretTaken(siret=row.siret))])
        if row.kind == "sponsor" and code not in sponsors:
            if sponsors:
                checked.blame(line, reader, [("kind", SponsorExists(name=sponsors[0]))])
            sponsors.append(code)
        if row.parent and row.parent not in checked.rows and row.parent not in parents:
            checked.blame(line, reader, [("parent", UnknownCompany(code=row.parent))])


def _compare_people(
    checked: Checked[PersonRow], reader: Reader, arriving: Mapping[str, CompanyRow], today: date
) -> None:
    emails = dict(iter(session.execute(select(Person.email_key, Person.code))))
    companies = _companies_for(checked.rows.values(), arriving)
    people = found_by_code(Person, checked.rows)
    standing = mandates_of([person.id for person in people.values()])
    for code, row in checked.rows.items():
        line = checked.lines[code]
        if emails.setdefault(email_key(row.email), code) != code:
            checked.blame(line, reader, [("email", EmailTaken(email=row.email))])
        held = list(standing[people[code].id]) if code in people else []
        for given in row.mandates:
            try:
                if given.company not in companies:
                    raise UnknownCompany(code=given.company)
                placed = place_mandate(given, companies[given.company], held, today)
                held += [placed] if placed is not None and placed not in held else []
            except Refused as refusal:
                checked.blame(line, reader, [("company", refusal)])


def _companies_for(rows: Iterable[PersonRow], arriving: Mapping[str, CompanyRow]) -> dict[str, Company]:
    """Companies in the books, and those that arrive with the same import (under negative ids)."""
    known = found_by_code(Company, (given.company for row in rows for given in row.mandates))
    for n, (code, row) in enumerate(arriving.items(), start=1):
        known.setdefault(code, Company(id=-n, name=row.name, kind=row.kind))
    return known


def _surplus(cells: Mapping[str, str]) -> list[tuple[str, Refused]]:
    return [(SURPLUS, SurplusCells(value=cells[SURPLUS][:60]))] if SURPLUS in cells else []
