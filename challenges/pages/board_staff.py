"""Staff's page of a challenge's boards: each week in clear, frozen or not, its leagues and its duels."""

from dataclasses import dataclass
from datetime import datetime

from flask import abort, request
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from accounts.access import allow, me
from challenges import desk
from challenges.document.reading import stored
from challenges.models import Challenge, Duel, LeaguePlace, SideBoard
from challenges.pages import board_words, doubt_words, words
from challenges.pages.staff_blueprint import blueprint
from challenges.rules.weeks import weeks
from challenges.scoring import doubt
from challenges.scoring.doubt import Doubt
from challenges.scoring.game import game_of
from core import reply
from core.database import session
from leaderboard import queries as boards
from leaderboard.rules import BoardRow, Placed

#: Rows of a ranking that the page shows.
SHORT = 50


@dataclass(frozen=True)
class Kept:
    """A side board as staff list it."""

    kind: str
    number: int
    league: int
    board_id: int
    frozen_at: datetime | None


@blueprint.get("/challenges/<code>/boards")
@allow("administrator", "account_manager")
def board_page(code: str) -> Response:
    """The general board or one week's, in clear; an account manager's own companies only."""
    one = desk.challenge(me(), code) or abort(404)
    if one.board_id is None:
        abort(404)
    kept, document = _kept(one), stored(one.document)
    asked = (request.args.get("week", 0, int), request.args.get("league", 0, int))
    chosen = next((it for it in kept if (it.number, it.league) == asked), None)
    board = boards.board_row(chosen.board_id if chosen else one.board_id)
    return reply.show(
        "challenges/staff_board.html",
        one=one,
        document=document,
        weeks=list(weeks(document)),
        kept=kept,
        chosen=chosen,
        board=board,
        rows=_mine(boards.top(board, SHORT)),
        doubts=_doubts(one, board) if chosen is None else None,
        unsure=doubt_words,
        moves=_moves(one, asked[0]),
        duels=_duels(one, asked[0]),
        words=words,
        said=board_words,
    )


def _kept(one: Challenge) -> list[Kept]:
    rows = session.execute(
        select(SideBoard.kind, SideBoard.number, SideBoard.league, SideBoard.board_id, SideBoard.frozen_at)
        .where(SideBoard.challenge_id == one.id, SideBoard.kind.in_(("week", "league")))
        .order_by(SideBoard.number, SideBoard.league)
    )
    return [Kept(*row) for row in rows]


def _doubts(one: Challenge, board: BoardRow) -> dict[int, Doubt] | None:
    """Whose score may still move, by entrant; None once nothing may."""
    if one.state not in doubt.MOVING:
        return None
    return doubt.every(game_of(one.id), board, one.scored_revision)


def _mine(rows: list[Placed]) -> list[Placed]:
    if me().role == "administrator":
        return rows
    mine = desk.portfolio(me())
    return [row for row in rows if row.company_id in mine]


def _moves(one: Challenge, week: int) -> dict[str, int]:
    """How many went up, down or stayed after a week."""
    counted = (
        select(LeaguePlace.moved, func.count())
        .where(LeaguePlace.challenge_id == one.id, LeaguePlace.week == week, LeaguePlace.moved != "")
        .group_by(LeaguePlace.moved)
    )
    return {row[0]: int(row[1]) for row in session.execute(counted)}


def _duels(one: Challenge, week: int) -> int:
    """How many duels a week has."""
    many = select(func.count()).where(Duel.challenge_id == one.id, Duel.week == week)
    return int(session.execute(many).scalar_one())
