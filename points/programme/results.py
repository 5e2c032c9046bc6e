"""What a rule has given lately: read from what was written, never reckoned again."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, select

from core.database import session
from points.models import LedgerTransaction, Posting

#: How far back a rule's page looks.
LATELY = timedelta(days=30)
AT_ONCE = 5_000


class Result(NamedTuple):
    """Points of a rule, and how many movements brought them."""

    points: int
    movements: int


def given_lately(rule_ids: Collection[int], at: datetime) -> Result:
    """What versions of a rule gave in the thirty days before an instant; what came back is left aside."""
    rows = (
        select(LedgerTransaction.facts, func.sum(Posting.amount))
        .join(Posting, Posting.transaction_id == LedgerTransaction.id)
        .where(LedgerTransaction.at >= at - LATELY, LedgerTransaction.kind.in_(("earn", "period", "event")))
        .where(Posting.wallet_id.is_not(None))
        .group_by(LedgerTransaction.id)
    )
    points = movements = 0
    for facts, moved in session.execute(rows.execution_options(yield_per=AT_ONCE)):
        found = sum(gain[2] for gain in facts.get("gains", ()) if gain[1] in rule_ids)
        found += int(moved) if facts.get("rule") in rule_ids else 0
        points, movements = points + found, movements + bool(found)
    return Result(points, movements)
