"""The count tree, as SQL: how many order keys of a board lie below one, in a few short index ranges."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    ScalarSelect,
    Select,
    Subquery,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    select,
    true,
    union_all,
)

from leaderboard.models import Score, ScoreCount
from leaderboard.order import BITS, TOP

counts = ScoreCount.__table__

#: Below every order key.
LOWEST = -(2**62)


def rank_of_key(leaf: int, key: Any) -> ColumnElement[int]:
    """1 + the order keys of board `:board` below `key`: siblings at each level, then the leaf's own rows."""
    below = 1 + _in_tree(leaf, key)
    return below + _in_leaf(leaf, key) if leaf else below


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


def _in_tree(leaf: int, key: Any) -> ScalarSelect[int]:
    """Counts of the buckets beside the key's own, under the same parent, at every level."""
    level = _levels(leaf)
    width: ColumnElement[int] = literal_column(str(BITS), Integer) * level.c.n
    here = key.bitwise_rshift(width)
    first = key.bitwise_rshift(width + BITS).bitwise_lshift(literal_column(str(BITS)))
    summed = cast(func.coalesce(func.sum(counts.c.count), 0), BigInteger)
    return (
        select(summed)
        .select_from(level)
        .join(counts, true())
        .where(
            counts.c.board_id == bindparam("board"),
            counts.c.level == level.c.n,
            counts.c.bucket < here,
            counts.c.bucket >= case((level.c.n == literal_column(str(TOP)), LOWEST), else_=first),
        )
        .correlate_except(level, counts)
        .scalar_subquery()
    )


def _in_leaf(leaf: int, key: Any) -> ScalarSelect[int]:
    """The order keys below `key` in its own bucket of the finest level, counted in the index."""
    near = Score.__table__.alias("near")
    width: ColumnElement[int] = literal_column(str(BITS * leaf), Integer)
    return (
        select(func.count())
        .select_from(near)
        .where(
            near.c.board_id == bindparam("board"),
            near.c.order_key < key,
            near.c.order_key >= key.bitwise_rshift(width).bitwise_lshift(width),
        )
        .correlate_except(near)
        .scalar_subquery()
    )


def _levels(leaf: int) -> Subquery:
    """The tree's levels, from the leaf up, as rows."""
    return union_all(
        *(select(literal_column(str(level)).label("n")) for level in range(leaf, TOP + 1))
    ).subquery("levels")
