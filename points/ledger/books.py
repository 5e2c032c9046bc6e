"""The books as accountants read them: what each account holds, and the sum that must be zero."""

from typing import Any, NamedTuple

from sqlalchemy import func, select

from accounts.models import Company, Person
from core.database import session
from core.text import fold
from points.models import LedgerTransaction, Posting, Wallet

PAGE = 50


class Account(NamedTuple):
    """An account's total; plus is what it holds."""

    name: str
    points: int
    movements: int


def trial_balance() -> list[Account]:
    """Every account with its total, wallets' accounts summed over all wallets; together they make zero."""
    rows = session.execute(
        select(Posting.account, func.sum(Posting.amount), func.count())
        .group_by(Posting.account)
        .order_by(Posting.account)
    )
    return [Account(name, int(total), int(count)) for name, total, count in rows]


class Holder(NamedTuple):
    """A wallet with its owner."""

    wallet_id: int
    kind: str
    code: str
    name: str
    available: int
    pending: int
    reserved: int
    debt: int


_HELD = (Wallet.available, Wallet.pending, Wallet.reserved, Wallet.debt)


def holders(search: str, kind: str, page: int) -> tuple[list[Holder], bool]:
    """A page of wallets, the fullest first; whether more follow."""
    name = func.coalesce(Person.first_name + " " + Person.last_name, Company.name)
    statement = (
        select(Wallet.id, Wallet.person_id, func.coalesce(Person.code, Company.code), name, *_HELD)
        .outerjoin(Person, Person.id == Wallet.person_id)
        .outerjoin(Company, Company.id == Wallet.company_id)
    )
    if kind:
        statement = statement.where(
            (Wallet.person_id if kind == "person" else Wallet.company_id).is_not(None)
        )
    for word in fold(search).split():
        key = func.coalesce(Person.sort_key, Company.sort_key)
        code = func.lower(func.coalesce(Person.code, Company.code))
        statement = statement.where(
            key.contains(word, autoescape=True) | code.contains(word, autoescape=True)
        )
    rows = session.execute(
        statement.order_by(Wallet.available.desc(), Wallet.id).limit(PAGE + 1).offset((page - 1) * PAGE)
    ).all()
    return [_holder(row) for row in rows[:PAGE]], len(rows) > PAGE


def holder(wallet_id: int) -> Holder | None:
    """One wallet with its owner."""
    name = func.coalesce(Person.first_name + " " + Person.last_name, Company.name)
    row = session.execute(
        select(Wallet.id, Wallet.person_id, func.coalesce(Person.code, Company.code), name, *_HELD)
        .outerjoin(Person, Person.id == Wallet.person_id)
        .outerjoin(Company, Company.id == Wallet.company_id)
        .where(Wallet.id == wallet_id)
    ).one_or_none()
    return _holder(row) if row else None


def code_of(wallet_id: int) -> str:
    """The code of whoever owns a wallet."""
    found = holder(wallet_id)
    return found.code if found else ""


def _holder(row: Any) -> Holder:
    return Holder(row[0], "person" if row[1] else "company", *row[2:])


def person_name(actor: str) -> str:
    """Who acted, by name: `person:12`; as it is written for the shell and the clock."""
    kind, _, number = actor.partition(":")
    if kind != "person" or not number.isdigit():
        return actor
    found = session.get(Person, int(number))
    return found.name if found else actor


def undone(transaction_ids: list[int]) -> set[int]:
    """Which of these transactions another one has undone or settled."""
    rows = select(LedgerTransaction.reverses_id).where(LedgerTransaction.reverses_id.in_(transaction_ids))
    return {one for one in session.scalars(rows) if one}


def correction(transaction_id: int) -> LedgerTransaction | None:
    """A correction by hand; None when it is something else."""
    found = session.get(LedgerTransaction, transaction_id)
    return found if found and found.kind == "correction" else None


def wallet_of(transaction_id: int) -> int | None:
    """The wallet that a transaction touched (of several, the first)."""
    rows = select(Posting.wallet_id).where(
        Posting.transaction_id == transaction_id, Posting.wallet_id.is_not(None)
    )
    return session.scalars(rows.order_by(Posting.id).limit(1)).one_or_none()
