"""The ledger's part of `flask verify`: balances are their postings, lots their uses, nothing was edited."""

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import Table, and_, case, func, or_, select

from core import seal
from core.database import is_postgresql, session
from core.verify import Check
from points.ledger import return_checks as checks_returns
from points.ledger.entries import ESCROW, FUND
from points.models import (
    SYSTEM_ACCOUNTS,
    WALLET_ACCOUNTS,
    Fund,
    LedgerTransaction,
    Lot,
    LotUse,
    Pending,
    Posting,
    Wallet,
)
from points.rules import MOST

#: Tables whose rows the clock seals, in this order: a writer takes its locks so.
SEALED: tuple[Table, ...] = (LedgerTransaction.__table__, Posting.__table__)  # type: ignore[assignment]


def _unbalanced() -> Iterable[str]:
    wrong = (
        select(Posting.transaction_id).group_by(Posting.transaction_id).having(func.sum(Posting.amount) != 0)
    )
    return (f"ledger_transactions {one}" for one in session.scalars(wrong))


def _not_zero() -> Iterable[str]:
    total = session.scalar(select(func.coalesce(func.sum(Posting.amount), 0)))
    return [f"postings sum to {total}"] if total else []


def _account(name: str) -> Any:
    return func.coalesce(func.sum(case((Posting.account == name, Posting.amount), else_=0)), 0)


def _drifted() -> Iterable[str]:
    """A debt is kept as a positive figure; its postings are negative."""
    sums = (
        select(Posting.wallet_id, *(_account(name).label(name) for name in WALLET_ACCOUNTS))
        .where(Posting.wallet_id.is_not(None))
        .group_by(Posting.wallet_id)
        .subquery()
    )
    held = {name: func.coalesce(sums.c[name], 0) for name in WALLET_ACCOUNTS}
    wrong = (
        select(Wallet.id)
        .outerjoin(sums, sums.c.wallet_id == Wallet.id)
        .where(
            or_(
                Wallet.available != held["available"],
                Wallet.pending != held["pending"],
                Wallet.reserved != held["reserved"],
                Wallet.debt != -held["debt"],
            )
        )
    )
    return (f"wallets {one}" for one in session.scalars(wrong.order_by(Wallet.id)))


def _not_whole() -> Iterable[str]:
    wrong = [Posting.amount == 0, func.abs(Posting.amount) > MOST]
    if not is_postgresql():
        wrong.append(func.typeof(Posting.amount) != "integer")
    return (f"postings {one}" for one in session.scalars(select(Posting.id).where(or_(*wrong))))


def _negative() -> Iterable[str]:
    accounts = (Wallet.available, Wallet.pending, Wallet.reserved, Wallet.debt)
    wrong = select(Wallet.id).where(or_(*(account < 0 for account in accounts)))
    yield from (f"wallets {one}" for one in session.scalars(wrong))
    overdrawn = (
        select(Posting.account)
        .where(Posting.account.like(f"{ESCROW}%"))
        .group_by(Posting.account)
        .having(func.sum(Posting.amount) < 0)
    )
    yield from (f"account {one}" for one in session.scalars(overdrawn))


def _repeated(column: Any) -> Callable[[], Iterable[str]]:
    def run() -> Iterable[str]:
        wrong = select(column).where(column.is_not(None)).group_by(column).having(func.count() > 1)
        return (f"{column.key} {one}" for one in session.scalars(wrong))

    return run


def _lots_off() -> Iterable[str]:
    left = select(Lot.wallet_id, func.sum(Lot.remaining).label("left")).group_by(Lot.wallet_id).subquery()
    wrong = (
        select(Wallet.id)
        .outerjoin(left, left.c.wallet_id == Wallet.id)
        .where(Wallet.available != func.coalesce(left.c.left, 0))
    )
    return (f"wallets {one}" for one in session.scalars(wrong.order_by(Wallet.id)))


def _unpaired() -> Iterable[str]:
    used = select(LotUse.lot_id, func.sum(LotUse.amount).label("used")).group_by(LotUse.lot_id).subquery()
    wrong = (
        select(Lot.id)
        .outerjoin(used, used.c.lot_id == Lot.id)
        .where(
            or_(
                Lot.amount - func.coalesce(used.c.used, 0) != Lot.remaining,
                Lot.remaining < 0,
                Lot.remaining > Lot.amount,
            )
        )
    )
    return (f"lots {one}" for one in session.scalars(wrong.order_by(Lot.id)))


def _expired_early() -> Iterable[str]:
    """An expiry takes only lots whose last day lies before the day it is about."""
    wrong = (
        select(LotUse.id)
        .join(LedgerTransaction, LedgerTransaction.id == LotUse.transaction_id)
        .join(Lot, Lot.id == LotUse.lot_id)
        .where(LedgerTransaction.kind == "expire")
        .where(or_(Lot.expires_on.is_(None), Lot.expires_on >= LedgerTransaction.day))
    )
    return (f"lot_uses {one}" for one in session.scalars(wrong))


def _orphans() -> Iterable[str]:
    known = or_(
        Posting.account.in_(SYSTEM_ACCOUNTS),
        Posting.account.like(f"{ESCROW}%"),
        Posting.account.like(f"{FUND}%"),
    )
    lost = (
        select(Posting.id)
        .outerjoin(LedgerTransaction, LedgerTransaction.id == Posting.transaction_id)
        .where(
            or_(
                LedgerTransaction.id.is_(None),
                and_(Posting.wallet_id.is_(None), ~known),
                and_(Posting.wallet_id.is_not(None), Posting.account.notin_(WALLET_ACCOUNTS)),
            )
        )
    )
    yield from (f"postings {one}" for one in session.scalars(lost))
    empty = (
        select(LedgerTransaction.id)
        .outerjoin(Posting, Posting.transaction_id == LedgerTransaction.id)
        .where(Posting.id.is_(None))
    )
    yield from (f"ledger_transactions {one}" for one in session.scalars(empty))


def _pendings_off() -> Iterable[str]:
    left = (
        select(Pending.wallet_id, func.sum(Pending.remaining).label("left"))
        .group_by(Pending.wallet_id)
        .subquery()
    )
    wrong = (
        select(Wallet.id)
        .outerjoin(left, left.c.wallet_id == Wallet.id)
        .where(Wallet.pending != func.coalesce(left.c.left, 0))
    )
    return (f"wallets {one}" for one in session.scalars(wrong.order_by(Wallet.id)))


def _owing_with_points() -> Iterable[str]:
    wrong = select(Wallet.id).where(Wallet.debt > 0, Wallet.available > 0).order_by(Wallet.id)
    return (f"wallets {one}" for one in session.scalars(wrong))


def _funds_off() -> Iterable[str]:
    """A fund's row is the sum of its postings; an account without a row has no guard."""
    sums = (
        select(Posting.account, func.sum(Posting.amount).label("held"))
        .where(Posting.account.like(f"{FUND}%"))
        .group_by(Posting.account)
    )
    booked = {row.account: int(row.held) for row in session.execute(sums)}
    rows = {FUND + one.name: one.balance for one in session.scalars(select(Fund))}
    for account in sorted(booked.keys() | rows.keys()):
        if booked.get(account, 0) != rows.get(account) or booked.get(account, 0) < 0:
            yield f"account {account}"


def _broken_seals() -> Iterable[str]:
    for table in SEALED:
        yield from (f"{table.name} {one.first_id}–{one.last_id}" for one in seal.broken(table))


CHECKS: tuple[Check, ...] = (
    Check("I1", "the postings of a transaction sum to zero", _unbalanced),
    Check("I1", "all postings together sum to zero", _not_zero),
    Check("I2", "a wallet holds what its postings say", _drifted),
    Check("I3", "points are whole numbers, none of them zero or beyond bounds", _not_whole),
    Check("I5", "no wallet and no escrow is below zero", _negative),
    Check("I6", "a reference stands for one transaction", _repeated(LedgerTransaction.reference)),
    Check("I7", "a transaction is undone or settled at most once", _repeated(LedgerTransaction.reverses_id)),
    Check("I14", "a wallet's spendable points are what its lots still hold", _lots_off),
    Check("I14", "what left a lot is paired with a transaction", _unpaired),
    Check("I14", "a wallet's unconfirmed points are what its pendings still hold", _pendings_off),
    Check("I12", "nobody holds points to spend and owes some at once", _owing_with_points),
    Check("I5", "a fund holds what its postings say, and never less than nothing", _funds_off),
    *checks_returns.CHECKS,
    Check("I15", "a lot expires after its last day only", _expired_early),
    Check(
        "I4", "every posting has its transaction and its account, every transaction its postings", _orphans
    ),
    Check("I30", "the ledger is as it was sealed", _broken_seals),
)
