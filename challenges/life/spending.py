"""What a challenge costs as things stand: at worst, if it ended today, and what was given already."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from challenges.document.reading import stored
from challenges.document.terms import Document
from challenges.life import gate, judging
from challenges.life.awards import what_of
from challenges.life.paying import escrow
from challenges.models import Award, Challenge, SideBoard
from challenges.rules.budget import Budget
from challenges.rules.outcome import Facts, Reached, awards
from challenges.rules.ranking import Scored
from challenges.rules.states import SETTLED
from core.database import session
from leaderboard.models import Entrant, Score
from points.ledger.queries import escrow_balance


@dataclass(frozen=True)
class Spending:
    """A challenge's points as they stand."""

    #: everything at its dearest, as it was at launch
    worst: Budget
    #: the same, with what is over at what it did cost
    today: Budget
    #: what would be won if it ended now, by kind
    expected: dict[str, int]
    #: awards written so far, points that go back taken off
    given: int
    #: in the escrow now
    held: int

    @property
    def expected_total(self) -> int:
        """Points that would be won if it ended now."""
        return sum(self.expected.values())


def spending(challenge: Challenge, at: datetime) -> Spending:
    """The figures of a launched challenge, from its boards and its awards; nothing is counted again."""
    document = stored(challenge.document)
    worst = gate.worst(document)
    given = _given(challenge.id)
    over = given if challenge.state in SETTLED else _weeks_over(challenge.id, given, document)
    if challenge.state in SETTLED:
        over = {part.what: over.get(part.what, 0) for part in worst.parts}
        over |= _ranks(given)
        expected = _by_kind(challenge.id)
    else:
        expected = _expected(challenge, document)
    return Spending(
        worst, worst.today(over), expected, sum(given.values()), escrow_balance(escrow(challenge.id))
    )


def _expected(challenge: Challenge, document: Document) -> dict[str, int]:
    scores = _scores(challenge.board_id)
    facts = Facts(
        scores,
        reached={
            first.at: [Reached(one.subject_id, one.score, one.reached_on) for one in scores]
            for first in document.firsts
        },
        duels=judging.duels(challenge.id),
        leagues=judging.leagues(challenge.id),
    )
    found: Counter[str] = Counter()
    for won in awards(document, facts):
        found[won.kind] += won.points
    # flash challenges that have ended and boosts pay as they go
    already = _by_kind(challenge.id)
    found.update({kind: already[kind] for kind in ("flash", "boost") if already.get(kind)})
    return dict(found)


def _scores(board_id: int | None) -> list[Scored]:
    rows = session.execute(
        select(Entrant.subject_id, Score.score, Score.reached_on)
        .join(Entrant, Entrant.id == Score.entrant_id)
        .where(Score.board_id == board_id)
    )
    return [Scored(*row) for row in rows]


def _given(challenge_id: int) -> dict[str, int]:
    """Points by what they are for."""
    found: Counter[str] = Counter()
    rows = session.execute(select(Award.key, Award.points).where(Award.challenge_id == challenge_id))
    for key, points in rows:
        found[what_of(key).partition(":person:")[0]] += points
    return dict(found)


def _ranks(given: dict[str, int]) -> dict[str, int]:
    return {"rank": sum(points for what, points in given.items() if what.startswith("rank:"))}


def _by_kind(challenge_id: int) -> dict[str, int]:
    mine = select(Award.kind, func.sum(Award.points)).where(Award.challenge_id == challenge_id)
    rows = session.execute(mine.group_by(Award.kind))
    return {kind: int(points) for kind, points in rows}


def _weeks_over(challenge_id: int, given: dict[str, int], document: Document) -> dict[str, int]:
    """What the duels and leagues of frozen weeks won: nothing moves them any more."""
    frozen = session.scalars(
        select(SideBoard.number)
        .where(SideBoard.challenge_id == challenge_id, SideBoard.kind.in_(("week", "league")))
        .where(SideBoard.frozen_at.is_not(None))
        .distinct()
    )
    facts = Facts((), duels=judging.duels(challenge_id), leagues=judging.leagues(challenge_id))
    won: Counter[str] = Counter()
    for one in awards(document, facts):
        won[one.what] += one.points
    return {f"{kind}:{week}": won[f"{kind}:{week}"] for week in frozen for kind in ("duel", "league")}
