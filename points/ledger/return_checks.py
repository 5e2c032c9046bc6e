"""Checks of what came back: it adds up, the books moved as much, never more than was given (I12, I13)."""

from collections.abc import Iterable

from sqlalchemy import String, cast, func, or_, select

from core.database import session
from core.verify import Check
from points.models import LedgerTransaction, Posting, TakeBack


def _parts_off() -> Iterable[str]:
    parts = (
        TakeBack.from_pending
        + TakeBack.from_lot
        + TakeBack.from_others
        + TakeBack.owed
        + TakeBack.borne
        + TakeBack.lapsed
    )
    wrong = select(TakeBack.id).where(or_(TakeBack.due <= 0, TakeBack.due != parts))
    return (f"take_backs {one}" for one in session.scalars(wrong.order_by(TakeBack.id)))


def _moved_otherwise() -> Iterable[str]:
    """A return's postings out of each wallet are the parts that moved."""
    told = (
        select(
            TakeBack.transaction_id,
            TakeBack.wallet_id,
            func.sum(TakeBack.from_pending + TakeBack.from_lot + TakeBack.from_others + TakeBack.owed).label(
                "moved"
            ),
        )
        .where(TakeBack.transaction_id.is_not(None))
        .group_by(TakeBack.transaction_id, TakeBack.wallet_id)
        .subquery()
    )
    posted = (
        select(Posting.transaction_id, Posting.wallet_id, func.sum(-Posting.amount).label("moved"))
        .join(LedgerTransaction, LedgerTransaction.id == Posting.transaction_id)
        .where(LedgerTransaction.kind == "return", Posting.wallet_id.is_not(None))
        .group_by(Posting.transaction_id, Posting.wallet_id)
        .subquery()
    )
    wrong = (
        select(told.c.transaction_id, posted.c.transaction_id)
        .select_from(told)
        .join(
            posted,
            (posted.c.transaction_id == told.c.transaction_id) & (posted.c.wallet_id == told.c.wallet_id),
            full=True,
        )
        .where(func.coalesce(told.c.moved, 0) != func.coalesce(posted.c.moved, 0))
    )
    return (f"ledger_transactions {one or other}" for one, other in session.execute(wrong))


def _more_than_given() -> Iterable[str]:
    """What came back of an award never exceeds what its line gave that wallet."""
    back = (
        select(TakeBack.line_id, TakeBack.wallet_id, func.sum(TakeBack.due).label("due"))
        .group_by(TakeBack.line_id, TakeBack.wallet_id)
        .subquery()
    )
    rows = session.execute(
        select(back.c.line_id, back.c.wallet_id, back.c.due, func.sum(Posting.amount))
        .select_from(back)
        .outerjoin(
            LedgerTransaction,
            LedgerTransaction.reference == "sale-line:" + cast(back.c.line_id, String),
        )
        .outerjoin(
            Posting,
            (Posting.transaction_id == LedgerTransaction.id) & (Posting.wallet_id == back.c.wallet_id),
        )
        .group_by(back.c.line_id, back.c.wallet_id, back.c.due)
    )
    return (f"sale line {line}, wallet {w}" for line, w, due, given in rows if due > (given or 0))


CHECKS: tuple[Check, ...] = (
    Check("I12", "what a return takes back adds up", _parts_off),
    Check("I12", "a return moves as many points as it says", _moved_otherwise),
    Check("I13", "a sale line never gives back more than it was given", _more_than_given),
)
