"""`flask challenges amend|versions|invites`: a challenge's document, from the shell."""

from datetime import date, datetime
from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext
from sqlalchemy import func, select

from accounts.models import Person
from challenges.document.lines import with_lines
from challenges.document.problems import DocumentRefused
from challenges.document.reading import from_file, stored
from challenges.document.references import scope_of
from challenges.document.terms import Document
from challenges.life import acceptance, amendments, invitation
from challenges.models import Challenge
from challenges.moments import at_option, moment_of
from challenges.rules.joining import UnknownPerson
from challenges.rules.states import UnknownChallenge
from core import audit
from core.cli import SHELL, format_option, print_rows, refusing
from core.clock import local_day
from core.database import in_transaction, session

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
DAY = click.DateTime(["%Y-%m-%d"])


def add_to(group: AppGroup) -> None:
    """Put these commands beside the others."""
    for command in (amend, versions, invites):
        group.add_command(command)


@click.command("amend")
@click.argument("code")
@click.argument("path", type=FILE)
@click.option("--from", "from_on", type=DAY, help="First day whose sales it judges; today when left out.")
@click.option("--reason", default="", help="Why; the participants read it.")
@click.option("--check", is_flag=True, help="Only print what would change; publish nothing.")
@at_option
@with_appcontext
def amend(code: str, path: Path, from_on: datetime | None, reason: str, check: bool, at: str | None) -> None:
    """Publish a changed document of a launched challenge as its next version, and print what changes.

    Example: flask challenges amend autumn autumn-2.toml --from 2026-10-20 --reason "More to win"
    """
    audit.origin.set(audit.Origin(SHELL))
    with refusing():
        one, when, content = _found(code), moment_of(at), path.read_bytes()
        document, day = sound(content), from_on.date() if from_on else local_day(when)
        found = _prepared(one.id, document, day, when, content)
        if not check:
            in_transaction(lambda: amendments.publish(one.id, document, day, reason, when, SHELL))
        for change in found.changes:
            click.echo(f"{change.path}: {_said(change.before)} → {_said(change.after)}")
    click.echo(f"{code}: {'would be' if check else ''} in force from {found.from_on}".replace("  ", " "))


@click.command("versions")
@click.argument("code")
@format_option
@with_appcontext
def versions(code: str, form: str) -> None:
    """Print every version of a document: from when, its fingerprint, how many accepted it, why.

    Example: flask challenges versions autumn --format csv
    """
    with refusing():
        one = _found(code)
    accepted = acceptance.counts(one.id)
    rows = [
        (it.version, it.from_on, it.hash, accepted.get(it.hash, 0), len(it.changes), it.reason)
        for it in amendments.versions(one.id)
    ]
    print_rows(["version", "from", "hash", "accepted", "changes", "reason"], rows, form)


@click.command("invites")
@click.argument("code")
@click.argument("email")
@at_option
@with_appcontext
def invites(code: str, email: str, at: str | None) -> None:
    """Say whether a challenge invites somebody, or which condition does not hold, as they would read it.

    Example: flask challenges invites autumn karim@example.com
    """
    with refusing():
        document = stored(_found(code).document)
        who = session.scalars(select(Person).where(func.lower(Person.email) == email.lower())).one_or_none()
        if who is None:
            raise UnknownPerson(email=email)
        if missing := invitation.why_not_person(document, who.id, moment_of(at)):
            raise missing
    click.echo(f"{code}: {email} is invited")


def sound(content: bytes) -> Document:
    """A file's document whose codes all stand for something; raises DocumentRefused with its lines."""
    document = from_file(content)
    try:
        scope_of(document)
    except DocumentRefused as refused:
        raise DocumentRefused(with_lines(refused.problems, content.decode("utf-8-sig"))) from None
    return document


def _prepared(
    challenge_id: int, document: Document, day: date, when: datetime, content: bytes
) -> amendments.Amendment:
    try:
        return amendments.prepare(challenge_id, document, day, when)
    except DocumentRefused as refused:
        raise DocumentRefused(with_lines(refused.problems, content.decode("utf-8-sig"))) from None


def _found(code: str) -> Challenge:
    one = session.scalars(select(Challenge).where(Challenge.code == code)).one_or_none()
    if one is None:
        raise UnknownChallenge(code=code)
    return one


def _said(value: object) -> str:
    return "–" if value in (None, "", []) else str(value)
