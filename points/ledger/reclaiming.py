"""Prizes that were paid at once and turn out unearned: taken back by the programme's policy for returns.

What comes back refills the prize account they were paid from, whole: what a debt stands for, and what the
programme bears by its own choice, is issued to it, so that everybody who does deserve a prize is paid.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from core.clock import local_day
from points.ledger import expiry
from points.ledger.entries import ESCROW, Entry, Leg
from points.ledger.posting import post
from points.ledger.shelves import Shelves
from points.ledger.transactions import transaction_ids
from points.ledger.wallets import hold
from points.rules.returning import Split, split
from points.settings.versions import settings_on


class Unearned(NamedTuple):
    """What a wallet was paid too much, under which references, and the reference of its return."""

    wallet_id: int
    points: int
    reference: str
    #: the payments it takes back, the latest first
    paid: Sequence[str]
    facts: Mapping[str, Any]


def reclaim(name: str, unearned: Sequence[Unearned], at: datetime, actor: str) -> int:
    """Take these back into the escrow `name`, each reference once; how many points came back to it."""
    hold({one.wallet_id for one in unearned})
    known = transaction_ids([one.reference for one in unearned])
    fresh = [one for one in unearned if one.points > 0 and one.reference not in known]
    today = local_day(at)
    post(expiry.due(today, {one.wallet_id for one in fresh}), at, actor)
    policy = settings_on(today).returns
    for one in fresh:
        post([_entry(name, one, policy, at)], at, actor)
    return sum(one.points for one in fresh)


def _entry(name: str, one: Unearned, policy: str, at: datetime) -> Entry:
    today, wallet_id = local_day(at), one.wallet_id
    numbers = transaction_ids(list(one.paid))
    places = [(numbers[ref], wallet_id) for ref in one.paid if ref in numbers] or [(0, wallet_id)]
    shelves = Shelves([number for number, _ in places], {wallet_id: one.points}, {}, today)
    parts = split(one.points, shelves.source(places), policy)
    lots, _ = shelves.take(places, parts)
    facts = {**one.facts, "taken": parts._asdict()}
    entry = Entry(one.reference, "prize", today, _legs(name, wallet_id, one.points, parts), facts)
    return entry._replace(from_lots=lots)


def _legs(name: str, wallet_id: int, points: int, parts: Split) -> list[Leg]:
    legs = [
        Leg("available", -(parts.own + parts.others), wallet_id),
        Leg("debt", -parts.owed, wallet_id),
        Leg("issue", -(parts.borne + parts.lapsed)),
        Leg(ESCROW + name, points),
    ]
    return [leg for leg in legs if leg.amount]
