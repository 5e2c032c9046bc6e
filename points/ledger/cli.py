"""`flask points corrections …`: what waits for a second person, decided by a named administrator."""

import sys

import click
from flask.cli import AppGroup, with_appcontext

from accounts.shell import administrator, as_option
from core.cli import format_option, print_rows, refusing
from core.clock import now
from core.database import transaction
from points.ledger import books, corrections

commands = AppGroup("corrections", help="Corrections above the limit, which two people decide.")


@commands.command("list")
@format_option
@with_appcontext
def waiting(form: str) -> None:
    """Print what waits for a second person.

    Example: flask points corrections list --format csv
    """
    rows = [
        (
            one.id,
            holder.code if holder else "",
            one.points,
            one.reason,
            one.asked_by,
            one.asked_at.isoformat(),
        )
        for one in corrections.waiting()
        for holder in [books.holder(one.wallet_id)]
    ]
    print_rows(("id", "wallet", "points", "reason", "asked_by", "asked_at"), rows, form)


@commands.command("approve")
@click.argument("number", type=int)
@as_option
@with_appcontext
def approve(number: int, email: str) -> None:
    """Write a correction that somebody else asked for.

    Example: flask points corrections approve 3 --as claire@example.com
    """
    with refusing():
        actor = administrator(email)
        _known(number)
        with transaction():
            corrections.approve(number, now(), actor)
    click.echo(f"{number}: approved")


@commands.command("refuse")
@click.argument("number", type=int)
@as_option
@click.option("--why", required=True, help="The reason, kept with the request.")
@with_appcontext
def refuse(number: int, email: str, why: str) -> None:
    """Refuse a correction that somebody else asked for.

    Example: flask points corrections refuse 3 --as claire@example.com --why "counted before"
    """
    with refusing():
        actor = administrator(email)
        _known(number)
        with transaction():
            corrections.turn_down(number, why, now(), actor)
    click.echo(f"{number}: refused")


def _known(number: int) -> None:
    if corrections.request(number) is None:
        click.echo(f"There is no request {number}.", err=True)
        sys.exit(1)
