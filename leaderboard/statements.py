"""The few statements that read a board, built once: its rows, one's own, neighbours, the gap ahead."""

from functools import cache
from typing import Any

from sqlalchemy import (
    Integer,
    Select,
    String,
    and_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    tuple_,
    union_all,
)

from accounts.models import Person
from core.database import Key
from leaderboard.counting import rank_of_key
from leaderboard.models import Board, Entrant, Score, Snapshot
from leaderboard.order import DATE, DAY_BITS

BOARD = bindparam("board", type_=Key)
#: Day snapshots are named by ISO dates, week snapshots begin with a letter.
FIRST_NAME = "0"


@cache
def board() -> Select[*tuple[Any, ...]]:
    """A board's row and the name of its newest day snapshot before `:today`."""
    newest = (
        select(func.max(Snapshot.name))
        .where(
            Snapshot.board_id == BOARD,
            Snapshot.name >= FIRST_NAME,
            Snapshot.name < bindparam("today", type_=String),
        )
        .scalar_subquery()
    )
    return select(
        Board.id,
        Board.key,
        Board.tie,
        Board.leaf,
        Board.version,
        Board.revision,
        Board.as_of,
        Board.frozen_at,
        Board.ranked,
        Board.open_scores,
        Board.open_names,
        func.coalesce(newest, "").label("compared_with"),
    ).where(Board.id == BOARD)


def _rows(rank: Any) -> Select[*tuple[Any, ...]]:
    """Columns of Placed over the scores of a board, without an order; `:before` names a snapshot."""
    return (
        select(
            Entrant.id,
            Entrant.kind,
            Entrant.subject_id,
            Entrant.company_id,
            Entrant.label,
            func.coalesce(func.nullif(Person.pseudonym, ""), Entrant.alias),
            Entrant.place,
            func.coalesce(Person.shows_name, literal_column("false")),
            Score.score,
            Score.reached_on,
            Score.order_key,
            rank.label("rank"),
            Snapshot.rank,
        )
        .select_from(Score)
        .join(Entrant, Entrant.id == Score.entrant_id)
        .outerjoin(Person, and_(Entrant.kind == literal_column("'person'"), Person.id == Entrant.subject_id))
        .outerjoin(
            Snapshot,
            and_(
                Snapshot.board_id == BOARD,
                Snapshot.name == bindparam("before", type_=String),
                Snapshot.entrant_id == Score.entrant_id,
            ),
        )
    )


UNRANKED = literal_column("0", Integer)


@cache
def top() -> Select[*tuple[Any, ...]]:
    """The first `:count` rows, their rank left at 0."""
    ordered = _rows(UNRANKED).where(Score.board_id == BOARD).order_by(Score.order_key, Score.entrant_id)
    return ordered.limit(bindparam("count", type_=Integer))


@cache
def own(leaf: int) -> Select[*tuple[Any, ...]]:
    """The best row of `:person` or `:company`, ranked by the count tree."""
    mine = or_(
        and_(
            Entrant.kind == literal_column("'person'"), Entrant.subject_id == bindparam("person", type_=Key)
        ),
        and_(
            Entrant.kind == literal_column("'company'"), Entrant.subject_id == bindparam("company", type_=Key)
        ),
    )
    ranked = _rows(rank_of_key(leaf, Score.order_key)).where(Entrant.board_id == BOARD, mine)
    return ranked.order_by(Score.order_key).limit(1)


@cache
def one(leaf: int) -> Select[*tuple[Any, ...]]:
    """The row of `:entrant`, ranked by the count tree."""
    ranked = _rows(rank_of_key(leaf, Score.order_key))
    return ranked.where(Score.board_id == BOARD, Score.entrant_id == bindparam("entrant", type_=Key))


@cache
def around() -> Select[*tuple[Any, ...]]:
    """Up to `:count` rows on each side of (`:key`, `:entrant`) and that row, in order, ranks left at 0."""
    place = tuple_(Score.order_key, Score.entrant_id)
    here = tuple_(bindparam("key", type_=Key), bindparam("entrant", type_=Key))
    count = bindparam("count", type_=Integer)
    of_board = select(Score.entrant_id).where(Score.board_id == BOARD)
    ahead = (
        of_board.where(place < here).order_by(Score.order_key.desc(), Score.entrant_id.desc()).limit(count)
    )
    after = of_board.where(place >= here).order_by(Score.order_key, Score.entrant_id).limit(count + 1)
    near = union_all(select(ahead.subquery()), select(after.subquery())).subquery("near")
    rows = _rows(UNRANKED).where(Score.entrant_id.in_(select(near.c.entrant_id)))
    return rows.order_by(Score.order_key, Score.entrant_id)


@cache
def ranks(leaf: int) -> Select[*tuple[Any, ...]]:
    """(order key, rank) of the `:entrants`, by the count tree."""
    return select(Score.order_key, rank_of_key(leaf, Score.order_key)).where(
        Score.board_id == BOARD, Score.entrant_id.in_(bindparam("entrants", expanding=True, type_=Key))
    )


@cache
def ahead(leaf: int, tie: str) -> Select[*tuple[Any, ...]]:
    """Score and day of the nearest row that leads `:key`, and the rank of whoever passes it on day `:day`."""
    nearest = (
        select(Score.score, Score.reached_on)
        .where(Score.board_id == BOARD, Score.order_key < bindparam("key", type_=Key))
        .order_by(Score.order_key.desc())
        .limit(1)
        .subquery("nearest")
    )
    beyond = nearest.c.score + 1
    key = bindparam("day", type_=Key) - beyond * (1 << DAY_BITS) if tie == DATE else -beyond
    return select(nearest.c.score, nearest.c.reached_on, rank_of_key(leaf, key))


@cache
def everybody() -> Select[*tuple[Any, ...]]:
    """Every row of a board in order, ranked by a window (1, 1, 3)."""
    ranked = _rows(func.rank().over(order_by=Score.order_key)).where(Score.board_id == BOARD)
    return ranked.order_by(Score.order_key, Score.entrant_id)
