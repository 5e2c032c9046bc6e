"""How many stand on a board with more than so much, for many scores at once, by its count tree."""

from collections.abc import Collection

from sqlalchemy import BigInteger, literal, select, union_all

from core.database import session
from leaderboard.counting import rank_of_key
from leaderboard.order import DATE, DAY_BITS
from leaderboard.rules import BoardRow

#: Scores that one statement asks about (SQLite takes 500 parts of a union).
AT_ONCE = 200


def above(board: BoardRow, scores: Collection[int]) -> dict[int, int]:
    """By score, how many have more; a statement for each 200 scores."""
    wanted = sorted(set(scores))
    found: dict[int, int] = {}
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        each = [
            select(
                literal(score, BigInteger).label("score"),
                literal(_key(board, score), BigInteger).label("key"),
            )
            for score in some
        ]
        asked = union_all(*each).subquery("asked")
        ranks = select(asked.c.score, rank_of_key(board.leaf, asked.c.key))
        found |= {int(score): int(rank) - 1 for score, rank in session.execute(ranks, {"board": board.id})}
    return found


def _key(board: BoardRow, score: int) -> int:
    """The first order key of a score."""
    return -(score << DAY_BITS) if board.tie == DATE else -score
