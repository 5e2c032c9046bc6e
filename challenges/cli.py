"""`flask challenges …` for operators: each calls the same action as its button."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext
from sqlalchemy import select

from accounts.shell import administrator, as_option
from challenges import actions, document_cli, gate_cli, proof_cli, series_cli, target_cli
from challenges.document.reading import brief_in
from challenges.document.terms import short
from challenges.life import lifecycle, rounds
from challenges.models import Challenge
from challenges.moments import at_option, moment_of
from challenges.proof import tables
from challenges.rules.states import UnknownChallenge
from core import audit
from core.cli import SHELL, format_option, print_rows, refusing
from core.database import in_transaction, session

SHORT = 50

commands = AppGroup(
    "challenges",
    help="Challenges: load, forecast, launch, standings, close, propose, certify, pay, stop, refresh.",
)

gate_cli.add_to(commands)
document_cli.add_to(commands)
series_cli.add_to(commands)
proof_cli.add_to(commands)
target_cli.add_to(commands)


def _id(code: str) -> int:
    found = session.scalar(select(Challenge.id).where(Challenge.code == code))
    if found is None:
        raise UnknownChallenge(code=code)
    return found


def _state(code: str) -> str:
    return session.scalar(select(Challenge.state).where(Challenge.code == code)) or ""


def _say(code: str) -> None:
    session.rollback()
    click.echo(f"{code}: {_state(code)}")


@commands.command("load")
@click.argument("path", type=document_cli.FILE)
@click.option("--check", is_flag=True, help="Only say what is wrong with the file; write nothing.")
@at_option
@with_appcontext
def load(path: Path, check: bool, at: str | None) -> None:
    """Write a challenge's draft from its TOML or JSON file, or write it again.

    Example: flask challenges load autumn.toml --check
    """
    audit.origin.set(audit.Origin(SHELL))
    with refusing():
        content = path.read_bytes()
        document, brief = document_cli.sound(content), brief_in(content)
        if not check:
            in_transaction(lambda: actions.save_draft(document, moment_of(at), SHELL, brief))
    click.echo(f"{document.code}: {'sound' if check else 'draft'}, fingerprint {short(document.hash)}")


@commands.command("list")
@format_option
@with_appcontext
def list_(form: str) -> None:
    """Print every challenge with its dates, state and cost. Example: flask challenges list --format csv"""
    rows = tables.challenge_rows()
    print_rows(["code", "title", "state", "first_day", "last_day", "participants", "cost_points"], rows, form)


@commands.command("launch")
@click.argument("code")
@at_option
@with_appcontext
def launch(code: str, at: str | None) -> None:
    """Seal the document, set the prizes aside, open the board. Example: flask challenges launch autumn"""
    _take(code, at, lifecycle.launch)


@commands.command("standings")
@click.argument("code")
@click.option("--all", "everybody", is_flag=True, help=f"Every rank, not only the first {SHORT}.")
@format_option
@with_appcontext
def standings(code: str, everybody: bool, form: str) -> None:
    """Print ranks, scores and prizes; amounts in euros.

    Example: flask challenges standings autumn --format csv --all
    """
    with refusing():
        rows = tables.standing_rows(_id(code))
        print_rows(tables.STANDING, rows if everybody else rows[:SHORT], form)


@commands.command("refresh")
@click.argument("code", required=False)
@at_option
@with_appcontext
def refresh(code: str | None, at: str | None) -> None:
    """Begin and close what is due, then bring open boards up to the sales.

    Example: flask challenges refresh
    """
    audit.origin.set(audit.Origin(SHELL))
    when = moment_of(at)
    with refusing():
        if code:
            in_transaction(lambda: lifecycle.catch_up(_id(code), when, SHELL))
            _say(code)
        else:
            click.echo(rounds.move_due(when))
            click.echo(rounds.refresh_open(when))


@commands.command("close")
@click.argument("code")
@at_option
@with_appcontext
def close(code: str, at: str | None) -> None:
    """Freeze the standings after the last day; propose the result when nothing can be contested any more.

    Example: flask challenges close autumn
    """
    _take(code, at, lifecycle.close_and_propose)


@commands.command("propose")
@click.argument("code")
@at_option
@with_appcontext
def propose(code: str, at: str | None) -> None:
    """Propose the result, once nothing can be contested any more; print its fingerprint.

    Example: flask challenges propose autumn
    """
    _take(code, at, lifecycle.propose)
    click.echo(session.get_one(Challenge, _id(code)).proposed_hash)


@commands.command("certify")
@click.argument("code")
@as_option
@click.option("--fingerprint", default="", help="The proposal that was read; refused when it is another one.")
@at_option
@with_appcontext
def certify(code: str, email: str, fingerprint: str, at: str | None) -> None:
    """Seal the proposed result in the name of an administrator who did not propose it.

    Example: flask challenges certify autumn --as claire@example.com
    """
    with refusing():
        who = administrator(email)
    _take(code, at, lambda one, when, _: lifecycle.certify(one, when, who, fingerprint))


@commands.command("pay")
@click.argument("code")
@at_option
@with_appcontext
def pay(code: str, at: str | None) -> None:
    """Pay the prizes of a certified challenge, once. Example: flask challenges pay autumn"""
    _take(code, at, lifecycle.pay)


@commands.command("stop")
@click.argument("code")
@click.option("--reason", required=True, help="Why; the participants read it.")
@at_option
@with_appcontext
def stop(code: str, reason: str, at: str | None) -> None:
    """End a challenge for good and release its prizes.

    Example: flask challenges stop autumn --reason "No stock"
    """
    _take(code, at, lambda one, when, by: lifecycle.stop(one, reason, when, by))


def _take(code: str, at: str | None, edge: Callable[[int, datetime, str], bool]) -> None:
    """Take an edge in a transaction of its own and say where the challenge stands."""
    audit.origin.set(audit.Origin(SHELL))
    when = moment_of(at)
    with refusing():
        in_transaction(lambda: edge(_id(code), when, SHELL))
        _say(code)
