"""What a competitor has won in a challenge, as the person it concerns reads it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select

from catalog.models import Order
from challenges.document.terms import Document
from challenges.life import awards, paying, rewards
from challenges.models import Award, Challenge
from challenges.queries import Shown
from challenges.rules.states import CONTESTED
from core.database import Key, ask, session


class Given(NamedTuple):
    """An award as it stands in the books."""

    id: int
    key: str
    #: rank, step, objective, first, collective, flash, duel, league, boost, extra or back
    kind: str
    #: below zero for what goes back
    points: int
    #: code of the reward ordered instead; empty for points
    reward: str
    #: what it rests on, for its sentence
    facts: dict[str, Any]
    #: the journal's revision it was judged at
    revision: int
    at: datetime


class _Stage(NamedTuple):
    """How far a challenge has come in paying."""

    state: str
    settle_at: datetime | None
    settled_at: datetime | None
    certified_revision: int | None


@dataclass(frozen=True)
class Win:
    """An award: paid, waiting for the payment or the recount, ordered."""

    award: Given
    #: points that wait for the recount
    waits: int
    paid: bool
    order: Order | None
    #: why a reward was not ordered; empty otherwise
    sentence: str
    facts: dict[str, object]
    #: it waits in the winner's cart
    in_cart: bool = False


@dataclass(frozen=True)
class Winnings:
    """Everything that was won, the latest first."""

    wins: Sequence[Win]
    total: int
    settle_at: datetime | None


def of(challenge_id: int, entrant_id: int, person_id: int, document: Document) -> Winnings:
    """The awards of one competitor; of a boost in a team, those of this person alone."""
    rows = ask(_GIVEN, challenge=challenge_id, entrant=entrant_id).all()
    stage = _Stage._make(rows[0][:STAGE])
    # a challenge without awards is a row all the same
    given = [Given._make(row[STAGE:]) for row in rows if row[STAGE] is not None]
    mine = [one for one in given if one.facts.get("person") in (None, person_id)]
    told = rewards.outcome_of(challenge_id) if any(one.reward for one in mine) else {}
    return Winnings(
        [_win(stage, document, one, told.get(one.id)) for one in mine],
        sum(one.points for one in mine),
        stage.settle_at if stage.settled_at is None else None,
    )


def may_contest(one: Shown, at: datetime) -> bool:
    """Whether a score may be contested now; the action asks again under the lock."""
    return one.state in CONTESTED and at < one.contest_until


def _win(stage: _Stage, document: Document, one: Given, told: rewards.Ordered | None) -> Win:
    row = {"kind": one.kind, "points": one.points, "reward": one.reward}
    waits = 0
    if stage.settled_at is None and not one.key.endswith(awards.AFTER):
        waits = paying.held_of(document, row)
    at_once = stage.certified_revision is None or one.revision < stage.certified_revision
    order = session.get(Order, told.order_id) if told and told.order_id else None
    return Win(
        one,
        waits,
        stage.state == "paid" or (at_once and stage.state != "certified"),
        order,
        told.sentence if told else "",
        dict(told.facts) if told else {},
        bool(told and told.draft_id),
    )


_CHALLENGE, _AWARD = Challenge.__table__.c, Award.__table__.c
STAGE = len(_Stage._fields)
#: The fields of _Stage, then those of Given, the latest first; empty ones where nothing was won.
_GIVEN = (
    select(*(_CHALLENGE[name] for name in _Stage._fields), *(_AWARD[name] for name in Given._fields))
    .select_from(
        Challenge.__table__.outerjoin(
            Award.__table__,
            (_AWARD.challenge_id == _CHALLENGE.id) & (_AWARD.entrant_id == bindparam("entrant", type_=Key)),
        )
    )
    .where(_CHALLENGE.id == bindparam("challenge", type_=Key))
    .order_by(_AWARD.id.desc())
)
