"""`flask engagement merge|close`: a company becomes part of another, or leaves."""

from datetime import date, datetime

import click
from flask.cli import with_appcontext

from accounts.models import Company
from accounts.queries import companies_by_code
from accounts.rules import UnknownCompany
from core.cli import SHELL, refusing
from core.clock import now
from core.database import in_transaction
from engagement import closing, merging

DAY = click.DateTime(["%Y-%m-%d"])


@click.command("merge")
@click.argument("company")
@click.argument("into")
@with_appcontext
def merge(company: str, into: str) -> None:
    """Make one company part of another from today, by their codes.

    Example: flask engagement merge D07 D03
    """
    with refusing():
        leaving, staying = _company(company).id, _company(into).id
        moved = in_transaction(lambda: merging.merge(leaving, staying, now(), SHELL))
    click.echo(f"{moved.available} points, {moved.pending} pending and {moved.debt} owed moved to {into}")


@click.command("close")
@click.argument("company")
@click.option("--until", type=DAY, required=True, help="Last day on which its points can be spent.")
@with_appcontext
def close(company: str, until: datetime) -> None:
    """Let a company leave today; its points live until a day.

    Example: flask engagement close D07 --until 2026-12-31
    """
    last: date = until.date()
    with refusing():
        number = _company(company).id
        ended = in_transaction(lambda: closing.close(number, last, now(), SHELL))
    click.echo(f"{company} has left; {ended} lots end on {last.isoformat()}")


def _company(code: str) -> Company:
    found = companies_by_code([code]).get(code)
    if found is None:
        raise UnknownCompany(code=code)
    return found
