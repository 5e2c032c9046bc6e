"""`flask sales …` for operators: each calls the same action as its button."""

import json
import sys
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import click
from flask.cli import AppGroup
from flask_babel import force_locale

from core import clock
from core.cli import SHELL, format_option, print_rows, refusing, text_of
from core.database import in_transaction, session
from core.figures import NotFigures, cents
from sales import actions, conflicts, desk, mapping, messages, quote_cli, return_queries, returns, storage
from sales.acceptance import accept
from sales.checking import check
from sales.models import Upload
from sales.reading import first_rows
from sales.return_rules import NotASale
from sales.returns import Comeback

commands = AppGroup("sales", help="Files of sales and of quotes.")
commands.add_command(quote_cli.command)
#: Rows that a guess looks at.
SAMPLE = 200
COUNTS = ["upload", "state", "rows", "good", "bad", "known", "conflicts", "returns", "amount", "points"]


@commands.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--mapping", "map_file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="TOML file."
)
@click.option("--saved", help="Name of a mapping saved before.")
@click.option("--accept", "at_once", is_flag=True, help="Accept the good rows at once.")
@click.option("--strict", is_flag=True, help="With --accept: only when no row is bad or in conflict.")
@click.option("--problems", "show", type=click.IntRange(0), default=20, help="Bad rows to print.")
@format_option
def import_(
    file: Path, map_file: Path | None, saved: str | None, at_once: bool, strict: bool, show: int, form: str
) -> None:
    """Read a CSV (also .gz) or XLSX, check every row, and accept the good ones with --accept.

    Example: flask sales import sales.csv --mapping sales.toml --accept
    """
    with refusing():
        spec = _spec(map_file, saved)
        with file.open("rb") as brought:
            kept = storage.keep(brought, file.name)
        name = file.name.removesuffix(".gz")
        if map_file:
            in_transaction(lambda: actions.save_mapping(spec, clock.now(), SHELL))
        upload_id = in_transaction(
            lambda: actions.bring(name, kept.sha256, kept.stored, spec, clock.now(), SHELL)
        )
        check(upload_id, clock.now(), _progress if sys.stderr.isatty() else None)
        upload = actions.held(upload_id)
        if upload.state == "unreadable":
            with force_locale("en"):
                click.echo(f"{file.name}: {messages.trouble_sentence(upload.trouble)}", err=True)
            sys.exit(1)
        _print_problems(upload, show)
        aside = upload.rows_bad + upload.rows_conflict
        taken = upload.rows_good + upload.rows_returns
        wanted = at_once and not (aside and (strict or not taken + upload.rows_known))
        if wanted and taken:
            in_transaction(lambda: accept(upload_id, clock.now(), SHELL))
    _print_counts(upload_id, form)
    if at_once and not wanted:
        click.echo(f"Nothing was accepted: {aside} of {upload.rows_done} rows cannot be taken.", err=True)
        sys.exit(1)


@commands.command("accept")
@click.argument("upload_id", type=int)
@format_option
def accept_(upload_id: int, form: str) -> None:
    """Accept the good rows of a checked file.

    Example: flask sales accept 12
    """
    with refusing():
        in_transaction(lambda: accept(upload_id, clock.now(), SHELL))
    _print_counts(upload_id, form)


@commands.command("guess")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def guess_(file: Path) -> None:
    """Print a mapping to start from, guessed from a file's column names.

    Example: flask sales guess sales.csv > sales.toml
    """
    with refusing():
        with file.open("rb") as brought:
            kept = storage.keep(brought, file.name)
        try:
            opened = first_rows(kept.path, file.name.removesuffix(".gz"), SAMPLE)
            rows = [row for chunk in opened.chunks for row in chunk]
        finally:
            storage.drop(kept.stored)
    guessed = mapping.guess(opened.columns)
    decimal = mapping.guess_decimal(opened.columns, guessed, rows)
    click.echo(f'name = {_quoted(file.name.split(".")[0])}\ndates = "dmy"\ndecimal = "{decimal}"')
    click.echo("# seller_of_rep = true    # where no column names the selling company\n\n[columns]")
    for field in mapping.FIELDS:
        click.echo(f"{field} = {_quoted(guessed[field])}" if field in guessed else f'# {field} = ""')
    unused = [name for name in opened.columns if name not in guessed.values()]
    click.echo(f'\n# Columns not used: {", ".join(unused)}\n# [defaults]\n# selling_company = "CODE"')


@commands.command("uploads")
@format_option
def uploads_(form: str) -> None:
    """Print the files that were brought, the newest first.

    Example: flask sales uploads --format csv
    """
    print_rows(COUNTS, [_counts(upload) for upload in desk.uploads(None)], form)


@commands.command("return")
@click.argument("line_key")
@click.option("--quantity", type=click.IntRange(1), required=True, help="Units that came back.")
@click.option("--amount", help="What they cost, 12.50; their share of what is left when not given.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Day on which they came back; today.")
@click.option("--reason", required=True, help="Why, for whoever asks later.")
@click.option("--request", help="A key of your own: the same return sent again is written once.")
@format_option
def return_(
    line_key: str,
    quantity: int,
    amount: str | None,
    on: datetime | None,
    reason: str,
    request: str | None,
    form: str,
) -> None:
    """Take units of a sale back; LINE_KEY is company|document|line, or |product where a file has no lines.

    Example: flask sales return "D1|FA-48306|1" --quantity 1 --reason "Broken on arrival"
    """
    with refusing():
        sold = conflicts.holder(_line_key(line_key))
        if sold is None:
            raise NotASale
        came = Comeback(
            quantity,
            on.date() if on else clock.local_day(clock.now()),
            _cents(amount) if amount else None,
            reason,
        )
        line_id, once = sold.id, request or uuid4().hex
        done = in_transaction(lambda: returns.record(line_id, came, once, clock.now(), SHELL))
    if done is None:
        click.echo("This return was written before: nothing changed.", err=True)
    came_back = return_queries.returns_of(line_id)[0]
    euros = Decimal(-came_back.line.amount_cents).scaleb(-2)
    counts = (came_back.line.id, -came_back.line.quantity, euros, came_back.points)
    print_rows(["line", "units back", "amount back", "points gone"], [counts], form)


def _line_key(typed: str) -> str:
    """A line's key as people type it: documents are written in any case."""
    seller, *rest = typed.split("|")
    return "|".join((seller, *(part.casefold() for part in rest)))


def _cents(amount: str) -> int:
    try:
        return cents(amount, ".")
    except NotFigures:
        raise click.UsageError("--amount is written like 12.50.") from None


def _quoted(text: str) -> str:
    """As a string of TOML, which JSON's are too."""
    return json.dumps(text, ensure_ascii=False)


def _spec(map_file: Path | None, saved: str | None) -> mapping.Spec:
    if map_file:
        return mapping.from_toml(text_of(map_file))
    found = desk.saved_mapping(saved or "")
    if found is None:
        raise click.UsageError("Give --mapping FILE, or --saved NAME of a mapping saved before.")
    return found


def _progress(done: int, total: int) -> None:
    click.echo(f"\r{done} / {max(total, done)} rows", err=True, nl=done >= total)


def _print_problems(upload: Upload, most: int) -> None:
    rows, total = desk.bad_rows(upload.id, 1, most)
    with force_locale("en"):
        for row in rows:
            for one in row.problems or ():
                column = f", {one['column']}" if one.get("column") else ""
                sentence = messages.problem_sentence(one)
                click.echo(f"{upload.filename}, line {row.line}{column}: {sentence}", err=True)
    if total > most:
        click.echo(f"{total - most} more rows cannot be taken: --problems {total} prints them all.", err=True)


def _print_counts(upload_id: int, form: str) -> None:
    session.expire_all()
    print_rows(COUNTS, [_counts(actions.held(upload_id))], form)


def _counts(one: Upload) -> tuple[object, ...]:
    amount = Decimal(one.amount_good_cents).scaleb(-2)  # a number: a minus sign is no formula
    counts = (one.rows_done, one.rows_good, one.rows_bad, one.rows_known, one.rows_conflict, one.rows_returns)
    return (one.id, one.state, *counts, amount, one.points)
