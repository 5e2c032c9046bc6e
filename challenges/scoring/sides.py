"""Scores of the boards beside the general one: the week's and the league's.

They are written with the general board, in its transaction, by the same counting; a frozen one stays so.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from challenges.models import LeaguePlace, SideBoard
from challenges.rules.ranking import Scored
from challenges.rules.weeks import weeks
from challenges.scoring.courses import count
from challenges.scoring.game import Game
from challenges.scoring.holding import Held, chunks, every_entrant
from core.database import session
from leaderboard import standings
from leaderboard.models import Entrant

#: Kinds that count the challenge's own score over the days of a week.
WEEKLY = ("week", "league")


@dataclass(frozen=True)
class Side:
    """A side board that still moves."""

    id: int
    kind: str
    number: int
    league: int
    board_id: int


def live(challenge_id: int) -> list[Side]:
    """The side boards of a challenge that are not frozen (a veil never moves)."""
    rows = session.execute(
        select(SideBoard.id, SideBoard.kind, SideBoard.number, SideBoard.league, SideBoard.board_id)
        .where(
            SideBoard.challenge_id == challenge_id,
            SideBoard.kind.in_(WEEKLY),
            SideBoard.frozen_at.is_(None),
        )
        .order_by(SideBoard.number, SideBoard.kind, SideBoard.league)
    )
    return [Side(*row) for row in rows]


def write(held: Held, entrants: Mapping[int, int], revision: int, at: datetime, game: Game) -> None:
    """Count these subjects (id → entrant of the general board) again on every side board that still moves."""
    sides = live(held.id)
    spans = {week.number: (week.first, week.last) for week in weeks(game.document)}
    for number in sorted({side.number for side in sides}):
        of_week = [side for side in sides if side.number == number]
        first, last = spans[number]
        found = (
            {one.subject_id: one for one in count(game, entrants, revision, first, last)} if entrants else {}
        )
        for side, some in _shares(held.id, of_week, entrants):
            record(held, side, some, found, at, revision)


def fill(held: Held, number: int, at: datetime, game: Game) -> None:
    """Count everybody on the boards of a week, so many at a time: it was just opened."""
    week = next(week for week in weeks(game.document) if week.number == number)
    of_week = [side for side in live(held.id) if side.number == number]
    for entrants in every_entrant(held.id):
        scores = count(game, entrants, held.scored_revision, week.first, week.last)
        found = {one.subject_id: one for one in scores}
        for side, some in _shares(held.id, of_week, entrants):
            record(held, side, some, found, at, held.scored_revision)


def _shares(
    challenge_id: int, sides: Iterable[Side], entrants: Mapping[int, int]
) -> Iterator[tuple[Side, Collection[int]]]:
    """Each board of a week with the subjects that stand on it."""
    leagues: dict[int, set[int]] = {}
    for side in sides:
        if side.kind == "week":
            yield side, list(entrants)
            continue
        if not leagues:
            leagues = _leagues(challenge_id, side.number, entrants)
        yield side, leagues.get(side.league, ())


def _leagues(challenge_id: int, week: int, entrants: Mapping[int, int]) -> dict[int, set[int]]:
    """league → subjects, of these."""
    of_entrant = {entrant: subject for subject, entrant in entrants.items()}
    found: dict[int, set[int]] = {}
    for some in chunks(sorted(of_entrant)):
        rows = session.execute(
            select(LeaguePlace.league, LeaguePlace.entrant_id).where(
                LeaguePlace.challenge_id == challenge_id,
                LeaguePlace.week == week,
                LeaguePlace.entrant_id.in_(some),
            )
        )
        for league, entrant in rows:
            found.setdefault(league, set()).add(of_entrant[entrant])
    return found


def record(
    held: Held,
    side: Side,
    subjects: Collection[int],
    found: Mapping[int, Scored],
    at: datetime,
    revision: int,
) -> None:
    """Write the scores of these; who has none and never stood there is not entered."""
    kind = held.document.kind
    standing = _standing(side.board_id, kind, subjects)
    fresh = [one for one in subjects if one in found and one not in standing]
    if fresh:
        entered = standings.enter(side.board_id, _names(held, fresh))
        standing |= {subject: entrant for (_, subject), entrant in entered.items()}
    scores = {
        entrant: (found[one].score, found[one].reached_on) if one in found else None
        for one, entrant in standing.items()
    }
    standings.record(side.board_id, scores, as_of=at, revision=revision)


def _standing(board_id: int, kind: str, subjects: Collection[int]) -> dict[int, int]:
    """Entrants of a side board by subject, of these."""
    found: dict[int, int] = {}
    for some in chunks(sorted(subjects)):
        rows = session.execute(
            select(Entrant.subject_id, Entrant.id).where(
                Entrant.board_id == board_id, Entrant.kind == kind, Entrant.subject_id.in_(some)
            )
        )
        found |= {row.subject_id: row.id for row in rows}
    return found


def _names(held: Held, subjects: Sequence[int]) -> list[standings.NewEntrant]:
    """Entrants as the general board has them."""
    made = []
    for some in chunks(sorted(subjects)):
        rows = session.execute(
            select(
                Entrant.kind,
                Entrant.subject_id,
                Entrant.label,
                Entrant.alias,
                Entrant.company_id,
                Entrant.place,
            ).where(
                Entrant.board_id == held.board_id,
                Entrant.kind == held.document.kind,
                Entrant.subject_id.in_(some),
            )
        )
        made += [standings.NewEntrant(*row) for row in rows]
    return made


def rename(held: Held) -> None:
    """Bring names and employers on the side boards that still move up to those of the general board."""
    for side in live(held.id):
        known = session.scalars(select(Entrant.subject_id).where(Entrant.board_id == side.board_id)).all()
        if known:
            standings.enter(side.board_id, _names(held, list(known)))
