"""Challenges as the sponsor's staff see them: in clear, and an account manager's own companies only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from accounts.identity import Visitor
from accounts.models import Company, Portfolio
from challenges.document.reading import stored
from challenges.document.terms import Document
from challenges.life import enrolment
from challenges.models import Challenge, Result
from challenges.rules.ranking import Scored, outcome
from core.database import session
from leaderboard import queries as boards
from leaderboard.rules import Placed

#: States in the order in which staff look at them.
ORDER = ("open", "closing", "certified", "announced", "draft", "paid", "stopped")
SHORT = 200


@dataclass(frozen=True)
class Row:
    """A line of the standings, in clear."""

    rank: int
    label: str
    place: str
    score: int
    day: date
    #: points won, or that would be won if it ended now
    prize: int


def challenges(visitor: Visitor) -> list[Challenge]:
    """Every challenge, the running ones first; an account manager sees those that were launched."""
    rows = session.scalars(select(Challenge).order_by(Challenge.ends_at.desc(), Challenge.id.desc()))
    seen = [one for one in rows if visitor.role == "administrator" or one.board_id is not None]
    return sorted(seen, key=lambda one: ORDER.index(one.state))


def challenge(visitor: Visitor, code: str) -> Challenge | None:
    """One challenge by its code; drafts are the administrators' alone."""
    one = session.scalars(select(Challenge).where(Challenge.code == code)).one_or_none()
    return one if one and (visitor.role == "administrator" or one.board_id is not None) else None


def standings(one: Challenge, visitor: Visitor, everybody: bool = False) -> list[Row]:
    """The board in clear, with prizes; an account manager's own companies only."""
    if one.board_id is None:
        return []
    short = visitor.role == "administrator" and not everybody
    placed = boards.top(one.board_id, SHORT) if short else boards.everybody(one.board_id)
    prizes = _prizes(one, placed)
    mine = None if visitor.role == "administrator" else portfolio(visitor)
    return [
        Row(
            row.rank,
            row.label,
            row.place,
            row.score,
            row.reached_on,
            prizes.get(row.entrant_id, 0),
        )
        for row in placed
        if mine is None or row.company_id in mine
    ]


def portfolio(visitor: Visitor) -> set[int]:
    """The companies that an account manager looks after."""
    return set(session.scalars(select(Portfolio.company_id).where(Portfolio.person_id == visitor.id)))


def audience(document: Document, one: Challenge) -> list[tuple[str, int]]:
    """Whom a launch invites: how many of each kind of company."""
    companies = [row.company_id for row in enrolment.invited(document, one.starts_at)]
    kinds = {row.id: row.kind for row in session.execute(select(Company.id, Company.kind))}
    counted: dict[str, int] = {}
    for company_id in companies:
        counted[kinds[company_id]] = counted.get(kinds[company_id], 0) + 1
    return sorted(counted.items())


def prizes_won(one: Challenge) -> tuple[int, int]:
    """Of a sealed result: how many win, and how many points."""
    count, total = session.execute(
        select(func.count(), func.coalesce(func.sum(Result.prize_points), 0)).where(
            Result.challenge_id == one.id, Result.prize_points > 0
        )
    ).one()
    return int(count), int(total)


def _prizes(one: Challenge, placed: Sequence[Placed]) -> dict[int, int]:
    """Prizes by entrant: the sealed ones, or those of the standings as they are."""
    if one.state in ("certified", "paid"):
        rows = session.execute(
            select(Result.entrant_id, Result.prize_points).where(Result.challenge_id == one.id)
        )
        return {row.entrant_id: row.prize_points for row in rows}
    entrants = {row.subject_id: row.entrant_id for row in placed}
    scores = [Scored(row.subject_id, row.score, row.reached_on) for row in placed]
    return {entrants[won.subject_id]: won.prize for won in outcome(stored(one.document), scores)}
