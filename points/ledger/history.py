"""What happened to a wallet's spendable points, the latest first, and which lots stand behind it."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Integer, Select, bindparam, select

from core.database import Key, ask
from points.models import LedgerTransaction, Posting

PAGE = 30
#: Movements read at once for a file.
AT_ONCE = 1_000
#: What a reader may filter by → kinds of transactions.
FILTERS: dict[str, tuple[str, ...]] = {
    "earned": ("earn", "period", "event", "confirm", "opening"),
    "won": ("prize",),
    "orders": ("reserve", "cancel", "refund"),
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
    from_here = {} if before is None else {"before": before}
    page = _page(before is not None, FILTERS.get(only, ()))
    return [HistoryLine(*row) for row in ask(page, wallet=wallet_id, size=size, **from_here)]


@cache
def _page(further: bool, kinds: tuple[str, ...]) -> Select[*tuple[Any, ...]]:
    """The fields of `HistoryLine`: `:size` movements of `:wallet`, on a further page those `:before` one."""
    postings, transactions = Posting.__table__.c, LedgerTransaction.__table__.c
    lines = (
        select(
            postings.id,
            transactions.id,
            transactions.reference,
            transactions.kind,
            transactions.day,
            transactions.at,
            postings.amount,
            transactions.facts,
        )
        .join_from(Posting.__table__, LedgerTransaction.__table__, transactions.id == postings.transaction_id)
        .where(postings.wallet_id == bindparam("wallet"), postings.account == "available")
        .order_by(postings.id.desc())
        .limit(bindparam("size", type_=Integer))
    )
    if further:
        lines = lines.where(postings.id < bindparam("before", type_=Key))
    return lines.where(transactions.kind.in_(kinds)) if kinds else lines


def every_movement(wallet_id: int) -> Iterator[list[HistoryLine]]:
    """All of a wallet's movements, the latest first, many at a time."""
    before = None
    while lines := history(wallet_id, before, AT_ONCE):
        yield lines
        before = lines[-1].id
