"""A debt takes the first points that come: no wallet ends a movement with points to spend and a debt."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import select

from core.database import session
from points.bulk import among
from points.ledger.entries import Entry, Leg
from points.models import Wallet

Written = Sequence[tuple[int, Entry]]


def indebted(wallet_ids: Collection[int]) -> list[int]:
    """Those of these wallets that hold points to spend and owe some, in order of id."""
    condition, parameter = among("id", sorted(wallet_ids))
    return [
        row[0]
        for row in session.connection().exec_driver_sql(
            f"SELECT id FROM wallets WHERE debt > 0 AND available > 0 AND {condition} ORDER BY id",  # noqa: S608
            (parameter,),
        )
    ]


def latest(written: Written) -> dict[int, int]:
    """Wallet → the last movement that touched it."""
    after: dict[int, int] = {}
    for number, entry in written:
        for leg in entry.legs:
            if leg.wallet_id is not None:
                after[leg.wallet_id] = max(number, after.get(leg.wallet_id, 0))
    return after


def repayments(wallet_ids: Collection[int], after: Mapping[int, int], day: date) -> list[Entry]:
    """What each of these wallets repays of its debt, named after the movement that brought the points."""
    rows = session.execute(
        select(Wallet.id, Wallet.available, Wallet.debt)
        .where(Wallet.id.in_(wallet_ids), Wallet.available > 0, Wallet.debt > 0)
        .order_by(Wallet.id)
    ).all()
    return [_repayment(w, min(available, debt), debt, after[w], day) for w, available, debt in rows]


def _repayment(wallet_id: int, points: int, debt: int, after: int, day: date) -> Entry:
    return Entry(
        f"repay:{after}:{wallet_id}",
        "repay",
        day,
        (Leg("available", -points, wallet_id), Leg("debt", points, wallet_id)),
        {"owed": debt, "left": debt - points},
    )
