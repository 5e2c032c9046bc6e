"""`flask catalog …` for operators: each calls the same action as its button."""

import hashlib
import sys
from collections.abc import Callable
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select

from accounts.queries import people_by_code
from catalog import awarding, desk, fulfilling, importing, pictures
from catalog.actions import bring_back, receive_stock, retire
from catalog.importing import taking
from catalog.keeping import variants
from catalog.models import Order, Reward, RewardVariant
from catalog.orders import forgetting
from catalog.rules import RewardUnknown
from catalog.rules.award_refusals import NobodyOfCode
from core.cli import SHELL, format_option, print_rows, refusing
from core.clock import local_day, now
from core.database import in_transaction, session, transaction
from core.exports import csv_text
from core.rules import Refused

commands = AppGroup("catalog", help="Rewards and orders.")
#: What a file can be of.
WHAT = ("rewards", *importing.FILES)
STATES = ("requested", "approved", "delivered", "cancelled", "late")


@commands.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as", "what", type=click.Choice(WHAT), default="rewards", help="What is in it.")
def import_(file: Path, what: str) -> None:
    """Bring in a CSV; see docs/files.md. Example: flask catalog import sizes.csv --as variants"""
    with refusing(), transaction():
        if what == "rewards":
            brought = importing.import_rewards(file.read_bytes(), now(), SHELL)
            click.echo(f"{brought.added} added, {brought.changed} changed, {brought.same} as they were.")
        else:
            added, changed = importing.bring(what, file.read_bytes(), now(), SHELL)
            click.echo(f"{added} added, {changed} changed.")


@commands.command("export")
@click.argument("what", type=click.Choice(WHAT), default="rewards")
def export(what: str) -> None:
    """Print the catalogue as a file to bring in again. Example: flask catalog export dates"""
    columns, rows = taking.table(what)
    click.echo(csv_text(columns, rows), nl=False)


@commands.command("list")
@click.option("--all", "everything", is_flag=True, help="Retired ones too.")
@format_option
def list_(everything: bool, form: str) -> None:
    """Print the catalogue. Example: flask catalog list --format csv"""
    rows = desk.rewards_page(shown="all" if everything else "open")
    columns = ["code", "name", "category", "points", "cost_cents", "stock", "taken"]
    print_rows(
        columns,
        [
            (one.code, one.name_fr, one.category, one.price_points, one.cost_cents, one.stock, taken)
            for one, taken in rows
        ],
        form,
    )


@commands.command("receive")
@click.argument("code")
@click.argument("pieces", type=int)
@click.option("--variant", default="", help="Code of the variant, where the reward has some.")
@click.option("--note", default="", help="Delivery note or reason.")
def receive(code: str, pieces: int, variant: str, note: str) -> None:
    """Take pieces into stock (out with a minus, after --). Example: flask catalog receive drill 20"""
    with refusing(), transaction():
        reward_id = _reward(code)
        if variant:
            left = variants.receive_stock(_variant(reward_id, variant), pieces, now(), SHELL, note)
        else:
            left = receive_stock(reward_id, pieces, now(), SHELL, note)
    click.echo(f"{left} in stock.")


@commands.command("retire")
@click.argument("code")
@click.option("--back", is_flag=True, help="Offer it again.")
def retire_(code: str, back: bool) -> None:
    """Take a reward off the catalogue; orders go on. Example: flask catalog retire drill"""
    with refusing(), transaction():
        (bring_back if back else retire)(_reward(code), now(), SHELL)
    click.echo("It is on offer again." if back else "It is off the catalogue.")


@commands.command("draw-pictures")
def draw_pictures() -> None:
    """Draw small renditions of older uploaded pictures. Example: flask catalog draw-pictures"""
    drawn, unread = pictures.draw_missing(current_app.config["SETTINGS"].files)
    click.echo(f"{drawn} drawn, {unread} cannot be read and stay as they are.")


@commands.command("orders")
@click.option("--state", type=click.Choice(STATES), help="Only orders in this state.")
@format_option
def orders(state: str | None, form: str) -> None:
    """Print orders. Example: flask catalog orders --state requested --format csv"""
    rows, _ = desk.orders_page(state or "", "", local_day(now()), size=None)
    columns = "order state placed_at promised_on person company reward quantity points".split()
    lines = [
        [o.id, o.state, o.placed_at.isoformat(), o.promised_on, who.code, firm.code, *_what(o, reward)]
        for o, reward, who, firm in rows
    ]
    print_rows(columns, lines, form)


@commands.command("approve")
@click.argument("numbers", type=int, nargs=-1, required=True)
def approve(numbers: tuple[int, ...]) -> None:
    """Approve orders, each on its own. Example: flask catalog approve 12 13"""
    sys.exit(_each(numbers, "approved", lambda number: fulfilling.approve(number, now(), SHELL)))


@commands.command("deliver")
@click.argument("numbers", type=int, nargs=-1, required=True)
@click.option("--note", default="", help="Parcel number or the like.")
def deliver(numbers: tuple[int, ...], note: str) -> None:
    """Note orders as delivered. Example: flask catalog deliver 12 --note "Colis 6A123" """
    sys.exit(_each(numbers, "delivered", lambda number: fulfilling.deliver(number, now(), SHELL, note)))


@commands.command("cancel")
@click.argument("numbers", type=int, nargs=-1, required=True)
@click.option("--reason", required=True, help="What the person reads.")
def cancel(numbers: tuple[int, ...], reason: str) -> None:
    """Cancel orders; points and pieces come back. Example: flask catalog cancel 12 --reason "Withdrawn" """
    sys.exit(_each(numbers, "cancelled", lambda number: fulfilling.cancel(number, now(), SHELL, reason)))


def _reward(code: str) -> int:
    found = session.execute(select(Reward.id).where(Reward.code == code)).scalar_one_or_none()
    if found is None:
        raise RewardUnknown
    return found


def _variant(reward_id: int, code: str) -> int:
    of_code = (RewardVariant.reward_id == reward_id, RewardVariant.code == code)
    found = session.execute(select(RewardVariant.id).where(*of_code)).scalar_one_or_none()
    if found is None:
        raise RewardUnknown
    return found


@commands.command("award")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--reward", "code", required=True, help="The reward’s code.")
@click.option("--title", required=True, help="What it is called.")
@click.option("--reason", required=True, help="Why it is given; the winners read it.")
@click.option("--check", is_flag=True, help="Only say what would happen.")
def award(file: Path, code: str, title: str, reason: str, check: bool) -> None:
    """Give a reward to each code of a file. Example: flask catalog award w.csv --reward drill --title Q3 …

    The same file, reward and title give once. Leaves with 1 where a row gave nothing.
    """
    data = file.read_bytes()
    request = f"award-{hashlib.sha256(b'|'.join((data, code.encode(), title.encode()))).hexdigest()[:32]}"
    with refusing():
        rows, reward_id = awarding.read(awarding.text_of(data)), _reward(code)
        if check:
            seen = awarding.preview(reward_id, rows, now())
            wrong = [
                (one.row.number, one.row.code, str(one.problems[0])) for one in seen.rows if one.problems
            ]
        else:
            made = in_transaction(
                lambda: awarding.give(title, reason, reward_id, rows, request, now(), SHELL).id
            )
            lines = awarding.lines_of(made)
            wrong = [(one.row, one.code, one.sentence % one.facts) for one in lines if one.order_id is None]
    for number, name, why in wrong:
        click.echo(f"line {number}, {name}: {why}", err=True)
    click.echo(f"{len(rows) - len(wrong)} {'would be given' if check else 'given'}, {len(wrong)} not.")
    sys.exit(int(bool(wrong)))


@commands.command("forget")
@click.argument("code")
def forget_(code: str) -> None:
    """Let go of a person's cart, addresses, wishes and ideas. Example: flask catalog forget P-12"""
    with refusing(), transaction():
        found = people_by_code([code]).get(code)
        if found is None:
            raise NobodyOfCode(code=code)
        went = forgetting.forget(found.id, now(), SHELL)
    click.echo(f"{went.drafts} drafts, {went.addresses} addresses, {went.wishes} wishes, {went.ideas} ideas.")
    if went.still_open:
        orders_left = ", ".join(str(one) for one in went.still_open)
        click.echo(
            f"Orders {orders_left} still need their address: do it again once they are over.", err=True
        )


def _what(order: Order, reward: Reward) -> tuple[object, ...]:
    return reward.code, order.quantity, order.points


def _each(numbers: tuple[int, ...], done: str, act: Callable[[int], object]) -> int:
    """Act on each order in a transaction of its own, say how it went; 1 when one was refused."""
    refused = 0
    for number in numbers:
        try:
            in_transaction(lambda one=number: act(one))  # type: ignore[misc]
            click.echo(f"order {number}: {done}")
        except Refused as why:
            refused += 1
            click.echo(f"order {number}: {why}", err=True)
    return int(refused > 0)
