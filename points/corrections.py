"""Corrections by hand: points given or taken for a reason, and undone by their mirror image."""

from datetime import datetime

from core import audit
from core.clock import local_day
from points.actions import legs_of, post_one
from points.entries import Entry, Leg
from points.rules import NothingToPost


def correct(wallet_id: int, amount: int, reason: str, reference: str, at: datetime, actor: str) -> int:
    """Give (plus) or take (minus) points by hand, for a reason that the member reads."""
    if not amount:
        raise NothingToPost
    legs = (Leg("issue", -amount), Leg("available", amount, wallet_id))
    number = post_one(Entry(reference, "correction", local_day(at), legs, {"reason": reason}), at, actor)
    audit.record(actor, "points.correct", ("wallet", wallet_id), at, {"points": amount, "reason": reason})
    return number


def reverse(reference_of_first: str, reason: str, reference: str, at: datetime, actor: str) -> int:
    """Undo a movement by its mirror image; once. Raises AlreadySettled, NotEnoughPoints."""
    number, legs = legs_of(reference_of_first)
    back = [Leg(leg.account, -leg.amount, leg.wallet_id) for leg in legs]
    facts = {"reason": reason, "undoes": reference_of_first}
    undone = post_one(
        Entry(reference, "correction", local_day(at), back, facts, reverses_id=number), at, actor
    )
    audit.record(actor, "points.reverse", ("ledger_transaction", number), at, {"reason": reason})
    return undone
