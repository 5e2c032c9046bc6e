"""`flask challenges ready|budget|forecast|approve`: what a launch asks for, from the shell."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
from flask.cli import AppGroup, with_appcontext
from sqlalchemy import select

from accounts.shell import administrator, as_option
from challenges import document_cli
from challenges.document.reading import stored
from challenges.document.terms import Document
from challenges.life import forecasts, gate
from challenges.models import Challenge, Forecast
from challenges.rules.forecast import Inputs, euros, percent
from challenges.rules.states import UnknownChallenge
from core import audit
from core.cli import SHELL, format_option, print_rows, refusing
from core.clock import local_day, now
from core.database import in_transaction, session
from core.figures import NotFigures, cents
from points.settings.versions import settings_on

Command = TypeVar("Command", bound=Callable[..., Any])


class Money(click.ParamType):  # type: ignore[type-arg]
    """Euros as people write them, as whole cents."""

    name = "euros"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """12500, 12500.50 or 12500,50."""
        try:
            return value if isinstance(value, int) else cents(value, "," if "," in value else ".")
        except NotFigures:
            self.fail(f"{value!r} is no amount in euros", param, ctx)


class Share(click.ParamType):  # type: ignore[type-arg]
    """Per cent as people write them, as basis points."""

    name = "percent"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """25, 7.5 or 7,5."""
        try:
            return value if isinstance(value, int) else cents(value, "," if "," in value else ".")
        except NotFigures:
            self.fail(f"{value!r} is no percentage", param, ctx)


amended_option = click.option(
    "--amended", type=document_cli.FILE, help="Of this changed file, which an amendment is to publish."
)


def add_to(group: AppGroup) -> None:
    """Put these commands beside the others."""
    for command in (ready, budget, forecast, approve):
        group.add_command(command)


@click.command("ready")
@click.argument("code")
@with_appcontext
def ready(code: str) -> None:
    """Print what a launch still lacks; nothing when it may be launched.

    Example: flask challenges ready autumn
    """
    with refusing():
        one = _found(code)
        gate.demand(one.id, stored(one.document), now())
    click.echo(f"{code}: nothing stands in the way")


@click.command("budget")
@click.argument("code")
@format_option
@with_appcontext
def budget(code: str, form: str) -> None:
    """Print the most that a challenge can cost, prize by prize.

    Example: flask challenges budget autumn --format csv
    """
    with refusing():
        worst = gate.worst(stored(_found(code).document))
        rows: list[tuple[object, ...]] = [
            (one.what, one.kind, one.winners, one.points) for one in worst.parts
        ]
        print_rows(("what", "kind", "winners", "points"), [*rows, ("total", "", "", worst.total)], form)


@click.command("forecast")
@click.argument("code")
@click.option("--baseline", type=Money(), required=True, help="Revenue without the challenge, euros.")
@click.option("--growth", type=Share(), required=True, help="Additional revenue asked, percent.")
@click.option("--margin", type=Share(), required=True, help="Gross margin on it, percent.")
@click.option("--generosity", type=Share(), default=2_000, help="Most that rewards may take of it (20).")
@click.option("--points", type=int, help="Points expected to be won (the worst case).")
@click.option("--worth", type=Money(), help="What 1,000 points cost, euros (the programme's settings).")
@click.option("--technology", type=Money(), default=0, help="Euros.")
@click.option("--animation", type=Money(), default=0, help="Animation and communication, euros.")
@click.option("--charges", type=Money(), default=0, help="Social and tax charges on rewards, euros.")
@click.option("--why", default="", help="Why more than 20 percent of growth is expected.")
@amended_option
@with_appcontext
def forecast(
    code: str, points: int | None, worth: int | None, why: str, amended: Path | None, **said: int
) -> None:
    """Write down what a draft, or what would amend a launched challenge, is to bring and to cost.

    Example: flask challenges forecast autumn --baseline 500000 --growth 15 --margin 30 --animation 2000
    """
    audit.origin.set(audit.Origin(SHELL))
    with refusing():
        one, after = _found(code), _amended(amended)
        inputs = Inputs(
            said["baseline"],
            said["growth"],
            said["margin"],
            said["generosity"],
            gate.worst(after or stored(one.document)).total if points is None else points,
            settings_on(local_day(now())).worth_of_1000 if worth is None else worth,
            said["technology"],
            said["animation"],
            said["charges"],
            why,
        )
        number = in_transaction(lambda: forecasts.write(one.id, inputs, now(), SHELL, after))
    found = forecasts.figures_of(session.get_one(Forecast, number))
    even = "–" if found.break_even_bp is None else percent(found.break_even_bp)
    click.echo(f"{code}: {euros(found.additional_cents)} more revenue for {euros(found.cost_cents)}")
    click.echo(f"{code}: {euros(found.net_margin_cents)} on margin, breaks even at {even} of growth")


@click.command("approve")
@click.argument("code")
@click.option("--note", default="", help="What the approver writes.")
@amended_option
@as_option
@with_appcontext
def approve(code: str, note: str, amended: Path | None, email: str) -> None:
    """Approve the forecast of a draft, or of an amendment, in the name of an administrator.

    Example: flask challenges approve autumn --as claire@example.com
    """
    audit.origin.set(audit.Origin(SHELL))
    with refusing():
        one, actor, after = _found(code), administrator(email), _amended(amended)
        found = forecasts.newest(one.id, after.hash if after else None)
        if found is None:
            raise gate.ForecastStale if forecasts.every(one.id) else gate.NoForecast
        number = found.id
        in_transaction(lambda: forecasts.approve(number, note, now(), actor))
    click.echo(f"{code}: its forecast is approved")


def _amended(path: Path | None) -> Document | None:
    return document_cli.sound(path.read_bytes()) if path else None


def _found(code: str) -> Challenge:
    one = session.scalars(select(Challenge).where(Challenge.code == code)).one_or_none()
    if one is None:
        raise UnknownChallenge(code=code)
    return one
