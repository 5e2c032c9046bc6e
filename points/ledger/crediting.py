"""What many sale lines earn, out of issue into wallets: the same books as `post` would write, in one pass.

`post` takes any movement; to describe each of 50,000 to it took longer than the database. A property test
holds the two together. Both enter the books by one door, and debts are repaid by `post`’s own hand.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from core.database import session
from points.bulk import DayForms, put
from points.ledger import lots, pendings
from points.ledger.entries import LONGEST_REFERENCE, BeyondPosting
from points.ledger.posting import Row, enter, repay
from points.ledger.transactions import Told, write_told
from points.rules import MOST
from points.rules.life import How


class Credit(NamedTuple):
    """What one act earns, under a reference of its own."""

    reference: str
    #: the local day it is about
    day: date
    #: what explains it, as stored (JSON)
    facts: str
    #: wallet → points
    points: dict[int, int]
    how: How


class Credited(NamedTuple):
    """What became of a batch."""

    #: reference → transaction id, of what is new
    written: dict[str, int]
    #: wallet → points that came in
    points: dict[int, int]


def credit(credits: Sequence[Credit], kind: str, at: datetime, actor: str) -> Credited:
    """Write the credits that are new, each reference once, and pass over those known; joins the transaction.

    Raises BeyondPosting, ValueError for what is no credit.
    """
    first: dict[str, Credit] = {}
    for one in credits:
        _check(one)
        first.setdefault(one.reference, one)
    session.flush()
    told = [Told(reference, kind, one.day, None, one.facts) for reference, one in first.items()]
    written = write_told(told, at, actor)
    batch = _Batch()
    for reference, one in first.items():
        if reference in written:
            batch.add(written[reference], one)
    owing = enter(batch.postings, batch.deltas())
    put("lots", lots.COLUMNS, batch.lots)
    put("pendings", pendings.COLUMNS, batch.pendings)
    if owing:
        repay(owing, batch.latest, at, actor)
    return Credited(written, batch.points())


class _Batch:
    """The rows of a batch, gathered in one pass; days as the driver wants them."""

    def __init__(self) -> None:
        self.days = DayForms()
        self.postings: list[Row] = []
        self.lots: list[tuple[Any, ...]] = []
        self.pendings: list[tuple[Any, ...]] = []
        self.available: dict[int, int] = defaultdict(int)
        self.pending: dict[int, int] = defaultdict(int)
        #: wallet → the last transaction that touched it
        self.latest: dict[int, int] = {}

    def add(self, number: int, one: Credit) -> None:
        """Out of issue, into each wallet; behind it a lot, or a pending where it has to be confirmed."""
        account, expires_on, confirm_on = one.how
        if account == "available":
            sums, behind, until = self.available, self.lots, self.days[expires_on]
        else:
            sums, behind, until = self.pending, self.pendings, self.days[confirm_on]
        earned_on = self.days[one.day]
        self.postings.append((number, "issue", None, -sum(one.points.values())))
        for wallet_id, points in one.points.items():
            self.postings.append((number, account, wallet_id, points))
            behind.append((wallet_id, number, points, points, earned_on, until))
            sums[wallet_id] += points
            self.latest[wallet_id] = number

    def deltas(self) -> dict[int, tuple[int, int, int, int]]:
        """What each wallet gains, as `enter` takes it."""
        wallets = self.available.keys() | self.pending.keys()
        return {one: (self.available.get(one, 0), self.pending.get(one, 0), 0, 0) for one in wallets}

    def points(self) -> dict[int, int]:
        """Wallet → what it gained, confirmed or not."""
        return {
            wallet_id: available + pending for wallet_id, (available, pending, *_) in self.deltas().items()
        }


def _check(one: Credit) -> None:
    """Refuse what `post` would refuse: nothing, no whole number, too many points, no reference."""
    total = 0
    for points in one.points.values():
        if type(points) is not int or points <= 0:
            raise ValueError(f"{one.reference}: {points!r} points cannot be credited")
        total += points
    if total > MOST:
        raise BeyondPosting(one.reference)
    if not total or one.how.account not in ("available", "pending"):
        raise ValueError(f"{one.reference}: credits nobody")
    if not 0 < len(one.reference) <= LONGEST_REFERENCE:
        raise ValueError(f"{one.reference!r} is no reference")
