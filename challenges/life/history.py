"""What competitors sold or bought in the year before a challenge: by it leagues and duels are comparable."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import func, select

from challenges.scoring.game import game_of
from challenges.scoring.holding import Held, chunks
from core.database import session
from sales.models import SaleLine
from sales.queries import COMPETITORS

YEAR = timedelta(days=365)


def turnover(held: Held, entrants: Mapping[int, int]) -> dict[int, int]:
    """entrant → turnover of the year before the first day, cents; a team's is its members' together."""
    game = game_of(held.id)
    if held.document.kind != "team":
        found = _of(game.competitor, list(entrants), held)
        return {entrant: max(found.get(subject, 0), 0) for subject, entrant in entrants.items()}
    members = {team: {one.person_id for one in game.teams.get(team, ())} for team in entrants}
    found = _of("rep", [person for people in members.values() for person in people], held)
    return {
        entrant: max(sum(found.get(person, 0) for person in members[team]), 0)
        for team, entrant in entrants.items()
    }


def _of(competitor: str, subjects: list[int], held: Held) -> dict[int, int]:
    column = COMPETITORS[competitor]
    first = held.document.first
    found: dict[int, int] = {}
    for some in chunks(sorted(set(subjects))):
        rows = session.execute(
            select(column, func.sum(SaleLine.amount_cents))
            .where(
                column.in_(some),
                SaleLine.sold_on >= first - YEAR,
                SaleLine.sold_on < first,
                SaleLine.revision <= held.scored_revision,
            )
            .group_by(column)
        )
        found |= {subject: int(cents) for subject, cents in rows}
    return found
