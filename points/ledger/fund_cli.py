"""`flask points fund …`: the prize fund, filled and emptied in the name of an administrator."""

from collections.abc import Callable
from uuid import uuid4

import click
from flask.cli import AppGroup, with_appcontext

from accounts.shell import administrator, as_option
from core import audit
from core.cli import SHELL, format_option, print_rows, refusing
from core.clock import now
from core.database import session, transaction
from points.ledger import books, endowing, funds

commands = AppGroup("fund", help="The prize fund: what challenges may promise.")
WHY = click.option("--reason", required=True, help="Why; it stays in the fund's history.")


@commands.command("show")
@format_option
@with_appcontext
def show(form: str) -> None:
    """Print what came into the prize fund and left it, the newest first.

    Example: flask points fund show --format csv
    """
    rows = [
        (one.at.isoformat(), books.person_name(one.actor), one.kind, one.amount, one.held, one.reason)
        for one in funds.movements()
    ]
    print_rows(("at", "by", "kind", "points", "held", "reason"), rows, form)


@commands.command("add")
@click.argument("points", type=int)
@WHY
@as_option
@with_appcontext
def add(points: int, reason: str, email: str) -> None:
    """Bring points into the prize fund.

    Example: flask points fund add 100000 --reason "Fourth quarter" --as claire@example.com
    """
    _move(endowing.endow, points, reason, email)


@commands.command("take")
@click.argument("points", type=int)
@WHY
@as_option
@with_appcontext
def take(points: int, reason: str, email: str) -> None:
    """Take points out of the prize fund that no challenge holds.

    Example: flask points fund take 20000 --reason "Budget cut" --as claire@example.com
    """
    _move(endowing.withdraw, points, reason, email)


def _move(act: Callable[..., bool], points: int, reason: str, email: str) -> None:
    audit.origin.set(audit.Origin(SHELL))
    with refusing():
        actor, reference = administrator(email), f"fund:prizes:{uuid4().hex}"
        with transaction():
            act(points, reason, reference, now(), actor)
    session.rollback()
    click.echo(f"The prize fund holds {funds.held()} points.")
