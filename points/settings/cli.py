"""`flask points settings …`: the programme's settings from a file, and what they say on a day."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup, with_appcontext

from core.cli import SHELL, refusing, toml_of
from core.clock import local_day, now
from core.database import transaction
from core.rules import Refused
from points.rules.life import BOOSTS, CONFIRMATIONS, LIVES, RETURNS, Settings
from points.settings import versions

commands = AppGroup("settings", help="The settings of the permanent programme.")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
WORDS = {"life": LIVES, "confirm": CONFIRMATIONS, "returns": RETURNS, "boosts": BOOSTS}
OURS = {"from", "name", *Settings._fields}


class BadSettingsFile(Refused):
    """A file of settings with problems, all of them told."""

    sentence = "%(problems)s"


@commands.command("show")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="A day; today without it.")
@with_appcontext
def show(day: datetime | None) -> None:
    """Print what the programme says on a day, as a file that `load` reads.

    Example: flask points settings show --on 2026-12-31
    """
    on = day.date() if day else local_day(now())
    row = next((one for one in reversed(versions.versions()) if one.starts_on <= on), None)
    click.echo(f"from = {row.starts_on if row else on}")
    if row:
        click.echo(f'name = {{ fr = "{row.name_fr}", en = "{row.name_en}" }}')
    for name, value in versions.settings_on(on)._asdict().items():
        click.echo(f'{name} = "{value}"' if isinstance(value, str) else f"{name} = {value}")


@commands.command("load")
@click.argument("file", type=FILE)
@click.option("--dry-run", is_flag=True, help="Say what would change, change nothing.")
@with_appcontext
def load(file: Path, dry_run: bool) -> None:
    """Put the settings in FILE in force from the day that it names; all problems are told at once.

    Example: flask points settings load settings.toml --dry-run
    """
    with refusing():
        draft = draft_from(toml_of(file))
        versions.check(draft, local_day(now()))
        if not dry_run:
            with transaction():
                versions.write(draft, now(), SHELL)
    click.echo(f"the settings {'would be' if dry_run else 'are'} in force from {draft.starts_on}")


def draft_from(document: dict[str, Any]) -> versions.Draft:
    """What a document says; raises BadSettingsFile with every problem."""
    problems = [f"“{key}” is not known" for key in document.keys() - OURS]
    starts_on, names = document.get("from"), document.get("name")
    if type(starts_on) is not date:
        problems.append("“from” must be a day, such as 2026-12-01")
    if not isinstance(names, dict) or not all(isinstance(names.get(key), str) for key in ("fr", "en")):
        problems.append('“name” must hold fr and en: name = { fr = "…", en = "…" }')
    said = {key: value for key, value in document.items() if key in Settings._fields}
    for key, value in said.items():
        if key in WORDS and value not in WORDS[key]:
            problems.append(f"“{key}” must be one of {', '.join(WORDS[key])}")
        elif key not in WORDS and (type(value) is not int or value < 0):
            problems.append(f"“{key}” must be a whole number, zero or more")
    if said.get("life") == "rolling" and not said.get("life_length"):
        problems.append("“life_length” must say how many months")
    if problems:
        raise BadSettingsFile(problems="\n".join(sorted(problems)))
    return versions.Draft(starts_on, names["fr"], names["en"], Settings(**said))  # type: ignore[arg-type, index]
