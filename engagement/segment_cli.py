"""`flask engagement segments …`: list them, review them, make the usual ones."""

import click
from flask.cli import AppGroup, with_appcontext

from core import audit
from core.cli import SHELL, format_option, print_rows
from core.clock import local_day, now
from core.database import in_transaction
from engagement import segment_queries, segments

commands = AppGroup("segments", help="Segments: list, review, usual.")


@commands.command("list")
@format_option
@with_appcontext
def list_(form: str) -> None:
    """Print every segment with its companies now and a month ago.

    Example: flask engagement segments list --format csv
    """
    columns = ("code", "name_fr", "name_en", "companies", "a_month_ago", "conditions")
    lines = segment_queries.segments(local_day(now()))
    rows = [
        (
            one.segment.code,
            one.segment.name_fr,
            one.segment.name_en,
            one.number,
            one.before,
            str(one.segment.conditions),
        )
        for one in lines
    ]
    print_rows(columns, rows, form)


@commands.command("review")
@with_appcontext
def review() -> None:
    """Look at every company now rather than tonight. Example: flask engagement segments review"""
    audit.origin.set(audit.Origin(SHELL))
    changed = in_transaction(lambda: segments.keep_up(now()))
    click.echo(f"{changed} memberships begin or end")


@commands.command("usual")
@with_appcontext
def usual() -> None:
    """Make the usual segments that are missing. Example: flask engagement segments usual"""
    audit.origin.set(audit.Origin(SHELL))
    for code in in_transaction(lambda: [one.code for one in segments.make_usual(now(), SHELL)]):
        click.echo(f"{code}: counts from tomorrow")
