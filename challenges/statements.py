"""The statements that find challenges, built once: they run before every page of a challenge.

They are made of tables, not of mapped classes, and take documents as the text that is stored: a process
reads each one once. A challenge comes with its board's row: no page needs one without the other.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    ScalarSelect,
    Select,
    String,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    or_,
    select,
)

from challenges.models import Challenge, Participation, Result, SideBoard, TeamMember
from challenges.rules.states import SHOWN
from core.asking import in_places, places
from core.database import Key
from leaderboard.models import Board
from leaderboard.statements import row_of_board
from sales.models import Claim, StagedRow

challenges = Challenge.__table__.c
participations = Participation.__table__.c
results = Result.__table__.c
sides = SideBoard.__table__.c
players = TeamMember.__table__.c
claims = Claim.__table__.c
staged = StagedRow.__table__.c
#: More than the rows that ever wait at a time.
PRIME = 1_000_003
#: Entrants whose sealed lines are asked for at once: a podium and oneself, or one of each finished challenge.
AT_ONCE = 16


@cache
def in_states(*states: str) -> Select[*tuple[Any, ...]]:
    """Challenges in some states, by their end, with the entrant of `:person`, `:company` or a team."""
    return _found(states).order_by(challenges.ends_at, challenges.id)


@cache
def by_code() -> Select[*tuple[Any, ...]]:
    """The challenge called `:code`, no draft, with the entrant of `:person`, `:company` or a team."""
    return _found((*SHOWN, "stopped")).where(challenges.code == bindparam("code"))


@cache
def lines() -> Select[*tuple[Any, ...]]:
    """Sealed lines of `:entrant_0` … (see `entrants`)."""
    wanted = places("entrant", AT_ONCE, Key)
    return select(
        results.challenge_id, results.entrant_id, results.rank, results.score, results.prize_points
    ).where(results.entrant_id.in_(wanted))


def entrants(some: Sequence[int]) -> dict[str, int]:
    """Up to AT_ONCE entrants as `lines` takes them; 0 is nobody's number. ValueError for more."""
    return in_places("entrant", some, AT_ONCE, 0)


def _found(states: Sequence[str]) -> Select[*tuple[Any, ...]]:
    """In the order of the fields of `Shown`, then of its board's row as of `:today`."""
    said = [
        literal_column(f"'{state}'", String) for state in states
    ]  # a list of values is expanded each time
    entered = Participation.__table__.alias().c
    of_visitor = participations.id == func.coalesce(
        _first(entered, "person", entered.subject_id == bindparam("person", type_=Key)),
        _first(entered, "company", entered.subject_id == bindparam("company", type_=Key)),
        _first(entered, "team", entered.subject_id.in_(_team())),
    )
    shown = func.coalesce(_veil(), challenges.board_id)
    return (
        select(
            challenges.id,
            challenges.code,
            challenges.state,
            cast(challenges.document, String),
            cast(challenges.scope, String),
            challenges.document_hash,
            challenges.participants,
            challenges.typical,
            challenges.starts_at,
            challenges.ends_at,
            challenges.contest_until,
            challenges.scored_revision,
            challenges.certified_revision,
            challenges.results_hash,
            participations.entrant_id,
            case((participations.kind == "team", participations.subject_id)),
            _mark(claims.id, claims.state == literal_column("'sent'", String)),
            _mark(staged.upload_id, staged.verdict == literal_column("'return'", String)),
            *row_of_board(),
        )
        .select_from(
            Challenge.__table__.outerjoin(Participation.__table__, of_visitor).outerjoin(
                Board.__table__, Board.__table__.c.id == shown
            )
        )
        .where(challenges.state.in_(said))
    )


def _first(entered: Any, kind: str, is_visitor: ColumnElement[bool]) -> ScalarSelect[int]:
    """The visitor's participation of a kind: one look into the index, where an OR would read all of them."""
    of_kind = entered.kind == literal_column(f"'{kind}'", String)
    found = select(entered.id).where(entered.challenge_id == challenges.id, of_kind, is_visitor)
    return found.correlate(Challenge.__table__).limit(1).scalar_subquery()


def _veil() -> ScalarSelect[int]:
    """In the hidden days members look at the general board as it stood before them (see life/veil.py)."""
    kept = select(sides.board_id).where(
        sides.challenge_id == challenges.id, sides.kind == "veil", challenges.state == "open"
    )
    return kept.correlate(Challenge.__table__).scalar_subquery()


def _mark(number: ColumnElement[int], waits: ColumnElement[bool]) -> ScalarSelect[int]:
    """What some rows that wait are known by: 0 where none does, another number whenever one comes or goes.

    Their count and the sum of their numbers, told apart by a prime; the index holds none but these rows.
    """
    known_by = func.coalesce(func.sum(number * literal_column(str(PRIME), BigInteger) + 1), 0)
    return select(cast(known_by, BigInteger)).where(waits).scalar_subquery()


def _team() -> Select[*tuple[Any, ...]]:
    """The team that `:person` plays for on `:day`, or on the nearest day of the challenge."""
    today = bindparam("day", type_=Date)
    day = case(
        (today < challenges.starts_on, challenges.starts_on),
        (today > challenges.ends_on, challenges.ends_on),
        else_=today,
    )
    member = select(players.team_id).where(
        players.person_id == bindparam("person", type_=Key),
        players.from_on <= day,
        or_(players.until_on.is_(None), players.until_on >= day),
    )
    return member.correlate(Challenge.__table__)
