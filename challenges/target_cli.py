"""`flask challenges targets`: what each competitor is held against, from the shell."""

from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext
from sqlalchemy import select

from challenges.document.reading import stored
from challenges.life import target_lists
from challenges.models import Challenge
from challenges.proof import tables
from challenges.rules.states import UnknownChallenge
from challenges.scoring import target_files
from core import audit
from core.cli import SHELL, format_option, print_rows, refusing
from core.clock import now
from core.database import in_transaction, session


def add_to(group: AppGroup) -> None:
    """Put this command beside the others."""
    group.add_command(targets)


@click.command("targets")
@click.argument("code")
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what the file would change, and change nothing.")
@format_option
@with_appcontext
def targets(code: str, file: Path | None, dry_run: bool, form: str) -> None:
    """Load targets from a CSV file (columns code and target), or list them without one.

    Example: flask challenges targets autumn targets.csv --dry-run
    """
    audit.origin.set(audit.Origin(SHELL))
    with refusing():
        one = session.scalars(select(Challenge).where(Challenge.code == code)).one_or_none()
        if one is None:
            raise UnknownChallenge(code=code)
        if file is None:
            _list(one, form)
            return
        number, content = one.id, file.read_bytes()
        done = in_transaction(lambda: target_files.bring_in(number, content, now(), SHELL, dry_run))
    click.echo(f"{code}: {done.new} new, {done.replaced} replaced, {done.known} known")


def _list(one: Challenge, form: str) -> None:
    """Code, name, target (cents or pieces) and where it comes from."""
    listed = target_lists.listed(one, now())
    names = tables.names_of(target_lists.kind_of(stored(one.document)), [it.subject_id for it in listed])
    rows = [(*names[it.subject_id], it.target, it.source or "would be computed") for it in listed]
    print_rows(("code", "name", "target", "source"), rows, form)
