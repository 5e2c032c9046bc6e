"""`flask suppliers …` for operators: each calls the same action as its button."""

from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy import select

from catalog.models import Supplier
from catalog.rules.supplying import SupplierUnknown
from catalog.suppliers import files, importing, ordering, queries
from core.cli import SHELL, format_option, print_rows, refusing
from core.clock import local_day, now
from core.database import session, transaction

commands = AppGroup("suppliers", help="Suppliers, what they are sent, what they charge.")


@commands.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_(file: Path) -> None:
    """Bring in a CSV of suppliers; see docs/files.md. Example: flask suppliers import suppliers.csv"""
    with refusing(), transaction():
        done = files.import_suppliers(file.read_bytes(), now(), SHELL)
    click.echo(f"{done.added} added, {done.changed} changed, {done.same} as they were.")


@commands.command("list")
@format_option
def list_(form: str) -> None:
    """Print the suppliers, who is most late first. Example: flask suppliers list --format csv"""
    columns = "code name kind email rewards to_send under_way late oldest".split()
    rows = [
        (
            one.supplier.code,
            one.supplier.name,
            one.supplier.kind,
            one.supplier.email,
            one.rewards,
            one.waiting,
            one.under_way,
            one.late,
            one.oldest,
        )
        for one in queries.suppliers(local_day(now()))
    ]
    print_rows(columns, rows, form)


@commands.command("order")
@click.argument("code")
@click.argument("numbers", type=int, nargs=-1)
@click.option("--mail", is_flag=True, help="Put the mail in the outbox too.")
def order(code: str, numbers: tuple[int, ...], mail: bool) -> None:
    """Send a supplier these orders, or all that wait. Example: flask suppliers order outils-sa --mail"""
    with refusing(), transaction():
        supplier_id = _of(code)
        wanted = numbers or [line[0].id for line in queries.waiting(supplier_id)]
        made = ordering.make_order(supplier_id, wanted, now(), SHELL)
        if mail:
            ordering.mail(made, now(), SHELL)
    click.echo(f"order {made} to {code}: {len(wanted)} orders{', mailed' if mail else ''}.")


@commands.command("lines")
@click.argument("number", type=int)
@format_option
def lines(number: int, form: str) -> None:
    """Print what a supplier was sent together. Example: flask suppliers lines 7 --format csv"""
    print_rows(ordering.COLUMNS, ordering.rows_of(number, "fr"), form)


@commands.command("prices")
@click.argument("code")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--take-over", is_flag=True, help="Do it; without, only look.")
def prices(code: str, file: Path, take_over: bool) -> None:
    """Look at a file of costs and stock, or take it over. Example: flask suppliers prices outils-sa p.csv"""
    with refusing():
        plan = importing.plan(_of(code), file.read_bytes())
        for one in plan.changes:
            for what, pair in (("cost", one.cost), ("stock", one.stock)):
                if pair:
                    click.echo(f"line {one.line}, {one.code}: {what} {pair[0]} -> {pair[1]}")
        for line, what, why in plan.left:
            click.echo(f"line {line}, {what}: left alone ({why})")
        if take_over:
            with transaction():
                importing.take_over(_of(code), file.read_bytes(), plan.seal, now(), SHELL)
    done = "taken over" if take_over else "to take over"
    click.echo(f"{len(plan.changes)} lines {done}, {len(plan.left)} left alone, {plan.same} as they were.")


def _of(code: str) -> int:
    found = session.execute(select(Supplier.id).where(Supplier.code == code)).scalar_one_or_none()
    if found is None:
        raise SupplierUnknown
    return found
