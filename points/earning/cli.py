"""`flask points baselines …` for operators."""

from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext
from sqlalchemy import func, select

from accounts.models import Company, Person
from core.cli import SHELL, format_option, print_rows, refusing
from core.clock import local_day, now
from core.database import session, transaction
from points.earning import baseline_files
from points.models import Baseline

commands = AppGroup("baselines", help="What periods are held against: references and commitments.")

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
COLUMNS = (
    "kind", "holder", "code", "rule", "period", "starts_on", "cents", "quantity", "order_days", "source",
)  # fmt: skip


@commands.command("import")
@click.argument("file", type=FILE)
@click.option("--dry-run", is_flag=True, help="Check the file, change nothing.")
@with_appcontext
def bring(file: Path, dry_run: bool) -> None:
    """Bring in references and commitments from a CSV file, before their periods begin.

    Example: flask points baselines import references.csv --dry-run
    """
    with refusing():
        content = file.read_bytes()
        with transaction():
            rows = baseline_files.read(content, local_day(now()))
            done = baseline_files.bring_in(rows, now(), SHELL, dry_run)
    would = "would be " if dry_run else ""
    click.echo(f"{done.new} {would}brought in, {done.replaced} {would}replaced, {done.known} as they were")


@commands.command("list")
@format_option
@with_appcontext
def show(form: str) -> None:
    """Print every reference and commitment; `source` is imported, or computed from the year before.

    Example: flask points baselines list --format csv
    """
    rows = session.execute(
        select(
            Baseline.kind,
            Baseline.person_id,
            func.coalesce(Person.code, Company.code),
            Baseline.rule,
            Baseline.period,
            Baseline.starts_on,
            Baseline.amount_cents,
            Baseline.quantity,
            Baseline.order_days,
            Baseline.source,
        )
        .outerjoin(Person, Person.id == Baseline.person_id)
        .outerjoin(Company, Company.id == Baseline.company_id)
        .order_by(Baseline.starts_on, Baseline.id)
    )
    told = [(row[0], "person" if row[1] else "company", *row[2:]) for row in rows]
    print_rows(COLUMNS, told, form)
