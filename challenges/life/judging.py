"""What a challenge's facts give at one revision of the journal: places, and everything that is won.

The board, the certification, verify and the export judge by this one path.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from challenges.document.terms import Document
from challenges.life import boosting, flashing
from challenges.life.flashing import crossings
from challenges.models import Duel, SideBoard
from challenges.rules.outcome import Facts, Meeting, Reached, Won, awards
from challenges.rules.ranking import Placed, Scored, outcome
from challenges.scoring import counting
from challenges.scoring.game import Game, game_of
from core.clock import local_day
from core.database import session
from leaderboard.models import Entrant, Score


@dataclass(frozen=True)
class Judged:
    """A challenge at a revision: everybody's place, and what each wins."""

    document: Document
    revision: int
    #: subject id → entrant of the general board
    entrants: Mapping[int, int]
    placed: Sequence[Placed]
    won: Sequence[Won]

    def lines(self, challenge_id: int) -> list[dict[str, Any]]:
        """A row of `challenge_results` for each place."""
        return [
            {
                "challenge_id": challenge_id,
                "entrant_id": self.entrants[one.subject_id],
                "rank": one.rank,
                "score": one.score,
                "reached_on": one.reached_on,
                "prize_points": one.prize,
            }
            for one in self.placed
        ]

    def deserved(self) -> list[dict[str, Any]]:
        """A row for each award as it is sealed, under the key of its first payment."""
        return [
            {
                "key": f"{one.what}:entrant:{self.entrants[one.subject_id]}",
                "kind": one.kind,
                "entrant_id": self.entrants[one.subject_id],
                "points": one.points,
                "reward": one.reward,
                "facts": dict(one.facts),
            }
            for one in self.won
        ]


def judge(challenge_id: int, revision: int, at: datetime) -> Judged:
    """Judge everybody by the facts up to a revision, and by the weeks as they were frozen."""
    game = game_of(challenge_id)
    document, entrants = game.document, counting.entrants_of(challenge_id)
    scores = counting.count(game, entrants, revision)
    facts = Facts(
        scores,
        reached={first.at: crossings(game, entrants, first.at, revision) for first in document.firsts},
        flashes=flashes(game, entrants, revision, at),
        duels=duels(challenge_id),
        leagues=leagues(challenge_id),
        boosts=boosting.extras(challenge_id, document, revision, local_day(at)),
    )
    return Judged(document, revision, entrants, outcome(document, scores), awards(document, facts))


def flashes(game: Game, subjects: Collection[int], revision: int, at: datetime) -> dict[str, list[Reached]]:
    """Who reached what when in the flash challenges that have ended."""
    return {
        flash.code: flashing.reached(game, flash, subjects, revision)
        for flash in game.document.flashes
        if flashing.ended(flash, at)
    }


def duels(challenge_id: int) -> list[Meeting]:
    """The duels of frozen weeks, by subject."""
    one, other = Entrant.__table__.alias("one"), Entrant.__table__.alias("other")
    rows = session.execute(
        select(Duel.week, one.c.subject_id, other.c.subject_id, Duel.one_score, Duel.other_score)
        .join(one, one.c.id == Duel.one_id)
        .outerjoin(other, other.c.id == Duel.other_id)
        .where(Duel.challenge_id == challenge_id, Duel.one_score.is_not(None))
        .order_by(Duel.week, Duel.id)
    )
    return [Meeting(week, first, second, mine, theirs or 0) for week, first, second, mine, theirs in rows]


def leagues(challenge_id: int) -> dict[tuple[int, int], list[Scored]]:
    """Scores of the frozen weeks by league."""
    rows = session.execute(
        select(SideBoard.number, SideBoard.league, Entrant.subject_id, Score.score, Score.reached_on)
        .join(Score, Score.board_id == SideBoard.board_id)
        .join(Entrant, Entrant.id == Score.entrant_id)
        .where(SideBoard.challenge_id == challenge_id, SideBoard.kind == "league")
        .where(SideBoard.frozen_at.is_not(None))
        .order_by(SideBoard.number, SideBoard.league, Entrant.subject_id)
    )
    found: dict[tuple[int, int], list[Scored]] = {}
    for week, league, subject_id, score, day in rows:
        found.setdefault((week, league), []).append(Scored(subject_id, score, day))
    return found
