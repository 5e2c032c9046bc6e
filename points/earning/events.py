"""What is rewarded beside sales — acts, years, joining, bringing another in — each once by its reference."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select

from core.clock import local_day
from core.database import session
from points.earning.roll import Roll
from points.ledger.actions import Wallets, open_wallets
from points.ledger.entries import Entry, Leg
from points.ledger.posting import post
from points.ledger.transactions import transaction_ids
from points.ledger.wallets import hold
from points.models import LedgerTransaction, Posting
from points.queries import rules_in_force
from points.rules import Rule, Who, active_on
from points.rules.calendar import span_of
from points.rules.scope import means_company
from points.settings.versions import how_to_credit


class Happened(NamedTuple):
    """Something that is no sale."""

    #: `act:12`, `welcome:7`, `seniority:7:2027`: given once
    reference: str
    #: action, seniority, welcome or referral
    kind: str
    #: the local day whose rules count
    day: date
    company_id: int | None
    person_id: int | None = None
    #: action: which
    act: str = ""
    #: what a sentence shows of it
    facts: Mapping[str, Any] = {}


class Gift(NamedTuple):
    """Points of one rule for one owner."""

    reference: str
    rule: Rule
    #: ("person" or "company", its id)
    owner: tuple[str, int]
    points: int


def give(happened: Happened, at: datetime, actor: str, fits: Callable[[Rule], bool] = lambda _: True) -> int:
    """Post what something brings by the rules of its kind and day; points in all, 0 when known."""
    if transaction_ids([happened.reference]):
        return 0
    rules = [rule for rule in rules_for(happened) if fits(rule)]
    owned = [(rule, owner) for rule in rules if (owner := owner_of(rule, happened)) and rule.points > 0]
    gifts = [
        Gift(happened.reference + (f":{rule.code}" if n else ""), rule, owner, rule.points)
        for n, (rule, owner) in enumerate(owned)
    ]
    return post_gifts(gifts, happened, at, actor)


def rules_for(happened: Happened, read: Iterable[Rule] | None = None) -> list[Rule]:
    """The rules of a kind, and of an act, that are in force on a day and mean that company; by code.

    Of those in the books, unless they were `read` already.
    """
    every = [
        rule
        for rule in active_on(rules_in_force() if read is None else read, happened.day)
        if rule.kind == happened.kind and rule.act == happened.act
    ]
    roll = Roll(every)
    company = happened.company_id
    if company is not None and not roll.earns(company, happened.day):
        return []
    holder = ("person", happened.person_id) if happened.person_id else ("company", company or 0)
    who = roll.who(*holder, company, happened.day) if company is not None else Who()
    return sorted((rule for rule in every if means_company(rule.scope, who)), key=lambda rule: rule.code)


def owner_of(rule: Rule, happened: Happened) -> tuple[str, int] | None:
    """Whose wallet a rule fills; None where there is nobody of that kind."""
    if rule.beneficiary == "rep":
        return ("person", happened.person_id) if happened.person_id else None
    return ("company", happened.company_id) if happened.company_id else None


def post_gifts(gifts: Sequence[Gift], happened: Happened, at: datetime, actor: str) -> int:
    """Credit gifts, each once, under the settings of the day it is about; points of those that were new."""
    wallets = open_wallets(
        {i for kind, i in (gift.owner for gift in gifts) if kind == "person"},
        {i for kind, i in (gift.owner for gift in gifts) if kind == "company"},
        at,
    )
    how = how_to_credit(happened.day, local_day(at))
    gifts = _within_caps(gifts, wallets, happened.day)
    entries = [
        Entry(
            gift.reference,
            "event",
            happened.day,
            (Leg("issue", -gift.points), Leg(how.account, gift.points, wallets[gift.owner])),
            {"rule": gift.rule.id, "event": happened.kind, **happened.facts},
            lot_expires_on=how.lot_expires_on,
            confirm_on=how.confirm_on,
        )
        for gift in gifts
    ]
    written = post(entries, at, actor).written
    return sum(gift.points for gift in gifts if gift.reference in written)


def _within_caps(gifts: Sequence[Gift], wallets: Wallets, day: date) -> list[Gift]:
    """Gifts cut to what their rules may still give an owner in the period of a day; empty ones go.

    The wallets of capped rules are held first: two acts confirmed at once see one another.
    """
    hold({wallets[gift.owner] for gift in gifts if gift.rule.cap})
    left: dict[tuple[int, int], int] = {}
    kept = []
    for gift in gifts:
        if gift.rule.cap:
            key = (gift.rule.id, wallets[gift.owner])
            room = left[key] if key in left else gift.rule.cap - _given(gift.rule, key[1], day)
            gift = gift._replace(points=min(gift.points, max(room, 0)))
            left[key] = room - gift.points
        if gift.points:
            kept.append(gift)
    return kept


def _given(rule: Rule, wallet_id: int, day: date) -> int:
    """Points that a rule has given a wallet for what happened in the period of a day."""
    span = span_of(rule, day)
    return int(
        session.execute(
            select(func.coalesce(func.sum(Posting.amount), 0))
            .join(LedgerTransaction, LedgerTransaction.id == Posting.transaction_id)
            .where(
                Posting.wallet_id == wallet_id,
                Posting.account.in_(("available", "pending")),
                LedgerTransaction.kind == "event",
                LedgerTransaction.day.between(span.first, span.last),
                LedgerTransaction.facts["rule"].as_integer() == rule.id,
            )
        ).scalar_one()
    )
