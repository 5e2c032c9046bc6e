"""What qualifies for a tier, for many holders at once: what they traded or earned, never what is left."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, String, and_, bindparam, func, literal_column, or_, select

from accounts.models import Company, Mandate, Person
from accounts.queries import PLAYERS, touches
from core.asking import in_places, places
from core.database import Key, ask, session
from points.models import WALLET_ACCOUNTS, LedgerTransaction, Measure, Posting, TierCredit, Wallet
from points.rules.tiers import Figures, Scheme, window, window_before

#: Movements that are earned; a return and a refusal take from them, an order or an expiry does not.
EARNED = ("earn", "period", "event", "prize", "return", "refuse")
#: How many holders a statement has places for: one with those that became part of it, or those of a file.
#: Beyond the last all of them are asked for.
PLACES = (4, 500)

Ids = Collection[int] | None
Statement = Select[*tuple[Any, ...]]
#: Builds a statement of whose column says who holds, for so many holders; None for all.
Build = Callable[[str, int | None], Statement]


def eligible(holder: str, day: date) -> set[int]:
    """Who may stand in a tier on a local day: members, not prospects; people who play for a company."""
    members = and_(
        Company.kind != "sponsor",
        Company.prospect.is_(False),
        Company.left_at.is_(None),
        Company.merged_into_id.is_(None),
        or_(Company.member_from.is_(None), Company.member_from <= day),
    )
    if holder == "company":
        return set(session.scalars(select(Company.id).where(members)))
    playing = (
        select(Mandate.person_id)
        .join(Company, Company.id == Mandate.company_id)
        .join(Person, Person.id == Mandate.person_id)
        .where(members, Mandate.role.in_(PLAYERS), touches(day, day), Person.disabled_at.is_(None))
    )
    return set(session.scalars(playing.distinct()))


def figures_of(scheme: Scheme, today: date, ids: Ids = None) -> dict[int, Figures]:
    """The figures of a scheme's holders as of a local day; who did nothing is left out."""
    now, acts = totals(scheme, *window(scheme, today), ids)
    before: Mapping[int, int] = {}
    acts_before: Mapping[int, int] = {}
    if scheme.span == "calendar":
        before, acts_before = totals(scheme, *window_before(scheme, today), ids)
    found = {*now, *acts, *before, *acts_before}
    return {
        one: Figures(now.get(one, 0), acts.get(one, 0), before.get(one, 0), acts_before.get(one, 0))
        for one in found
    }


def totals(scheme: Scheme, first: date, last: date, ids: Ids = None) -> tuple[dict[int, int], dict[int, int]]:
    """Holder → amount in the scheme's measure, and holder → confirmed acts, of a period of local days."""
    heirs = _heirs() if scheme.holder == "company" else {}
    if ids is not None:
        ids = {*ids, *(one for one, heir in heirs.items() if heir in ids)}
    of = _Period(first, last, ids)
    amounts: dict[int, int] = defaultdict(int)
    acts: dict[int, int] = defaultdict(int)
    for holder, amount in _measured(scheme, of).items():
        amounts[heirs.get(holder, holder)] += amount
    for holder, credit, number in of.rows(_credits, OWNERS[scheme.holder]):
        heir = heirs.get(holder, holder)
        amounts[heir] += int(number) if scheme.measure == "engagement" else int(credit)
        acts[heir] += int(number)
    return dict(amounts), dict(acts)


class _Period:
    """A period and its holders, as the statements below take them."""

    def __init__(self, first: date, last: date, ids: Ids) -> None:
        self.many = None if ids is None else next((most for most in PLACES if len(ids) <= most), None)
        holders = in_places("holder", sorted(ids), self.many, 0) if ids is not None and self.many else {}
        self.values = {"first": first, "last": last, **holders}

    def rows(self, build: Build, owner: str) -> Iterable[Any]:
        """What a statement finds of these holders."""
        return ask(build(owner, self.many), **self.values)

    def sums(self, build: Build, owner: str) -> dict[int, int]:
        """Holder → sum."""
        return {int(holder): int(total) for holder, total in self.rows(build, owner)}


def _heirs() -> dict[int, int]:
    """A company that became part of another → the one that stands for it now: what it did counts there."""
    into = {one: heir or 0 for one, heir in ask(_MERGED)}
    found: dict[int, int] = {}
    for one in into:
        heir, steps = one, 0
        while heir in into and steps < len(into):
            heir, steps = into[heir], steps + 1
        found[one] = heir
    return found


def _measured(scheme: Scheme, of: _Period) -> dict[int, int]:
    if scheme.measure == "engagement":
        return {}
    if scheme.measure == "points":
        return of.sums(_points, OWNERS[scheme.holder])
    return of.sums(_traded, "rep_id") if scheme.holder == "person" else _turnover(of)


def _turnover(of: _Period) -> dict[int, int]:
    """Cents: what an installer buys; what a distributor sells or, where it reports no sale, what it buys."""
    sold, bought = of.sums(_traded, "selling_company_id"), of.sums(_traded, "buying_company_id")
    kinds = dict(of.rows(_kinds, "id"))
    return {
        one: bought.get(one, 0) if kinds[one] == "installer" or one not in sold else sold[one]
        for one in {*sold, *bought}
    }


#: What names a holder where points and acts are kept.
OWNERS = {"person": "person_id", "company": "company_id"}
_COMPANY, _CREDIT, _LINE, _MEASURE, _MOVEMENT, _WALLET = (
    one.__table__.c for one in (Company, TierCredit, Posting, Measure, LedgerTransaction, Wallet)
)
_FIRST, _LAST = (bindparam(name, type_=Date) for name in ("first", "last"))
_MERGED = select(_COMPANY.id, _COMPANY.merged_into_id).where(_COMPANY.merged_into_id.is_not(None))


@cache
def _traded(owner: str, many: int | None) -> Statement:
    holder, day = _MEASURE[owner], _MEASURE.day
    total = select(holder, func.sum(_MEASURE.amount_cents)).where(day >= _FIRST, day <= _LAST)
    return total.where(*_among(holder, many)).group_by(holder)


@cache
def _points(owner: str, many: int | None) -> Statement:
    holder, day = _WALLET[owner], _MOVEMENT.day
    total = (
        select(holder, func.sum(_LINE.amount))
        .select_from(Posting.__table__)
        .join(Wallet.__table__, _WALLET.id == _LINE.wallet_id)
        .join(LedgerTransaction.__table__, _MOVEMENT.id == _LINE.transaction_id)
        .where(_said(_MOVEMENT.kind, EARNED), _said(_LINE.account, WALLET_ACCOUNTS))
        .where(day >= _FIRST, day <= _LAST)
    )
    return total.where(*_among(holder, many)).group_by(holder)


@cache
def _credits(owner: str, many: int | None) -> Statement:
    holder, day = _CREDIT[owner], _CREDIT.day
    sums = (func.coalesce(func.sum(_CREDIT.amount), 0), func.coalesce(func.sum(_CREDIT.acts), 0))
    return (
        select(holder, *sums).where(day >= _FIRST, day <= _LAST).where(*_among(holder, many)).group_by(holder)
    )


@cache
def _kinds(owner: str, many: int | None) -> Statement:
    return select(_COMPANY[owner], _COMPANY.kind).where(*_among(_COMPANY[owner], many))


def _among(owner: ColumnElement[Any], many: int | None) -> list[ColumnElement[bool]]:
    """Whoever holds something, or who is in one of so many places."""
    return [owner.is_not(None)] if many is None else [owner.in_(places("holder", many, Key))]


def _said(column: ColumnElement[Any], words: Iterable[str]) -> ColumnElement[bool]:
    """One of these words, said in the statement, so that its text depends on no value."""
    return column.in_([literal_column(f"'{word}'", String) for word in words])
