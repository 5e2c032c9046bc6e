"""The result: proposed, read by a second person, counted again under the lock, sealed, paid once.

The clock proposes and never certifies. A proposal is its fingerprint: when the recount gives another one,
the proposal falls and is made again, and whoever certifies reads the new figures first.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from challenges.life import awards, judging, paying, rewards
from challenges.life.judging import Judged
from challenges.life.telling import tell_awards
from challenges.models import Appeal, Award, Challenge, ChallengeStep, ChallengeVersion, Result
from challenges.rules.sealing import fingerprint_of_result
from challenges.scoring import refresh as scoring
from challenges.scoring.game import game_of
from challenges.scoring.holding import Held
from core import audit
from core.clock import day_start, local_day
from core.database import session, write_rows
from leaderboard import standings
from points.ledger import actions as points
from sales import queries as sales


def documents_of(challenge_id: int) -> list[str]:
    """The fingerprints of the document's versions, in order."""
    rows = session.scalars(
        select(ChallengeVersion.hash)
        .where(ChallengeVersion.challenge_id == challenge_id)
        .order_by(ChallengeVersion.version)
    ).all()
    return list(rows) or [session.get_one(Challenge, challenge_id).document_hash]


def fingerprint(challenge_id: int, judged: Judged) -> str:
    """What a proposal is known by: the documents, every line, every award."""
    return fingerprint_of_result(documents_of(challenge_id), judged.lines(challenge_id), judged.deserved())


def judged_now(challenge_id: int, at: datetime) -> Judged:
    """The result as all that is known now gives it."""
    return judging.judge(challenge_id, sales.journal_revision(), at)


def open_appeals(challenge_id: int) -> int:
    """How many appeals wait for an answer."""
    rows = session.scalars(
        select(Appeal.id).where(Appeal.challenge_id == challenge_id, Appeal.state == "open")
    ).all()
    return len(rows)


def write_proposal(challenge_id: int, at: datetime, by: str) -> str:
    """Note what the facts give as the proposed result; its fingerprint. The challenge's row is held."""
    digest = fingerprint(challenge_id, judged_now(challenge_id, at))
    session.execute(
        update(Challenge)
        .where(Challenge.id == challenge_id)
        .values(proposed_at=at, proposed_by=by, proposed_hash=digest)
        .execution_options(synchronize_session=False)
    )
    audit.record(by, "challenges.propose", ("challenge", challenge_id), at, {"hash": digest})
    return digest


def write_results(held: Held, judged: Judged, at: datetime) -> None:
    """Show the final board, write a line for each rank, the awards, and the seal over all of them."""
    standings.thaw(held.board_id)
    revision = scoring.recount(held, at)
    standings.freeze(held.board_id, at)
    if revision != judged.revision:
        raise AssertionError("the journal moved under the lock")
    lines = judged.lines(held.id)
    write_rows(Result, lines)
    awards.settle(held.id, judged, at)
    digest = fingerprint_of_result(documents_of(held.id), lines, awards.sealed(held.id), revision)
    session.execute(
        update(Challenge)
        .where(Challenge.id == held.id)
        .values(certified_revision=revision, results_hash=digest)
        .execution_options(synchronize_session=False)
    )


def pay_awards(challenge_id: int, at: datetime, by: str) -> int:
    """Take back what goes back, pay what was certified, order the rewards; how many points were paid.

    What the document holds back stays in the escrow until the recount; else what is left is released.
    """
    challenge = session.get_one(Challenge, challenge_id, populate_existing=True)
    document = game_of(challenge_id).document
    rows = _certified_rows(challenge_id)
    paid = paying.pay(challenge, document, rows, at, by, hold=True)
    waiting = sum(paying.held_of(document, one) for one in rows)
    tell_awards(challenge, document, [one for one in rows if one["points"] > 0 and one["kind"] != "rank"], at)
    rewards.order_all(challenge, [one for one in rows if not paying.held_of(document, one)], at, by)
    if waiting:
        until = day_start(local_day(at) + timedelta(days=document.late.days))
        session.execute(update(Challenge).where(Challenge.id == challenge_id).values(settle_at=until))
    else:
        points.release_escrow(paying.escrow(challenge_id), f"challenge:{challenge_id}:release", at, by)
    return paid


def _certified_rows(challenge_id: int) -> list[dict[str, Any]]:
    """The rows that the certification wrote: those given at once were paid then."""
    certified = (
        select(ChallengeStep.at)
        .where(ChallengeStep.challenge_id == challenge_id, ChallengeStep.state == "certified")
        .scalar_subquery()
    )
    rows = session.scalars(
        select(Award).where(Award.challenge_id == challenge_id, Award.at >= certified).order_by(Award.id)
    )
    return [
        {
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
    ]
