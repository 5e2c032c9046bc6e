"""Certified, provisional, possible: what a score is, and what claims and returns that wait may still make it.

Nothing is guessed: only what is declared, or came back, and waits for a person or for its sale is looked at.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from challenges.models import Challenge, Participation
from challenges.rules import doubt as rules
from challenges.rules.doubt import Pending
from challenges.rules.facts import Facts
from challenges.scoring.courses import courses
from challenges.scoring.facts import facts_of
from challenges.scoring.game import Game
from challenges.scoring.holding import entrants_of
from challenges.scoring.undecided import pending
from core.database import session
from leaderboard import queries as boards
from leaderboard.heights import above
from leaderboard.models import Score
from leaderboard.order import DATE
from leaderboard.rules import BoardRow

#: Once sealed, nothing is possible any more.
MOVING = ("open", "closing")


@dataclass(frozen=True)
class Range:
    """A score as the accepted facts give it, with all claims that wait, and between which bounds it may end
    when they and the returns that wait are decided.
    """

    certified: int
    provisional: int
    lowest: int
    highest: int

    @property
    def open(self) -> bool:
        """Whether anything may still change it."""
        return self.lowest != self.highest


@dataclass(frozen=True)
class Doubt(Range):
    """The same with the ranks that could come of it, everybody's pending claims and returns considered."""

    #: None where there would be no score
    best_rank: int | None
    worst_rank: int | None
    #: how many claims and returns wait that concern this competitor
    claims: int
    returns: int


def of(
    game: Game,
    entrant_id: int,
    waiting: Mapping[int, Pending] | None = None,
    board: BoardRow | None = None,
) -> Doubt | None:
    """What is certain and what is possible for an entrant; None for who takes no part.

    What waits and the board are asked for unless they are at hand.
    """
    row = session.execute(
        select(
            Participation.subject_id,
            Challenge.board_id,
            Challenge.state,
            Challenge.scored_revision,
            func.coalesce(Score.score, 0).label("score"),
        )
        .join(Challenge, Challenge.id == Participation.challenge_id)
        .outerjoin(Score, Score.entrant_id == Participation.entrant_id)
        .where(Participation.challenge_id == game.challenge_id, Participation.entrant_id == entrant_id)
    ).one_or_none()
    if row is None:
        return None
    if row.state not in MOVING:
        waiting = {}
    elif waiting is None:
        waiting, _ = pending(game)
    found = ranges(game, waiting, row.scored_revision)
    mine = found.get(row.subject_id, Range(row.score, row.score, row.score, row.score))
    board = board or boards.board_row(row.board_id)
    if found:
        best, worst = _ranks(board, {row.subject_id: mine}, found)[row.subject_id]
    else:
        best = worst = boards.rank_of(board, entrant_id)
    return _doubt(mine, best, worst, _whose(game, waiting, row.subject_id))


def every(game: Game, board: BoardRow, revision: int) -> dict[int, Doubt]:
    """All whose score may still move, by their entrant; one statement where nothing waits."""
    waiting, known = pending(game)
    entrants = _taking_part(game, waiting, known)
    found = _ranges(game, waiting, revision, entrants)
    moving = {subject: one for subject, one in found.items() if one.open}
    if not moving:
        return {}
    ranks = _ranks(board, moving, found)
    return {
        entrants[subject]: _doubt(one, *ranks[subject], _whose(game, waiting, subject))
        for subject, one in moving.items()
    }


def ranges(game: Game, waiting: Mapping[int, Pending], revision: int) -> dict[int, Range]:
    """Every competitor of whom something waits: what is certain and what is possible."""
    return _ranges(game, waiting, revision, _taking_part(game, waiting))


def _taking_part(
    game: Game, waiting: Mapping[int, Pending], known: Mapping[int, int | None] | None = None
) -> dict[int, int]:
    """Who of those of whom something waits takes part: their entrants; those `known` are not asked for."""
    subjects = game.teams_of(set(waiting)) if game.document.kind == "team" else set(waiting)
    known = known or {}
    unknown = subjects - known.keys()
    found = {one: entrant for one in subjects if (entrant := known.get(one)) is not None}
    return found | entrants_of(game.challenge_id, unknown) if unknown else found


def _ranges(
    game: Game, waiting: Mapping[int, Pending], revision: int, taking_part: Mapping[int, int]
) -> dict[int, Range]:
    if not taking_part:
        return {}
    people = game.members(list(taking_part)) if game.document.kind == "team" else set(taking_part)
    known = {one: Facts() for one in people} | facts_of(game, people, revision)

    def final(claims: bool, returns: bool) -> dict[int, int]:
        after = {one: _after(facts, waiting.get(one), claims, returns) for one, facts in known.items()}
        went = courses(game, taking_part, revision, facts=after)
        return {subject: days[-1].score if days else 0 for subject, days in went}

    certified, provisional = final(False, False), final(True, False)
    least, both = final(False, True), final(True, True)
    found = {}
    for subject in taking_part:
        every = [scores.get(subject, 0) for scores in (certified, provisional, least, both)]
        found[subject] = Range(every[0], every[1], min(every), max(every))
    return found


def _after(facts: Facts, waiting: Pending | None, claims: bool, returns: bool) -> Facts:
    """Somebody's facts once the claims, or the returns, or both are decided."""
    if waiting is None:
        return facts
    facts = rules.with_claims(facts, waiting.claims) if claims else facts
    return rules.without_returned(facts, waiting.returns) if returns else facts


def _whose(game: Game, waiting: Mapping[int, Pending], subject: int) -> list[Pending]:
    people = game.members([subject]) if game.document.kind == "team" else {subject}
    return [waiting[one] for one in people if one in waiting]


def _doubt(mine: Range, best: int | None, worst: int | None, around: Sequence[Pending]) -> Doubt:
    return Doubt(
        mine.certified,
        mine.provisional,
        mine.lowest,
        mine.highest,
        best,
        worst,
        len({sale.line_id for one in around for sale in one.claims}),
        sum(len(one.returns) for one in around),
    )


def _ranks(
    board: BoardRow, wanted: Mapping[int, Range], moving: Mapping[int, Range]
) -> dict[int, tuple[int | None, int | None]]:
    """The best rank (everybody else at their lowest) and the worst (at their highest, equals ahead)."""
    # where the day decides among equals, an equal may be ahead
    equal = 1 if board.tie == DATE else 0
    sure = above(board, {s for one in wanted.values() for s in (one.highest, one.lowest - equal) if s >= 0})
    rivals = rules.Rivals.of((one.certified, one.lowest, one.highest) for one in moving.values())
    return {
        subject: (
            rivals.best(one.highest, sure.get(one.highest, 0)) if one.highest > 0 else None,
            rivals.worst(one.lowest - equal, one.highest, sure.get(one.lowest - equal, 0))
            if one.lowest > 0
            else None,
        )
        for subject, one in wanted.items()
    }
