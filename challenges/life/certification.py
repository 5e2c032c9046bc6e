"""The sealed result of a challenge: its lines, its fingerprint, and the prizes they pay."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from challenges.document.terms import canonical
from challenges.models import Challenge, Participation, Result
from challenges.rules.ranking import outcome
from challenges.scoring import counting as scoring
from core.database import session, write_rows
from leaderboard import standings
from points.ledger import actions as points


def write_results(challenge_id: int, at: datetime) -> None:
    """Recount, show the final board, write a line for each rank and the fingerprint over all of them."""
    held = scoring.hold(challenge_id, ("certified",))
    if held is None:
        raise AssertionError("only a challenge that was just certified gets results")
    standings.thaw(held.board_id)
    revision = scoring.recount(held, at)
    standings.freeze(held.board_id, at)
    entrants = scoring.entrants_of(challenge_id)
    lines = [
        {
            "challenge_id": challenge_id,
            "entrant_id": entrants[one.subject_id],
            "rank": one.rank,
            "score": one.score,
            "reached_on": one.reached_on,
            "prize_points": one.prize,
        }
        for one in outcome(held.document, scoring.count(held.document, held.scope, entrants, revision))
    ]
    write_rows(Result, lines)
    session.execute(
        update(Challenge)
        .where(Challenge.id == challenge_id)
        .values(certified_revision=revision, results_hash=results_hash(held.hash, revision, lines))
        .execution_options(synchronize_session=False)
    )


def results_hash(document_hash: str, revision: int, lines: Iterable[Mapping[str, Any]]) -> str:
    """sha256 over the document's fingerprint, the journal's revision and every line in order of rank."""
    rows = sorted(
        (
            line["rank"],
            line["entrant_id"],
            line["score"],
            line["reached_on"].isoformat(),
            line["prize_points"],
        )
        for line in lines
    )
    sealed = canonical({"document": document_hash, "revision": revision, "results": rows})
    return hashlib.sha256(sealed.encode()).hexdigest()


def pay_prizes(challenge_id: int, escrow: str, at: datetime, by: str) -> int:
    """Pay each winner from the escrow under a reference of its own; how many points that is."""
    winners = session.execute(
        select(Participation.kind, Participation.subject_id, Result.rank, Result.score, Result.prize_points)
        .join(Participation, Participation.entrant_id == Result.entrant_id)
        .where(Result.challenge_id == challenge_id, Result.prize_points > 0)
        .order_by(Result.rank, Participation.subject_id)
    ).all()
    wallets = points.open_wallets(
        [one.subject_id for one in winners if one.kind == "person"],
        [one.subject_id for one in winners if one.kind == "company"],
        at,
    )
    challenge = session.get_one(Challenge, challenge_id)
    facts = {"challenge": challenge.code, "title": {"fr": challenge.title_fr, "en": challenge.title_en}}
    payments, ranks = [], {}
    for one in winners:
        reference = f"challenge:{challenge_id}:prize:{one.rank}:{one.kind}:{one.subject_id}"
        payments.append((wallets[one.kind, one.subject_id], one.prize_points, reference))
        ranks[reference] = {"rank": one.rank}
    points.pay_from_escrow(escrow, payments, at, by, facts, ranks)
    return sum(one.prize_points for one in winners)
