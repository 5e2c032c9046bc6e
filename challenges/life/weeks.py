"""The weeks of a running challenge: opened when they begin, frozen at the first round after their end.

A frozen week decides who changes league and who won a duel, and nothing moves it any more: what comes in
late counts on the general board only. Everything joins the open transaction and holds the challenge's row, so
that of two clocks one freezes a week and the other finds it frozen.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import select, update

from challenges.life import duels, flash_boards, leagues
from challenges.models import SideBoard
from challenges.rules.weeks import Week, week_on, weeks
from challenges.scoring import sides
from challenges.scoring.game import game_of
from challenges.scoring.holding import Held, hold
from core import audit
from core.clock import local_day, window
from core.database import insert, session
from leaderboard import standings
from leaderboard.models import Entrant, Score

NO_SYNC = {"synchronize_session": False}
#: Scores lie nearer to each other in pieces than in cents (see leaderboard.order.leaf_level).
GRAINS = {"cents": 256, "bp": 16}


def turn(challenge_id: int, at: datetime, by: str) -> int:
    """Open the weeks that have begun, freeze those that are over, one after the other; how many changed.

    The general board was brought up before: a week freezes with the sales it stands for.
    """
    held = hold(challenge_id, ("open", "closing"))
    if held is None:
        return 0
    changed = 0
    for week in weeks(held.document):
        starts_at, ends_at = window(week.first, week.last)
        if starts_at > at:
            break
        changed += _open(held, week, at)
        if ends_at <= at:
            changed += _freeze(held, week, at, by)
    if held.document.flashes:
        flash_boards.turn(held, at)
    return changed


def receive(held: Held, entrants: Collection[int], at: datetime) -> None:
    """Give newcomers a league of the running week; a duel they have from the next week on."""
    week = week_on(held.document, local_day(at))
    if held.document.leagues is None or week is None or not leagues.places(held.id, week.number):
        return
    for league in leagues.receive(held, week.number, entrants):
        _board(held, week, "league", league)


def scores_of(board_id: int) -> dict[int, int]:
    """Scores of a board by subject."""
    rows = session.execute(
        select(Entrant.subject_id, Score.score)
        .join(Score, Score.entrant_id == Entrant.id)
        .where(Score.board_id == board_id)
    )
    return {row.subject_id: row.score for row in rows}


def _open(held: Held, week: Week, at: datetime) -> bool:
    """Make a week's boards and count everybody on them; False when they were there before."""
    known = session.execute(
        select(SideBoard.frozen_at).where(
            SideBoard.challenge_id == held.id, SideBoard.kind == "week", SideBoard.number == week.number
        )
    ).one_or_none()
    if known is not None:
        if known.frozen_at is None:
            _move_end(held, week)
        return False
    _board(held, week, "week")
    if held.document.leagues:
        for league in leagues.begin(held, week.number):
            _board(held, week, "league", league)
    if held.document.duels:
        duels.begin(held, week.number)
    sides.fill(held, week.number, at, game_of(held.id))
    return True


def _move_end(held: Held, week: Week) -> None:
    """An amended end makes the last week longer."""
    ends_at = window(week.first, week.last)[1]
    session.execute(
        update(SideBoard)
        .where(SideBoard.challenge_id == held.id, SideBoard.number == week.number)
        .where(SideBoard.kind.in_(sides.WEEKLY), SideBoard.ends_at != ends_at)
        .values(ends_at=ends_at),
        execution_options=NO_SYNC,
    )


def _freeze(held: Held, week: Week, at: datetime, by: str) -> bool:
    """Freeze a week's boards and settle what they decide; False when another round did before."""
    frozen = session.execute(
        update(SideBoard)
        .where(SideBoard.challenge_id == held.id, SideBoard.number == week.number)
        .where(SideBoard.kind.in_(sides.WEEKLY), SideBoard.frozen_at.is_(None))
        .values(frozen_at=at, frozen_revision=held.scored_revision)
        .returning(SideBoard.kind, SideBoard.league, SideBoard.board_id),
        execution_options=NO_SYNC,
    ).all()
    if not frozen:
        return False
    for one in frozen:
        standings.freeze(one.board_id, at)
    whole = next(one.board_id for one in frozen if one.kind == "week")
    if held.document.leagues:
        leagues.settle(held, week.number, whole)
    if held.document.duels:
        duels.settle(held, week.number, scores_of(whole))
    if held.state == "open":
        standings.snapshot(held.board_id, f"week-{week.number}")
    said: Mapping[str, int] = {"week": week.number, "revision": held.scored_revision}
    audit.record(by, "challenges.week", ("challenge", held.id), at, dict(said))
    return True


def _board(held: Held, week: Week, kind: str, league: int = 0) -> None:
    one = held.document
    starts_at, ends_at = window(week.first, week.last)
    name = f"challenge:{held.id}:{kind}:{week.number}" + (f":{league}" if league else "")
    board = standings.create_board(
        name,
        "date" if one.ties == "date" else "share",
        one.open_scores,
        one.open_names,
        grain=GRAINS.get(one.unit, 1),
    )
    session.execute(
        insert(SideBoard).values(
            challenge_id=held.id,
            kind=kind,
            number=week.number,
            league=league,
            board_id=board.id,
            starts_at=starts_at,
            ends_at=ends_at,
        )
    )
