"""The end of a challenge as two pairs of eyes bring it about: the clock proposes, somebody certifies."""

from datetime import datetime

from sqlalchemy import select

from challenges.life import lifecycle, rounds
from challenges.models import Challenge
from core.database import session, transaction

#: Who certifies in tests, other than the clock and the shell that propose.
AUDITOR = "person:999"


def certify(challenge_id: int, at: datetime, by: str = AUDITOR) -> bool:
    """Propose where nobody did, and certify, each by another pair of eyes; joins the open transaction."""
    lifecycle.propose(challenge_id, at, "clock")
    return lifecycle.certify(challenge_id, at, by)


def finish(at: datetime) -> None:
    """Let the clock work, certify what it proposes, let it pay; each step a transaction of its own."""
    rounds.move_due(at)
    waiting = session.scalars(select(Challenge.id).where(Challenge.proposed_hash != "")).all()
    for challenge_id in waiting:
        with transaction():
            lifecycle.certify(challenge_id, at, AUDITOR)
    rounds.move_due(at)
