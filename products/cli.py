"""`flask products …` for operators: each calls the same action as its button."""

import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from core import clock
from core.cli import SHELL, format_option, print_rows, refusing
from core.database import transaction
from core.format import percent
from products import queries
from products.actions import import_products
from products.importing import BadProducts, read_products

commands = AppGroup("products", help="Ranges and products.")


@commands.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--decimal", type=click.Choice([".", ","]), default=".", help="Decimal mark of the numbers.")
@click.option("--dry-run", is_flag=True, help="Check only.")
@format_option
def import_(file: Path, decimal: str, dry_run: bool, form: str) -> None:
    """Bring in products from a CSV, by reference; the same file again changes nothing.

    Example: flask products import products.csv --decimal ,
    """
    with refusing():
        try:
            facts = read_products(file.read_bytes(), decimal)
        except BadProducts as bad:
            for one in bad.troubles:
                value = f"“{one.value}” " if one.value else ""
                column = bad.columns.get(one.column, one.column)
                click.echo(f"{file.name}, line {one.line}, {column}: {value}{one.sentence}.", err=True)
            click.echo(str(bad), err=True)
            sys.exit(1)
        if dry_run:
            click.echo(f"{len(facts)} products can be taken.", err=True)
            return
        with transaction():
            done = import_products(facts, clock.now(), SHELL)
    print_rows(["new", "changed", "same"], [(done.new, done.changed, done.same)], form)


@commands.command("list")
@click.option("--range", "range_code", default="", help="Only this range (its code).")
@format_option
def list_(range_code: str, form: str) -> None:
    """Print products.

    Example: flask products list --range PAC --format csv
    """
    rows, _total = queries.products_page(range_code=range_code, size=None)
    print_rows(
        ["reference", "name", "range", "ean", "margin", "unit_cost_cents", "strategic"],
        [
            (
                row.reference,
                row.name,
                row.range_code,
                row.ean,
                None if row.margin_bp is None else percent(row.margin_bp),
                row.unit_cost_cents,
                "yes" if row.strategic else "",
            )
            for row in rows
        ],
        form,
    )
