"""What a company that leaves holds: moved to the company that it becomes part of, or ended on a day."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import func, select, update

from core.clock import local_day
from core.database import session
from points.ledger.actions import open_wallets
from points.ledger.entries import Entry, Leg
from points.ledger.posting import post
from points.ledger.queries import wallet_of_company
from points.models import Lot, LotUse, Pending, Wallet


class Moved(NamedTuple):
    """Points that changed wallets."""

    available: int = 0
    pending: int = 0
    debt: int = 0


def move_all(company_id: int, into_id: int, at: datetime, actor: str) -> Moved:
    """Move what one company's wallet holds to another's: each lot with its own last day, pendings, the debt.

    What orders hold stays until they are delivered; of a cancelled one the points follow at the next call.
    Whatever is moved is moved once: a reference counts the uses of its lot, or what the wallet did before.
    """
    source = wallet_of_company(company_id)
    if source is None:
        return Moved()
    target = open_wallets([], [into_id], at)["company", into_id]
    held = sorted((source, target))
    session.execute(select(Wallet.id).where(Wallet.id.in_(held)).order_by(Wallet.id).with_for_update())
    facts = {"company": company_id, "into": into_id}
    lots = _lots(source, target, local_day(at), facts)
    pendings = _pendings(source, target, facts)
    debts = _debt(source, target, local_day(at), facts)
    post([*lots, *pendings, *debts], at, actor)
    return Moved(_sum(lots), _sum(pendings), -_sum(debts))


def end_lots(company_id: int, last_day: date) -> int:
    """Let nothing that a company's wallet holds be spent after a day; how many lots end earlier by that."""
    wallet = wallet_of_company(company_id)
    ended = session.execute(
        update(Lot)
        .where(Lot.wallet_id == wallet, Lot.remaining > 0)
        .where(Lot.expires_on.is_(None) | (Lot.expires_on > last_day))
        .values(expires_on=last_day)
        .returning(Lot.id),
        execution_options={"synchronize_session": False},
    ).all()
    return len(ended)


def _lots(source: int, target: int, today: date, facts: dict[str, int]) -> list[Entry]:
    used = select(func.count()).where(LotUse.lot_id == Lot.id).scalar_subquery()
    live = (Lot.remaining > 0) & (Lot.expires_on.is_(None) | (Lot.expires_on >= today))
    rows = session.execute(
        select(Lot.id, Lot.remaining, Lot.expires_on, used)
        .where(Lot.wallet_id == source, live)
        .order_by(Lot.id)
    )
    return [
        Entry(
            f"merge:{facts['company']}:lot:{number}:{uses}",
            "merge",
            today,
            (Leg("available", -left, source), Leg("available", left, target)),
            {**facts, "lot": number},
            lot_expires_on=last,
            lot_id=number,
        )
        for number, left, last, uses in rows
    ]


def _pendings(source: int, target: int, facts: dict[str, int]) -> list[Entry]:
    """The day stays the one it was earned on: its settings decide how long it lives once confirmed."""
    rows = session.execute(
        select(Pending.id, Pending.remaining, Pending.earned_on, Pending.due_on)
        .where(Pending.wallet_id == source, Pending.remaining > 0)
        .order_by(Pending.id)
    )
    return [
        Entry(
            f"merge:{facts['company']}:pending:{number}",
            "merge",
            earned_on,
            (Leg("pending", -left, source), Leg("pending", left, target)),
            {**facts, "pending": number},
            confirm_on=due_on,
            from_pendings=((number, left),),
        )
        for number, left, earned_on, due_on in rows
    ]


def _debt(source: int, target: int, today: date, facts: dict[str, int]) -> list[Entry]:
    owed = session.execute(select(Wallet.debt).where(Wallet.id == source)).scalar_one()
    if not owed:
        return []
    legs = (Leg("debt", owed, source), Leg("debt", -owed, target))
    return [Entry(f"merge:{facts['company']}:debt:{today.isoformat()}:{owed}", "merge", today, legs, facts)]


def _sum(entries: Sequence[Entry]) -> int:
    """What arrived at the other wallet."""
    return sum(entry.legs[1].amount for entry in entries)
