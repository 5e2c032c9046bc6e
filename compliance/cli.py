"""`flask compliance …` for operators: each calls the same action as its button."""

from datetime import date, datetime
from pathlib import Path

import click
from flask.cli import AppGroup

from accounts.models import Company, Person
from accounts.queries import companies_by_code, people_by_code
from compliance import actions, importing, lines, overview
from compliance.rules import DEFAULTS, FORMS, STATUSES
from core.cli import SHELL, format_option, print_rows, refusing, text_of
from core.clock import local_day, now
from core.database import transaction
from core.figures import NotFigures, cents
from core.rules import N_, Refused

commands = AppGroup("compliance", help="Terms, legal statuses, employers and the register.")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
DAY = click.DateTime(["%Y-%m-%d"])


class NobodyThere(Refused):
    """A code that stands for nobody."""

    sentence = N_("Nobody and no company has the code “%(code)s”.")


@commands.command("import")
@click.argument("file", type=FILE)
def import_(file: Path) -> None:
    """Bring in a CSV of legal statuses or of employers' consents (docs/files.md).

    Example: flask compliance import statuses.csv
    """
    with refusing(), transaction():
        brought = importing.import_file(file.read_bytes(), now(), SHELL)
    click.echo(f"{brought.kind}: {brought.new} new, {brought.same} as they were.")


@commands.command("terms")
@click.argument("version")
@click.option("--fr", "french", type=FILE, required=True, help="The French text.")
@click.option("--en", "english", type=FILE, required=True, help="The English text.")
@click.option("--from", "first", type=DAY, help="In force from (today).")
def terms(version: str, french: Path, english: Path, first: datetime | None) -> None:
    """Publish a version of the terms. Example: flask compliance terms 2026-09 --fr fr.txt --en en.txt"""
    with refusing(), transaction():
        made = actions.publish_terms(version, text_of(french), text_of(english), _day(first), now(), SHELL)
        click.echo(f"{made.version} {made.hash}")


@commands.command("status")
@click.argument("code")
@click.argument("status", type=click.Choice(STATUSES))
@click.option("--evidence", required=True, help="What shows it.")
@click.option("--from", "first", type=DAY, help="From (today).")
@click.option("--until", type=DAY, help="The evidence is good until.")
def status(code: str, status: str, evidence: str, first: datetime | None, until: datetime | None) -> None:
    """State what a person is. Example: flask compliance status P-12 self_employed --evidence "K-bis" """
    last = until.date() if until else None
    with refusing(), transaction():
        who = _person(code)
        actions.declare_status(who.id, status, evidence, _day(first), last, now(), SHELL)
    click.echo(f"{code}: {status}")


@commands.command("consent")
@click.argument("company")
@click.option("--signatory", required=True, help="Who signed.")
@click.option("--withdraw", is_flag=True, help="The company no longer accepts.")
@click.option("--cap", help="The most a person may receive in a year, in euros.")
@click.option("--form", "forms", multiple=True, type=click.Choice(FORMS), help="A form it accepts (all).")
def consent(company: str, signatory: str, withdraw: bool, cap: str | None, forms: tuple[str, ...]) -> None:
    """Record what an employer allows. Example: flask compliance consent C-1 --signatory "N. M." --cap 400"""
    try:
        most = cents(cap) if cap else None
    except NotFigures as wrong:
        raise click.BadParameter("an amount in euros, like 400", param_hint="--cap") from wrong
    with refusing(), transaction():
        actions.record_consent(_company(company).id, not withdraw, signatory, now(), SHELL, most, forms)
    click.echo(f"{company}: {'withdrawn' if withdraw else 'granted'}")


@commands.command("parameter")
@click.argument("code", type=click.Choice(sorted({one.code for one in DEFAULTS})))
@click.argument("value", type=int)
@click.option("--from", "first", type=DAY, help="In force from (today).")
@click.option("--source", required=True, help="Where the figure comes from.")
def parameter(code: str, value: int, first: datetime | None, source: str) -> None:
    """Set a dated figure. Example: flask compliance parameter evidence_months 24 --source "policy 2026" """
    with refusing(), transaction():
        actions.set_parameter(code, value, _day(first), source, now(), SHELL)
    click.echo(f"{code} = {value} from {_day(first)}")


@commands.command("waiting")
@format_option
def waiting(form: str) -> None:
    """Print who cannot receive rewards yet, and why. Example: flask compliance waiting --format csv"""
    rows = [
        (one.person.code, one.person.name, one.company.code, " + ".join(one.reasons))
        for one in overview.watched(now(), reason="any")
    ]
    print_rows(["person_code", "name", "company_code", "held_back_by"], rows, form)


@commands.command("register")
@click.option("--year", type=int, help="The calendar year (this one).")
@format_option
def register(year: int | None, form: str) -> None:
    """Print the register of a year, oldest first. Example: flask compliance register --format csv"""
    print_rows(lines.COLUMNS, lines.rows(year or local_day(now()).year), form)


def _day(given: datetime | None) -> date:
    return given.date() if given else local_day(now())


def _person(code: str) -> Person:
    found = people_by_code([code]).get(code)
    if found is None:
        raise NobodyThere(code=code)
    return found


def _company(code: str) -> Company:
    found = companies_by_code([code]).get(code)
    if found is None:
        raise NobodyThere(code=code)
    return found
