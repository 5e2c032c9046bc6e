"""The few statements that read a board, built once: its rows, one's own, neighbours, the gap ahead.

They are made of tables, not of mapped classes: a board is read on every page, and rows are cheap.
"""

from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    ScalarSelect,
    Select,
    String,
    and_,
    bindparam,
    func,
    literal_column,
    select,
    tuple_,
    union_all,
)

from accounts.models import Person
from accounts.people import NAMES
from core.asking import places
from core.database import Key
from core.jobs import Counter
from leaderboard.counting import rank_of_key
from leaderboard.models import Board, Entrant, Score, Snapshot
from leaderboard.order import DATE, DAY_BITS

boards = Board.__table__.c
entrants = Entrant.__table__.c
people = Person.__table__.c
scores = Score.__table__.c
snapshots = Snapshot.__table__.c
counters = Counter.__table__.c

BOARD = bindparam("board", type_=Key)
ONE = literal_column("1", Integer)
#: Day snapshots are named by ISO dates, week snapshots begin with a letter.
FIRST_NAME = "0"


@cache
def board() -> Select[*tuple[Any, ...]]:
    """The row of `:board`."""
    return select(*row_of_board()).where(boards.id == BOARD)


def row_of_board() -> tuple[ColumnElement[Any], ...]:
    """The fields of `BoardRow`, out of `boards`; its newest day snapshot is one before `:today`."""
    newest = (
        select(func.max(snapshots.name))
        .where(
            snapshots.board_id == boards.id,
            snapshots.name >= FIRST_NAME,
            snapshots.name < bindparam("today", type_=String),
        )
        .correlate(Board)
        .scalar_subquery()
    )
    names = select(counters.value).where(counters.name == NAMES).scalar_subquery()
    return (
        boards.id,
        boards.key,
        boards.tie,
        boards.leaf,
        boards.version,
        boards.revision,
        boards.as_of,
        boards.frozen_at,
        boards.ranked,
        boards.open_scores,
        boards.open_names,
        func.coalesce(newest, "").label("compared_with"),
        func.coalesce(names, 0).label("names"),
    )


@cache
def kept(many: int) -> Select[*tuple[Any, ...]]:
    """Those of `:name_0`, `:name_1`, … under which ranks of `:board` are kept."""
    names = places("name", many, String())
    looks = (select(name.label("name")).where(_any_rank(name).is_not(None)) for name in names)
    return select(union_all(*looks).subquery().c.name)


def _any_rank(name: ColumnElement[str]) -> ScalarSelect[int]:
    """A rank kept under a name: the first by the key; PostgreSQL looks for EXISTS in the whole table."""
    under = select(snapshots.rank).where(snapshots.board_id == BOARD, snapshots.name == name)
    return (
        under.order_by(snapshots.board_id, snapshots.name, snapshots.entrant_id).limit(ONE).scalar_subquery()
    )


PERSON = literal_column("'person'", String)
COMPANY = literal_column("'company'", String)
TEAM = literal_column("'team'", String)
UNRANKED = literal_column("0", Integer)


def _rows(rank: Any) -> Select[*tuple[Any, ...]]:
    """Columns of Placed over the scores of a board, without an order; `:before` names a snapshot."""
    return (
        select(
            entrants.id,
            entrants.kind,
            entrants.subject_id,
            entrants.company_id,
            entrants.label,
            func.coalesce(func.nullif(people.pseudonym, ""), entrants.alias),
            entrants.place,
            func.coalesce(people.shows_name, literal_column("false")),
            scores.score,
            scores.reached_on,
            scores.order_key,
            rank.label("rank"),
            snapshots.rank,
        )
        .select_from(Score.__table__)
        .join(Entrant.__table__, entrants.id == scores.entrant_id)
        .outerjoin(
            Person.__table__,
            and_(entrants.kind == PERSON, people.id == entrants.subject_id),
        )
        .outerjoin(
            Snapshot.__table__,
            and_(
                snapshots.board_id == BOARD,
                snapshots.name == bindparam("before", type_=String),
                snapshots.entrant_id == scores.entrant_id,
            ),
        )
    )


@cache
def top(count: int) -> Select[*tuple[Any, ...]]:
    """The first `count` rows, their rank left at 0."""
    ordered = _rows(UNRANKED).where(scores.board_id == BOARD).order_by(scores.order_key, scores.entrant_id)
    return ordered.limit(_number(count))


@cache
def own(leaf: int) -> Select[*tuple[Any, ...]]:
    """The best row of `:person`, `:company` or `:team`, ranked by the count tree."""
    mine = union_all(_entered(PERSON, "person"), _entered(COMPANY, "company"), _entered(TEAM, "team"))
    ranked = _rows(rank_of_key(leaf, scores.order_key)).where(entrants.id.in_(mine))
    return ranked.order_by(scores.order_key).limit(1)


def _entered(kind: ColumnElement[str], subject: str) -> Select[int]:
    """The entrant that `:subject` is: one look into the index, where an OR would read the whole board."""
    one_kind = Entrant.__table__.alias().c
    return select(one_kind.id).where(
        one_kind.board_id == BOARD,
        one_kind.kind == kind,
        one_kind.subject_id == bindparam(subject, type_=Key),
    )


@cache
def one(leaf: int) -> Select[*tuple[Any, ...]]:
    """The row of `:entrant`, ranked by the count tree."""
    ranked = _rows(rank_of_key(leaf, scores.order_key))
    return ranked.where(scores.board_id == BOARD, scores.entrant_id == bindparam("entrant", type_=Key))


@cache
def around(count: int) -> Select[*tuple[Any, ...]]:
    """Up to `count` rows on each side of (`:key`, `:entrant`) and that row, in order, ranks left at 0."""
    place = tuple_(scores.order_key, scores.entrant_id)
    here = tuple_(bindparam("key", type_=Key), bindparam("entrant", type_=Key))
    of_board = select(scores.entrant_id).where(scores.board_id == BOARD)
    ahead = (
        of_board.where(place < here)
        .order_by(scores.order_key.desc(), scores.entrant_id.desc())
        .limit(_number(count))
    )
    after = (
        of_board.where(place >= here).order_by(scores.order_key, scores.entrant_id).limit(_number(count + 1))
    )
    near = union_all(select(ahead.subquery()), select(after.subquery())).subquery("near")
    rows = _rows(UNRANKED).where(scores.entrant_id.in_(select(near.c.entrant_id)))
    return rows.order_by(scores.order_key, scores.entrant_id)


@cache
def ranks(leaf: int, many: int) -> Select[*tuple[Any, ...]]:
    """(order key, rank) of `:entrant_0` … (so many), by the count tree."""
    return select(scores.order_key, rank_of_key(leaf, scores.order_key)).where(
        scores.board_id == BOARD, scores.entrant_id.in_(places("entrant", many, Key))
    )


@cache
def ahead(leaf: int, tie: str) -> Select[*tuple[Any, ...]]:
    """Score and day of the nearest row that leads `:key`, and the rank of whoever passes it on day `:day`."""
    nearest = (
        select(scores.score, scores.reached_on)
        .where(scores.board_id == BOARD, scores.order_key < bindparam("key", type_=Key))
        .order_by(scores.order_key.desc())
        .limit(1)
        .subquery("nearest")
    )
    beyond = nearest.c.score + 1
    key = bindparam("day", type_=Key) - beyond * (1 << DAY_BITS) if tie == DATE else -beyond
    return select(nearest.c.score, nearest.c.reached_on, rank_of_key(leaf, key))


def _number(count: int) -> ColumnElement[int]:
    """A count said in the statement itself: PostgreSQL plans for a tenth of the rows when it is not told."""
    return literal_column(str(count), Integer)


@cache
def everybody() -> Select[*tuple[Any, ...]]:
    """Every row of a board in order, ranked by a window (1, 1, 3)."""
    ranked = _rows(func.rank().over(order_by=scores.order_key)).where(scores.board_id == BOARD)
    return ranked.order_by(scores.order_key, scores.entrant_id)


@cache
def named() -> Select[*tuple[Any, ...]]:
    """Names of `:entrants`, whether they have a score or not: the first columns of Placed."""
    wanted = bindparam("entrants", expanding=True, type_=Key)
    return (
        select(
            entrants.id,
            entrants.kind,
            entrants.subject_id,
            entrants.company_id,
            entrants.label,
            func.coalesce(func.nullif(people.pseudonym, ""), entrants.alias),
            entrants.place,
            func.coalesce(people.shows_name, literal_column("false")),
        )
        .select_from(Entrant.__table__)
        .outerjoin(Person.__table__, and_(entrants.kind == PERSON, people.id == entrants.subject_id))
        .where(entrants.id.in_(wanted))
    )
