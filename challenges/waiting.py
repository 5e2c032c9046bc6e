"""Whose score may still move, as members may know it: nothing in hidden days, nothing once sealed."""

from collections.abc import Mapping
from datetime import datetime
from weakref import WeakKeyDictionary

from sqlalchemy import Pool

from challenges.queries import Shown
from challenges.scoring import doubt
from challenges.scoring.doubt import MOVING, Doubt
from challenges.scoring.game import Game, game_of
from challenges.side_queries import hidden
from core.database import db, is_writing
from leaderboard.rules import BoardRow

#: How many states of challenges a process keeps at a time.
MOST = 32
NOBODY: Mapping[int, Doubt] = {}

#: By pool: another pool may mean another database behind the same address.
_kept: WeakKeyDictionary[Pool, dict[str, Mapping[int, Doubt]]] = WeakKeyDictionary()


def of(one: Shown, at: datetime, game: Game | None = None) -> Mapping[int, Doubt]:
    """By entrant, whoever has claims or returns that wait; no statement where nothing waits.

    Kept by a process until the board moves, or a claim or a return comes or goes.
    """
    if one.board is None or one.state not in MOVING or not (one.claims or one.returns) or hidden(one, at):
        return NOBODY
    if is_writing():
        return _every(one, one.board, game)
    here = _kept.setdefault(db.engine.pool, {})
    key = f"{one.id}.{one.hash}.{one.scored_revision}.{mark(one, at)}.{one.board.etag}"
    if key not in here:
        if len(here) >= MOST:
            here.clear()
        here[key] = _every(one, one.board, game)
    return here[key]


def _every(one: Shown, board: BoardRow, game: Game | None) -> Mapping[int, Doubt]:
    return doubt.every(game or game_of(one.id), board, one.scored_revision)


def mark(one: Shown, at: datetime) -> str:
    """What the doubt of a board stands for besides its scores, for its ETag; empty where none is shown."""
    if one.state not in MOVING or hidden(one, at) or not (one.claims or one.returns):
        return ""
    return f"-{one.claims}.{one.returns}"
