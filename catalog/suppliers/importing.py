"""A supplier's file of prices and stock: what it would change is looked at first, then all of it or nothing.

A file may hold the supplier's whole range: codes that are not ours, or not theirs, are named and left alone.
Anything that cannot be read is a problem, and then nothing is taken over.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select

from catalog.actions import change_reward, receive_stock
from catalog.keeping import variants
from catalog.models import Reward, RewardVariant
from catalog.rules.details import counted_by_codes
from catalog.rules.supplying import FileMoved
from catalog.suppliers.actions import supplier_or_refusal
from core import figures
from core.database import session
from core.row_problems import FileRefused, Problem
from core.rules import N_
from core.tables import SURPLUS, read_csv

COLUMNS = ("code", "variant", "cost", "stock")
MOST_CENTS, MOST_PIECES = 10**9, 10**6
#: Why a line is left alone, for the page to translate.
NOT_OURS, NOT_THEIRS, NO_VARIANT, WITH_CODES, NO_COUNT = "unknown", "other", "variant", "codes", "uncounted"


@dataclass(frozen=True)
class Change:
    """What a line would change: cost in cents, stock in pieces; None where it stays."""

    line: int
    code: str
    reward_id: int
    variant_id: int | None
    cost: tuple[int, int] | None
    stock: tuple[int, int] | None


@dataclass(frozen=True)
class Plan:
    """What a file would do."""

    changes: list[Change]
    #: (line, code, why) of lines that are left alone
    left: list[tuple[int, str, str]]
    same: int

    @property
    def seal(self) -> str:
        """What tells whether the plan is still the one that was looked at."""
        return sha256(repr(self.changes).encode()).hexdigest()


def plan(supplier_id: int, data: bytes) -> Plan:
    """What a file would change; raises TableRefused, FileRefused with every problem of every line."""
    supplier_or_refusal(supplier_id)
    lines = _read(data)
    rewards = {
        one.code: one for one in session.scalars(select(Reward).execution_options(populate_existing=True))
    }
    made, same, priced = Plan([], [], 0), 0, set[int]()
    for line, code, variant, cost, stock in lines:
        reward = rewards.get(code)
        found = _variant(reward, variant) if reward and variant else None
        why = _left_alone(reward, supplier_id, variant, found, stock)
        if why or reward is None:
            made.left.append((line, f"{code}/{variant}" if variant else code, why))
            continue
        change = _change(line, reward, found, None if reward.id in priced else cost, stock)
        priced |= {reward.id} if cost is not None else set()
        if change.cost is None and change.stock is None:
            same += 1
        else:
            made.changes.append(change)
    return Plan(made.changes, made.left, same)


def take_over(supplier_id: int, data: bytes, seal: str, at: datetime, by: str) -> Plan:
    """Do what was looked at, all of it; raises FileMoved when it would no longer be the same."""
    wanted = plan(supplier_id, data)
    if wanted.seal != seal:
        raise FileMoved
    note = f"supplier:{supplier_id}"
    for one in wanted.changes:
        if one.cost:
            change_reward(one.reward_id, at, by, cost_cents=one.cost[1])
        if one.stock and one.variant_id:
            variants.receive_stock(one.variant_id, one.stock[1] - one.stock[0], at, by, note)
        elif one.stock:
            receive_stock(one.reward_id, one.stock[1] - one.stock[0], at, by, note)
    return wanted


def _read(data: bytes) -> list[tuple[int, str, str, int | None, int | None]]:
    table = read_csv(data)
    given = set(table.columns)
    problems = [] if "code" in given else [Problem(1, "code", N_("this column is missing"))]
    if not given & {"cost", "stock"}:
        problems.append(Problem(1, "cost", N_("the file names neither costs nor stock")))
    problems += [Problem(1, one, N_("this column is unknown")) for one in sorted(given - {*COLUMNS})]
    if problems:
        raise FileRefused(problems)
    lines, seen, costs = [], dict[tuple[str, str], int](), dict[str, tuple[int, str]]()
    for number, cells in table.rows:
        code, variant = cells["code"], cells.get("variant", "")
        twin = seen.setdefault((code, variant), number)
        if twin != number:
            problems.append(Problem(number, "code", N_("the same code stands on an earlier line")))
        problems += _problems(number, cells)
        cost, stock = cells.get("cost"), cells.get("stock")
        if cost and costs.setdefault(code, (number, cost))[1] != cost:
            problems.append(
                Problem(number, "cost", N_("an earlier line names another cost for the same reward"))
            )
        if not problems:
            lines.append(
                (number, code, variant, _cents(cost) if cost else None, int(stock) if stock else None)
            )
    if problems:
        raise FileRefused(problems)
    return lines


def _problems(number: int, cells: Mapping[str, str]) -> Iterator[Problem]:
    if not cells["code"]:
        yield Problem(number, "code", N_("is missing"))
    cost, stock = cells.get("cost"), cells.get("stock")
    if cost:
        try:
            _cents(cost)
        except ValueError:
            yield Problem(number, "cost", N_("is no amount in euros, like 149.90"))
    if stock and not (stock.isdecimal() and stock.isascii() and len(stock) < 8 and int(stock) <= MOST_PIECES):
        yield Problem(number, "stock", N_("is no number of pieces"))
    if cells.get(SURPLUS):
        yield Problem(number, "", N_("something stands beyond the last column"))


def _cents(text: str) -> int:
    found = figures.cents(text, "," if "," in text and "." not in text else ".")
    if not 0 <= found <= MOST_CENTS:
        raise ValueError(text)
    return found


def _variant(reward: Reward, code: str) -> RewardVariant | None:
    return session.scalars(
        select(RewardVariant)
        .where(RewardVariant.reward_id == reward.id, RewardVariant.code == code)
        .execution_options(populate_existing=True)
    ).one_or_none()


def _left_alone(
    reward: Reward | None, supplier_id: int, variant: str, found: RewardVariant | None, stock: int | None
) -> str:
    if reward is None:
        return NOT_OURS
    if reward.supplier_id != supplier_id:
        return NOT_THEIRS
    if variant and found is None:
        return NO_VARIANT
    if stock is None:
        return ""
    if counted_by_codes(reward.kind, reward.details):
        return WITH_CODES
    counted = found or reward
    # a count begins with pieces that came in, and a reward with variants is counted by them
    if counted.stock is None and (stock == 0 or (found is None and reward.variants)):
        return NO_COUNT
    return ""


def _change(
    line: int, reward: Reward, variant: RewardVariant | None, cost: int | None, stock: int | None
) -> Change:
    there = (variant or reward).stock
    return Change(
        line,
        f"{reward.code}/{variant.code}" if variant else reward.code,
        reward.id,
        variant.id if variant else None,
        (reward.cost_cents, cost) if cost is not None and cost != reward.cost_cents else None,
        (there or 0, stock) if stock is not None and stock != there else None,
    )
