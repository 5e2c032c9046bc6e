"""Files of legal statuses and of employers' consents: all or nothing and every problem; twice is once."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from accounts.queries import companies_by_code, people_by_code
from compliance import actions, queries, rules
from core import figures
from core.clock import local_day
from core.row_problems import FileRefused, Problem
from core.rules import N_, Refused
from core.tables import SURPLUS, Table, read_csv

#: What makes a file one of statuses, and its other columns.
STATUS_COLUMNS = ("people_code", "status", "evidence", "from", "valid_until")
CONSENT_COLUMNS = ("company_code", "signatory", "yearly_cap", "granted", "forms")
YES, NO = {"yes", "oui", "true", "1", ""}, {"no", "non", "false", "0"}
NOTHING: tuple[str, ...] = ()
T = TypeVar("T")


@dataclass(frozen=True)
class Brought:
    """What an import did."""

    kind: str
    new: int
    same: int


class NoSuchFile(Refused):
    """Its columns say neither who nor which company."""

    sentence = N_("The file needs the columns people_code and status, or company_code and signatory.")


class _Line:
    """One line of the file, its cells read and its problems kept."""

    def __init__(self, number: int, cells: Mapping[str, str], problems: list[Problem]) -> None:
        self.number, self.cells, self.problems = number, cells, problems
        if cells.get(SURPLUS):
            self.blame(SURPLUS, f"“{cells[SURPLUS][:40]}” stands beyond the last column")

    def blame(self, column: str, sentence: str) -> None:
        self.problems.append(Problem(self.number, column, sentence))

    def read(self, column: str, how: Callable[[str], T], default: T, wrong: str, needed: bool = False) -> T:
        text = self.cells.get(column, "")
        if not text:
            if needed:
                self.blame(column, "is missing")
            return default
        try:
            return how(text)
        except ValueError:
            self.blame(column, f"“{text[:40]}” {wrong}")
            return default


def import_file(data: bytes, at: datetime, by: str) -> Brought:
    """Bring in a CSV of statuses or of consents; lines that say what is already so change nothing.

    Raises TableRefused, NoSuchFile, FileRefused with every problem.
    """
    table = read_csv(data)
    if {"people_code", "status"} <= set(table.columns):
        return _statuses(table, at, by)
    if {"company_code", "signatory"} <= set(table.columns):
        return _consents(table, at, by)
    raise NoSuchFile


def _statuses(table: Table, at: datetime, by: str) -> Brought:
    problems = _unknown_columns(table, STATUS_COLUMNS)
    lines = list(_lines(table, problems))
    people = people_by_code(line.cells["people_code"] for line in lines)
    rows: list[tuple[int, str, str, date, date | None]] = []
    for line in lines:
        person = people.get(line.cells["people_code"])
        if person is None:
            line.blame("people_code", f"nobody has the code “{line.cells['people_code'][:40]}”")
        status = line.read("status", _status, "", f"is none of {', '.join(rules.STATUSES)}", needed=True)
        evidence = line.read("evidence", str, "", "", needed=True)
        first = line.read("from", figures.day, local_day(at), "is no day, like 2026-10-15")
        last = line.read("valid_until", _maybe_day, None, "is no day, like 2026-10-15")
        if last and last < first:
            line.blame("valid_until", "comes before “from”")
        rows.append((person.id if person else 0, status, evidence, first, last))
    _refuse(problems)
    new = sum(_state(row, at, by) for row in rows)
    return Brought("statuses", new, len(rows) - new)


def _state(row: tuple[int, str, str, date, date | None], at: datetime, by: str) -> bool:
    person_id, status, evidence, first, last = row
    known = queries.status_on(person_id, first)
    same = known and (known.status, known.evidence) == (status, evidence.strip()[:200])
    if known and same and last in (None, known.valid_until):
        return False
    actions.declare_status(person_id, status, evidence, first, last, at, by)
    return True


def _consents(table: Table, at: datetime, by: str) -> Brought:
    problems = _unknown_columns(table, CONSENT_COLUMNS)
    lines = list(_lines(table, problems))
    companies = companies_by_code(line.cells["company_code"] for line in lines)
    rows: list[tuple[int, bool, str, int | None, tuple[str, ...]]] = []
    for line in lines:
        company = companies.get(line.cells["company_code"])
        if company is None:
            line.blame("company_code", f"no company has the code “{line.cells['company_code'][:40]}”")
        signatory = line.read("signatory", str, "", "", needed=True)
        cap = line.read("yearly_cap", _cap, None, "is no amount in euros, like 400")
        granted = line.read("granted", _yes, True, "is neither yes nor no")
        forms = line.read("forms", _forms, NOTHING, f"is no list of {', '.join(rules.FORMS)}")
        rows.append((company.id if company else 0, granted, signatory, cap, forms))
    _refuse(problems)
    new = sum(_say(row, at, by) for row in rows)
    return Brought("consents", new, len(rows) - new)


def _say(row: tuple[int, bool, str, int | None, tuple[str, ...]], at: datetime, by: str) -> bool:
    company_id, granted, signatory, cap, forms = row
    known = queries.consent_at(company_id, at)
    said = (known.granted, known.signatory, known.yearly_cap_cents, tuple(known.forms)) if known else None
    if said == (granted, signatory.strip()[:160], cap if granted else None, forms if granted else NOTHING):
        return False
    actions.record_consent(company_id, granted, signatory, at, by, cap, forms)
    return True


def _lines(table: Table, problems: list[Problem]) -> Iterator[_Line]:
    return (_Line(number, cells, problems) for number, cells in table.rows)


def _unknown_columns(table: Table, known: tuple[str, ...]) -> list[Problem]:
    return [Problem(1, one, "this column is unknown") for one in table.columns if one not in known]


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise FileRefused(sorted(problems, key=lambda one: one.line))


def _status(text: str) -> str:
    if text not in rules.STATUSES:
        raise ValueError(text)
    return text


def _maybe_day(text: str) -> date | None:
    return figures.day(text)


def _cap(text: str) -> int | None:
    cents = figures.cents(text, "," if "," in text and "." not in text else ".")
    if not 0 <= cents <= 10**12:
        raise ValueError(text)
    return cents


def _forms(text: str) -> tuple[str, ...]:
    """Forms with spaces, commas or plus signs between, in our order."""
    named = set(text.replace(",", " ").replace("+", " ").split())
    if not named <= set(rules.FORMS):
        raise ValueError(text)
    return tuple(form for form in rules.FORMS if form in named)


def _yes(text: str) -> bool:
    folded = text.casefold()
    if folded not in YES | NO:
        raise ValueError(text)
    return folded in YES
