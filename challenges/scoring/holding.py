"""A challenge's row, held while its scores move: `scored_revision` changes only with what it stands for."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from challenges.document.reading import stored
from challenges.document.scope import Scope, stored_scope
from challenges.document.terms import Document
from challenges.models import Challenge, Participation
from core.database import session

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


def entrants_of(challenge_id: int, subjects: Collection[int] | None = None) -> dict[int, int]:
    """Who takes part (of these, or of all): the entrant of each person's, company's or team's id."""
    mine = select(Participation.subject_id, Participation.entrant_id).where(
        Participation.challenge_id == challenge_id
    )
    if subjects is None:
        return {row.subject_id: row.entrant_id for row in session.execute(mine)}
    found: dict[int, int] = {}
    for some in chunks(sorted(subjects)):
        # all kinds named: else SQLite would not seek by subject and walk through all who take part
        kinds = Participation.kind.in_(("person", "company", "team"))
        rows = session.execute(mine.where(kinds, Participation.subject_id.in_(some)))
        found |= {row.subject_id: row.entrant_id for row in rows}
    return found


def every_entrant(challenge_id: int, size: int = AT_ONCE) -> Iterator[dict[int, int]]:
    """Who takes part, so many at a time in order of id: memory stays with the chunk."""
    after = 0
    while True:
        rows = session.execute(
            select(Participation.subject_id, Participation.entrant_id)
            .where(
                Participation.challenge_id == challenge_id,
                Participation.kind.in_(("person", "company", "team")),
                Participation.subject_id > after,
            )
            .order_by(Participation.subject_id)
            .limit(size)
        ).all()
        if not rows:
            return
        yield {row.subject_id: row.entrant_id for row in rows}
        after = rows[-1].subject_id


def chunks(ids: list[int]) -> list[list[int]]:
    """So many at a time as a statement may name."""
    return [ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE)]
