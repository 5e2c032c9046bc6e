"""Points whose last day has passed leave their wallet: logged, never deleted (reliability I14, I15)."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import func, select

from core.database import session
from points.bulk import CHUNK
from points.ledger.entries import Entry, Leg
from points.models import Lot, LotUse


def due(day: date, wallet_ids: Collection[int] | None = None) -> list[Entry]:
    """A movement for each lot whose last day lies before `day`, of some wallets or of all.

    The reference counts the lot's uses: points given back to a lot already expired expire once more.
    """
    if wallet_ids is None:
        return _due(day)
    ids = sorted(wallet_ids)
    return [
        entry
        for start in range(0, len(ids), CHUNK)
        for entry in _due(day, Lot.wallet_id.in_(ids[start : start + CHUNK]))
    ]


def _due(day: date, *conditions: Any) -> list[Entry]:
    used = select(func.count()).where(LotUse.lot_id == Lot.id).scalar_subquery()
    rows = session.execute(
        select(Lot.id, Lot.wallet_id, Lot.remaining, Lot.expires_on, used)
        .where(Lot.remaining > 0, Lot.expires_on < day, *conditions)
        .order_by(Lot.id)
    ).all()
    return [
        Entry(
            f"expire:{lot_id}:{uses}",
            "expire",
            day,
            (Leg("available", -left, wallet_id), Leg("expired", left)),
            {"lot": lot_id, "until": last.isoformat() if last else None},
            lot_id=lot_id,
        )
        for lot_id, wallet_id, left, last, uses in rows
    ]
