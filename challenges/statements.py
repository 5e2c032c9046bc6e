"""The statements that find challenges, built once: they run before every page of a challenge.

They are made of tables, not of mapped classes, and take documents as the text that is stored: a process
reads each one once.
"""

from functools import cache
from typing import Any

from sqlalchemy import Select, String, and_, bindparam, cast, func, or_, select

from challenges.models import Challenge, Participation, Result
from challenges.rules.states import SHOWN
from core.database import Key

challenges = Challenge.__table__.c
participations = Participation.__table__.c
results = Result.__table__.c


@cache
def in_states(*states: str) -> Select[*tuple[Any, ...]]:
    """Challenges in some states, by their end, with the entrant of `:person` or `:company`."""
    return _found().where(challenges.state.in_(states)).order_by(challenges.ends_at, challenges.id)


@cache
def by_code() -> Select[*tuple[Any, ...]]:
    """The challenge called `:code`, unless it is a draft, with the entrant of `:person` or `:company`."""
    return _found().where(challenges.code == bindparam("code"), challenges.state.in_((*SHOWN, "stopped")))


@cache
def lines() -> Select[*tuple[Any, ...]]:
    """Sealed lines of `:entrants`."""
    wanted = bindparam("entrants", expanding=True, type_=Key)
    return select(
        results.challenge_id, results.entrant_id, results.rank, results.score, results.prize_points
    ).where(results.entrant_id.in_(wanted))


def _found() -> Select[*tuple[Any, ...]]:
    """In the order of the fields of `Shown`."""
    person = and_(
        participations.kind == "person", participations.subject_id == bindparam("person", type_=Key)
    )
    company = and_(
        participations.kind == "company", participations.subject_id == bindparam("company", type_=Key)
    )
    return select(
        challenges.id,
        challenges.code,
        challenges.state,
        cast(challenges.document, String),
        cast(challenges.scope, String),
        challenges.document_hash,
        func.coalesce(challenges.board_id, 0),
        challenges.participants,
        challenges.typical,
        challenges.starts_at,
        challenges.ends_at,
        challenges.contest_until,
        challenges.scored_revision,
        challenges.certified_revision,
        challenges.results_hash,
        participations.entrant_id,
    ).join_from(
        Challenge.__table__,
        Participation.__table__,
        and_(participations.challenge_id == challenges.id, or_(person, company)),
        isouter=True,
    )
