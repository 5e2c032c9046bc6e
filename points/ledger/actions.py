"""What happens to points: held, spent, given back, paid as prizes, corrected, expired."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import BindParameter, Select, Table, bindparam, func, select

from core.clock import local_day
from core.database import ask, insert, is_postgresql, session
from points.bulk import CHUNK
from points.ledger import expiry, giving_back
from points.ledger.entries import ESCROW, FUND, PRIZES, Entry, Leg
from points.ledger.posting import post
from points.ledger.transactions import transaction_ids
from points.models import Posting, Wallet
from points.models.ledger import KEPT_BY_NAME
from points.rules import NotEnoughPoints, NothingToPost, OwesPoints, UnknownReference
from points.rules.life import last_day
from points.settings.versions import settings_on

#: ("person", id) or ("company", id) → wallet id.
Wallets = dict[tuple[str, int], int]


def open_wallets(person_ids: Collection[int], company_ids: Collection[int], at: datetime) -> Wallets:
    """The wallets of these people and companies; missing ones are opened."""
    found: Wallets = {}
    session.flush()  # owners may be new in this very transaction
    for kind, ids in (("person", person_ids), ("company", company_ids)):
        held = _wallets(kind, ids)
        missing = sorted(set(ids) - held.keys())
        if missing:
            rows = [
                {
                    "person_id": i if kind == "person" else None,
                    "company_id": i if kind == "company" else None,
                    "available": 0,
                    "pending": 0,
                    "reserved": 0,
                    "debt": 0,
                    "opened_at": at,
                }
                for i in missing
            ]
            session.execute(insert(Wallet).on_conflict_do_nothing(), rows)
            held |= _wallets(kind, missing)
        found |= {(kind, owner): wallet_id for owner, wallet_id in held.items()}
    return found


def _wallets(kind: str, ids: Collection[int]) -> dict[int, int]:
    whole = sorted(ids)
    found: dict[int, int] = {}
    for start in range(0, len(whole), CHUNK):
        found |= {row[0]: row[1] for row in ask(_OWNED[kind], owners=whole[start : start + CHUNK])}
    return found


_HELD = cast(Table, Wallet.__table__).c
_OWNERS: BindParameter[int] = bindparam("owners", expanding=True)
#: Built once: every order asks.
_OWNED: dict[str, Select[Any, Any]] = {
    kind: select(owner, _HELD.id).where(owner.in_(_OWNERS))
    for kind, owner in (("person", _HELD.person_id), ("company", _HELD.company_id))
}


def reserve(
    wallet_id: int,
    amount: int,
    reference: str,
    at: datetime,
    actor: str,
    facts: Mapping[str, Any] | None = None,
) -> int:
    """Hold points for an order; the transaction's id. Raises NotEnoughPoints, OwesPoints."""
    legs = (Leg("available", -_some(amount), wallet_id), Leg("reserved", amount, wallet_id))
    try:
        return post_one(Entry(reference, "reserve", local_day(at), legs, facts or {}), at, actor)
    except NotEnoughPoints as refused:
        raise _refusal(wallet_id, refused, at) from refused


def _refusal(wallet_id: int, refused: NotEnoughPoints, at: datetime) -> NotEnoughPoints:
    """Why nothing may be spent while something is owed: with a debt it comes first (it blocks), with a
    negative balance it is part of what is missing (reliability I5, I12).
    """
    owed = session.execute(select(Wallet.debt).where(Wallet.id == wallet_id)).scalar_one_or_none() or 0
    if not owed:
        return refused
    missing = int(str(refused.facts["points"])) + owed
    if settings_on(local_day(at)).returns == "debt":
        return OwesPoints(points=missing, debt=owed)
    return NotEnoughPoints(points=missing)


def give_back(
    reference_of_reserve: str,
    reference: str,
    at: datetime,
    actor: str,
    facts: Mapping[str, Any] | None = None,
    before: Sequence[str] = (),
) -> int:
    """Let go of held points: they return to the lots they came from, with the same expiry.

    `before` names what gave some of them back already (giving_back.py).
    """
    number, legs = legs_of(reference_of_reserve)
    into = giving_back.left_in_lots(number, before) if before else {}
    if before:
        wallet_id, left = legs[0].wallet_id, sum(into.values())
        legs = [Leg("available", -left, wallet_id), Leg("reserved", left, wallet_id)]
    back = [Leg(leg.account, -leg.amount, leg.wallet_id) for leg in legs]
    entry = Entry(
        reference,
        "cancel",
        local_day(at),
        back,
        facts or {},
        reverses_id=number,
        into_lots=tuple(into.items()),
    )
    return post_one(entry, at, actor)


def spend(
    reference_of_reserve: str,
    reference: str,
    at: datetime,
    actor: str,
    facts: Mapping[str, Any] | None = None,
    before: Sequence[str] = (),
) -> int:
    """Spend held points for good; `before` names what gave some of them back already."""
    number, legs = legs_of(reference_of_reserve)
    held = [leg for leg in legs if leg.account == "reserved"]
    if before:
        held = [Leg("reserved", sum(giving_back.left_in_lots(number, before).values()), held[0].wallet_id)]
    out = [Leg("reserved", -leg.amount, leg.wallet_id) for leg in held]
    out.append(Leg("spent", sum(leg.amount for leg in held)))
    return post_one(Entry(reference, "spend", local_day(at), out, facts or {}, reverses_id=number), at, actor)


def add_opening(
    wallet_id: int,
    amount: int,
    reference: str,
    at: datetime,
    actor: str,
    facts: Mapping[str, Any] | None = None,
    expires_on: date | None = None,
) -> int:
    """Bring in a balance from before the programme."""
    legs = (Leg("opening", -_some(amount)), Leg("available", amount, wallet_id))
    entry = Entry(reference, "opening", local_day(at), legs, facts or {}, lot_expires_on=expires_on)
    return post_one(entry, at, actor)


def fund_escrow(name: str, amount: int, reference: str, at: datetime, actor: str) -> int:
    """Set points of the prize fund aside for a purpose (`challenge:7`); raises FundTooSmall."""
    legs = (Leg(FUND + PRIZES, -_some(amount)), Leg(ESCROW + name, amount))
    return post_one(Entry(reference, "fund", local_day(at), legs, {}), at, actor)


def pay_from_escrow(
    name: str,
    payments: Sequence[tuple[int, int, str]],
    at: datetime,
    actor: str,
    facts: Mapping[str, Any] | None = None,
    of_each: Mapping[str, Mapping[str, Any]] | None = None,
) -> dict[str, int]:
    """Pay (wallet, amount, reference) each, once, out of what was put aside; what was new, reference → id.
    `of_each` holds further facts by reference. Pay all in one call: wallets are then met in order of id.
    """
    _hold(name)
    today = local_day(at)
    lives_until = last_day(settings_on(today), today)
    entries = [
        Entry(
            reference,
            "prize",
            local_day(at),
            (Leg(ESCROW + name, -_some(amount)), Leg("available", amount, wallet_id)),
            {**(facts or {}), **(of_each or {}).get(reference, {})},
            lot_expires_on=lives_until,
        )
        for wallet_id, amount, reference in payments
    ]
    written = post(entries, at, actor).written
    missing = -_escrow(name)
    if missing > 0:
        raise NotEnoughPoints(points=missing)
    return written


def release_escrow(name: str, reference: str, at: datetime, actor: str) -> int:
    """Return what is left of what was put aside to the prize fund; how many points."""
    _hold(name)
    left = _escrow(name)
    if left <= 0 or reference in transaction_ids([reference]):
        return 0
    legs = (Leg(ESCROW + name, -left), Leg(FUND + PRIZES, left))
    post([Entry(reference, "release", local_day(at), legs, {})], at, actor)
    return left


def expire_due(day: date, at: datetime, actor: str = "clock") -> int:
    """Take out what is left of each lot whose last day lies before `day`; how many lots."""
    return len(post(expiry.due(day), at, actor).written)


def post_one(entry: Entry, at: datetime, actor: str) -> int:
    """Post a single movement; its id, also when it was known."""
    written = post([entry], at, actor).written
    return written.get(entry.reference) or transaction_ids([entry.reference])[entry.reference]


def _some(amount: int) -> int:
    if amount <= 0:
        raise NothingToPost
    return amount


def legs_of(reference: str) -> tuple[int, list[Leg]]:
    number = transaction_ids([reference]).get(reference)
    if number is None:
        raise UnknownReference(reference=reference)
    rows = session.execute(
        select(Posting.account, Posting.amount, Posting.wallet_id)
        .where(Posting.transaction_id == number)
        .order_by(Posting.id)
    )
    return number, [Leg(*row) for row in rows]


def _escrow(name: str) -> int:
    held = select(func.coalesce(func.sum(Posting.amount), 0)).where(
        Posting.account == ESCROW + name, KEPT_BY_NAME
    )
    return int(session.execute(held).scalar_one())


def _hold(name: str) -> None:
    """One payer at a time: an escrow has no row of its own to lock."""
    if is_postgresql():
        session.execute(select(func.pg_advisory_xact_lock(func.hashtext(ESCROW + name))))
