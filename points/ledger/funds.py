"""What the sponsor set aside before it is promised to anybody: a row for each fund, moved with its postings.

Two launches at once cannot both promise the last points: the row moves by one conditional UPDATE (as a
wallet's does), and the second finds too little.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select, update

from core.database import insert, session
from points.ledger.entries import FUND, PRIZES, Leg
from points.models import Fund, LedgerTransaction, Posting
from points.models.ledger import KEPT_BY_NAME
from points.rules.refusals import FundTooSmall


class Movement(NamedTuple):
    """Points into a fund (plus) or out of it."""

    at: datetime
    actor: str
    #: endow, withdraw, fund (set aside for a purpose), release (what was left of it)
    kind: str
    reference: str
    amount: int
    #: what the fund held afterwards
    held: int
    reason: str


def move(legs: Sequence[Leg]) -> None:
    """Move the rows of the funds that these legs name, in order of name; raises FundTooSmall."""
    moved: Counter[str] = Counter()
    for account, amount, _ in legs:
        if account.startswith(FUND):
            moved[account.removeprefix(FUND)] += amount
    for name, delta in sorted(moved.items()):
        if delta > 0:
            session.execute(insert(Fund).values(name=name, balance=0).on_conflict_do_nothing())
        won = session.execute(
            update(Fund)
            .where(Fund.name == name, Fund.balance + delta >= 0)
            .values(balance=Fund.balance + delta)
            .returning(Fund.name),
            execution_options={"synchronize_session": False},
        ).scalar_one_or_none()
        if won is None and delta < 0:
            have = held(name)
            raise FundTooSmall(held=have, asked=-delta, points=-delta - have)


def held(name: str = PRIZES) -> int:
    """Points that a fund may still promise."""
    return int(session.scalar(select(Fund.balance).where(Fund.name == name)) or 0)


def movements(name: str = PRIZES, most: int = 200) -> list[Movement]:
    """What came into a fund and left it, the newest first."""
    booked = (
        select(
            LedgerTransaction.id,
            LedgerTransaction.at,
            LedgerTransaction.actor,
            LedgerTransaction.kind,
            LedgerTransaction.reference,
            Posting.amount,
            func.sum(Posting.amount).over(order_by=Posting.id).label("held"),
            LedgerTransaction.facts,
        )
        .join(LedgerTransaction, LedgerTransaction.id == Posting.transaction_id)
        .where(Posting.account == FUND + name, KEPT_BY_NAME)
        .order_by(Posting.id.desc())
        .limit(most)
    )
    return [
        Movement(row.at, row.actor, row.kind, row.reference, row.amount, int(row.held), _reason(row.facts))
        for row in session.execute(booked)
    ]


def _reason(facts: dict[str, object]) -> str:
    return str(facts.get("reason", ""))
