"""`flask challenges series …`: challenges that come back, from the shell."""

import click
from flask.cli import AppGroup, with_appcontext
from sqlalchemy import select

from challenges.document.reading import stored
from challenges.life import rounds, series
from challenges.models import Challenge
from challenges.moments import at_option, moment_of
from challenges.rules.periods import EVERY
from challenges.rules.states import UnknownChallenge
from core import audit
from core.cli import SHELL, format_option, print_rows, refusing
from core.clock import local_day, now
from core.database import in_transaction, session

commands = AppGroup("series", help="Challenges that come back: list, make, pause, resume, prepare.")


def add_to(group: AppGroup) -> None:
    """Put this group beside the other commands."""
    group.add_command(commands)


@commands.command("list")
@format_option
@with_appcontext
def list_(form: str) -> None:
    """Print every series with its next start and what it prepared last.

    Example: flask challenges series list --format csv
    """
    today, rows = local_day(now()), []
    for one in series.all_series():
        period, prepared_on = series.next_of(one, today)
        made = series.challenges_of(one.id)
        state = "paused" if one.paused_at else "runs"
        start = series.start_of(one, period)
        rows.append((one.code, one.every, one.days, state, start, prepared_on, made[0].code if made else ""))
    print_rows(["code", "every", "days", "state", "next_start", "prepared_on", "last"], rows, form)


@commands.command("make")
@click.argument("challenge")
@click.argument("code")
@click.option("--every", type=click.Choice(sorted(EVERY)), default="quarter", help="How often it comes back.")
@click.option("--offset", default=0, help="Days from the period's first day to the challenge's.")
@click.option("--days", default=21, help="Days that it lasts.")
@click.option("--prepare", "ahead", default=14, help="Days before the start when its draft is prepared.")
@at_option
@with_appcontext
def make(challenge: str, code: str, every: str, offset: int, days: int, ahead: int, at: str | None) -> None:
    """Make a challenge come back; its drafts ask for validation, a person launches each.

    Example: flask challenges series make autumn pumps --every quarter --days 21 --offset 7
    """
    audit.origin.set(audit.Origin(SHELL))
    with refusing():
        one = session.scalars(select(Challenge).where(Challenge.code == challenge)).one_or_none()
        if one is None:
            raise UnknownChallenge(code=challenge)
        document, when, rhythm = stored(one.document), moment_of(at), (every, offset, days, ahead)
        in_transaction(lambda: series.make(document, code, document.title_fr, rhythm, when, SHELL))
        session.rollback()
        found = series.found(code)
        period, prepared_on = series.next_of(found, local_day(when))
    click.echo(f"{code}: starts {series.start_of(found, period)}, its draft is prepared on {prepared_on}")


@commands.command("pause")
@click.argument("code")
@with_appcontext
def pause(code: str) -> None:
    """Prepare no further draft. Example: flask challenges series pause pumps"""
    audit.origin.set(audit.Origin(SHELL))
    with refusing():
        one = series.found(code)
        in_transaction(lambda: series.pause(one.id, now(), SHELL))
    click.echo(f"{code}: paused")


@commands.command("resume")
@click.argument("code")
@with_appcontext
def resume(code: str) -> None:
    """Go on with the next date. Example: flask challenges series resume pumps"""
    audit.origin.set(audit.Origin(SHELL))
    with refusing():
        one = series.found(code)
        in_transaction(lambda: series.resume(one.id, now(), SHELL))
    click.echo(f"{code}: runs")


@commands.command("prepare")
@at_option
@with_appcontext
def prepare(at: str | None) -> None:
    """Write the drafts whose day has come, as the clock does. Example: flask challenges series prepare"""
    audit.origin.set(audit.Origin(SHELL))
    click.echo(rounds.prepare_series(moment_of(at)))
