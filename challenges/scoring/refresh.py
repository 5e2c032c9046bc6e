"""Brings boards up to the facts: whoever's changed since the scored revision is counted again, nobody else.

The challenge's row is locked first: `scored_revision` moves only with the scores it stands for.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from sqlalchemy import update

from challenges.models import Challenge
from challenges.rules.score import scored
from challenges.scoring import facts, sides, targets
from challenges.scoring.courses import courses
from challenges.scoring.game import Game, game_of
from challenges.scoring.holding import Held, entrants_of, every_entrant, hold
from core.database import session
from leaderboard import standings
from sales import queries as sales

CLOCK = "clock"


def refresh(challenge_id: int, at: datetime) -> bool:
    """Bring an open challenge's board up to the journal's revision; False when it is not open."""
    held = hold(challenge_id, ("open",))
    if held is None:
        return False
    bring_up(held, at)
    return True


def bring_up(held: Held, at: datetime) -> int:
    """Count again whoever's facts changed since, write the board; the revision it now stands for."""
    revision = sales.journal_revision()
    game = game_of(held.id)
    write(held, entrants_of(held.id, changed(game, held.scored_revision, revision)), revision, at, game)
    return revision


def changed(game: Game, after: int, up_to: int) -> set[int]:
    """Who may have another score since a revision: people, companies, or the teams of such people."""
    if up_to <= after:
        return set()
    found = facts.changed(game, after, up_to)
    return game.teams_of(found) if game.document.kind == "team" else found


def again(challenge_id: int, subjects: Collection[int], at: datetime) -> None:
    """Count some competitors of an open challenge anew although no fact of theirs changed: a sale was looked
    at, a team has other members. Joins the transaction.
    """
    held = hold(challenge_id, ("open",))
    if held is not None:
        bring_up(held, at)
        write(held, entrants_of(challenge_id, subjects), sales.journal_revision(), at)


def recount(held: Held, at: datetime) -> int:
    """Count everybody from the raw facts, whatever the board says; the revision it now stands for."""
    revision, game = sales.journal_revision(), game_of(held.id)
    for some in every_entrant(held.id):
        write(held, some, revision, at, game)
    write(held, {}, revision, at, game)
    return revision


def write(
    held: Held, entrants: Mapping[int, int], revision: int, at: datetime, game: Game | None = None
) -> None:
    """Count these subjects (id → entrant) up to a revision, write them and the revision."""
    game = game or game_of(held.id)
    scores: dict[int, tuple[int, date]] = {}
    if entrants:
        people = game.members(list(entrants)) if game.document.kind == "team" else entrants
        targets.settle(game, people, at, CLOCK)
        for subject, days in courses(game, entrants, revision):
            if found := scored(subject, days):
                scores[subject] = found.score, found.reached_on
    standing = {entrant: scores.get(subject) for subject, entrant in entrants.items()}
    standings.record(held.board_id, standing, as_of=at, revision=revision)
    sides.write(held, entrants, revision, at, game)
    session.execute(
        update(Challenge)
        .where(Challenge.id == held.id)
        .values(scored_revision=revision, **(_typical(held) if entrants else {}))
        .execution_options(synchronize_session=False)
    )


def _typical(held: Held) -> dict[str, int]:
    """The usual counted line, for saying a gap in orders; nothing where the score is not money or pieces."""
    if held.document.metric not in ("amount", "quantity"):
        return {}
    found = sales.typical_line(held.scope.range_ids, held.scope.product_ids)
    if found is None:
        return {}
    return {"typical": found.amount_cents if held.document.metric == "amount" else found.quantity}
