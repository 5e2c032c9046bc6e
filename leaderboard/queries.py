"""Reads of a board: its version, ranks, top, neighbours, and what one viewer may see of them.

Everything but `view` is unfiltered: for staff, certification and exports. Members see boards through `view`.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from core.asking import in_places, room_for
from core.clock import local_day, now
from core.database import ask
from leaderboard import kept, statements
from leaderboard.order import DATE, FIRST_DAY, passing_key, rank_passing, ranks_around
from leaderboard.rules import BoardRow, Gap, Line, Near, Placed, Standings, Viewer, is_mine, seen

#: At least so many rows ahead are read: enough, mostly, to know what passing the nearest takes.
AHEAD = 5


def board_row(board: BoardRow | int, today: date | None = None) -> BoardRow:
    """A board in one cheap statement, for an ETag before anything else is read; a row at hand is kept."""
    if isinstance(board, BoardRow):
        return board
    day = today or local_day(now())
    row = ask(statements.board(), board=board, today=day.isoformat()).one()
    return BoardRow(*row)


def compared(board: BoardRow, name: str) -> BoardRow:
    """The board with its movement since another of its snapshots; the ETag knows."""
    return replace(board, compared_with=name)


def snapshots(board: BoardRow, names: Sequence[str]) -> list[str]:
    """Which of these names the board kept ranks under, in the same order; a look into the index each."""
    return kept.names(board, tuple(names), lambda: _snapshots(board, names)) if names else []


def _snapshots(board: BoardRow, names: Sequence[str]) -> list[str]:
    many = len(names)
    found = set(ask(statements.kept(many), board=board.id, **in_places("name", names, many)).scalars())
    return [name for name in names if name in found]


def own(board: BoardRow | int, viewer: Viewer) -> Placed | None:
    """The viewer's row (the person's, their company's or team's), with its rank; None without a score."""
    board = board_row(board)
    who = {"person": viewer.person_id, "company": viewer.company_id, "team": viewer.team_id}
    row = ask(statements.own(board.leaf), board=board.id, before=board.compared_with, **who).one_or_none()
    return Placed(*row) if row else None


def placed(board: BoardRow | int, entrant_id: int) -> Placed | None:
    """An entrant's row, with its rank; None without a score."""
    board = board_row(board)
    asked = {"entrant": entrant_id, "before": board.compared_with}
    row = ask(statements.one(board.leaf), board=board.id, **asked).one_or_none()
    return Placed(*row) if row else None


def rank_of(board: BoardRow | int, entrant_id: int) -> int | None:
    """An entrant's rank by the count tree; None without a score."""
    row = placed(board, entrant_id)
    return row.rank if row else None


def top(board: BoardRow | int, count: int) -> list[Placed]:
    """The first rows of a board."""
    board = board_row(board)
    found = ask(statements.top(count), board=board.id, before=board.compared_with)
    rows = [Placed(*row) for row in found]
    return _ranked(rows, ranks_around([row.order_key for row in rows], 0, 1, whole=True)) if rows else []


def around(board: BoardRow | int, entrant: Placed | int, count: int) -> Near:
    """Up to `count` rows on each side of an entrant; at an end of the board the other side adds to it."""
    board = board_row(board)
    me = placed(board, entrant) if isinstance(entrant, int) else entrant
    if me is None:
        return Near([], before=None, ends=True)
    here = {"key": me.order_key, "entrant": me.entrant_id}
    beside = max(2 * count + 1, AHEAD)
    found = ask(statements.around(beside), board=board.id, before=board.compared_with, **here)
    rows = [Placed(*row) for row in found]
    mine = next(i for i, row in enumerate(rows) if row.entrant_id == me.entrant_id)
    start = max(0, min(mine - count, len(rows) - 2 * count - 1))
    end = min(len(rows), max(mine + count, 2 * count) + 1)
    before = rows[start - 1] if start else None
    near = rows[start:end]
    whole = before is None or before.order_key != near[0].order_key
    ranks = ranks_around([row.order_key for row in near], mine - start, me.rank, whole)
    return Near(
        _ranked(near, _completed(board, near, ranks)),
        before.entrant_id if before else None,
        end == len(rows),
        rows[:mine],
        leads=mine < beside,
    )


def gap_ahead(
    board: BoardRow | int, entrant: Placed | int, today: date | None = None, near: Near | None = None
) -> Gap | None:
    """What takes an entrant past whoever leads them; None for the leader and for who has no score.

    Neighbours at hand mostly say it; else the database is asked.
    """
    board = board_row(board, today)
    me = placed(board, entrant) if isinstance(entrant, int) else entrant
    if me is None or me.rank == 1:
        return None
    day = today or local_day(now())
    score, reached_on, rank = (near and _ahead_of(me, near, board.tie, day)) or _ahead(board, me, day)
    missing = score - me.score
    return Gap(missing + 1, rank, missing, tie_needs_more=board.tie == DATE and reached_on < day)


def named(board: BoardRow, entrant_ids: Collection[int], viewer: Viewer) -> dict[int, Line]:
    """Entrants by name as one viewer may see them, whether they have a score or not; score and rank are 0."""
    found = ask(statements.named(), entrants=sorted(set(entrant_ids))) if entrant_ids else ()
    rows = [Placed._make((*row, 0, FIRST_DAY, 0, 0, None)) for row in found]
    return {row.entrant_id: seen(row, viewer, 0, board.open_scores, board.open_names) for row in rows}


def everybody(board: BoardRow | int) -> list[Placed]:
    """Every row in order with its rank."""
    board = board_row(board)
    rows = ask(statements.everybody(), board=board.id, before=board.compared_with)
    return [Placed(*row) for row in rows]


def view(
    board: BoardRow | int, viewer: Viewer, n: int = 50, k: int = 2, today: date | None = None
) -> Standings:
    """The top `n` and `k` neighbours on each side of the viewer, through the privacy filter; ≤ 6 statements.

    Members see the upper half and, when they are in the lower one, their neighbourhood only; nobody else is
    shown last.
    """
    board = board_row(board, today)
    me = own(board, viewer)
    upper = me is None or me.rank <= board.half
    wanted = n if viewer.is_staff else min(n, board.half) if upper else 0
    first = kept.leaders(board, max(wanted, 1), lambda: top(board, max(wanted, 1)))
    lines = first.lines_for(viewer, board, wanted)
    known = {row.entrant_id for row in first.rows[:wanted]}
    near = around(board, me, k) if me else Near([], before=None, ends=False)
    hidden = near.ends and not viewer.is_staff and not is_mine(near.rows[-1], viewer)
    fresh = [row for row in near.rows[: -1 if hidden else None] if row.entrant_id not in known]
    apart = bool(known and fresh) and fresh[0] is near.rows[0] and near.before not in known
    for row in fresh:
        line = seen(row, viewer, first.score, board.open_scores, board.open_names)
        lines.append(replace(line, skipped=True) if apart and row is fresh[0] else line)
    mine = next((line for line in lines if me and line.entrant_id == me.entrant_id), None)
    gap = gap_ahead(board, me, today, near) if me else None
    return Standings(board, lines, mine, gap, first.lines, first.kept)


def _ahead_of(me: Placed, near: Near, tie: str, day: date) -> tuple[int, date, int] | None:
    """Score and day of the nearest row that leads mine, and the rank of whoever passes it on a day."""
    leading = [row for row in near.ahead if row.order_key < me.order_key]
    if not leading:
        return None
    first = leading[-1]
    keys = [row.order_key for row in near.ahead]
    rank = rank_passing(passing_key(first.score, day, tie), me.order_key, me.rank, keys, near.leads)
    return None if rank is None else (first.score, first.reached_on, rank)


def _ahead(board: BoardRow, me: Placed, day: date) -> tuple[int, date, int]:
    passing = {"key": me.order_key, "day": (day - FIRST_DAY).days}
    score, reached_on, rank = ask(statements.ahead(board.leaf, board.tie), board=board.id, **passing).one()
    return score, reached_on, rank


def _ranked(rows: Sequence[Placed], ranks: Sequence[int | None]) -> list[Placed]:
    return [row._replace(rank=rank or 0) for row, rank in zip(rows, ranks, strict=True)]


def _completed(board: BoardRow, rows: Sequence[Placed], ranks: list[int | None]) -> list[int | None]:
    """Ask the tree for the ranks that the rows left out decide: ties cut by the edge."""
    missing = [row.entrant_id for row, rank in zip(rows, ranks, strict=True) if rank is None]
    if not missing:
        return ranks
    many = room_for(missing)
    wanted = in_places("entrant", missing, many, 0)
    found = ask(statements.ranks(board.leaf, many), board=board.id, **wanted)
    by_key = {row[0]: int(row[1]) for row in found}
    return [by_key[row.order_key] if rank is None else rank for row, rank in zip(rows, ranks, strict=True)]
