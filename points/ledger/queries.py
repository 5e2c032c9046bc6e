"""What wallets hold, as pages, files and other rooms ask for it; changes nothing."""

from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Date, Row, Select, bindparam, func, literal, literal_column, select, true

from accounts.models import Company, Person
from core.clock import local_day, now
from core.database import NOUGHT, ask, session
from points.ledger.entries import ESCROW
from points.ledger.history import HistoryLine, history
from points.models import LedgerTransaction, Lot, Posting, Wallet
from points.models.ledger import KEPT_BY_NAME
from points.settings.versions import settings_on

__all__ = ["HistoryLine", "history"]


class Balance(NamedTuple):
    """A wallet as its owner sees it: `available` leaves out what has expired, whether or not the job ran."""

    available: int = 0
    pending: int = 0
    reserved: int = 0
    debt: int = 0


def balance(wallet_id: int, day: date | None = None) -> Balance:
    """What a wallet holds, on a local day (default: today); zeros where there is no wallet."""
    today = day or local_day(now())
    row = ask(_balance(), wallet=wallet_id, day=today).one_or_none()
    return shown(Balance(*map(int, row)), today) if row else Balance()


@cache
def _balance() -> Select[*tuple[Any, ...]]:
    """The fields of `Balance` of `:wallet` on `:day`, built once."""
    wallets, lots = Wallet.__table__.c, Lot.__table__.c
    gone = (
        select(func.coalesce(func.sum(lots.remaining), 0))
        .where(lots.wallet_id == wallets.id, lots.remaining > NOUGHT)
        .where(lots.expires_on < bindparam("day", type_=Date))
        .correlate(Wallet)
        .scalar_subquery()
    )
    held = select(wallets.available - gone, wallets.pending, wallets.reserved, wallets.debt)
    return held.where(wallets.id == bindparam("wallet"))


def shown(held: Balance, day: date) -> Balance:
    """A debt as the programme shows it: beside an empty balance, or as a negative one (reliability I5)."""
    if held.debt and settings_on(day).returns == "allow_negative":
        return held._replace(available=held.available - held.debt)
    return held


def wallet_of_person(person_id: int) -> int | None:
    """A person's wallet id; None until something was earned."""
    found: int | None = ask(_OF_PERSON, owner=person_id).scalar_one_or_none()
    return found


def wallet_of_company(company_id: int) -> int | None:
    """A company's wallet id; None until something was earned."""
    found: int | None = ask(_OF_COMPANY, owner=company_id).scalar_one_or_none()
    return found


def balances(kind: str = "") -> list[Row[str, str, str, int, int, int, int]]:
    """(kind, code, name, available, pending, reserved, debt) of people (`person`), companies, or all."""
    of_people = select(
        literal("person").label("kind"),
        Person.code,
        (Person.first_name + " " + Person.last_name).label("name"),
        Wallet.available,
        Wallet.pending,
        Wallet.reserved,
        Wallet.debt,
    ).join(Wallet, Wallet.person_id == Person.id)
    of_companies = select(
        literal("company").label("kind"),
        Company.code,
        Company.name,
        Wallet.available,
        Wallet.pending,
        Wallet.reserved,
        Wallet.debt,
    ).join(Wallet, Wallet.company_id == Company.id)
    rows: list[Row[str, str, str, int, int, int, int]] = []
    if kind in ("", "person"):
        rows += session.execute(of_people.order_by(Person.sort_key, Person.id)).all()
    if kind in ("", "company"):
        rows += session.execute(of_companies.order_by(Company.sort_key, Company.id)).all()
    return rows


def escrow_balance(name: str) -> int:
    """What is left of the points put aside for a purpose (`challenge:7`)."""
    held = select(func.coalesce(func.sum(Posting.amount), 0)).where(
        Posting.account == ESCROW + name, KEPT_BY_NAME
    )
    return int(session.execute(held).scalar_one())


def average_recent_earning(wallet_id: int, lines: int = 20) -> int:
    """Points of a usual earning: the mean of the latest ones, rounded down; 0 where there is none."""
    total, count = ask(_latest_earnings(lines), wallet=wallet_id).one()
    return int(total) // int(count) if count else 0


@cache
def _latest_earnings(lines: int) -> Select[*tuple[Any, ...]]:
    """(sum, count) of the latest earnings of `:wallet`; built once: many pages say what is usual."""
    postings, transactions = Posting.__table__.c, LedgerTransaction.__table__.c
    latest = (
        select(postings.amount)
        .join_from(Posting.__table__, LedgerTransaction.__table__, transactions.id == postings.transaction_id)
        .where(postings.wallet_id == bindparam("wallet"), postings.account == "available")
        .where(postings.amount > NOUGHT, transactions.kind == "earn")
        .order_by(postings.id.desc())
        .limit(lines)
        .subquery()
    )
    return select(func.coalesce(func.sum(latest.c.amount), 0), func.count()).select_from(latest)


def purse(wallet_id: int, day: date) -> tuple[int, int]:
    """What a wallet holds on a local day, and what it usually earns at once, asked together."""
    row = ask(_purse(), wallet=wallet_id, day=day).one_or_none()
    if row is None:
        return 0, 0
    *held, total, count = map(int, row)
    return shown(Balance(*held), day).available, total // count if count else 0


@cache
def _purse(lines: int = 20) -> Select[*tuple[Any, ...]]:
    """The columns of `_balance` and of `_latest_earnings`."""
    earned = _latest_earnings(lines).subquery("earned")
    return _balance().add_columns(*earned.c).join_from(Wallet.__table__, earned, true())


def expiring_soon(wallet_id: int, day: date, days: int = 60) -> tuple[int, date] | None:
    """How many points expire next, and on which last day, within so many days; None for none."""
    row = ask(_EXPIRING, wallet=wallet_id, first=day, last=day + timedelta(days=days)).one_or_none()
    return (int(row[0]), row[1]) if row and row[1] else None


_LOTS = Lot.__table__.c
#: (points, day) of the lots of `:wallet` that expire next, from `:first` to `:last`.
_EXPIRING = (
    select(func.sum(_LOTS.remaining), _LOTS.expires_on)
    .where(_LOTS.wallet_id == bindparam("wallet"), _LOTS.remaining > NOUGHT)
    .where(
        _LOTS.expires_on >= bindparam("first", type_=Date), _LOTS.expires_on <= bindparam("last", type_=Date)
    )
    .group_by(_LOTS.expires_on)
    .order_by(_LOTS.expires_on)
    .limit(literal_column("1"))
)
_WALLETS = Wallet.__table__.c
_OF_PERSON, _OF_COMPANY = (
    select(_WALLETS.id).where(owner == bindparam("owner"))
    for owner in (_WALLETS.person_id, _WALLETS.company_id)
)
