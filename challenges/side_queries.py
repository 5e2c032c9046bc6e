"""What members, and a television, may see beside the general board: weeks, leagues, duels, flashes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, String, bindparam, case, func, select

from challenges.models import Duel, LeaguePlace, Participation, SideBoard
from challenges.queries import Shown
from challenges.rules.weeks import Week, is_hidden, is_seen, weeks
from core.clock import local_day
from core.database import Key, ask
from leaderboard.counting import rank_of_key
from leaderboard.models import Board, Entrant, Score
from leaderboard.order import TOP
from leaderboard.rules import BoardRow
from leaderboard.statements import row_of_board

sides = SideBoard.__table__.c
places = LeaguePlace.__table__.c
duels = Duel.__table__.c
LEAVES = range(TOP + 1)


@dataclass(frozen=True)
class Side:
    """A board beside the general one."""

    kind: str
    number: int
    league: int
    starts_at: datetime
    ends_at: datetime
    frozen_at: datetime | None
    board: BoardRow


@dataclass(frozen=True)
class Place:
    """Where somebody plays in a week."""

    league: int
    #: up, down or stay once the week is frozen; empty before
    moved: str
    #: how many leagues there are, and how many play in this one
    leagues: int
    players: int


@dataclass(frozen=True)
class Meeting:
    """A duel of a week, as it is kept."""

    week: int
    one_id: int
    other_id: int | None
    one_score: int | None
    other_score: int | None

    def seen_by(self, entrant_id: int) -> "Meeting":
        """The same duel, with this entrant first."""
        if self.other_id != entrant_id:
            return self
        return Meeting(self.week, entrant_id, self.one_id, self.other_score, self.one_score)


def begun(one: Shown, at: datetime) -> list[Week]:
    """The weeks that members may look at by now."""
    day = local_day(at)
    return [it for it in weeks(one.document) if it.first <= day and _seen(one, it.last, day)]


def hidden(one: Shown, at: datetime) -> bool:
    """Whether members look at the standings as they stood before the hidden days."""
    return one.state == "open" and is_hidden(one.document, local_day(at))


def side(one: Shown, kind: str, number: int, at: datetime, league: int = 0) -> Side | None:
    """A board beside the general one; None before the clock made it."""
    asked = {"challenge": one.id, "kind": kind, "number": number, "league": league}
    row = ask(_side(), **asked, today=local_day(at).isoformat()).one_or_none()
    return _made(row) if row else None


def week_ranks(one: Shown, subject_id: int) -> dict[int, int | None]:
    """A competitor's rank in each week whose board is made, in one statement; None without a score there."""
    rows = ask(_week_ranks(), challenge=one.id, who=one.document.kind, subject=subject_id)
    return {row[0]: row[1] for row in rows}


def leagues_of(one: Shown, week: int, at: datetime) -> list[Side]:
    """The boards of all leagues of a week, the highest first."""
    rows = ask(_of_kind(), challenge=one.id, kind="league", number=week, today=local_day(at).isoformat())
    return [_made(row) for row in rows]


def place(one: Shown, week: int) -> Place | None:
    """The league in which the visitor plays a week; None without one."""
    if one.entrant_id is None:
        return None
    row = ask(_place(), challenge=one.id, week=week, entrant=one.entrant_id).one_or_none()
    return Place(*row) if row else None


def meetings(one: Shown, entrant_id: int) -> list[Meeting]:
    """Somebody's duels, the newest first, seen from their side."""
    rows = ask(_meetings(), challenge=one.id, entrant=entrant_id)
    return [Meeting(*row).seen_by(entrant_id) for row in rows]


def first_meetings(one: Shown, week: int, most: int) -> list[Meeting]:
    """Some duels of a week with two who meet, in the order in which they were made."""
    return [Meeting(*row) for row in ask(_of_week(), challenge=one.id, week=week, most=most)]


def _seen(one: Shown, last: date, day: date) -> bool:
    return one.state != "open" or is_seen(one.document, last, day)


def _made(row: Sequence[Any]) -> Side:
    kind, number, league, starts_at, ends_at, frozen_at, *board = row
    return Side(kind, number, league, starts_at, ends_at, frozen_at, BoardRow(*board))


@cache
def _of_kind() -> Select[*tuple[Any, ...]]:
    return (
        select(
            sides.kind,
            sides.number,
            sides.league,
            sides.starts_at,
            sides.ends_at,
            sides.frozen_at,
            *row_of_board(),
        )
        .join_from(SideBoard.__table__, Board.__table__, Board.__table__.c.id == sides.board_id)
        .where(sides.challenge_id == bindparam("challenge", type_=Key))
        .where(sides.kind == bindparam("kind", type_=String), sides.number == bindparam("number", type_=Key))
        .order_by(sides.league)
    )


@cache
def _side() -> Select[*tuple[Any, ...]]:
    return _of_kind().where(sides.league == bindparam("league", type_=Key))


@cache
def _week_ranks() -> Select[*tuple[Any, ...]]:
    """(week, rank), each board by the finest level of its own count tree."""
    board, mine, found = Board.__table__.c, Entrant.__table__.c, Score.__table__.c
    rank = case(
        *((board.leaf == leaf, rank_of_key(leaf, found.order_key, found.board_id)) for leaf in LEAVES)
    )
    me = (
        (mine.board_id == board.id)
        & (mine.kind == bindparam("who", type_=String))
        & (mine.subject_id == bindparam("subject", type_=Key))
    )
    return (
        select(sides.number, case((found.entrant_id.is_not(None), rank)))
        .join_from(SideBoard.__table__, Board.__table__, board.id == sides.board_id)
        .outerjoin(Entrant.__table__, me)
        .outerjoin(Score.__table__, found.entrant_id == mine.id)
        .where(sides.challenge_id == bindparam("challenge", type_=Key), sides.kind == "week")
    )


@cache
def _place() -> Select[*tuple[Any, ...]]:
    """In the order of the fields of Place."""
    here = LeaguePlace.__table__.alias("here")
    of_week = (here.c.challenge_id == places.challenge_id) & (here.c.week == places.week)
    many = select(func.count(here.c.league.distinct())).where(of_week).scalar_subquery()
    same = select(func.count()).where(of_week, here.c.league == places.league).scalar_subquery()
    return select(places.league, places.moved, many, same).where(
        places.challenge_id == bindparam("challenge", type_=Key),
        places.week == bindparam("week", type_=Key),
        places.entrant_id == bindparam("entrant", type_=Key),
    )


@cache
def _kept() -> Select[*tuple[Any, ...]]:
    columns = (duels.week, duels.one_id, duels.other_id, duels.one_score, duels.other_score)
    return select(*columns).where(duels.challenge_id == bindparam("challenge", type_=Key))


@cache
def _meetings() -> Select[*tuple[Any, ...]]:
    who = bindparam("entrant", type_=Key)
    return _kept().where((duels.one_id == who) | (duels.other_id == who)).order_by(duels.week.desc())


@cache
def _of_week() -> Select[*tuple[Any, ...]]:
    pairs = _kept().where(duels.week == bindparam("week", type_=Key), duels.other_id.is_not(None))
    return pairs.order_by(duels.id).limit(bindparam("most", type_=Key))


def scores(one: Shown, side: Side, entrant_ids: Sequence[int]) -> dict[int, int]:
    """Scores on a side board, by entrants of the general one."""
    rows = ask(_scores(), board=side.board.id, challenge=one.id, entrants=[it for it in entrant_ids if it])
    return {row[0]: row[1] for row in rows}


@cache
def _scores() -> Select[*tuple[Any, ...]]:
    mine, entrants, found = Participation.__table__.c, Entrant.__table__.c, Score.__table__.c
    same = (entrants.kind == mine.kind) & (entrants.subject_id == mine.subject_id)
    return (
        select(mine.entrant_id, found.score)
        .join_from(
            Participation.__table__,
            Entrant.__table__,
            same & (entrants.board_id == bindparam("board", type_=Key)),
        )
        .join(Score.__table__, found.entrant_id == entrants.id)
        .where(mine.challenge_id == bindparam("challenge", type_=Key))
        .where(mine.entrant_id.in_(bindparam("entrants", expanding=True, type_=Key)))
    )
