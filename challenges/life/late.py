"""Sales and returns after the certification: recounted once by the sealed rules, against what was held back.

Nobody loses what was paid before: a fall costs at most the part that waited. Who rose shares what the others
did not keep, in proportion, so that a recount costs nothing beyond the prizes that were certified.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from challenges.life import awards, judging, paying, rewards
from challenges.life.awards import Thing
from challenges.life.telling import tell_settled
from challenges.models import Award, Challenge
from challenges.rules.outcome import AT_ONCE, Won
from challenges.rules.recounting import Change, changes
from challenges.scoring.game import game_of
from core import audit
from core.database import session
from points.ledger import actions as points
from sales import queries as sales


def settle(challenge_id: int, at: datetime, by: str) -> bool:
    """Recount, pay what waited and what was won more, release the rest; once."""
    won = session.execute(
        update(Challenge)
        .where(
            Challenge.id == challenge_id,
            Challenge.state == "paid",
            Challenge.settle_at <= at,
            Challenge.settled_at.is_(None),
        )
        .values(settled_at=at)
        .returning(Challenge.id),
        execution_options={"synchronize_session": False},
    ).scalar_one_or_none()
    if won is None:
        return False
    challenge = session.get_one(Challenge, challenge_id, populate_existing=True)
    document, revision = game_of(challenge_id).document, sales.journal_revision()
    judged = judging.judge(challenge_id, revision, at)
    certified = {_thing(one): one for one in awards.sealed(challenge_id)}
    waiting = _waiting(challenge_id)
    after = {
        (one.what, judged.entrants[one.subject_id]): one for one in judged.won if one.kind not in AT_ONCE
    }
    told = changes(
        {thing: paying.held_of(document, one) for thing, one in waiting.items()},
        {thing: one["points"] for thing, one in certified.items() if one["kind"] not in AT_ONCE},
        {thing: one.points for thing, one in after.items()},
    )
    rows = _rows(challenge_id, told, after)
    awards.put(rows, revision, at)
    sums = [(waiting[one.thing], one.held - one.lost, "held") for one in told if one.held > one.lost] + [
        (row, row["points"], "award") for row in rows if row["points"] > 0
    ]
    paid = paying.send(challenge, document, sums, at, by)
    kept = {one.thing for one in told if one.held and not one.lost}
    rewards.order_all(challenge, [waiting[thing] for thing in sorted(kept)], at, by)
    points.release_escrow(paying.escrow(challenge_id), f"challenge:{challenge_id}:release", at, by)
    audit.record(by, "challenges.settle", ("challenge", challenge_id), at, {"points": paid})
    tell_settled(challenge, document, rows, at)
    return True


def _thing(one: Mapping[str, Any]) -> Thing:
    return awards.what_of(one["key"]), one["entrant_id"]


def _waiting(challenge_id: int) -> dict[Thing, dict[str, Any]]:
    """The certified awards as rows, by what they are for: part of each may wait."""
    rows = session.scalars(
        select(Award).where(Award.challenge_id == challenge_id, Award.points > 0).order_by(Award.id)
    )
    return {
        (awards.what_of(one.key), one.entrant_id): {
            "id": one.id,
            "key": one.key,
            "kind": one.kind,
            "entrant_id": one.entrant_id,
            "points": one.points,
            "reward": one.reward,
            "facts": one.facts,
        }
        for one in rows
        if not one.key.endswith(awards.AFTER)
    }


def _rows(challenge_id: int, told: list[Change], after: Mapping[Thing, Won]) -> list[dict[str, Any]]:
    """What the recount writes: a fall, a rise; an award that stays as it was has no row."""
    rows = []
    for one in told:
        for some in (-one.lost, one.more):
            if some:
                won = after.get(one.thing, Won(one.thing[0], "back", 0, 0))
                row = awards.row(challenge_id, one.thing, won, some, 0)
                row["key"] = f"{one.thing[0]}:entrant:{one.thing[1]}:late"
                rows.append({**row, "reward": ""})
    return rows
