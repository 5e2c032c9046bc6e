"""`flask challenges export CODE`: the public file and the auditor's, from the shell."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext
from sqlalchemy import select

from challenges.models import Challenge
from challenges.proof import exporting
from challenges.rules.states import UnknownChallenge
from core import audit
from core.cli import SHELL, refusing
from core.clock import now
from core.database import in_transaction, session


def add_to(commands: AppGroup) -> None:
    """Give `flask challenges` this file's command."""
    commands.add_command(export)


@click.command("export")
@click.argument("code")
@click.option(
    "--folder", required=True, type=click.Path(file_okay=False, path_type=Path), help="Where to write them."
)
@with_appcontext
def export(code: str, folder: Path) -> None:
    """Write CODE.public.json (ranks and prizes, salted ids) and CODE.auditor.jsonl (names, amounts, salt).

    Example: flask challenges export autumn --folder proof && python tools/recount.py proof/autumn.*
    """
    audit.origin.set(audit.Origin(SHELL))
    with refusing():
        challenge_id = session.scalar(select(Challenge.id).where(Challenge.code == code))
        if challenge_id is None:
            raise UnknownChallenge(code=code)
        salt = exporting.salt_of(current_app.config["SETTINGS"].secret_key, code)
        made = in_transaction(lambda: exporting.export(challenge_id, salt, now(), SHELL))
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (
        (f"{code}.public.json", made.public_text),
        (f"{code}.auditor.jsonl", made.auditor_text),
    ):
        (folder / name).write_text(text, encoding="utf-8")
        click.echo(str(folder / name))
    click.echo(f"seal {made.public['seal']}")
