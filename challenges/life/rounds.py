"""What the clock does for challenges: moves those whose hour has come, counts, enters newcomers.

Each challenge has a transaction of its own: one that fails holds no other back.
"""

from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import select

from challenges import messages
from challenges.life import enrolment, fair_play, lifecycle, series
from challenges.models import Challenge
from core.clock import local_day
from core.database import in_transaction, session
from core.jobs import each
from leaderboard import standings

ACTOR = "clock"


def move_due(at: datetime) -> str:
    """Take every edge whose hour has come, as far as each challenge can go now."""
    moved = 0
    while won := each(lifecycle.due(at), lambda edge: in_transaction(partial(_take, edge, at))):
        moved += won
    return f"{moved} moved"


def refresh_open(at: datetime) -> str:
    """Bring the boards of the open challenges up to the journal."""
    done = each(_in_states("open"), lambda one: in_transaction(partial(lifecycle.refresh, one, at)))
    return f"{done} refreshed"


def daily(at: datetime) -> str:
    """Keep yesterday's ranks, enter newcomers, announce what members may see from today."""
    yesterday = (local_day(at) - timedelta(days=1)).isoformat()
    in_transaction(partial(standings.snapshot_running, yesterday))
    in_transaction(partial(fair_play.ask_moved, at))
    return f"{each(_in_states('announced', 'open'), partial(_new_day, at))} entered"


def play_past(at: datetime) -> str:
    """Play on past sales the challenges whose fairness is asked for."""
    return f"{fair_play.answer_waiting(at)} played"


def prepare_series(at: datetime) -> str:
    """Write the drafts of the series whose day has come, and ask for their validation."""
    done = each(series.due(at), lambda one: in_transaction(partial(series.prepare, one, at)))
    return f"{done} drafts prepared"


def _take(edge: tuple[str, int], at: datetime) -> int:
    to, challenge_id = edge
    return lifecycle.TAKE[to](challenge_id, at, ACTOR)


def _new_day(at: datetime, challenge_id: int) -> int:
    """Names and employers of today, whoever is new, and the word about it; how many are new."""
    in_transaction(partial(enrolment.renew, challenge_id, at))
    entered = in_transaction(partial(enrolment.enter_everybody, challenge_id, at, ACTOR))
    in_transaction(partial(messages.announce, challenge_id, at))
    in_transaction(partial(lifecycle.award_all, challenge_id, at))
    return entered


def _in_states(*states: str) -> list[int]:
    found = session.scalars(select(Challenge.id).where(Challenge.state.in_(states)).order_by(Challenge.id))
    return list(found)
