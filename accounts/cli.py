"""`flask accounts …` for operators: each calls the same action as its button."""

import sys
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select

from accounts import actions, links
from accounts.file_columns import Reading, unknown_keys
from accounts.importing import Checked, Problem, check_companies, check_people
from accounts.models import Company, Person
from accounts.rules import CompanyRow, NoRoleYet, PersonRow, UnknownPerson
from core.cli import SHELL, format_option, print_rows, refusing, toml_of
from core.clock import local_day, now
from core.database import session, transaction
from core.rules import Refused
from core.settings import Settings
from core.tables import read_csv

commands = AppGroup("accounts", help="Companies, people and who may come in.")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class UnknownKeys(Refused):
    """A mapping that says what nothing reads."""

    sentence = "The mapping holds what nobody reads: %(keys)s (see docs/files.md)."


@commands.command("import")
@click.option("--companies", type=FILE, help="CSV of companies.")
@click.option("--people", type=FILE, help="CSV of people and their roles.")
@click.option("--mapping", type=FILE, help="TOML that names the files' columns (docs/files.md).")
@format_option
def bring_in(companies: Path | None, people: Path | None, mapping: Path | None, form: str) -> None:
    """Bring in companies and people by their codes: all of it, or nothing and every problem.

    Example: flask accounts import --companies companies.csv --people people.csv --mapping columns.toml
    """
    if not (companies or people):
        raise click.UsageError("Give --companies FILE, --people FILE, or both.")
    at = now()
    with refusing():
        document = _document(mapping)
        firms = _checked_companies(companies, document)
        persons = _checked_people(people, document, firms)
        _stop_at_problems((companies, firms), (people, persons))
        session.rollback()
        with transaction():
            brought = [
                ("companies", actions.import_companies(firms.rows.values(), at, SHELL)),
                ("people", actions.import_people(list(persons.rows.values()), at, SHELL)),
            ]
    rows = [(name, one.new, one.changed, one.same) for name, one in brought]
    print_rows(["kind", "new", "changed", "same"], rows, form)


@commands.command("admin")
@click.argument("email")
@click.option("--name", required=True, help="First and last name.")
def first_administrator(email: str, name: str) -> None:
    """Make an administrator and print a one-time link; makes the sponsor's company when there is none.

    Example: flask accounts admin claire@example.com --name "Claire Aubry"
    """
    at = now()
    first, _, last = name.strip().partition(" ")
    with refusing(), transaction():
        sponsor = session.scalar(select(Company).where(Company.kind == "sponsor")) or actions.add_company(
            code="SPONSOR", name=_settings().brand.name, kind="sponsor", at=at, by=SHELL
        )
        person = actions.add_person(
            code=_free_code(), email=email, first_name=first, last_name=last, at=at, by=SHELL
        )
        actions.give_mandate(person.id, sponsor.id, "administrator", local_day(at), SHELL, at)
        path = links.invite(person.id, at, SHELL, by_mail=False)
    click.echo(_settings().base_url.rstrip("/") + path)


@commands.command("invite")
@click.argument("codes", nargs=-1, required=True)
@click.option("--print", "printed", is_flag=True, help="Print the links instead of mailing them.")
def invite(codes: tuple[str, ...], printed: bool) -> None:
    """Invite people by their codes.

    Example: flask accounts invite P-001 P-002
    """
    at = now()
    with refusing(), transaction():
        for code in codes:
            person = session.scalar(select(Person).where(Person.code == code))
            if person is None:
                raise UnknownPerson(code=code)
            if not person.mandates:
                raise NoRoleYet(name=person.name)
            path = links.invite(person.id, at, SHELL, by_mail=not printed)
            click.echo(f"{code}  {_settings().base_url.rstrip('/') + path if printed else person.email}")


def _document(mapping: Path | None) -> dict[str, Any]:
    document = toml_of(mapping) if mapping else {}
    unknown = unknown_keys(document)
    if unknown:
        raise UnknownKeys(keys=", ".join(unknown))
    return document


def _checked_companies(path: Path | None, document: dict[str, Any]) -> Checked[CompanyRow]:
    if path is None:
        return Checked()
    reading = Reading.from_document(document.get("companies", {}))
    try:
        return check_companies(read_csv(path.read_bytes()), reading)
    except Refused as whole:
        return Checked(problems=[Problem(0, "", whole)])


def _checked_people(
    path: Path | None, document: dict[str, Any], firms: Checked[CompanyRow]
) -> Checked[PersonRow]:
    if path is None:
        return Checked()
    reading = Reading.from_document(document.get("people", {}))
    try:
        return check_people(read_csv(path.read_bytes()), reading, firms.rows, local_day(now()))
    except Refused as whole:
        return Checked(problems=[Problem(0, "", whole)])


def _stop_at_problems(*files: tuple[Path | None, Checked[Any]]) -> None:
    """Say every problem of every file with its place, and end with status 1 where there is one."""
    count = 0
    for path, checked in files:
        for one in sorted(checked.problems, key=lambda problem: problem.line):
            place = f", line {one.line}, {one.column}" if one.line else ""
            click.echo(f"{path.name if path else ''}{place}: {one.refusal}", err=True)
            count += 1
    if count:
        click.echo(f"Nothing was changed: {count} {'problem' if count == 1 else 'problems'}.", err=True)
        sys.exit(1)


def _free_code() -> str:
    """ADMIN, or ADMIN-2 and so on."""
    taken = set(session.scalars(select(Person.code).where(Person.code.startswith("ADMIN"))))
    return next(
        code for n in range(1, len(taken) + 2) if (code := "ADMIN" if n == 1 else f"ADMIN-{n}") not in taken
    )


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
