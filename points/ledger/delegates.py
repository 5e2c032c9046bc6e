"""A company's delegates as its manager sees them, and what each spent of its points; changes nothing."""

from collections import defaultdict
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Date,
    FromClause,
    Select,
    and_,
    bindparam,
    exists,
    func,
    literal_column,
    or_,
    select,
)

from accounts.models import Mandate, Person
from core import audit
from core.database import Key, ask
from points.ledger.giving_back import BACK
from points.models import Delegation, LedgerTransaction, Posting, Wallet
from points.rules.delegating import month_of, still_holds


class Named(NamedTuple):
    """A delegate as the manager sees them."""

    id: int
    person_id: int
    first_name: str
    last_name: str
    most_each: int
    most_a_month: int
    starts_on: date
    ends_on: date | None
    named_at: datetime
    #: points spent this month
    spent: int
    #: whether it holds today
    holds: bool

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}".strip()


def delegates_of(company_id: int, day: date) -> list[Named]:
    """Everybody who was ever named, the latest first."""
    rows = ask(_named(), company=company_id).all()
    if not rows:
        return []
    worked, spent = _mandates(company_id), _spent_by_each(company_id, day)
    return [
        Named._make((*one, spent[audit.by(one.person_id)], _holds(one, worked[one.person_id], day)))
        for one in rows
    ]


def colleagues(company_id: int, day: date) -> list[tuple[int, str]]:
    """Who could be named (id, name): those who work for the company and do not manage it."""
    rows = ask(_colleagues(), company=company_id, day=day)
    return [(one.id, f"{one.first_name} {one.last_name}".strip()) for one in rows]


def spent_in_month(person_id: int, company_id: int, day: date) -> int:
    """Points of the company that a person ordered for in a calendar month, without cancelled orders."""
    actor = audit.by(person_id)
    return _spent_by_each(company_id, day, actor=actor)[actor]


def _spent_by_each(company_id: int, day: date, **whose: str) -> defaultdict[str, int]:
    """The same by who ordered; pieces cancelled of orders that go on are not counted."""
    first, after = month_of(day)
    spent: defaultdict[str, int] = defaultdict(int)
    for statement in (_held(bool(whose)), _let_go(bool(whose))):
        for actor, points in ask(statement, company=company_id, first=first, after=after, **whose):
            spent[actor] += int(points)
    return spent


def _mandates(company_id: int) -> defaultdict[int, list[tuple[date, date | None]]]:
    """When each of those who were ever named worked there."""
    found: defaultdict[int, list[tuple[date, date | None]]] = defaultdict(list)
    for person_id, first, last in ask(_worked(), company=company_id):
        found[person_id].append((first, last))
    return found


def _holds(one: Any, worked: list[tuple[date, date | None]], day: date) -> bool:
    runs = one.ends_on is None or day <= one.ends_on
    return runs and still_holds(one.starts_on, worked, max(day, one.starts_on))


_DELEGATIONS, _PEOPLE, _MANDATES = (one.__table__.c for one in (Delegation, Person, Mandate))
_MADE, _POSTINGS, _WALLETS = LedgerTransaction.__table__, Posting.__table__.c, Wallet.__table__.c
_COMPANY, _DAY = bindparam("company", type_=Key), bindparam("day", type_=Date)


@cache
def _named() -> Select[*tuple[Any, ...]]:
    """The fields of `Named` that are stored, of `:company`."""
    return (
        select(
            _DELEGATIONS.id,
            _DELEGATIONS.person_id,
            _PEOPLE.first_name,
            _PEOPLE.last_name,
            _DELEGATIONS.most_each,
            _DELEGATIONS.most_a_month,
            _DELEGATIONS.starts_on,
            _DELEGATIONS.ends_on,
            _DELEGATIONS.named_at,
        )
        .join_from(Delegation.__table__, Person.__table__, _PEOPLE.id == _DELEGATIONS.person_id)
        .where(_DELEGATIONS.company_id == _COMPANY)
        .order_by(_DELEGATIONS.id.desc())
    )


@cache
def _worked() -> Select[*tuple[Any, ...]]:
    """The mandates of the delegates of `:company` there."""
    ever = select(_DELEGATIONS.person_id).where(_DELEGATIONS.company_id == _COMPANY)
    return select(_MANDATES.person_id, _MANDATES.starts_on, _MANDATES.ends_on).where(
        _MANDATES.company_id == _COMPANY, _MANDATES.person_id.in_(ever)
    )


@cache
def _colleagues() -> Select[*tuple[Any, ...]]:
    """Who works for `:company` on `:day` and does not manage it."""
    today = and_(
        _MANDATES.company_id == _COMPANY,
        _MANDATES.starts_on <= _DAY,
        or_(_MANDATES.ends_on.is_(None), _MANDATES.ends_on >= _DAY),
    )
    works = select(_MANDATES.person_id).where(today)
    manages = works.where(_MANDATES.role == literal_column("'company_manager'"))
    return (
        select(_PEOPLE.id, _PEOPLE.first_name, _PEOPLE.last_name)
        .where(_PEOPLE.id.in_(works), _PEOPLE.id.not_in(manages), _PEOPLE.disabled_at.is_(None))
        .order_by(_PEOPLE.sort_key)
    )


@cache
def _held(of_one: bool) -> Select[*tuple[Any, ...]]:
    """(actor, points) held of `:company` by orders from `:first` to before `:after`; or of `:actor` alone."""
    held = (
        select(_MADE.c.actor, func.sum(_POSTINGS.amount))
        .join_from(Posting.__table__, _MADE, _MADE.c.id == _POSTINGS.transaction_id)
        .join(Wallet.__table__, _WALLETS.id == _POSTINGS.wallet_id)
    )
    return held.where(*_of_the_month(of_one)).group_by(_MADE.c.actor)


@cache
def _let_go(of_one: bool) -> Select[*tuple[Any, ...]]:
    """The same of those given back since (below nought), for pieces cancelled of orders that go on."""
    part = _MADE.alias()
    back = (
        select(_MADE.c.actor, func.sum(_POSTINGS.amount))
        .join_from(Posting.__table__, part, part.c.id == _POSTINGS.transaction_id)
        .join(Wallet.__table__, _WALLETS.id == _POSTINGS.wallet_id)
        .join(_MADE, part.c.reference.like(_MADE.c.reference.concat(BACK + "%")))
        .where(part.c.kind == "cancel", part.c.reverses_id.is_(None))
    )
    return back.where(*_of_the_month(of_one)).group_by(_MADE.c.actor)


def _of_the_month(of_one: bool) -> list[ColumnElement[bool]]:
    """What holds points of the company for an order of the month that was not cancelled."""
    undone: FromClause = _MADE.alias()
    cancelled = exists().where(undone.c.reverses_id == _MADE.c.id, undone.c.kind == "cancel")
    return [
        _WALLETS.company_id == _COMPANY,
        _POSTINGS.account == "reserved",
        _MADE.c.kind == "reserve",
        _MADE.c.day >= bindparam("first", type_=Date),
        _MADE.c.day < bindparam("after", type_=Date),
        ~cancelled,
        *([_MADE.c.actor == bindparam("actor")] if of_one else []),
    ]
