"""Extra prizes for top performers (S004-45): one administrator asks, another decides, the escrow pays.

They may cost what was set aside for the challenge and not won, no more: once the rest has gone back to the
fund, it is taken from there again in the same movement.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update

from challenges.life import awards, paying, telling
from challenges.models import Award, Challenge, ExtraPrize
from challenges.rules.states import SETTLED, ExtraDecided, ExtraReason, ExtraTooMuch, NotNow, OwnExtra
from challenges.scoring.game import game_of
from challenges.scoring.holding import hold
from core import audit
from core.database import insert, session
from points.ledger import actions as points
from points.models import LedgerTransaction, Posting


def left(challenge_id: int) -> int:
    """Points that extra prizes may still cost: set aside at launch or after, less every award."""
    account = f"escrow:challenge:{challenge_id}"
    aside = session.scalar(
        select(func.coalesce(func.sum(Posting.amount), 0))
        .join(LedgerTransaction, LedgerTransaction.id == Posting.transaction_id)
        .where(Posting.account == account, LedgerTransaction.kind == "fund")
        .where(LedgerTransaction.reference.not_like("%:extra:%"))
    )
    won = session.scalar(
        select(func.coalesce(func.sum(Award.points), 0)).where(Award.challenge_id == challenge_id)
    )
    return max(int(aside or 0) - int(won or 0), 0)


def ask(
    challenge_id: int,
    entrant_id: int,
    some: int,
    reason: str,
    request_id: str,
    at: datetime,
    by: str,
) -> int:
    """Ask for an extra prize that somebody else decides on; a request known asks nothing more; its id."""
    known = session.scalar(select(ExtraPrize.id).where(ExtraPrize.request_id == request_id))
    if known is not None:
        return known
    if hold(challenge_id, SETTLED) is None:
        raise NotNow
    if not reason.strip():
        raise ExtraReason
    _check_left(challenge_id, some)
    number: int = session.execute(
        insert(ExtraPrize)
        .values(
            request_id=request_id,
            challenge_id=challenge_id,
            entrant_id=entrant_id,
            points=some,
            reason=reason.strip()[:200],
            state="asked",
            asked_at=at,
            asked_by=by,
        )
        .returning(ExtraPrize.id)
    ).scalar_one()
    audit.record(by, "challenges.ask_extra", ("extra_prize", number), at, {"points": some})
    return number


def decide(extra_id: int, approved: bool, at: datetime, by: str) -> None:
    """Approve (and pay) or refuse what another person asked for; once."""
    asked = session.get_one(ExtraPrize, extra_id)
    held = hold(asked.challenge_id, SETTLED)
    if held is None:
        raise NotNow
    won = session.execute(
        update(ExtraPrize)
        .where(ExtraPrize.id == extra_id, ExtraPrize.state == "asked", ExtraPrize.asked_by != by)
        .values(state="approved" if approved else "refused", decided_at=at, decided_by=by)
        .returning(ExtraPrize.id),
        execution_options={"synchronize_session": False},
    ).scalar_one_or_none()
    asked = session.get_one(ExtraPrize, extra_id, populate_existing=True)
    if won is None:
        raise OwnExtra if asked.state == "asked" else ExtraDecided
    verb = "challenges.approve_extra" if approved else "challenges.refuse_extra"
    audit.record(by, verb, ("extra_prize", extra_id), at, {"points": asked.points})
    if approved:
        _pay(asked, at, by)


def _pay(asked: ExtraPrize, at: datetime, by: str) -> None:
    """Write the award and pay it; the fund gives back what went to it, so far as it reaches."""
    challenge_id = asked.challenge_id
    _check_left(challenge_id, asked.points)
    challenge = session.get_one(Challenge, challenge_id, populate_existing=True)
    document = game_of(challenge_id).document
    if challenge.state == "paid" and (challenge.settle_at is None or challenge.settled_at is not None):
        name = f"challenge:{challenge_id}:extra:{asked.id}:fund"
        points.fund_escrow(paying.escrow(challenge_id), asked.points, name, at, by)
    row = {
        "challenge_id": challenge_id,
        "key": f"extra:{asked.id}:entrant:{asked.entrant_id}:extra",
        "kind": "extra",
        "entrant_id": asked.entrant_id,
        "points": asked.points,
        "reward": "",
        "facts": {"reason": asked.reason},
    }
    awards.put([row], challenge.certified_revision or 0, at)
    paying.pay(challenge, document, [row], at, by)
    telling.tell_awards(challenge, document, [row], at)


def of_challenge(challenge_id: int) -> Sequence[ExtraPrize]:
    """Every extra prize asked for, those that wait first."""
    return session.scalars(
        select(ExtraPrize)
        .where(ExtraPrize.challenge_id == challenge_id)
        .order_by(ExtraPrize.state != "asked", ExtraPrize.id)
    ).all()


def _check_left(challenge_id: int, some: int) -> None:
    available = left(challenge_id)
    if not 0 < some <= available:
        raise ExtraTooMuch(left=available)
