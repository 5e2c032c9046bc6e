"""What a competitor has won in a challenge, as the person it concerns reads it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from catalog.models import Order
from challenges.document.terms import Document
from challenges.life import awards, paying, rewards
from challenges.models import Award, Challenge
from challenges.queries import Shown
from challenges.rules.states import CONTESTED
from core.database import session


@dataclass(frozen=True)
class Win:
    """An award: paid, waiting for the payment or the recount, ordered."""

    award: Award
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
    rows = session.execute(
        select(Challenge, Award)
        .outerjoin(Award, (Award.challenge_id == Challenge.id) & (Award.entrant_id == entrant_id))
        .where(Challenge.id == challenge_id)
        .order_by(Award.id.desc())
    ).all()
    challenge = rows[0][0]
    given: list[Award | None] = [one for _, one in rows]  # a challenge without awards is a row all the same
    mine = [one for one in given if one is not None and one.facts.get("person") in (None, person_id)]
    told = rewards.outcome_of(challenge_id) if any(one.reward for one in mine) else {}
    return Winnings(
        [_win(challenge, document, one, told.get(one.id)) for one in mine],
        sum(one.points for one in mine),
        challenge.settle_at if challenge.settled_at is None else None,
    )


def may_contest(one: Shown, at: datetime) -> bool:
    """Whether a score may be contested now; the action asks again under the lock."""
    return one.state in CONTESTED and at < one.contest_until


def _win(challenge: Challenge, document: Document, one: Award, told: rewards.Ordered | None) -> Win:
    row = {"kind": one.kind, "points": one.points, "reward": one.reward}
    waits = 0
    if challenge.settled_at is None and not one.key.endswith(awards.AFTER):
        waits = paying.held_of(document, row)
    at_once = challenge.certified_revision is None or one.revision < challenge.certified_revision
    order = session.get(Order, told.order_id) if told and told.order_id else None
    return Win(
        one,
        waits,
        challenge.state == "paid" or (at_once and challenge.state != "certified"),
        order,
        told.sentence if told else "",
        dict(told.facts) if told else {},
        bool(told and told.draft_id),
    )
