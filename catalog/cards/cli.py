"""`flask cards …` for operators: pools of gift card codes, and what providers were asked."""

from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy import select

from catalog.cards import calling, codes, queries
from catalog.models import Reward
from catalog.rules import RewardUnknown
from core.cli import SHELL, format_option, print_rows, refusing
from core.clock import local_day, now
from core.database import session, transaction

commands = AppGroup("cards", help="Gift cards: pools of codes, and calls to providers.")


@commands.command("import")
@click.argument("code")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--batch", help="What this delivery is called; the file's name if nothing is said.")
def import_(code: str, file: Path, batch: str | None) -> None:
    """Bring codes into a reward's pool. Example: flask cards import carte-50 codes.csv --batch BL-4711"""
    with refusing(), transaction():
        reward_id = session.execute(select(Reward.id).where(Reward.code == code)).scalar_one_or_none()
        if reward_id is None:
            raise RewardUnknown
        brought = codes.bring_in(reward_id, batch or file.name, file.read_bytes(), now(), SHELL)
    click.echo(f"{brought.added} codes came in, {brought.known} were there already.")


@commands.command("pools")
@format_option
def pools(form: str) -> None:
    """Print how the pools stand. Example: flask cards pools --format csv"""
    columns = "reward on_offer free owed handed_out next_expiry".split()
    rows = [
        (one.reward.code, one.reward.stock, one.free, one.owed, one.given, one.expires_on)
        for one in queries.pools(local_day(now()))
    ]
    print_rows(columns, rows, form)


@commands.command("calls")
@format_option
def calls(form: str) -> None:
    """Print the cards that have not come. Example: flask cards calls"""
    columns = "call order reward provider state tries next_at trouble".split()
    rows = [
        (
            call.id,
            order.id,
            reward.code,
            call.provider,
            call.state,
            call.tries,
            call.next_at.isoformat(),
            call.trouble,
        )
        for call, order, reward, _person in queries.calls_to_see()
    ]
    print_rows(columns, rows, form)


@commands.command("ask")
@click.argument("numbers", type=int, nargs=-1)
def ask(numbers: tuple[int, ...]) -> None:
    """Ask the providers now: for these calls, or for all that are due. Example: flask cards ask 12"""
    for number in numbers:
        with transaction():
            calling.ask_again(number, now(), SHELL)
    click.echo(f"{calling.call_due(now())} cards came.")


@commands.command("reseal")
def reseal() -> None:
    """Seal every code with the present key, so that older ones may go. Example: flask cards reseal"""
    with refusing(), transaction():
        done = codes.reseal(now(), SHELL)
    click.echo(f"{done} codes are sealed with the present key.")
