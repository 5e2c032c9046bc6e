"""What a process keeps of a board for as long as nothing of it has changed: its first rows, its evenings."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from core.memory import Memory
from leaderboard.rules import STRANGER, BoardRow, Line, Placed, Viewer, is_open, seen

#: How many boards and lengths a process keeps at a time.
MOST = 64


@dataclass(frozen=True)
class Leaders:
    """The first rows, and the lines they are to a stranger."""

    rows: list[Placed]
    lines: list[Line]
    score: int
    #: what pages made of the lines
    kept: dict[Hashable, Any] = field(default_factory=dict)

    @cached_property
    def companies(self) -> frozenset[int]:
        """Whose people see some of the amounts."""
        return frozenset(row.company_id for row in self.rows)

    @cached_property
    def subjects(self) -> frozenset[tuple[str, int]]:
        """Who they are: kind and id."""
        return frozenset((row.kind, row.subject_id) for row in self.rows)

    def lines_for(self, viewer: Viewer, board: BoardRow, count: int) -> list[Line]:
        """The first `count` lines as the viewer may see them; a stranger's are not made again."""
        if not viewer.is_staff and viewer.company_id not in self.companies:
            mine = ("person", viewer.person_id), ("company", viewer.company_id), ("team", viewer.team_id)
            if self.subjects.isdisjoint(mine):
                return self.lines[:count]
        return [
            seen(row, viewer, self.score, board.open_scores, board.open_names)
            if is_open(row, viewer)
            else line
            for row, line in zip(self.rows[:count], self.lines[:count], strict=True)
        ]


_leaders: Memory[tuple[str, int], Leaders] = Memory(MOST)
_names: Memory[tuple[str, Sequence[str]], list[str]] = Memory(MOST)


def leaders(board: BoardRow, count: int, read: Callable[[], list[Placed]]) -> Leaders:
    """The kept first rows of this very state of a board, read when there are none."""
    return _leaders.get((board.etag, count), lambda: _made(board, read()))


def names(board: BoardRow, asked: Sequence[str], read: Callable[[], list[str]]) -> list[str]:
    """Which names this very state of a board has kept ranks under: a snapshot moves the board's version."""
    return _names.get((board.etag, asked), read)


def _made(board: BoardRow, rows: list[Placed]) -> Leaders:
    score = rows[0].score if rows else 0
    return Leaders(
        rows, [seen(row, STRANGER, score, board.open_scores, board.open_names) for row in rows], score
    )
