"""What happened to a wallet's spendable points, the latest first, and which lots stand behind it."""

from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, select

from core.database import session
from points.models import LedgerTransaction, Posting

PAGE = 30
#: Movements read at once for a file.
AT_ONCE = 1_000
#: What a reader may filter by → kinds of transactions.
FILTERS: dict[str, tuple[str, ...]] = {
    "earned": ("earn", "period", "event", "confirm", "opening"),
    "won": ("prize",),
    "orders": ("reserve", "cancel"),
    "other": ("correction", "expire", "return", "repay", "merge"),
}


class HistoryLine(NamedTuple):
    """One movement of spendable points."""

    #: of the posting: where the next page begins
    id: int
    transaction_id: int
    reference: str
    kind: str
    #: the local day it is about
    day: date
    #: when it was written (UTC)
    at: datetime
    #: plus is a gain
    points: int
    facts: dict[str, Any]


def history(wallet_id: int, before: int | None = None, size: int = PAGE, only: str = "") -> list[HistoryLine]:
    """A page of movements, the latest written first; `before` is the last id of the page above."""
    conditions: list[ColumnElement[bool]] = [Posting.wallet_id == wallet_id, Posting.account == "available"]
    if before is not None:
        conditions.append(Posting.id < before)
    kinds: Collection[str] = FILTERS.get(only, ())
    if kinds:
        conditions.append(LedgerTransaction.kind.in_(kinds))
    rows = session.execute(
        select(
            Posting.id,
            LedgerTransaction.id,
            LedgerTransaction.reference,
            LedgerTransaction.kind,
            LedgerTransaction.day,
            LedgerTransaction.at,
            Posting.amount,
            LedgerTransaction.facts,
        )
        .join(LedgerTransaction, LedgerTransaction.id == Posting.transaction_id)
        .where(*conditions)
        .order_by(Posting.id.desc())
        .limit(size)
    )
    return [HistoryLine(*row) for row in rows]


def every_movement(wallet_id: int) -> Iterator[list[HistoryLine]]:
    """All of a wallet's movements, the latest first, many at a time."""
    before = None
    while lines := history(wallet_id, before, AT_ONCE):
        yield lines
        before = lines[-1].id
