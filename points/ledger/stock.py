"""Lots as they lie in the database, read for spending, expiry and giving back."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from sqlalchemy import ColumnElement, Date, Integer, Select, Table, bindparam, literal_column, select

from core.database import NOUGHT, ask, session
from points.bulk import CHUNK
from points.models import Lot, LotUse

#: How many lots are read at a time: most orders empty one or two.
PAGE = 50
LotRow = tuple[int, int, int, int, int, date, date | None]


@dataclass(slots=True)
class Shelf:
    """A lot as it stands while a batch goes through."""

    id: int
    wallet_id: int
    transaction_id: int
    amount: int
    remaining: int
    earned_on: date
    expires_on: date | None
    #: what the database holds of it; None for one that this batch opens
    stored: int | None = None


def by_id(ids: Collection[int]) -> Iterator[Shelf]:
    """These lots, whatever they still hold."""
    for part in _parts(ids):
        yield from _shelves(_lots(Lot.id.in_(part)))


def opened_by(transaction_ids: Collection[int]) -> Iterator[Shelf]:
    """The lots that these transactions opened."""
    for part in _parts(transaction_ids):
        yield from _shelves(_lots(Lot.transaction_id.in_(part)))


def next_out(wallet_id: int, amount: int, today: date) -> Iterator[Shelf]:
    """A wallet's live lots in the order of spending, until they hold so many points or there are no more."""
    for start in range(0, 1 << 40, PAGE):
        rows = ask(_NEXT_OUT, wallet=wallet_id, today=today, start=start)
        page = [Shelf(*cast("LotRow", tuple(row)), stored=row.remaining) for row in rows]
        yield from page
        amount -= sum(shelf.remaining for shelf in page)
        if amount <= 0 or len(page) < PAGE:
            return


def uses(transaction_ids: Sequence[int]) -> dict[tuple[int, int], list[tuple[int, int]]]:
    """(transaction, wallet) → the lots it used and how much of each."""
    found: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for part in _parts(transaction_ids):
        rows = session.execute(
            select(LotUse.transaction_id, Lot.wallet_id, LotUse.lot_id, LotUse.amount)
            .join(Lot, Lot.id == LotUse.lot_id)
            .where(LotUse.transaction_id.in_(part))
            .order_by(LotUse.id)
        )
        for number, wallet_id, lot_id, amount in rows:
            found[(number, wallet_id)].append((lot_id, amount))
    return found


def _lots(*conditions: ColumnElement[bool]) -> Select[*LotRow]:
    return select(
        Lot.id, Lot.wallet_id, Lot.transaction_id, Lot.amount, Lot.remaining, Lot.earned_on, Lot.expires_on
    ).where(*conditions)


def _shelves(
    lots: Select[*LotRow],
) -> Iterable[Shelf]:
    return (Shelf(*row, stored=row.remaining) for row in session.execute(lots).all())


_LOT = cast(Table, Lot.__table__).c
#: Built once: every order asks. So many at a time is said in the statement, else it is planned for more.
_NEXT_OUT = (
    select(
        _LOT.id,
        _LOT.wallet_id,
        _LOT.transaction_id,
        _LOT.amount,
        _LOT.remaining,
        _LOT.earned_on,
        _LOT.expires_on,
    )
    .where(
        _LOT.wallet_id == bindparam("wallet"),
        _LOT.remaining > NOUGHT,
        _LOT.expires_on.is_(None) | (_LOT.expires_on >= bindparam("today", type_=Date)),
    )
    .order_by(_LOT.expires_on.asc().nulls_last(), _LOT.id)
    .limit(literal_column(str(PAGE), Integer))
    .offset(bindparam("start", type_=Integer))
)


def _parts(ids: Collection[int]) -> list[list[int]]:
    whole = sorted(set(ids))
    return [whole[i : i + CHUNK] for i in range(0, len(whole), CHUNK)]
