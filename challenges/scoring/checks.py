"""This folder's part of `flask verify`: a live score, and a sealed one, are what the raw facts give."""

from collections.abc import Iterable, Iterator

from sqlalchemy import select

from challenges.models import Challenge, Result
from challenges.rules.states import SETTLED
from challenges.scoring.courses import stream
from challenges.scoring.game import game_of
from challenges.scoring.holding import every_entrant
from core.database import session
from core.verify import Check
from leaderboard.models import Score

SCORED = ("open", "closing", *SETTLED)
#: (score, day reached) by entrant
Lines = dict[int, tuple[int, object]]


def wrong_scores() -> Iterable[str]:
    """I17: every score on a board, counted again from the facts of the revision that it stands for."""
    for one in _challenges(*SCORED):
        columns = select(Score.entrant_id, Score.score, Score.reached_on)
        for wanted, entrants in _recounted(one, one.scored_revision):
            rows = session.execute(columns.where(Score.entrant_id.in_(entrants)))
            yield from _differing(one, wanted, {row[0]: (row[1], row[2]) for row in rows})


def wrong_results() -> Iterable[str]:
    """I20, I21: a sealed score and its day, counted again; everybody with a score has a line."""
    for one in _challenges(*SETTLED):
        columns = select(Result.entrant_id, Result.score, Result.reached_on)
        columns = columns.where(Result.challenge_id == one.id)
        for wanted, entrants in _recounted(one, one.certified_revision or 0):
            rows = session.execute(columns.where(Result.entrant_id.in_(entrants)))
            yield from _differing(one, wanted, {row[0]: (row[1], row[2]) for row in rows})


def _recounted(one: Challenge, revision: int) -> Iterator[tuple[Lines, list[int]]]:
    """What the facts give, so many competitors at a time: memory stays with the chunk."""
    game = game_of(one.id)
    for entrants in every_entrant(one.id):
        counted = stream(game, entrants, revision)
        yield (
            {entrants[it.subject_id]: (it.score, it.reached_on) for it in counted},
            sorted(entrants.values()),
        )


def _differing(one: Challenge, wanted: Lines, found: Lines) -> Iterator[str]:
    for entrant in sorted(wanted.keys() | found.keys()):
        if wanted.get(entrant) != found.get(entrant):
            yield f"challenge {one.code}, entrant {entrant}"


def _challenges(*states: str) -> list[Challenge]:
    return list(session.scalars(select(Challenge).where(Challenge.state.in_(states)).order_by(Challenge.id)))


CHECKS = (
    Check("I17", "a live score is what the raw facts give", wrong_scores),
    Check("I21", "a sealed score is what the facts of its revision give", wrong_results),
)
