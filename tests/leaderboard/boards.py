"""Boards for tests, filled through the real doors."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from core.database import transaction
from leaderboard import standings
from leaderboard.models import Board
from tests.support.cast import Cast

AS_OF = datetime(2026, 10, 15, 7, 0, tzinfo=UTC)
FIRST = date(2026, 10, 1)


def day(number: int) -> date:
    """A day of the tests' window."""
    return FIRST + timedelta(days=number)


def open_board(tie: str = "date", grain: int = 1, key: str = "", **openness: bool) -> int:
    """An empty board's id."""
    with transaction():
        return standings.create_board(key or f"test:{tie}:{grain}", tie, grain=grain, **openness).id


def enter_many(cast: Cast, board_id: int, many: int) -> list[int]:
    """Entrants numbered from 1, in turn of Mérel and of Sanelec; their ids."""
    rows = [
        standings.NewEntrant(
            "company",
            number,
            f"Name {number}",
            f"Alias {number}",
            (cast.merel, cast.sanelec)[number % 2].id,
            f"Place {number}",
        )
        for number in range(1, many + 1)
    ]
    with transaction():
        found = standings.enter(board_id, rows)
    return [found["company", number] for number in range(1, many + 1)]


def record(board_id: int, scores: Mapping[int, tuple[int, int] | None]) -> int:
    """Record scores given as (score, number of the day)."""
    with transaction():
        return standings.record(
            board_id,
            {entrant: (row[0], day(row[1])) if row else None for entrant, row in scores.items()},
            AS_OF,
        )


def competition_ranks(rows: Mapping[int, tuple[int, int]], tie: str) -> dict[int, int]:
    """Ranks 1, 1, 3 by the plainest means there are."""
    order = {one: (-score, number if tie == "date" else 0) for one, (score, number) in rows.items()}
    return {one: 1 + sum(other < mine for other in order.values()) for one, mine in order.items()}


def version(board_id: int) -> int:
    """A board's version."""
    with transaction() as session:
        board = session.get(Board, board_id)
        assert board
        return board.version
