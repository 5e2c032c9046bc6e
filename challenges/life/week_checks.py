"""This room's part of `flask verify` about weeks: side boards, leagues, duels and the veil."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import select

from challenges.document.reading import stored
from challenges.document.terms import Document
from challenges.models import Challenge, Duel, LeaguePlace, SideBoard
from challenges.rules import leagues as rules
from challenges.rules.weeks import weeks
from challenges.scoring.courses import count
from challenges.scoring.game import game_of
from challenges.scoring.holding import entrants_of
from core.clock import window
from core.database import session
from core.verify import Check
from leaderboard.models import Board, Entrant, Score

#: While these last the facts may still move a week that is not frozen.
MOVING = ("open",)


def _wrong_weeks() -> Iterable[str]:
    """I17: a week's board that still moves is what counting again gives; so are its leagues together."""
    for one, document, side, revision in _sides("week"):
        if one.state not in MOVING or side.frozen_at is not None:
            continue
        first, last = document.weeks[side.number - 1]
        counted = count(game_of(one.id), entrants_of(one.id), revision, first, last)
        wanted = {it.subject_id: (it.score, it.reached_on) for it in counted}
        found = _scores(side.board_id)
        yield from (
            f"challenge {one.code}, week {side.number}, subject {subject}"
            for subject in sorted(wanted.keys() | found.keys())
            if wanted.get(subject) != found.get(subject)
        )


def _wrong_leagues() -> Iterable[str]:
    """A league's board is its members' part of the week's, frozen or not."""
    for one, _, side, _ in _sides("league"):
        whole = session.scalar(
            select(SideBoard.board_id).where(
                SideBoard.challenge_id == one.id, SideBoard.kind == "week", SideBoard.number == side.number
            )
        )
        entrants = {entrant: subject for subject, entrant in entrants_of(one.id).items()}
        members = {
            entrants[entrant]
            for entrant, (league, _) in _places(one.id, side.number).items()
            if league == side.league and entrant in entrants
        }
        wanted = {subject: row for subject, row in _scores(whole or 0).items() if subject in members}
        if wanted != _scores(side.board_id):
            yield f"challenge {one.code}, week {side.number}, league {side.league}"


def _wrong_places() -> Iterable[str]:
    """Leagues keep their size: as many come up as go down, each by one league, and none is too large."""
    for one, document in _with("leagues"):
        size = document.leagues.size if document.leagues else 0
        for week in weeks(document):
            now, coming = _places(one.id, week.number), _places(one.id, week.number + 1)
            if any(many > size for many in Counter(league for league, _ in now.values()).values()):
                yield f"challenge {one.code}, week {week.number}, too large"
            moved = {entrant: where for entrant, (_, where) in now.items()}
            after = rules.after({entrant: league for entrant, (league, _) in now.items()}, moved)
            if Counter(after.values()) != Counter(league for league, _ in now.values()):
                yield f"challenge {one.code}, week {week.number}, moves"
            if any(coming[it][0] != league for it, league in after.items() if it in coming):
                yield f"challenge {one.code}, week {week.number + 1}, places"


def _wrong_duels() -> Iterable[str]:
    """In a week nobody has two duels, one at most has no opponent, and kept scores are the frozen board's."""
    for one, document in _with("duels"):
        entrants = {entrant: subject for subject, entrant in entrants_of(one.id).items()}
        for week in weeks(document):
            rows = session.execute(
                select(Duel.one_id, Duel.other_id, Duel.one_score, Duel.other_score).where(
                    Duel.challenge_id == one.id, Duel.week == week.number
                )
            ).all()
            named = Counter(it for row in rows for it in (row.one_id, row.other_id) if it is not None)
            if any(many > 1 for many in named.values()) or sum(row.other_id is None for row in rows) > 1:
                yield f"challenge {one.code}, week {week.number}, pairs"
            board = session.scalar(_frozen_week(one.id, week.number))
            scores = _scores(board) if board else {}
            kept = {row.one_id: row.one_score for row in rows}
            kept |= {row.other_id: row.other_score for row in rows if row.other_id is not None}
            wanted = {it: scores.get(entrants.get(it, 0), (0,))[0] if board else None for it in kept}
            if kept != wanted:
                yield f"challenge {one.code}, week {week.number}, scores"


def _wrong_windows() -> Iterable[str]:
    """I18: a week's board spans its local days, and is frozen only once they are over."""
    for kind in ("week", "league"):
        for one, document, side, _ in _sides(kind):
            first, last = document.weeks[side.number - 1]
            ended = side.frozen_at is None or side.frozen_at >= side.ends_at
            if (side.starts_at, side.ends_at) != window(first, last) or not ended:
                yield f"challenge {one.code}, {kind} {side.number}"


CHECKS: tuple[Check, ...] = (
    Check("I17", "a week that runs is what its sales give", _wrong_weeks),
    Check("I17", "a league's board is its part of the week's", _wrong_leagues),
    Check("I18", "a week is its local days, frozen after them", _wrong_windows),
    Check("I19", "leagues keep their size from week to week", _wrong_places),
    Check("I21", "everybody has one duel a week, with the frozen scores", _wrong_duels),
)


def _sides(kind: str) -> Iterator[tuple[Challenge, Document, Any, int]]:
    rows = session.execute(
        select(Challenge, SideBoard, Board.revision)
        .join(SideBoard, SideBoard.challenge_id == Challenge.id)
        .join(Board, Board.id == SideBoard.board_id)
        .where(SideBoard.kind == kind)
        .order_by(SideBoard.id)
    )
    return ((one, stored(one.document), side, revision) for one, side, revision in rows)


def _with(part: str) -> Iterator[tuple[Challenge, Document]]:
    """Challenges that were launched and whose document has a part."""
    launched = select(Challenge).where(Challenge.board_id.is_not(None)).order_by(Challenge.id)
    told = ((one, stored(one.document)) for one in session.scalars(launched))
    return ((one, document) for one, document in told if getattr(document, part) is not None)


def _scores(board_id: int) -> dict[int, tuple[Any, ...]]:
    rows = session.execute(
        select(Entrant.subject_id, Score.score, Score.reached_on)
        .join(Score, Score.entrant_id == Entrant.id)
        .where(Score.board_id == board_id)
    )
    return {row.subject_id: (row.score, row.reached_on) for row in rows}


def _places(challenge_id: int, week: int) -> dict[int, tuple[int, str]]:
    rows = session.execute(
        select(LeaguePlace.entrant_id, LeaguePlace.league, LeaguePlace.moved).where(
            LeaguePlace.challenge_id == challenge_id, LeaguePlace.week == week
        )
    )
    return {row.entrant_id: (row.league, row.moved) for row in rows}


def _frozen_week(challenge_id: int, week: int) -> Any:
    return select(SideBoard.board_id).where(
        SideBoard.challenge_id == challenge_id,
        SideBoard.kind == "week",
        SideBoard.number == week,
        SideBoard.frozen_at.is_not(None),
    )
