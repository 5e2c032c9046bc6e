"""`flask points tiers …` for operators."""

from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext

from core.cli import SHELL, format_option, print_rows, refusing, toml_of
from core.clock import local_day, now
from core.database import transaction
from points.tiers import standings as tiers
from points.tiers.files import load_tiers
from points.tiers.schemes import in_force, scheme_of
from points.tiers.turns import turns

commands = AppGroup("tiers", help="The tiers of the programme.")

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@commands.command("load")
@click.argument("file", type=FILE)
@click.option("--dry-run", is_flag=True, help="Check the file, change nothing.")
@with_appcontext
def load(file: Path, dry_run: bool) -> None:
    """Publish the scheme in FILE from its first day; all problems are told at once.

    Example: flask points tiers load tiers.toml --dry-run
    """
    with refusing():
        document = toml_of(file)
        with transaction():
            starts_on, written = load_tiers(document, now(), SHELL, dry_run)
            changed = tiers.review(now(), SHELL) if written and starts_on <= local_day(now()) else 0
    if written:
        click.echo(f"The tiers are in force from {starts_on}; {changed} changed.")
    else:
        click.echo(f"The tiers would be in force from {starts_on}." if dry_run else "Nothing new.")


@commands.command("show")
@format_option
@with_appcontext
def show(form: str) -> None:
    """Print the tiers in force and how many hold each. Example: flask points tiers show --format csv"""
    today = local_day(now())
    row = in_force(today)
    scheme = scheme_of(row) if row else None
    standings = [one.row.code for one in turns(scheme, today) if one.row] if scheme else []
    rows = [
        (
            one.code,
            one.name_fr,
            one.name_en,
            one.colour,
            one.threshold,
            one.or_acts,
            standings.count(one.code),
        )
        for one in (scheme.levels if scheme else ())
    ]
    print_rows(("code", "name_fr", "name_en", "colour", "threshold", "or_acts", "holders"), rows, form)


@commands.command("review")
@with_appcontext
def review() -> None:
    """Look at everybody's tier now, as the clock does every night. Example: flask points tiers review"""
    with transaction():
        changed = tiers.review(now(), SHELL)
    click.echo(f"{changed} tiers changed.")
