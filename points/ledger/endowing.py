"""An administrator fills the prize fund, or takes points out that nothing has been promised from."""

from datetime import datetime

from core import audit
from core.clock import local_day
from points.ledger.entries import FUND, PRIZES, Entry, Leg
from points.ledger.posting import post
from points.rules import NothingToPost
from points.rules.refusals import NoFundReason


def endow(amount: int, reason: str, reference: str, at: datetime, actor: str, name: str = PRIZES) -> bool:
    """Bring points into a fund for a reason; False when the reference was in the books before."""
    return _move("endow", amount, reason, reference, at, actor, name)


def withdraw(amount: int, reason: str, reference: str, at: datetime, actor: str, name: str = PRIZES) -> bool:
    """Take points that are promised to nobody out of a fund; raises FundTooSmall."""
    return _move("withdraw", amount, reason, reference, at, actor, name)


def _move(kind: str, amount: int, reason: str, reference: str, at: datetime, actor: str, name: str) -> bool:
    if amount <= 0:
        raise NothingToPost
    if not reason.strip():
        raise NoFundReason
    into = amount if kind == "endow" else -amount
    legs = (Leg("issue", -into), Leg(FUND + name, into))
    said = {"reason": reason.strip()}
    written = post([Entry(reference, kind, local_day(at), legs, said)], at, actor).written
    if written:
        audit.record(actor, f"points.{kind}", ("fund", name), at, {"points": amount, **said})
    return bool(written)
