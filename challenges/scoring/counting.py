"""Scores from facts: whoever sold since the scored revision is counted again and written to the board.

The challenge's row is locked first: `scored_revision` moves only with the scores it stands for.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from challenges.document.reading import stored
from challenges.document.scope import Scope, filters, stored_scope
from challenges.document.terms import Document
from challenges.models import Challenge, Participation
from challenges.rules.ranking import Scored
from core.database import session
from leaderboard import standings
from sales import queries as sales

#: How many ids one statement names (SQLite takes 32,766 parameters).
AT_ONCE = 5_000


@dataclass(frozen=True)
class Held:
    """A challenge whose row this transaction holds."""

    id: int
    state: str
    board_id: int
    document: Document
    #: the document's fingerprint as it was sealed
    hash: str
    scope: Scope
    scored_revision: int
    starts_at: datetime
    ends_at: datetime


def hold(challenge_id: int, states: Collection[str]) -> Held | None:
    """Lock a challenge's row until commit; None when it is in another state."""
    row = session.execute(
        update(Challenge)
        .where(Challenge.id == challenge_id, Challenge.state.in_(states), Challenge.board_id.is_not(None))
        .values(scored_revision=Challenge.scored_revision)
        .returning(
            Challenge.id,
            Challenge.state,
            Challenge.board_id,
            Challenge.document,
            Challenge.document_hash,
            Challenge.scope,
            Challenge.scored_revision,
            Challenge.starts_at,
            Challenge.ends_at,
        ),
        execution_options={"synchronize_session": False},
    ).one_or_none()
    if row is None:
        return None
    return Held(
        row.id,
        row.state,
        row.board_id,
        stored(row.document),
        row.document_hash,
        stored_scope(row.scope),
        row.scored_revision,
        row.starts_at,
        row.ends_at,
    )


def refresh(challenge_id: int, at: datetime) -> bool:
    """Bring an open challenge's board up to the journal's revision; False when it is not open."""
    held = hold(challenge_id, ("open",))
    if held is None:
        return False
    bring_up(held, at)
    return True


def bring_up(held: Held, at: datetime) -> int:
    """Count again whoever's sales changed since, write the board; the revision it now stands for."""
    revision = sales.journal_revision()
    changed: set[int] = set()
    if revision > held.scored_revision:
        changed = sales.subjects_changed(held.document.competitor, held.scored_revision, revision)
    write(held, entrants_of(held.id, changed), revision, at)
    return revision


def recount(held: Held, at: datetime) -> int:
    """Count everybody from the raw sales, whatever the board says; the revision it now stands for."""
    revision = sales.journal_revision()
    write(held, entrants_of(held.id), revision, at)
    return revision


def write(held: Held, entrants: Mapping[int, int], revision: int, at: datetime) -> None:
    """Count these subjects (id → entrant) up to a revision, write them and the revision."""
    scores = {
        one.subject_id: (one.score, one.reached_on)
        for one in count(held.document, held.scope, entrants, revision)
    }
    found = {entrant: scores.get(subject) for subject, entrant in entrants.items()}
    standings.record(held.board_id, found, as_of=at, revision=revision)
    session.execute(
        update(Challenge)
        .where(Challenge.id == held.id)
        .values(scored_revision=revision, **_typical(held if entrants else None))
        .execution_options(synchronize_session=False)
    )


def _typical(held: Held | None) -> dict[str, int]:
    """The usual counted line, for saying a gap in orders; nothing to say while nobody sold."""
    found = sales.typical_line(held.scope.range_ids, held.scope.product_ids) if held else None
    if held is None or found is None:
        return {}
    return {"typical": found.amount_cents if held.document.metric == "amount" else found.quantity}


def count(
    document: Document, scope: Scope, subjects: Collection[int], revision: int | None = None
) -> list[Scored]:
    """Scores above zero of these subjects, from the raw sales up to a revision (None: all there are)."""
    rows: list[Any] = []
    for some in _chunks(sorted(subjects)):
        rows += sales.scores(**filters(document, scope), subject_ids=some, up_to_revision=revision)
    return [Scored(row.subject_id, row.score, row.reached_on) for row in rows if row.score > 0]


def entrants_of(challenge_id: int, subjects: Collection[int] | None = None) -> dict[int, int]:
    """Who takes part (of these, or of all): the entrant of each person's or company's id."""
    mine = select(Participation.subject_id, Participation.entrant_id).where(
        Participation.challenge_id == challenge_id
    )
    if subjects is None:
        return {row.subject_id: row.entrant_id for row in session.execute(mine)}
    found: dict[int, int] = {}
    for some in _chunks(sorted(subjects)):
        # both kinds named: else SQLite would not seek by subject and walk through all who take part
        sought = mine.where(Participation.kind.in_(("person", "company")), Participation.subject_id.in_(some))
        rows = session.execute(sought)
        found |= {row.subject_id: row.entrant_id for row in rows}
    return found


def _chunks(ids: list[int]) -> list[list[int]]:
    return [ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE)]
