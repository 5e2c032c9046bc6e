"""What the clock does for challenges: moves those whose hour has come, counts, enters newcomers.

Each challenge has a transaction of its own: one that fails holds no other back.
"""

from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import select

from challenges import enrolment, lifecycle, messages, scoring
from challenges.models import Challenge
from core.clock import local_day
from core.database import in_transaction, session
from leaderboard import standings

ACTOR = "clock"


def move_due(at: datetime) -> str:
    """Take every edge whose hour has come, as far as each challenge can go now."""
    moved = 0
    while due := lifecycle.due(at):
        won = 0
        for to, challenge_id in due:
            won += in_transaction(partial(lifecycle.TAKE[to], challenge_id, at, ACTOR))
        if not won:
            break
        moved += won
    return f"{moved} moved"


def refresh_open(at: datetime) -> str:
    """Bring the boards of the open challenges up to the journal."""
    done = [in_transaction(partial(scoring.refresh, one, at)) for one in _in_states("open")]
    return f"{sum(done)} refreshed"


def daily(at: datetime) -> str:
    """Keep yesterday's ranks, enter newcomers, announce what members may see from today."""
    yesterday = (local_day(at) - timedelta(days=1)).isoformat()
    in_transaction(partial(standings.snapshot_running, yesterday))
    entered = 0
    for one in _in_states("announced", "open"):
        entered += in_transaction(partial(enrolment.enter_everybody, one, at, ACTOR))
        in_transaction(partial(messages.announce, one, at))
    return f"{entered} entered"


def _in_states(*states: str) -> list[int]:
    found = session.scalars(select(Challenge.id).where(Challenge.state.in_(states)).order_by(Challenge.id))
    return list(found)
