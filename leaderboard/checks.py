"""This room’s part of `flask verify`: the count tree, the number of ranked, the order keys."""

from collections.abc import Iterable

from sqlalchemy import func, select

from core.database import session
from core.verify import Check
from leaderboard.counting import leaves, parents
from leaderboard.models import Board, Entrant, Score, ScoreCount
from leaderboard.order import order_key


def _wrong_counts() -> Iterable[str]:
    kept = select(ScoreCount.board_id, ScoreCount.level, ScoreCount.bucket, ScoreCount.count)
    finest = select(Board.leaf).where(Board.id == ScoreCount.board_id).scalar_subquery()
    of_scores = leaves(Board.leaf).join(Board, Board.id == Score.board_id)
    for here, true in (
        (kept.where(ScoreCount.level == finest), of_scores),
        (kept.where(ScoreCount.level > finest), parents()),
    ):
        for one, other, word in ((here, true, "kept"), (true, here, "counted")):
            for board, level, bucket, count in session.execute(one.except_(other)):
                yield f"score_counts {board}/{level}/{bucket}: {word} {count}"


def _wrong_ranked() -> Iterable[str]:
    scores = select(func.count()).where(Score.board_id == Board.id).scalar_subquery()
    return (f"boards {board}" for board in session.scalars(select(Board.id).where(Board.ranked != scores)))


def _strays() -> Iterable[str]:
    stray = (
        select(Score.entrant_id)
        .join(Entrant, Entrant.id == Score.entrant_id)
        .where(Entrant.board_id != Score.board_id)
    )
    return (f"scores {entrant}" for entrant in session.scalars(stray))


def _wrong_keys() -> Iterable[str]:
    rows = session.execute(
        select(Score.entrant_id, Score.score, Score.reached_on, Score.order_key, Board.tie)
        .join(Board, Board.id == Score.board_id)
        .execution_options(yield_per=10_000)
    )
    return (
        f"scores {entrant}" for entrant, score, day, key, tie in rows if key != order_key(score, day, tie)
    )


CHECKS = (
    Check("I17", "the count tree counts the scores", _wrong_counts),
    Check("I17", "a board knows how many are ranked", _wrong_ranked),
    Check("I17", "a score stands on the board that its entrant entered", _strays),
    Check("I21", "score, date and tie rule are what orders a score", _wrong_keys),
)
