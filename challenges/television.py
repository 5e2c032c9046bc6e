"""What a screen without a visitor shows of a challenge: its boards as a stranger sees them, in turn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from challenges import side_queries
from challenges.life.television import hashed
from challenges.models import Challenge, TelevisionLink
from challenges.queries import Shown
from challenges.rules.weeks import Week
from challenges.side_queries import Side
from core.clock import ZONE, local_day
from core.database import session
from leaderboard import queries as boards
from leaderboard.rules import STRANGER, Line, Standings

#: Rows of a full panel, of a league's, duels, those who moved.
ROWS, LEAGUE_ROWS, DUELS, MOVERS = 10, 3, 6, 6
#: Leagues that fit on a screen.
LEAGUES = 6
#: Among how many of the first the movers are looked for.
LOOKED_AT = 50


class Link(NamedTuple):
    """An address that is not revoked."""

    id: int
    code: str
    language: str


@dataclass(frozen=True)
class Pair:
    """Two who meet, and their scores of the week (hundredths of the higher one)."""

    one: Line
    other: Line
    one_share: int
    other_share: int


@dataclass(frozen=True)
class Panel:
    """One picture of the round: which, its boards, what it was drawn from."""

    kind: str
    standings: Standings | None = None
    week: Week | None = None
    leagues: Sequence[tuple[int, Standings]] = ()
    pairs: Sequence[Pair] = ()
    movers: Sequence[Line] = ()
    #: number of the flash challenge in the document, from 1
    flash: int = 0


def link_of(token: str) -> Link | None:
    """The link behind an address; None when there is none, or no longer."""
    row = session.execute(
        select(TelevisionLink.id, Challenge.code, TelevisionLink.language)
        .join(Challenge, Challenge.id == TelevisionLink.challenge_id)
        .where(TelevisionLink.token_hash == hashed(token), TelevisionLink.revoked_at.is_(None))
    ).one_or_none()
    return Link(*row) if row else None


def links(challenge_id: int) -> list[TelevisionLink]:
    """Every address that was ever made for a challenge, those that work first."""
    rows = session.scalars(select(TelevisionLink).where(TelevisionLink.challenge_id == challenge_id))
    return sorted(rows, key=lambda one: (one.revoked_at is not None, -one.id))


def panels(one: Shown, at: datetime) -> list[tuple[str, int]]:
    """What there is to show now, in the order of the round: (kind, number)."""
    if one.board is None or one.state in ("announced", "stopped"):
        return [("wait", 0)]
    weeks = side_queries.begun(one, at)
    found = [("top", 0)]
    if weeks and len(one.document.weeks) > 1:
        found.append(("week", weeks[-1].number))
    if weeks and one.document.leagues:
        found.append(("leagues", weeks[-1].number))
    if weeks and one.document.duels:
        found.append(("duels", weeks[-1].number))
    for number, flash in enumerate(one.document.flashes, 1):
        begins, ends = flash.starts.replace(tzinfo=ZONE), flash.ends.replace(tzinfo=ZONE)
        if begins <= at < ends:
            found.append(("flash", number))
    return [*found, ("movers", 0)] if one.board.compared_with else found


def stamp(one: Shown, kind: str, number: int, at: datetime) -> str:
    """What a panel's picture depends on, without touching a ranking."""
    if one.board is None:
        return one.state
    drawn = (
        [one.board]
        if kind in ("top", "movers", "wait")
        else [it.board for it in _sides(one, kind, number, at)]
    )
    return "-".join([one.state, *(f"{it.etag}.{it.as_of:%d%H%M}" if it.as_of else it.etag for it in drawn)])


def panel(one: Shown, kind: str, number: int, at: datetime) -> Panel:
    """One panel as a stranger may see it."""
    week = next((it for it in side_queries.begun(one, at) if it.number == number), None)
    sides = _sides(one, kind, number, at)
    if kind == "leagues":
        return Panel(kind, week=week, leagues=[(it.league, _view(it, LEAGUE_ROWS, at)) for it in sides])
    if kind == "duels":
        return Panel(kind, week=week, pairs=_pairs(one, number, at))
    if kind in ("week", "flash"):
        standings = _view(sides[0], ROWS, at) if sides else None
        return Panel(kind, standings, week, flash=number if kind == "flash" else 0)
    if one.board is None or kind == "wait":
        return Panel("wait")
    if kind == "movers":
        seen = boards.view(one.board, STRANGER, LOOKED_AT, 0, local_day(at))
        risen = [line for line in seen.rows if line.movement and line.movement > 0]
        movers = sorted(risen, key=lambda line: (-(line.movement or 0), line.rank))[:MOVERS]
        return Panel(kind, seen, movers=movers)
    return Panel("top", boards.view(one.board, STRANGER, ROWS, 0, local_day(at)))


def _view(side: Side, rows: int, at: datetime) -> Standings:
    return boards.view(side.board, STRANGER, rows, 0, local_day(at))


def _sides(one: Shown, kind: str, number: int, at: datetime) -> list[Side]:
    """The side boards that a panel draws."""
    if kind == "leagues":
        return side_queries.leagues_of(one, number, at)[:LEAGUES]
    if kind in ("week", "duels", "flash"):
        found = side_queries.side(one, "flash" if kind == "flash" else "week", number, at)
        return [found] if found else []
    return []


def _pairs(one: Shown, week: int, at: datetime) -> list[Pair]:
    """Duels of a week, their scores as shares of the higher one."""
    met = side_queries.first_meetings(one, week, LOOKED_AT)
    side = side_queries.side(one, "week", week, at)
    ids = [entrant for it in met for entrant in (it.one_id, it.other_id or 0)]
    if one.board is None or side is None or not ids:
        return []
    names = boards.named(one.board, ids, STRANGER)
    scores = side_queries.scores(one, side, ids)
    made = []
    for it in met:
        mine, theirs = scores.get(it.one_id, 0), scores.get(it.other_id or 0, 0)
        best = max(mine, theirs, 1)
        pair = names.get(it.one_id), names.get(it.other_id or 0)
        if pair[0] and pair[1]:
            made.append(Pair(pair[0], pair[1], mine * 100 // best, theirs * 100 // best))
    # the closest ones: a screen shows a race, not who is beaten
    return sorted(made, key=lambda it: (abs(it.one_share - it.other_share), -it.one_share))[:DUELS]
