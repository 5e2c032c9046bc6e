"""An edge of a challenge's life: one conditional UPDATE that one process wins, and its step."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, update

from challenges.actions import note_step
from challenges.document.reading import stored
from challenges.models import STATES, Challenge
from challenges.rules.states import EDGES, ContestationOpen, NotNow, TooEarly
from core import audit
from core.database import session


def move(
    challenge_id: int,
    to: str,
    at: datetime,
    by: str,
    *when: ColumnElement[bool],
    reason: str = "",
    **values: Any,
) -> bool:
    """Win the edge, and write down that it was won; False when the challenge is there already, or beyond."""
    won = session.execute(
        update(Challenge)
        .where(Challenge.id == challenge_id, Challenge.state.in_(EDGES[to]), *when)
        .values(state=to, **values)
        .returning(Challenge.id),
        execution_options={"synchronize_session": False},
    ).scalar_one_or_none()
    session.expire_all()
    if won is None:
        refuse(session.get_one(Challenge, challenge_id), to)
        return False
    note_step(challenge_id, to, at, by, reason)
    audit.record(
        by, f"challenges.{to}", ("challenge", challenge_id), at, {"reason": reason} if reason else {}
    )
    return True


def refuse(challenge: Challenge, to: str) -> None:
    """Say why an edge was not won, unless it was won before."""
    if challenge.state in EDGES[to]:
        if to == "certified":
            raise ContestationOpen(day=stored(challenge.document).contest_last.isoformat())
        raise TooEarly(day=challenge.ends_on.isoformat())
    if challenge.state == "stopped" or STATES.index(challenge.state) < STATES.index(to):
        raise NotNow
