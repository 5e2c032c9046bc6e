"""Holding wallets' rows, in one order, before anything is reckoned from what they hold."""

from collections.abc import Collection

from sqlalchemy import select

from core.database import session
from points.bulk import CHUNK
from points.models import Wallet


def hold(wallet_ids: Collection[int]) -> None:
    """Lock these wallets in order of id until the transaction ends; SQLite has one writer."""
    ids = sorted(set(wallet_ids))
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        rows = select(Wallet.id).where(Wallet.id.in_(part)).order_by(Wallet.id)
        session.execute(rows.with_for_update(key_share=True)).all()
