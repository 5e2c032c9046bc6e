"""Standings: entrants and their scores go in set by set, and the order is kept countable as they do.

Ranks are never stored but read: the count tree says how many order keys lie below one (see order.py).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias

from sqlalchemy import String, delete, func, insert, literal, select, update

from core import audit, database
from core.database import session
from leaderboard.counting import leaves, parents
from leaderboard.models import Board, Entrant, Score, ScoreCount, Snapshot
from leaderboard.order import TOP, leaf_level, order_key, tree_changes
from leaderboard.rules import BoardFrozen
from leaderboard.score_rows import NO_SYNC, chunks, count, erase, put, standing_of

#: How long a day's snapshot is kept.
KEPT = timedelta(days=8)

Subject: TypeAlias = tuple[str, int]
#: A score and the day of the sale that last raised it; None takes the entrant off the board.
Reached: TypeAlias = tuple[int, date] | None


@dataclass(frozen=True)
class NewEntrant:
    """Somebody who enters a board; the columns are those of Entrant."""

    kind: str
    subject_id: int
    label: str
    alias: str
    company_id: int
    place: str = ""


def create_board(
    key: str, tie: str, open_scores: bool = False, open_names: bool = False, *, grain: int = 1
) -> Board:
    """Open an empty board; `grain` says how near scores usually lie (1: pieces; 256: cents)."""
    board = Board(
        key=key,
        tie=tie,
        leaf=leaf_level(tie, grain),
        open_scores=open_scores,
        open_names=open_names,
        version=0,
        revision=0,
        ranked=0,
    )
    session.add(board)
    session.flush()
    return board


def enter(board_id: int, entrants: Sequence[NewEntrant]) -> dict[Subject, int]:
    """Enter people or companies, or bring their names up to date; entrant ids by (kind, subject id)."""
    _hold(board_id)
    kept = {(row.kind, row.subject_id): row for row in _entered(board_id, entrants)}
    columns = ("label", "alias", "company_id", "place")
    changed = [
        one
        for one in entrants
        if (row := kept.get((one.kind, one.subject_id))) is None
        or any(getattr(row, name) != getattr(one, name) for name in columns)
    ]
    if changed:
        fresh = database.insert(Entrant)
        upsert = fresh.on_conflict_do_update(
            index_elements=[Entrant.board_id, Entrant.kind, Entrant.subject_id],
            set_={name: fresh.excluded[name] for name in columns},
        )
        session.execute(upsert, [{"board_id": board_id, **asdict(one)} for one in changed])
        _bump(board_id)
        kept = {(row.kind, row.subject_id): row for row in _entered(board_id, entrants)}
    return {subject: row.id for subject, row in kept.items()}


def forget(kind: str, subject_id: int, label: str, at: datetime, by: str = "clock") -> int:
    """Call somebody who was erased by another name on every board, frozen ones too; on how many boards.

    Ranks, scores and what is sealed over them do not know names, so nothing else changes.
    """
    # all boards named: by board and subject there is an index, by subject alone there is none
    mine = (
        Entrant.board_id.in_(select(Board.id)) & (Entrant.kind == kind) & (Entrant.subject_id == subject_id)
    )
    other = (Entrant.label != label) | (Entrant.alias != label) | (Entrant.place != "")
    boards = session.scalars(
        update(Entrant)
        .where(mine, other)
        .values(label=label, alias=label, place="")
        .returning(Entrant.board_id),
        execution_options=NO_SYNC,
    ).all()
    for board_id in sorted(boards):
        _bump(board_id)  # what a process or a browser kept of it shows the old name
    if boards:
        audit.record(by, "leaderboard.forget", (kind, subject_id), at, {"boards": len(boards)})
    return len(boards)


def withdraw(board_id: int, entrant_ids: Sequence[int]) -> None:
    """Take entrants and their scores off a board, as if they had never entered."""
    record(board_id, dict.fromkeys(entrant_ids))
    for chunk in chunks(entrant_ids):
        session.execute(
            delete(Snapshot).where(Snapshot.board_id == board_id, Snapshot.entrant_id.in_(chunk)),
            execution_options=NO_SYNC,
        )
        session.execute(delete(Entrant).where(Entrant.id.in_(chunk)), execution_options=NO_SYNC)
    _bump(board_id)


def record(
    board_id: int,
    scores: Mapping[int, Reached],
    as_of: datetime | None = None,
    revision: int | None = None,
) -> int:
    """Put scores on a board, those that changed only; how many did. Raises BoardFrozen, NotOnBoard.

    `revision` names the facts behind the scores; scores from older facts than the board's are left out.
    """
    board = _hold(board_id)
    if revision is not None and revision < board.revision:
        return 0
    before = standing_of(board_id, list(scores))
    after = {
        entrant: (reached[0], reached[1], order_key(*reached, board.tie)) if reached else None
        for entrant, reached in scores.items()
    }
    changed = [entrant for entrant, row in after.items() if row != before[entrant]]
    gone = [row[2] for entrant in changed if (row := before[entrant])]
    come = {entrant: row for entrant in changed if (row := after[entrant])}
    erase([entrant for entrant in changed if after[entrant] is None])
    put(board_id, come)
    count(board_id, tree_changes(gone, [row[2] for row in come.values()], board.leaf))
    facts: dict[str, Any] = {"as_of": as_of} if as_of else {}
    if revision is not None:
        facts["revision"] = revision
    if changed:
        facts["version"] = Board.version + 1
        facts["ranked"] = Board.ranked + len(come) - len(gone)
    if facts:
        _change(board_id, **facts)
    return len(changed)


def duplicate(board_id: int, key: str, at: datetime) -> int:
    """A frozen copy of a board as it is now, under another key; its id."""
    _change(board_id, version=Board.version)  # waits for whoever writes to the board
    kept = session.execute(select(Board).where(Board.id == board_id)).scalar_one()
    columns = ("tie", "leaf", "revision", "as_of", "ranked", "open_scores", "open_names")
    copy = Board(key=key, version=0, frozen_at=at, **{name: getattr(kept, name) for name in columns})
    session.add(copy)
    session.flush()
    fresh, old = Entrant.__table__.alias("fresh"), Entrant.__table__.alias("old")
    names = ("kind", "subject_id", "label", "alias", "company_id", "place")
    entered = select(literal(copy.id), *(getattr(Entrant, name) for name in names))
    session.execute(
        insert(Entrant).from_select(["board_id", *names], entered.where(Entrant.board_id == board_id))
    )
    same = (fresh.c.kind == old.c.kind) & (fresh.c.subject_id == old.c.subject_id)
    scored = (
        select(fresh.c.id, literal(copy.id), Score.score, Score.reached_on, Score.order_key)
        .join(old, old.c.id == Score.entrant_id)
        .join(fresh, same & (fresh.c.board_id == copy.id))
        .where(Score.board_id == board_id)
    )
    columns_of = ["entrant_id", "board_id", "score", "reached_on", "order_key"]
    session.execute(insert(Score).from_select(columns_of, scored))
    counted = select(literal(copy.id), ScoreCount.level, ScoreCount.bucket, ScoreCount.count)
    session.execute(
        insert(ScoreCount).from_select(
            ["board_id", "level", "bucket", "count"], counted.where(ScoreCount.board_id == board_id)
        )
    )
    return copy.id


def freeze(board_id: int, at: datetime) -> bool:
    """Let nothing more be recorded; False when it was frozen before."""
    frozen = session.execute(
        update(Board)
        .where(Board.id == board_id, Board.frozen_at.is_(None))
        .values(frozen_at=at, version=Board.version + 1)
        .returning(Board.id),
        execution_options=NO_SYNC,
    ).one_or_none()
    return frozen is not None


def thaw(board_id: int) -> None:
    """Let a frozen board be recorded on again: certification counts once more before it freezes for good."""
    _change(board_id, frozen_at=None)


def rebuild(board_id: int) -> None:
    """Count a board's tree and its ranked again from its scores: after a repair or a bulk load."""
    _change(board_id, version=Board.version + 1)
    session.execute(delete(ScoreCount).where(ScoreCount.board_id == board_id), execution_options=NO_SYNC)
    columns = ["board_id", "level", "bucket", "count"]
    leaf = session.execute(select(Board.leaf).where(Board.id == board_id)).scalar_one()
    finest = leaves(literal(leaf)).where(Score.board_id == board_id)
    session.execute(insert(ScoreCount).from_select(columns, finest))
    for level in range(leaf, TOP):
        coarser = parents().where(ScoreCount.board_id == board_id, ScoreCount.level == level)
        session.execute(insert(ScoreCount).from_select(columns, coarser))
    many = select(func.count()).where(Score.board_id == board_id).scalar_subquery()
    _change(board_id, ranked=many)


def snapshot(board_id: int, name: str) -> bool:
    """Keep the present ranks under a day (`2026-10-14`) or a week (`week-2`); False when kept before.

    A day's name drops the days more than eight before it; weeks stay.
    """
    _change(board_id, version=Board.version)  # waits for whoever writes to the board
    known = session.execute(
        select(Snapshot.rank).where(Snapshot.board_id == board_id, Snapshot.name == name).limit(1)
    ).first()
    if known:
        return False
    rank = func.rank().over(order_by=Score.order_key).label("rank")
    ranked = select(Score.entrant_id, rank, Score.score).where(Score.board_id == board_id).subquery()
    rows = select(literal(board_id), literal(name, String), ranked).order_by(ranked.c.entrant_id)
    columns = ["board_id", "name", "entrant_id", "rank", "score"]
    session.execute(insert(Snapshot).from_select(columns, rows))  # in the order of its key: no random writes
    _drop_old(board_id, name)
    _bump(board_id)
    return True


def snapshot_running(name: str) -> int:
    """Snapshot every board that is not frozen and has scores; how many boards."""
    running = session.scalars(
        select(Board.id).where(Board.frozen_at.is_(None), Board.ranked > 0).order_by(Board.id)
    ).all()
    return sum(snapshot(board_id, name) for board_id in running)


def _hold(board_id: int) -> Any:
    """Lock the board's row until commit: one writer a board, in order."""
    held = session.execute(
        update(Board)
        .where(Board.id == board_id, Board.frozen_at.is_(None))
        .values(version=Board.version)
        .returning(Board.tie, Board.leaf, Board.revision),
        execution_options=NO_SYNC,
    ).one_or_none()
    if held is None:
        raise BoardFrozen
    return held


def _bump(board_id: int) -> None:
    _change(board_id, version=Board.version + 1)


def _change(board_id: int, **values: Any) -> None:
    session.execute(update(Board).where(Board.id == board_id).values(**values), execution_options=NO_SYNC)


def _entered(board_id: int, entrants: Sequence[NewEntrant]) -> Iterator[Any]:
    kinds = {one.kind for one in entrants}
    for kind in sorted(kinds):
        for chunk in chunks([one.subject_id for one in entrants if one.kind == kind]):
            yield from session.execute(
                select(
                    Entrant.id,
                    Entrant.kind,
                    Entrant.subject_id,
                    Entrant.label,
                    Entrant.alias,
                    Entrant.company_id,
                    Entrant.place,
                ).where(Entrant.board_id == board_id, Entrant.kind == kind, Entrant.subject_id.in_(chunk))
            )


def _drop_old(board_id: int, name: str) -> None:
    """Drop the days more than eight before a day; a week's name (it begins with a letter) drops nothing."""
    if not name[:1].isdigit():
        return
    oldest = (date.fromisoformat(name) - KEPT).isoformat()
    session.execute(
        delete(Snapshot).where(Snapshot.board_id == board_id, Snapshot.name < oldest),
        execution_options=NO_SYNC,
    )
