"""`flask verify`, and what every command shares: a way to print rows, a way to refuse."""

import csv
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click
from flask import Flask
from flask.cli import with_appcontext
from sqlalchemy import select

from core import audit, seal
from core.audit import AuditLine
from core.database import session
from core.exports import safe
from core.outbox import Mail
from core.row_problems import FileRefused
from core.rules import Refused
from core.verify import Check

SHELL = "shell"
Command = TypeVar("Command", bound=Callable[..., Any])


class NotText(Refused):
    """Bytes under the name of a text; the shell speaks English only."""

    sentence = "%(file)s is not text in UTF-8."


class NotToml(Refused):
    """A text that breaks the rules of TOML, and where."""

    sentence = "%(file)s is no TOML file: %(why)s"


def text_of(file: Path) -> str:
    """A file's text; raises NotText."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise NotText(file=file.name) from None


def toml_of(file: Path) -> dict[str, Any]:
    """A file's document; raises NotText or NotToml."""
    try:
        return tomllib.loads(text_of(file))
    except tomllib.TOMLDecodeError as wrong:
        raise NotToml(file=file.name, why=wrong) from wrong


@contextmanager
def refusing() -> Iterator[None]:
    """Turn a refusal into its sentence (a file's problems first) on standard error and exit status 1."""
    try:
        yield
    except Refused as refused:
        for one in refused.problems if isinstance(refused, FileRefused) else ():
            click.echo(f"line {one.line}, {one.column}: {one}", err=True)
        click.echo(str(refused), err=True)
        sys.exit(1)


def format_option(command: Command) -> Command:
    """Add `--format table|csv` to a command that prints rows."""
    return click.option(
        "--format", "form", type=click.Choice(["table", "csv"]), default="table", help="How to print."
    )(command)


def print_rows(columns: Sequence[str], rows: Iterable[Sequence[object]], form: str) -> None:
    """Print rows for people, or as CSV with a header whose cells no spreadsheet runs."""
    if form == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([safe(cell) for cell in row] for row in rows)
        return
    texts = [[str(name) for name in columns], *[["" if c is None else str(c) for c in row] for row in rows]]
    widths = [max(len(row[i]) for row in texts) for i in range(len(columns))]
    for row in texts:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _broken_audit() -> Iterable[str]:
    return (f"audit_lines {b.first_id}–{b.last_id}" for b in seal.broken(AuditLine.__table__))  # type: ignore[arg-type]


def _lost_mail() -> Iterable[str]:
    wrong = select(Mail.id).where(
        (Mail.state.notin_(("waiting", "sent", "dead"))) | ((Mail.state == "sent") & (Mail.sent_at.is_(None)))
    )
    return (f"outbox {one}" for one in session.scalars(wrong))


CHECKS = (
    Check("I30", "the audit trail is as it was sealed", _broken_audit),
    Check("I31", "every mail is waiting, sent or dead", _lost_mail),
)


def init_app(app: Flask, checks: Sequence[Check]) -> None:
    """Add `flask verify` over the checks that the rooms handed over, and keep them for the settings page."""
    app.extensions["checks"] = tuple(checks)

    @app.cli.command("verify")
    @format_option
    @with_appcontext
    def verify(form: str) -> None:
        """Check every invariant on the live database; read-only; exit 1 when one fails.

        Example: flask verify --format csv
        """
        audit.origin.set(audit.Origin(SHELL))
        findings = [finding for check in checks for finding in check.findings()]
        if findings:
            print_rows(["invariant", "row", "broken"], [(f.code, f.row, f.sentence) for f in findings], form)
            sys.exit(1)
        if form == "csv":
            print_rows(["invariant", "row", "broken"], [], form)
        else:
            click.echo(f"{len(checks)} checks, every one holds.")
