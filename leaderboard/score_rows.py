"""Score rows and the count tree's rows, read and written set by set."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TypeAlias, TypeVar

from sqlalchemy import bindparam, delete, select

from core import database
from core.database import session
from leaderboard.models import Entrant, Score, ScoreCount
from leaderboard.rules import NotOnBoard

CHUNK = 1_000
NO_SYNC = {"synchronize_session": False}

T = TypeVar("T")
#: score, day it was reached, order key
ScoreRow: TypeAlias = tuple[int, date, int]


def chunks(many: Sequence[T]) -> Iterator[Sequence[T]]:
    """Pieces small enough for one statement's parameters."""
    return (many[start : start + CHUNK] for start in range(0, len(many), CHUNK))


def standing_of(board_id: int, entrant_ids: Sequence[int]) -> dict[int, ScoreRow | None]:
    """The score row of each entrant, None without one; raises NotOnBoard for who has not entered."""
    found: dict[int, ScoreRow | None] = {}
    for chunk in chunks(entrant_ids):
        rows = session.execute(  # by id alone: told the board, SQLite would walk through all of it
            select(
                Entrant.id, Entrant.board_id, Score.entrant_id, Score.score, Score.reached_on, Score.order_key
            )
            .outerjoin(Score, Score.entrant_id == Entrant.id)
            .where(Entrant.id.in_(chunk))
        )
        found.update(
            (row[0], (row[3], row[4], row[5]) if row[2] else None) for row in rows if row[1] == board_id
        )
    for entrant in entrant_ids:
        if entrant not in found:
            raise NotOnBoard(entrant=entrant)
    return found


def put(board_id: int, rows: Mapping[int, ScoreRow]) -> None:
    """Insert or replace score rows."""
    if not rows:
        return
    fresh = database.insert(Score)
    upsert = fresh.on_conflict_do_update(
        index_elements=[Score.entrant_id],
        set_={name: fresh.excluded[name] for name in ("score", "reached_on", "order_key")},
    )
    session.execute(
        upsert,
        [
            {"entrant_id": entrant, "board_id": board_id, "score": score, "reached_on": day, "order_key": key}
            for entrant, (score, day, key) in sorted(rows.items())
        ],
    )


def erase(entrant_ids: Sequence[int]) -> None:
    """Delete score rows."""
    for chunk in chunks(entrant_ids):
        session.execute(delete(Score).where(Score.entrant_id.in_(chunk)), execution_options=NO_SYNC)


def count(board_id: int, changes: Mapping[tuple[int, int], int]) -> None:
    """Add to the tree's buckets; empty ones are deleted."""
    if not changes:
        return
    fresh = database.insert(ScoreCount)
    upsert = fresh.on_conflict_do_update(
        index_elements=[ScoreCount.board_id, ScoreCount.level, ScoreCount.bucket],
        set_={"count": ScoreCount.count + fresh.excluded.count},
    )
    rows = [
        {"board_id": board_id, "level": level, "bucket": bucket, "count": change}
        for (level, bucket), change in sorted(changes.items())
    ]
    session.execute(upsert, rows)
    emptied = [{"of": board_id, "at": row["level"], "in": row["bucket"]} for row in rows if row["count"] < 0]
    if emptied:
        table = ScoreCount.__table__
        session.execute(
            delete(table).where(  # type: ignore[arg-type]
                table.c.board_id == bindparam("of"),
                table.c.level == bindparam("at"),
                table.c.bucket == bindparam("in"),
                table.c.count == 0,
            ),
            emptied,
        )
