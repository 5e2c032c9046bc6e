"""A wallet's month: what there was, what came and went, what is left; it adds up by its own postings."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import func, select

from core.clock import day_start, local_day
from core.database import session
from points.models import LedgerTransaction, Posting
from points.rules.life import months_after

#: Kinds of movements that share a line of the statement, in its order; what rules gave comes before them.
GROUPS: dict[str, tuple[str, ...]] = {
    "prizes": ("prize",),
    "openings": ("opening",),
    "corrections": ("correction",),
    "orders": ("reserve", "cancel", "refund"),
    "returned": ("return",),
    "repaid": ("repay",),
    "expired": ("expire",),
    "moved": ("merge",),
}
GROUP_OF = {kind: group for group, kinds in GROUPS.items() for kind in kinds}


class Statement(NamedTuple):
    """opening + earned + groups = closing."""

    first: date
    #: last local day it covers: the month's, or today
    last: date
    opening: int
    #: (rule id, points), the largest first; rule 0 where none is known
    earned: list[tuple[int, int]]
    #: group → points, those that are not zero
    groups: dict[str, int]
    closing: int
    #: at its end
    pending: int
    reserved: int
    owed: int

    @property
    def running(self) -> bool:
        """Whether the month is not over."""
        return self.last < months_after(self.first, 1) - timedelta(days=1)


def months_of(wallet_id: int, at: datetime) -> list[date]:
    """First days of the months since a wallet's first movement, the latest first."""
    begun = session.execute(
        select(func.min(LedgerTransaction.at))
        .join(Posting, Posting.transaction_id == LedgerTransaction.id)
        .where(Posting.wallet_id == wallet_id)
    ).scalar_one_or_none()
    if begun is None:
        return []
    first, month = local_day(begun).replace(day=1), local_day(at).replace(day=1)
    found = []
    while month >= first:
        found.append(month)
        month = months_after(month, -1)
    return found


def statement(wallet_id: int, first: date, at: datetime) -> Statement:
    """The month that begins on `first`, in local days, as far as it has gone."""
    after = months_after(first, 1)
    start, end = day_start(first), day_start(after)
    before, until = _balances(wallet_id, start), _balances(wallet_id, end)
    earned, groups = _movements(wallet_id, start, end)
    return Statement(
        first,
        min(after - timedelta(days=1), local_day(at)),
        before["available"],
        sorted(((rule, n) for rule, n in earned.items() if n), key=lambda one: (-one[1], one[0])),
        {group: groups[group] for group in [*GROUPS, "other"] if groups.get(group)},
        until["available"],
        until["pending"],
        until["reserved"],
        -until["debt"],
    )


def _balances(wallet_id: int, until: datetime) -> Mapping[str, int]:
    rows = session.execute(
        select(Posting.account, func.sum(Posting.amount))
        .join(LedgerTransaction, LedgerTransaction.id == Posting.transaction_id)
        .where(Posting.wallet_id == wallet_id, LedgerTransaction.at < until)
        .group_by(Posting.account)
    )
    return defaultdict(int, {account: int(total) for account, total in rows})


def _movements(wallet_id: int, start: datetime, end: datetime) -> tuple[dict[int, int], dict[str, int]]:
    earned: dict[int, int] = defaultdict(int)
    groups: dict[str, int] = defaultdict(int)
    rows = session.execute(
        select(LedgerTransaction.kind, Posting.amount, LedgerTransaction.facts)
        .join(LedgerTransaction, LedgerTransaction.id == Posting.transaction_id)
        .where(
            Posting.wallet_id == wallet_id,
            Posting.account == "available",
            LedgerTransaction.at >= start,
            LedgerTransaction.at < end,
        )
    ).yield_per(1_000)
    for kind, amount, facts in rows:
        if kind in GROUP_OF:
            groups[GROUP_OF[kind]] += amount
        elif kind in ("earn", "period", "event", "confirm"):
            for rule_id, points in _by_rule(facts, wallet_id, amount):
                earned[rule_id] += points
        else:
            groups["other"] += amount
    return earned, groups


def _by_rule(facts: Mapping[str, Any], wallet_id: int, amount: int) -> Iterable[tuple[int, int]]:
    """Which rules gave the points of a movement; what its facts do not explain stands under no rule."""
    if "gains" in facts:
        parts = [(gain[1], gain[2]) for gain in facts["gains"] if gain[0] == wallet_id]
    elif "by_rule" in facts:
        parts = [(rule_id, points) for rule_id, points in facts["by_rule"]]
    else:
        return [(int(facts.get("rule", 0)), amount)]
    rest = amount - sum(points for _, points in parts)
    return [*parts, (0, rest)] if rest else parts
