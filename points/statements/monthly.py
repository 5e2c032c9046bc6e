"""A wallet's month: what there was, what came and went, what is left; it adds up by its own postings."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, Select, String, bindparam, case, func, literal_column, select

from core.clock import day_start, local_day
from core.database import NOUGHT, Key, UTCDateTime, ask
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
#: Movements read at once.
AT_ONCE = 1_000
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
    #: whether the wallet had moved by its end
    begun: bool

    @property
    def running(self) -> bool:
        """Whether the month is not over."""
        return self.last < months_after(self.first, 1) - timedelta(days=1)


def months_of(wallet_id: int, at: datetime) -> list[date]:
    """First days of the months since a wallet's first movement, the latest first."""
    begun = ask(_BEGUN, wallet=wallet_id).scalar_one_or_none()
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
    held = _balances(wallet_id, start, end)
    opening, closing = held.get("available", (0, 0))
    pending, reserved, debt = (held.get(one, (0, 0))[1] for one in ("pending", "reserved", "debt"))
    earned, groups = _movements(wallet_id, start, end)
    return Statement(
        first,
        min(after - timedelta(days=1), local_day(at)),
        opening,
        sorted(((rule, n) for rule, n in earned.items() if n), key=lambda one: (-one[1], one[0])),
        {group: groups[group] for group in [*GROUPS, "other"] if groups.get(group)},
        closing,
        pending,
        reserved,
        -debt,
        bool(held),
    )


def _balances(wallet_id: int, start: datetime, end: datetime) -> dict[str, tuple[int, int]]:
    """Account → what it held at the start and at the end."""
    rows = ask(_BALANCES, wallet=wallet_id, start=start, end=end)
    return {account: (int(before), int(until)) for account, before, until in rows}


def _movements(wallet_id: int, start: datetime, end: datetime) -> tuple[dict[int, int], dict[str, int]]:
    earned: dict[int, int] = defaultdict(int)
    groups: dict[str, int] = defaultdict(int)
    for _posting, kind, amount, facts in _every_movement(wallet_id, start, end):
        if kind in GROUP_OF:
            groups[GROUP_OF[kind]] += amount
        elif kind in ("earn", "period", "event", "confirm"):
            for rule_id, points in _by_rule(facts, wallet_id, amount):
                earned[rule_id] += points
        else:
            groups["other"] += amount
    return earned, groups


def _every_movement(wallet_id: int, start: datetime, end: datetime) -> Iterator[Any]:
    """Movements of points that may be spent, many at a time."""
    after, rows = 0, None
    while rows is None or len(rows) == AT_ONCE:
        rows = ask(_MOVEMENTS, wallet=wallet_id, start=start, end=end, after=after, size=AT_ONCE).all()
        yield from rows
        after = rows[-1].id if rows else 0


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


_POSTING, _TRANSACTION = Posting.__table__.c, LedgerTransaction.__table__.c
_START, _END = (bindparam(name, type_=UTCDateTime) for name in ("start", "end"))


def _of_wallet(*columns: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    """Columns of the postings of `:wallet`, with the transactions that they are part of."""
    return (
        select(*columns)
        .join_from(Posting.__table__, LedgerTransaction.__table__, _TRANSACTION.id == _POSTING.transaction_id)
        .where(_POSTING.wallet_id == bindparam("wallet", type_=Key))
    )


_BEGUN = _of_wallet(func.min(_TRANSACTION.at))
#: Each account, what it held at `:start` and at `:end`.
_BALANCES = (
    _of_wallet(
        _POSTING.account,
        func.sum(case((_TRANSACTION.at < _START, _POSTING.amount), else_=NOUGHT)),
        func.sum(_POSTING.amount),
    )
    .where(_TRANSACTION.at < _END)
    .group_by(_POSTING.account)
)
_MOVEMENTS = (
    _of_wallet(_POSTING.id, _TRANSACTION.kind, _POSTING.amount, _TRANSACTION.facts)
    .where(
        _POSTING.account == literal_column("'available'", String), _POSTING.id > bindparam("after", type_=Key)
    )
    .where(_TRANSACTION.at >= _START, _TRANSACTION.at < _END)
    .order_by(_POSTING.id)
    .limit(bindparam("size", type_=Integer))
)
