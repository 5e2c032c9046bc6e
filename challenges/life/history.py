"""What competitors sold or bought in the year before a challenge: by it leagues and duels are comparable."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from sqlalchemy import func, select

from challenges.scoring.game import Game, game_of
from challenges.scoring.holding import Held, chunks
from core.database import session
from sales.models import SaleLine
from sales.queries import COMPETITORS

YEAR = timedelta(days=365)


def turnover(held: Held, entrants: Mapping[int, int]) -> dict[int, int]:
    """entrant → turnover of the year before the first day, cents; a team's is its members' together."""
    found = year_before(game_of(held.id), list(entrants), held.scored_revision)
    return {entrant: found[subject] for subject, entrant in entrants.items()}


def year_before(game: Game, subjects: Collection[int], revision: int) -> dict[int, int]:
    """The same by competitor, of any game; nobody's is below zero."""
    first = game.document.first
    if game.document.kind != "team":
        found = _of(game.competitor, subjects, first, revision)
        return {one: max(found.get(one, 0), 0) for one in subjects}
    members = {team: {one.person_id for one in game.teams.get(team, ())} for team in subjects}
    found = _of("rep", {person for people in members.values() for person in people}, first, revision)
    return {team: max(sum(found.get(person, 0) for person in members[team]), 0) for team in subjects}


def _of(competitor: str, subjects: Collection[int], first: date, revision: int) -> dict[int, int]:
    column = COMPETITORS[competitor]
    found: dict[int, int] = {}
    for some in chunks(sorted(set(subjects))):
        rows = session.execute(
            select(column, func.sum(SaleLine.amount_cents))
            .where(
                column.in_(some),
                SaleLine.sold_on >= first - YEAR,
                SaleLine.sold_on < first,
                SaleLine.revision <= revision,
            )
            .group_by(column)
        )
        found |= {subject: int(cents) for subject, cents in rows}
    return found
