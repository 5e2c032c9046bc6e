"""What qualifies for a tier, for many holders at once: what they traded or earned, never what is left."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true

from accounts.models import Company, Mandate, Person
from accounts.queries import PLAYERS, touches
from core.database import session
from points.models import WALLET_ACCOUNTS, LedgerTransaction, Measure, Posting, TierCredit, Wallet
from points.rules.tiers import Figures, Scheme, window, window_before

#: Movements that are earned; a return and a refusal take from them, an order or an expiry does not.
EARNED = ("earn", "period", "event", "prize", "return", "refuse")
#: Beyond so many holders all of them are asked for in one statement.
FEW = 500

Ids = Collection[int] | None


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
        ids = None if len(ids) > FEW else ids
    amounts: dict[int, int] = defaultdict(int)
    acts: dict[int, int] = defaultdict(int)
    for holder, amount in _measured(scheme, first, last, ids).items():
        amounts[heirs.get(holder, holder)] += amount
    for holder, credit, number in session.execute(_credits(scheme.holder, first, last, ids)):
        heir = heirs.get(holder, holder)
        amounts[heir] += int(number) if scheme.measure == "engagement" else int(credit)
        acts[heir] += int(number)
    return dict(amounts), dict(acts)


def _heirs() -> dict[int, int]:
    """A company that became part of another → the one that stands for it now: what it did counts there."""
    rows = select(Company.id, Company.merged_into_id).where(Company.merged_into_id.is_not(None))
    into = {one: heir or 0 for one, heir in session.execute(rows)}
    found: dict[int, int] = {}
    for one in into:
        heir, steps = one, 0
        while heir in into and steps < len(into):
            heir, steps = into[heir], steps + 1
        found[one] = heir
    return found


def _measured(scheme: Scheme, first: date, last: date, ids: Ids) -> dict[int, int]:
    if scheme.measure == "engagement":
        return {}
    if scheme.measure == "points":
        return _points(scheme.holder, first, last, ids)
    if scheme.holder == "person":
        return _traded(Measure.rep_id, first, last, ids)
    return _turnover(first, last, ids)


def _turnover(first: date, last: date, ids: Ids) -> dict[int, int]:
    """Cents: what an installer buys; what a distributor sells or, where it reports no sale, what it buys."""
    sold = _traded(Measure.selling_company_id, first, last, ids)
    bought = _traded(Measure.buying_company_id, first, last, ids)
    kinds = {one: kind for one, kind in session.execute(select(Company.id, Company.kind))}  # noqa: C416
    return {
        one: bought.get(one, 0) if kinds[one] == "installer" or one not in sold else sold[one]
        for one in {*sold, *bought}
    }


def _traded(owner: Any, first: date, last: date, ids: Ids) -> dict[int, int]:
    total = select(owner, func.sum(Measure.amount_cents)).where(Measure.day >= first, Measure.day <= last)
    return _summed(total.where(owner.is_not(None), _among(owner, ids)).group_by(owner))


def _points(holder: str, first: date, last: date, ids: Ids) -> dict[int, int]:
    owner = Wallet.person_id if holder == "person" else Wallet.company_id
    total = (
        select(owner, func.sum(Posting.amount))
        .join(Wallet, Wallet.id == Posting.wallet_id)
        .join(LedgerTransaction, LedgerTransaction.id == Posting.transaction_id)
        .where(LedgerTransaction.kind.in_(EARNED), Posting.account.in_(WALLET_ACCOUNTS))
        .where(LedgerTransaction.day >= first, LedgerTransaction.day <= last)
    )
    return _summed(total.where(owner.is_not(None), _among(owner, ids)).group_by(owner))


def _credits(holder: str, first: date, last: date, ids: Ids) -> Select[int, int, int]:
    owner: Any = TierCredit.person_id if holder == "person" else TierCredit.company_id
    sums = (func.coalesce(func.sum(TierCredit.amount), 0), func.coalesce(func.sum(TierCredit.acts), 0))
    found = select(owner, *sums).where(TierCredit.day >= first, TierCredit.day <= last)
    return found.where(owner.is_not(None), _among(owner, ids)).group_by(owner)


def _summed(statement: Select[*tuple[Any, ...]]) -> dict[int, int]:
    return {int(owner): int(total) for owner, total in session.execute(statement)}


def _among(owner: Any, ids: Ids) -> ColumnElement[bool]:
    return true() if ids is None else owner.in_(sorted(ids))
