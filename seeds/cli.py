"""`flask demo …`: fill an empty database with the demo story, and say how to sign in."""

import sys

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from core import audit, clock
from seeds import story
from seeds.people import CAST

commands = AppGroup("demo", help="The demo story.")

WHO = {
    "administrator": "sponsor, administrator",
    "account_manager": "sponsor, account manager",
    "company_manager": "manager",
    "rep": "sales rep",
}


@commands.command("seed")
@with_appcontext
def seed() -> None:
    """Tell the demo story in an empty database; one with people stays as it is. Example: flask demo seed"""
    if current_app.config["SETTINGS"].production:
        click.echo("The demo story is not told in production.", err=True)
        sys.exit(1)
    audit.origin.set(audit.Origin("shell"))
    told = story.tell(clock.now(), say=lambda line: click.echo(f"  {line}", err=True))
    click.echo("The demo story is told." if told else "There are people here already: nothing was changed.")


@commands.command("sign-ins")
def sign_ins() -> None:
    """Print the demo's sign-ins. Example: flask demo sign-ins"""
    for one in CAST:
        firm = story.firm_name(one.firm)
        click.echo(f"  {one.email:42} {story.PASSWORD:20} {WHO[one.role]}, {firm}")
