"""What periods give: the target of every period touched, less what was posted, once an acceptance."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import select

from core.clock import local_day
from core.database import session
from points.bulk import DayForms, change, put, uncollected
from points.earning import baselines
from points.earning.counting import Counted, count
from points.earning.facts import Touched, kind_of
from points.earning.reckoning import Reckoning
from points.ledger import actions
from points.ledger.entries import Entry, Leg
from points.ledger.posting import post
from points.ledger.taking_back import take_from
from points.models import PeriodAward, Wallet
from points.rules import MOST

UPDATE = """
UPDATE period_awards SET points = ?, movements = ? WHERE rule_id = ? AND wallet_id = ? AND starts_on = ?
"""
#: (rule's id, wallet's id, first day of the period)
Key = tuple[int, int, date]


class Move(NamedTuple):
    """What a period gives now, and what it had given."""

    key: Key
    counted: Counted
    before: int
    #: how many movements came before
    movements: int

    @property
    def total(self) -> int:
        """What it gives; a posting carries no more than MOST."""
        return min(self.counted.target.points, MOST)

    @property
    def reference(self) -> str:
        """`period:RULE:WALLET:FIRST-DAY:NUMBER`."""
        rule_id, wallet_id, first = self.key
        return f"period:{rule_id}:{wallet_id}:{first.isoformat()}:{self.movements + 1}"

    @property
    def facts(self) -> dict[str, Any]:
        """What a sentence needs; a period without an end is told up to the last day that counted."""
        span, target = self.counted.span, self.counted.target
        last = self.counted.day if span.last == date.max else span.last
        return {
            "rule": self.counted.rule.id,
            "period": [span.first.isoformat(), last.isoformat()],
            "total": self.total,
            "before": self.before,
            "figure": target.figure,
            **target.facts,
        }


def settle(touched: Touched, at: datetime, actor: str, reckoning: Reckoning | None = None) -> dict[int, int]:
    """Post what each touched period gives more than was posted, or take back what it gives less.

    Wallet → points given; what is taken back is left out. Acceptances come one at a time (the journal's row),
    so nobody posts the same period meanwhile.
    """
    given: dict[int, int] = {}
    if not touched:
        return given
    prepared = reckoning or Reckoning(local_day(at))
    with uncollected():
        for counted in count(touched, prepared, partial(baselines.keep, at=at, actor=actor)):
            moves = _moves(counted, at)
            _give([move for move in moves if move.total > move.before], at, actor, prepared)
            for move in moves:
                if move.total < move.before:
                    left = move.before - move.total
                    take_from(move.key[1], left, move.reference, move.counted.day, move.facts, at, actor)
                else:
                    wallet_id = move.key[1]
                    given[wallet_id] = given.get(wallet_id, 0) + move.total - move.before
            _write_down(moves)
    return given


def _moves(counted: Sequence[Counted], at: datetime) -> list[Move]:
    """Where a period gives something else than before, in order of wallet, rule and period."""
    wallets = _wallets(counted, at)
    stored = _stored({one.rule.id for one in counted}, set(wallets.values()))
    moves = []
    for one in counted:
        wallet_id = wallets.get((kind_of(one.rule.beneficiary), one.holder_id))
        if wallet_id is not None:
            key = (one.rule.id, wallet_id, one.span.first)
            before, movements = stored.get(key, (0, 0))
            move = Move(key, one, before, movements)
            if move.total != before:
                moves.append(move)
    return sorted(moves, key=lambda move: (move.key[1], move.key[0], move.key[2]))


def _wallets(counted: Sequence[Counted], at: datetime) -> actions.Wallets:
    """Wallets are opened only where a period gives something."""
    gaining = {(kind_of(one.rule.beneficiary), one.holder_id) for one in counted if one.target.points}
    found = actions.open_wallets(
        {holder for kind, holder in gaining if kind == "person"},
        {holder for kind, holder in gaining if kind == "company"},
        at,
    )
    for kind, column in (("person", Wallet.person_id), ("company", Wallet.company_id)):
        others = {
            one.holder_id
            for one in counted
            if kind_of(one.rule.beneficiary) == kind and (kind, one.holder_id) not in found
        }
        rows = session.execute(select(column, Wallet.id).where(column.in_(others))) if others else ()
        found |= {(kind, holder): wallet_id for holder, wallet_id in rows if holder}
    return found


def _stored(rule_ids: set[int], wallet_ids: set[int]) -> dict[Key, tuple[int, int]]:
    columns = (PeriodAward.rule_id, PeriodAward.wallet_id, PeriodAward.starts_on)
    rows = session.execute(
        select(*columns, PeriodAward.points, PeriodAward.movements).where(
            PeriodAward.rule_id.in_(rule_ids), PeriodAward.wallet_id.in_(wallet_ids)
        )
    )
    return {(row[0], row[1], row[2]): (row[3], row[4]) for row in rows}


def _give(moves: Sequence[Move], at: datetime, actor: str, reckoning: Reckoning) -> None:
    entries = []
    for move in moves:
        points, how = move.total - move.before, reckoning.book.how(move.counted.day)
        legs = (Leg("issue", -points), Leg(how.account, points, move.key[1]))
        entry = Entry(move.reference, "period", move.counted.day, legs, move.facts, how.lot_expires_on)
        entries.append(entry._replace(confirm_on=how.confirm_on))
    post(entries, at, actor)


def _write_down(moves: Sequence[Move]) -> None:
    days = DayForms()
    rows = [(move.total, move.movements + 1, *move.key[:2], days[move.key[2]]) for move in moves]
    change(UPDATE, [row for row, move in zip(rows, moves, strict=True) if move.movements])
    put(
        "period_awards",
        ("points", "movements", "rule_id", "wallet_id", "starts_on"),
        [row for row, move in zip(rows, moves, strict=True) if not move.movements],
    )
