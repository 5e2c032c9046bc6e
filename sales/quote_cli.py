"""`flask sales quotes`: a file of quotes through the same checks and the same acceptance as the page."""

import sys
from decimal import Decimal
from pathlib import Path

import click
from flask.cli import with_appcontext
from flask_babel import force_locale

from core import clock
from core.cli import SHELL, format_option, print_rows, refusing, toml_of
from core.database import in_transaction, session
from sales import messages, quote_actions, quote_intake, quotes
from sales.models import QuoteFile
from sales.quote_check import Checked
from sales.quote_mapping import from_document
from sales.quotes import Rate

COLUMNS = ["seller", "company", "quotes", "won", "lost", "rate_percent"]


@click.command("quotes")
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--mapping", "map_file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="TOML file."
)
@click.option("--check", "only_check", is_flag=True, help="Say what the file brings, write nothing.")
@format_option
@with_appcontext
def command(file: Path | None, map_file: Path | None, only_check: bool, form: str) -> None:
    """Bring a file of quotes; without a file, print what sellers make of theirs.

    Example: flask sales quotes quotes.csv --mapping quotes.toml
    """
    if file is None:
        print_rows(COLUMNS, [_rate(one) for one in quotes.rates(10_000)], form)
        return
    with refusing():
        file_id = _taken(file, map_file)
        checked = quote_intake.look(quote_intake.waiting(file_id), clock.now())
        _print_problems(file.name, checked)
        counts = (len(checked.offers) - checked.decides, checked.decides, checked.known, len(checked.bad))
        print_rows(["new", "decided", "known", "refused"], [counts], form)
        if only_check or not checked.offers:
            quote_intake.put_aside(file_id, clock.now(), SHELL)
        else:
            quote_intake.take_over(file_id, clock.now(), SHELL)
    if checked.bad and not checked.offers:
        sys.exit(1)


def _taken(file: Path, map_file: Path | None) -> int:
    """Keep the file and give it its columns: those of the mapping, else those of an earlier file."""
    spec = from_document(toml_of(map_file)) if map_file else None
    with file.open("rb") as brought:
        file_id = quote_intake.take_in(brought, file.name, clock.now(), SHELL)
    if not spec and session.get_one(QuoteFile, file_id).state == "mapping":
        quote_intake.put_aside(file_id, clock.now(), SHELL)
        raise click.UsageError("Give --mapping FILE: no earlier file of quotes had these columns.")
    if spec:
        in_transaction(lambda: quote_actions.choose_columns(file_id, spec, clock.now(), SHELL))
    return file_id


def _print_problems(name: str, checked: Checked) -> None:
    with force_locale("en"):
        for row in checked.bad:
            for sentence in messages.problem_sentences(row.problems):
                click.echo(f"{name}, line {row.line}: {sentence}", err=True)


def _rate(one: Rate) -> tuple[object, ...]:
    return (one.name, one.company, one.made, one.won, one.lost, Decimal(one.rate_bp).scaleb(-2))
