"""The count tree, as SQL: how many order keys of a board lie below one, in a few short index ranges."""

from functools import reduce
from operator import add
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    ScalarSelect,
    Select,
    bindparam,
    cast,
    func,
    literal_column,
    select,
)

from leaderboard.models import Score, ScoreCount
from leaderboard.order import BITS, TOP

counts = ScoreCount.__table__


def rank_of_key(leaf: int, key: Any, board: Any = None) -> ColumnElement[int]:
    """1 + the order keys of a board (`:board`) below `key`: siblings at each level, then its leaf’s own."""
    board = bindparam("board") if board is None else board
    below = _whole(1) + _in_tree(leaf, key, board)
    return below + _in_leaf(leaf, key, board) if leaf else below


def leaves(leaf: Any) -> Select[*tuple[Any, ...]]:
    """(board, level, bucket, count) of the finest level, as the scores have it."""
    bucket = Score.order_key.bitwise_rshift(cast(literal_column(str(BITS), Integer) * leaf, Integer))
    return select(Score.board_id, leaf, bucket, func.count()).group_by(Score.board_id, leaf, bucket)


def parents() -> Select[*tuple[Any, ...]]:
    """(board, level, bucket, count) of every coarser level, as the level below has it."""
    bucket = ScoreCount.bucket.bitwise_rshift(literal_column(str(BITS), Integer))
    level = ScoreCount.level + 1
    summed = cast(func.sum(ScoreCount.count), BigInteger)
    return (
        select(ScoreCount.board_id, level, bucket, summed)
        .where(ScoreCount.level < TOP)
        .group_by(ScoreCount.board_id, level, bucket)
    )


def _in_tree(leaf: int, key: Any, board: Any) -> ColumnElement[int]:
    """Counts of the buckets beside the key's own, under the same parent, at every level.

    A subquery a level, not one join over all of them: PostgreSQL would read the whole tree for the join.
    """
    return reduce(add, (_beside(level, key, board) for level in range(leaf, TOP + 1)))


def _beside(level: int, key: Any, board: Any) -> ColumnElement[int]:
    """How many order keys lie in the buckets of a level before the key's own; a short index range."""
    here = key.bitwise_rshift(_whole(BITS * level))
    before = select(func.sum(counts.c.count)).where(
        counts.c.board_id == board, counts.c.level == _whole(level), counts.c.bucket < here
    )
    if level < TOP:
        first = key.bitwise_rshift(_whole(BITS * (level + 1))).bitwise_lshift(_whole(BITS))
        before = before.where(counts.c.bucket >= first)
    found = before.correlate_except(counts).scalar_subquery()
    return cast(func.coalesce(found, _whole(0)), BigInteger)


def _in_leaf(leaf: int, key: Any, board: Any) -> ScalarSelect[int]:
    """The order keys below `key` in its own bucket of the finest level, counted in the index."""
    near = Score.__table__.alias("near")
    width: ColumnElement[int] = literal_column(str(BITS * leaf), Integer)
    return (
        select(func.count())
        .select_from(near)
        .where(
            near.c.board_id == board,
            near.c.order_key < key,
            near.c.order_key >= key.bitwise_rshift(width).bitwise_lshift(width),
        )
        .correlate_except(near)
        .scalar_subquery()
    )


def _whole(number: int) -> ColumnElement[int]:
    """A number said in the statement itself."""
    return literal_column(str(number), Integer)
