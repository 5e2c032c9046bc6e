"""An early end, for a reason that everybody reads: nothing more is paid, or the ranks of its day are.

What was won at once stays won. With `so_far` the stop's day is the last one that counts, and the result goes
the way of every other: contestation, proposal, a second pair of eyes, payment.
"""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from challenges import messages
from challenges.document.reading import stored
from challenges.document.terms import Document
from challenges.life import awards
from challenges.life.moving import move
from challenges.life.paying import escrow
from challenges.models import Challenge
from challenges.rules.states import AlreadyOver, NoReason, NotNow
from challenges.scoring import refresh as scoring
from challenges.scoring.holding import hold
from core.clock import local_day, window
from core.database import session
from leaderboard import standings
from points.ledger import actions as points


def stop(challenge_id: int, reason: str, at: datetime, by: str) -> bool:
    """End it for good, as its document promises for an early end."""
    said = reason.strip()
    if not said:
        raise NoReason
    challenge = session.get_one(Challenge, challenge_id, populate_existing=True)
    document = stored(challenge.document)
    if challenge.state == "open" and document.on_stop == "so_far":
        return _close_early(challenge, document, said, at, by)
    if challenge.state in ("closing", "certified") and document.on_stop == "so_far":
        raise AlreadyOver
    return _end(challenge, said, at, by)


def _close_early(challenge: Challenge, document: Document, said: str, at: datetime, by: str) -> bool:
    """Today is the last day that counts; scores may be contested as long as promised."""
    day, number = min(local_day(at), document.last), challenge.id
    ends_at = window(day, day)[1]
    contest_until = window(day, day + timedelta(days=document.contest_days))[1]
    values = {"ends_on": day, "ends_at": ends_at, "contest_until": contest_until}
    if not move(number, "closing", at, by, reason=said, **values):
        return False
    held = hold(number, ("closing",))
    if held is None:
        raise NotNow
    scoring.recount(held, at)
    awards.at_once(number, None, at, by)
    standings.freeze(held.board_id, at)
    messages.stopped(number, said, at)
    return True


def _end(challenge: Challenge, said: str, at: datetime, by: str) -> bool:
    """Nothing more is paid; what was set aside goes back."""
    number, before = challenge.id, challenge.state
    if not move(number, "stopped", at, by, reason=said):
        return False
    _forget_proposal(number)
    board_id = session.scalar(select(Challenge.board_id).where(Challenge.id == number))
    if board_id is not None:
        points.release_escrow(escrow(number), f"challenge:{number}:release", at, by)
        if before in ("announced", "open"):
            standings.freeze(board_id, at)
        messages.stopped(number, said, at)
    return True


def _forget_proposal(challenge_id: int) -> None:
    session.execute(
        update(Challenge)
        .where(Challenge.id == challenge_id)
        .values(proposed_at=None, proposed_by=None, proposed_hash="")
        .execution_options(synchronize_session=False)
    )
