"""The closing of a challenge as staff read it: what the result gives, what holds it up, what became of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from challenges.document.terms import Document
from challenges.life import appeals, awards, certification, extras, paying, rewards
from challenges.life.judging import Judged
from challenges.models import Appeal, Award, Challenge, ExtraPrize, Result
from challenges.rules.states import SETTLED
from challenges.scoring.game import game_of
from core.database import session
from leaderboard.models import Entrant
from points.ledger.books import person_name
from points.ledger.queries import escrow_balance

#: Lines of a result that a page shows.
SHOWN = 30


@dataclass(frozen=True)
class Line:
    """A line of the result, in clear."""

    entrant_id: int
    rank: int
    label: str
    place: str
    score: int
    prize: int


@dataclass(frozen=True)
class Group:
    """Awards of one kind: how many, how many points."""

    kind: str
    count: int
    points: int


@dataclass(frozen=True)
class Kept:
    """A prize that was to be ordered, and why the winner has its points instead (or its order)."""

    label: str
    reward: str
    points: int
    order_id: int | None
    sentence: str
    facts: Mapping[str, Any]
    #: it waits in the winner's cart
    in_cart: bool = False


@dataclass(frozen=True)
class Closing:
    """Everything that the page of a result says."""

    document: Document
    lines: Sequence[Line]
    ranked: int
    groups: Sequence[Group]
    #: points of all awards, and what goes back of what was paid at once
    total: int
    back: int
    #: the fingerprint that these figures give
    digest: str
    proposer: str
    waiting: Sequence[Appeal]
    #: points in the challenge's escrow now, and of these what waits for a recount
    aside: int
    held: int
    rewards: Sequence[Kept]
    extras: Sequence[tuple[ExtraPrize, str, str]]
    left: int


def closing(one: Challenge, at: datetime) -> Closing:
    """The sealed result, or what the facts give now."""
    settled = one.state in SETTLED
    judged = None if settled else certification.judged_now(one.id, at)
    lines = _sealed(one.id) if judged is None else judged.lines(one.id)
    won = awards.sealed(one.id) if judged is None else judged.deserved()
    document = game_of(one.id).document
    shown = sorted(lines, key=lambda row: (row["rank"], row["entrant_id"]))[:SHOWN]
    asked = extras.of_challenge(one.id) if settled else []
    names = _names({row["entrant_id"] for row in shown} | {extra.entrant_id for extra in asked})
    open_now = [appeal for appeal, _ in appeals.of_challenge(one.id) if appeal.state == "open"]
    return Closing(
        document,
        [_line(row, names) for row in shown],
        len(lines),
        _groups(won),
        sum(row["points"] for row in won),
        _back(one.id, judged),
        one.results_hash if judged is None else certification.fingerprint(one.id, judged),
        person_name(one.proposed_by) if one.proposed_by else "",
        open_now,
        escrow_balance(paying.escrow(one.id)),
        _held(one, document, won),
        _rewards(one.id) if one.state == "paid" else [],
        [(extra, names[extra.entrant_id][0], person_name(extra.asked_by)) for extra in asked],
        extras.left(one.id) if settled else 0,
    )


def _sealed(challenge_id: int) -> list[Mapping[str, Any]]:
    rows = session.execute(
        select(Result.entrant_id, Result.rank, Result.score, Result.reached_on, Result.prize_points).where(
            Result.challenge_id == challenge_id
        )
    )
    return [dict(row) for row in rows.mappings()]


def _line(row: Mapping[str, Any], names: Mapping[int, tuple[str, str]]) -> Line:
    label, place = names.get(row["entrant_id"], ("", ""))
    return Line(row["entrant_id"], row["rank"], label, place, row["score"], row["prize_points"])


def _groups(won: Iterable[Mapping[str, Any]]) -> list[Group]:
    sums: dict[str, list[int]] = {}
    for row in won:
        sums.setdefault(row["kind"], []).append(row["points"])
    return [Group(kind, len(points), sum(points)) for kind, points in sums.items()]


def _back(challenge_id: int, judged: Judged | None) -> int:
    """What was paid at once and is not deserved by these figures."""
    if judged is None:
        rows = session.scalars(
            select(Award.points).where(Award.challenge_id == challenge_id, Award.key.like("%:back"))
        )
        return -sum(rows)
    target = {(one.what, judged.entrants[one.subject_id]): one.points for one in judged.won}
    given = awards.given(challenge_id)
    return sum(max(had.points - target.get(thing, 0), 0) for thing, had in given.items())


def _held(one: Challenge, document: Document, won: Iterable[Mapping[str, Any]]) -> int:
    if one.settled_at is not None:
        return 0
    return sum(paying.held_of(document, row) for row in won)


def _rewards(challenge_id: int) -> list[Kept]:
    told = rewards.outcome_of(challenge_id)
    rows = session.execute(
        select(Award.id, Award.points, Entrant.label)
        .join(Entrant, Entrant.id == Award.entrant_id)
        .where(Award.id.in_(told))
        .order_by(Award.id)
    )
    return [
        Kept(label, one.reward, points, one.order_id, one.sentence, one.facts, one.draft_id is not None)
        for one, points, label in ((told[n], points, label) for n, points, label in rows)
    ]


def _names(entrant_ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    rows = session.execute(
        select(Entrant.id, Entrant.label, Entrant.place).where(Entrant.id.in_(list(entrant_ids)))
    )
    return {number: (label, place) for number, label, place in rows}
