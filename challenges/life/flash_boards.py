"""Boards of flash challenges: live from their first minute, frozen when they are over.

One of some hours counts declarations once accepted: its board stays open until the challenge ends.
"""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select, update

from challenges.document.parts import Flash
from challenges.life import flashing
from challenges.models import SideBoard
from challenges.rules.ranking import Scored
from challenges.scoring import sides
from challenges.scoring.courses import count
from challenges.scoring.game import Game, game_of
from challenges.scoring.holding import Held, entrants_of
from challenges.scoring.refresh import changed
from core.clock import ZONE
from core.database import insert, session
from leaderboard import standings
from leaderboard.models import Board

KIND = "flash"


def turn(held: Held, at: datetime) -> int:
    """Open, count and freeze the boards of the flash challenges that have begun; how many still move."""
    moving = 0
    for number, flash in enumerate(held.document.flashes, 1):
        if flash.starts.replace(tzinfo=ZONE) > at:
            continue
        side = _board(held, number, flash)
        if side is None:
            continue
        game = game_of(held.id)
        _count(held, side, flash, game, at)
        if flashing.ended(flash, at) and (flash.by_day or held.state == "closing"):
            _freeze(held, side, at)
        else:
            moving += 1
    return moving


def _board(held: Held, number: int, flash: Flash) -> sides.Side | None:
    """The board of a flash challenge, made when it is missing; None once it is frozen."""
    kept = session.execute(
        select(SideBoard.id, SideBoard.board_id, SideBoard.frozen_at).where(
            SideBoard.challenge_id == held.id, SideBoard.kind == KIND, SideBoard.number == number
        )
    ).one_or_none()
    if kept is not None:
        return None if kept.frozen_at else sides.Side(kept.id, KIND, number, 0, kept.board_id)
    one = held.document
    board = standings.create_board(
        f"challenge:{held.id}:{KIND}:{number}", "date", one.open_scores, one.open_names
    )
    row = {"challenge_id": held.id, "kind": KIND, "number": number, "league": 0, "board_id": board.id}
    begins, ends = flash.starts.replace(tzinfo=ZONE), flash.ends.replace(tzinfo=ZONE)
    made = insert(SideBoard).values(**row, starts_at=begins, ends_at=ends).returning(SideBoard.id)
    return sides.Side(session.execute(made).scalar_one(), KIND, number, 0, board.id)


def _count(held: Held, side: sides.Side, flash: Flash, game: Game, at: datetime) -> None:
    """Count again whoever's facts changed since the board's revision; of declarations everybody's."""
    known = session.execute(select(Board.revision, Board.as_of).where(Board.id == side.board_id)).one()
    revision = held.scored_revision
    if known.as_of is not None and known.revision == revision:
        return
    own = flashing.of_flash(game, flash)
    whole = known.as_of is None or not flash.by_day
    subjects = entrants_of(held.id, None if whole else changed(own, known.revision, revision))
    if flash.by_day:
        scores = count(own, subjects, revision)
    else:
        reached = flashing.reached(game, replace(flash, at=1), subjects, revision)
        day = flash.starts.date()
        scores = [Scored(one.subject_id, one.score, day) for one in reached]
    sides.record(held, side, list(subjects), {one.subject_id: one for one in scores}, at, revision)


def _freeze(held: Held, side: sides.Side, at: datetime) -> None:
    session.execute(
        update(SideBoard)
        .where(SideBoard.id == side.id, SideBoard.frozen_at.is_(None))
        .values(frozen_at=at, frozen_revision=held.scored_revision),
        execution_options={"synchronize_session": False},
    )
    standings.freeze(side.board_id, at)
