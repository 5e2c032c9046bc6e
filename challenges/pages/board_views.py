"""Pages beside the general board: each week, my league, my duel, flash challenges, my rank as an image."""

from datetime import datetime
from typing import Any

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from accounts.access import allow, me
from challenges import queries, side_queries
from challenges.pages import board_card, board_tabs, board_words, boards, words
from challenges.queries import Shown
from challenges.rules.weeks import Week
from challenges.side_queries import Meeting, Side
from core import reply
from core.clock import local_day, now
from leaderboard import queries as leaderboard
from leaderboard.rules import Standings

blueprint = Blueprint("challenge_boards", __name__)
TOP, NEAR = 20, 2
#: States without a board to show.
UNRANKED = ("announced", "stopped")


@blueprint.get("/challenges/<code>/weeks/<int:number>")
@allow("rep", "company_manager")
def week(code: str, number: int) -> Response:
    """The ranking of one week: live while it runs, then kept."""
    one, at = _mine(code), now()
    return _board_page(one, "week", _week(one, number, at), side_queries.side(one, "week", number, at), at)


@blueprint.get("/challenges/<code>/league")
@blueprint.get("/challenges/<code>/weeks/<int:number>/league")
@allow("rep", "company_manager")
def league(code: str, number: int = 0) -> Response:
    """My league in a week (the running one): its ranking, who goes up, what I miss."""
    one, at = _mine(code), now()
    here = _week(one, number, at)
    place = side_queries.place(one, here.number)
    if one.document.leagues is None or place is None:
        abort(404)
    side = side_queries.side(one, "league", here.number, at, place.league)
    needed = _missing(one, side, min(one.document.leagues.up, one.document.leagues.down), at)
    return _board_page(one, "league", here, side, at, league=place, needed=needed)


@blueprint.get("/challenges/<code>/duel")
@allow("rep", "company_manager")
def duel(code: str) -> Response:
    """Whom I meet this week, who is ahead, and how my duels went before."""
    one, at = _mine(code), now()
    shown = {it.number for it in side_queries.begun(one, at)}
    mine = [it for it in side_queries.meetings(one, one.entrant_id or 0) if it.week in shown]
    if one.document.duels is None or not mine or one.board is None:
        abort(404)
    viewer = queries.viewer_of(me(), one)
    others = leaderboard.named(one.board, [it.other_id for it in mine if it.other_id], viewer)
    return reply.show(
        "challenges/board_duel.html",
        meeting=mine[0],
        past=mine[1:],
        others=others,
        scores=_scores(one, mine[0], at),
        week=_week(one, mine[0].week, at),
        **_said(one, "duel", at),
    )


@blueprint.get("/challenges/<code>/flashes/<flash>")
@allow("rep", "company_manager")
def flash(code: str, flash: str) -> Response:
    """A flash challenge: what to reach until when, and who is there."""
    one, at = _mine(code), now()
    number, part = boards.flash_of(one, flash) or abort(404)
    side = side_queries.side(one, "flash", number, at)
    standings = _standings(one, side, at) if side else None
    said = {"flash": part, "side": side, "standings": standings, **_said(one, f"flash-{flash}", at)}
    return reply.show("challenges/board_flash.html", None, 200, **said)


@blueprint.get("/challenges/<code>/card.png")
@allow("rep", "company_manager")
def card(code: str) -> Response:
    """My rank as an image to keep or to share: no amounts, and my pseudonym unless I show my name."""
    one, at = _mine(code), now()
    standings = queries.standings(one, me(), at, top=0, near=0) if one.board else None
    if standings is None or standings.me is None or one.state in UNRANKED:
        abort(404)
    picture = board_card.drawn(one, standings, board_card.name_of(standings.me, me()), at)
    return board_card.answer(picture, one.code)


def _board_page(one: Shown, kind: str, here: Week, side: Side | None, at: datetime, **more: Any) -> Response:
    tag = f"{kind}-{boards.side_etag(one, side, me())}-{local_day(at)}"
    if answer := reply.known(tag):
        return answer
    return reply.show_unless_known(
        tag,
        "challenges/board_side.html",
        "challenges/_board_side.html",
        kind=kind,
        week=here,
        side=side,
        standings=_standings(one, side, at) if side else None,
        **more,
        **_said(one, kind, at, here.number),
    )


def _standings(one: Shown, side: Side, at: datetime) -> Standings:
    return leaderboard.view(side.board, queries.viewer_of(me(), one), TOP, NEAR, local_day(at))


def _missing(one: Shown, side: Side | None, up: int, at: datetime) -> int | None:
    """What is missing to be among those who go up; None for who is."""
    if side is None:
        return None
    mine = leaderboard.own(side.board, queries.viewer_of(me(), one))
    first = leaderboard.top(side.board, up)
    if len(first) < up or not first or (mine and mine.rank <= up):
        return None
    return first[-1].score - (mine.score if mine else 0) + 1


def _scores(one: Shown, meeting: Meeting, at: datetime) -> tuple[int, int]:
    """Mine and theirs this week; of a frozen week those that were kept."""
    if meeting.one_score is not None:
        return meeting.one_score, meeting.other_score or 0
    side = side_queries.side(one, "week", meeting.week, at)
    found = side_queries.scores(one, side, [meeting.one_id, meeting.other_id or 0]) if side else {}
    return found.get(meeting.one_id, 0), found.get(meeting.other_id or 0, 0)


def _said(one: Shown, current: str, at: datetime, number: int = 0) -> dict[str, Any]:
    """What every page of boards needs."""
    tabs = board_tabs.tabs(one, current, number, at)
    return {"one": one, "tabs": tabs, "words": words, "boards": boards, "said": board_words, "at": at}


def _week(one: Shown, number: int, at: datetime) -> Week:
    """A week that members may look at; the latest of them without a number."""
    known = side_queries.begun(one, at)
    found = [it for it in known if it.number == number] if number else known[-1:]
    return found[0] if found else abort(404)


def _mine(code: str) -> Shown:
    """A running or finished challenge that the visitor may see; else 404."""
    one = queries.challenge_for(me(), code, now())
    return abort(404) if one is None or one.state in UNRANKED or one.board is None else one
