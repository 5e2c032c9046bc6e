"""`flask points …` for operators: each calls the same action as its button."""

from decimal import Decimal
from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext

from core.cli import SHELL, format_option, print_rows, refusing, toml_of
from core.clock import now
from core.database import transaction
from points.earning import cli as baseline_cli
from points.ledger import cli as cli_corrections
from points.ledger import fund_cli, openings, queries
from points.models import EarningRule
from points.programme import files as rule_files
from points.queries import all_rules
from points.rules import ONCE
from points.sentences.words import Words, words_for
from points.settings import cli as cli_settings
from points.tiers import cli as tier_cli

commands = AppGroup("points", help="Earning rules and balances.")
rules = AppGroup("rules", help="The rules of the permanent programme.")
commands.add_command(rules)
commands.add_command(cli_settings.commands)
commands.add_command(cli_corrections.commands)
commands.add_command(fund_cli.commands)
commands.add_command(tier_cli.commands)
commands.add_command(baseline_cli.commands)

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@rules.command("load")
@click.argument("file", type=FILE)
@click.option("--dry-run", is_flag=True, help="Say what would change, change nothing.")
@with_appcontext
def load(file: Path, dry_run: bool) -> None:
    """Write a version of each rule in FILE that says something new; all problems are told at once.

    Example: flask points rules load rules.toml --dry-run
    """
    with refusing():
        document = toml_of(file)
        with transaction():
            loaded = rule_files.load_rules(document, now(), SHELL, dry_run)
    for draft in loaded.drafts:
        click.echo(f"{draft.code}: {'would be' if dry_run else 'is'} in force from {draft.starts_on}")
    for code in loaded.unchanged:
        click.echo(f"{code}: nothing new")


RULE_COLUMNS = (
    "code", "version", "name_fr", "name_en", "beneficiary", "kind", "points", "per", "from", "to", "ranges",
    "company_kinds", "multipliers",
)  # fmt: skip


@rules.command("list")
@format_option
@with_appcontext
def list_rules(form: str) -> None:
    """Print every version of every rule; `per` in cents or pieces.

    Example: flask points rules list --format csv
    """
    words = words_for([])
    rows = [_cells(row, words) for row in all_rules()]
    print_rows(RULE_COLUMNS, rows, form)


def _cells(row: EarningRule, words: Words) -> tuple[object, ...]:
    rule = words.rules[row.id]
    times = [(words.ranges[i], bp) for i, bp in rule.weights.ranges.items()]
    times += [(words.products[i], bp) for i, bp in rule.weights.products.items()]
    return (
        rule.code,
        rule.version,
        row.name_fr,
        row.name_en,
        rule.beneficiary,
        rule.kind,
        rule.points,
        rule.per,
        rule.starts_on,
        rule.ends_on,
        ", ".join(sorted(words.ranges[i] for i in rule.scope.range_ids)),
        ", ".join(sorted(rule.scope.company_kinds)),
        ", ".join(f"{name} × {(Decimal(bp) / ONCE).normalize():f}" for name, bp in times),
    )


@commands.command("balances")
@click.option("--kind", type=click.Choice(["person", "company"]), help="Only wallets of this kind.")
@format_option
@with_appcontext
def balances(kind: str | None, form: str) -> None:
    """Print what each wallet holds.

    Example: flask points balances --kind person --format csv
    """
    columns = ("kind", "code", "name", "available", "pending", "reserved", "debt")
    print_rows(columns, queries.balances(kind or ""), form)


@commands.command("opening")
@click.argument("file", type=FILE)
@click.option("--dry-run", is_flag=True, help="Check the file, change nothing.")
@with_appcontext
def opening(file: Path, dry_run: bool) -> None:
    """Bring in balances from before the programme: a CSV file with kind, code and points.

    Example: flask points opening balances.csv
    """
    with refusing():
        rows = openings.read(file.read_bytes())
        with transaction():
            written, known = openings.bring_in(rows, now(), SHELL, dry_run)
    click.echo(f"{written} {'would be ' if dry_run else ''}brought in, {known} known already")
