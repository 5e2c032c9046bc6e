"""The hidden days: members look at the general board as it stood before them; staff go on seeing it move.

The copy is a board like any other: every surface (page, home, proof, television, image) shows it by itself.
"""

from datetime import datetime

from sqlalchemy import delete, select

from challenges.models import SideBoard
from challenges.rules.weeks import hidden_from, is_hidden
from challenges.scoring.holding import Held, hold
from core.clock import day_start, local_day
from core.database import insert, session
from leaderboard import standings

KIND = "veil"


def draw(challenge_id: int, at: datetime) -> bool:
    """Put the veil before the board on the first hidden day; before anything of that day is counted.

    Lifts it where an amendment moved the end. Returns whether a veil is there.
    """
    held = hold(challenge_id, ("open",))
    if held is None or not held.document.hidden_days:
        return False
    veiled = session.scalar(_of(challenge_id))
    if not is_hidden(held.document, local_day(at)):
        if veiled is not None:
            session.execute(delete(SideBoard).where(SideBoard.id == veiled))
        return False
    if veiled is None:
        _draw(held, at)
    return True


def _draw(held: Held, at: datetime) -> None:
    first = hidden_from(held.document)
    if first is None:
        raise AssertionError("a challenge without hidden days has no veil")
    copy = standings.duplicate(held.board_id, f"challenge:{held.id}:veil:{first.isoformat()}", at)
    session.execute(
        insert(SideBoard).values(
            challenge_id=held.id,
            kind=KIND,
            number=0,
            league=0,
            board_id=copy,
            starts_at=held.starts_at,
            ends_at=day_start(first),
            frozen_at=at,
            frozen_revision=held.scored_revision,
        )
    )


def _of(challenge_id: int):  # type: ignore[no-untyped-def]
    return select(SideBoard.id).where(SideBoard.challenge_id == challenge_id, SideBoard.kind == KIND)
