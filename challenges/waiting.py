"""Whose score may still move, as members may know it: nothing in hidden days, nothing once sealed."""

from collections.abc import Mapping
from datetime import datetime

from challenges.queries import Shown
from challenges.scoring import doubt
from challenges.scoring.doubt import MOVING, Doubt
from challenges.scoring.game import Game, game_of
from challenges.side_queries import hidden
from core.memory import Memory

#: How many states of challenges a process keeps at a time.
MOST = 32
NOBODY: Mapping[int, Doubt] = {}

_doubts: Memory[str, Mapping[int, Doubt]] = Memory(MOST)


def of(one: Shown, at: datetime, game: Game | None = None) -> Mapping[int, Doubt]:
    """By entrant, whoever has claims or returns that wait; no statement where nothing waits.

    Kept by a process until the board moves, or a claim or a return comes or goes.
    """
    if one.board is None or one.state not in MOVING or not (one.claims or one.returns) or hidden(one, at):
        return NOBODY
    board = one.board
    return _doubts.get(
        f"{one.id}.{one.hash}.{one.scored_revision}.{mark(one, at)}.{board.etag}",
        lambda: doubt.every(game or game_of(one.id), board, one.scored_revision),
    )


def mark(one: Shown, at: datetime) -> str:
    """What the doubt of a board stands for besides its scores, for its ETag; empty where none is shown."""
    if one.state not in MOVING or hidden(one, at) or not (one.claims or one.returns):
        return ""
    return f"-{one.claims}.{one.returns}"
