"""This room's part of `flask verify`: scores are what the sales say, results and prizes what was sealed."""

from collections.abc import Iterable
from itertools import pairwise

from sqlalchemy import func, select

from challenges.document.reading import stored
from challenges.document.terms import fingerprint
from challenges.life.certification import results_hash
from challenges.models import STATES, Challenge, ChallengeStep, Participation, Result
from challenges.rules.ranking import Scored, outcome
from challenges.rules.states import EDGES, SETTLED
from challenges.scoring import checks as scores
from challenges.scoring import counting as scoring
from core.database import session
from core.verify import Check
from leaderboard.models import Entrant
from points.ledger.queries import escrow_balance
from points.models import LedgerTransaction, Posting


def _wrong_steps() -> Iterable[str]:
    """I19: each step follows from the one before, and the last one is the state."""
    for one in _challenges(*STATES):
        steps = session.scalars(
            select(ChallengeStep.state).where(ChallengeStep.challenge_id == one.id).order_by(ChallengeStep.id)
        ).all()
        legal = all(before in EDGES[to] for before, to in pairwise(steps))
        if not steps or steps[0] != "draft" or steps[-1] != one.state or not legal:
            yield f"challenge {one.code}"


def _wrong_seals() -> Iterable[str]:
    """I20: the sealed document and the sealed result still give their fingerprints."""
    for one in _challenges(*(state for state in STATES if state != "draft")):
        if one.document_hash and fingerprint(one.document) != one.document_hash:
            yield f"challenge {one.code}, document"
        if one.state in SETTLED and _digest(one) != one.results_hash:
            yield f"challenge {one.code}, result"


def _wrong_results() -> Iterable[str]:
    """I20, I21: a result is what the sales of its revision give, ties settled, in any recomputation."""
    for one in _challenges(*SETTLED):
        document, entrants = stored(one.document), scoring.entrants_of(one.id)
        counted = scoring.count(scoring.game_of(one.id), entrants, one.certified_revision)
        wanted = {
            (entrants[it.subject_id], it.rank, it.score, it.prize)
            for it in outcome(document, [Scored(c.subject_id, c.score, c.reached_on) for c in counted])
        }
        rows = select(Result.entrant_id, Result.rank, Result.score, Result.prize_points)
        found = {tuple(row) for row in session.execute(rows.where(Result.challenge_id == one.id))}
        for entrant in sorted({row[0] for row in wanted ^ found}):
            yield f"challenge {one.code}, entrant {entrant}"


def _wrong_payouts() -> Iterable[str]:
    """I22: what was paid is what was won; nothing is paid before; nothing stays aside afterwards."""
    for one in _challenges(*STATES):
        won = session.scalar(
            select(func.coalesce(func.sum(Result.prize_points), 0)).where(Result.challenge_id == one.id)
        )
        paid = session.scalar(
            select(func.coalesce(func.sum(Posting.amount), 0))
            .join(LedgerTransaction, LedgerTransaction.id == Posting.transaction_id)
            .where(LedgerTransaction.reference.startswith(f"challenge:{one.id}:prize:"))
            .where(Posting.account == "available")
        )
        if paid != (won if one.state == "paid" else 0):
            yield f"challenge {one.code}, paid {paid}"
        held = stored(one.document).pot if one.state in ("announced", "open", "closing", "certified") else 0
        if escrow_balance(f"challenge:{one.id}") != held:
            yield f"challenge {one.code}, set aside"


def _wrong_participants() -> Iterable[str]:
    """Who takes part is who stands on the board's list, as many as the challenge says."""
    for one in _challenges(*STATES):
        listed = set(
            session.execute(
                select(Participation.entrant_id, Participation.kind, Participation.subject_id).where(
                    Participation.challenge_id == one.id
                )
            )
        )
        entered = set(
            session.execute(
                select(Entrant.id, Entrant.kind, Entrant.subject_id).where(Entrant.board_id == one.board_id)
            )
        )
        if listed != entered or len(listed) != one.participants:
            yield f"challenge {one.code}"


CHECKS: tuple[Check, ...] = (
    *scores.CHECKS,
    Check("I19", "a challenge took legal steps only", _wrong_steps),
    Check("I20", "a sealed document or result is unchanged", _wrong_seals),
    Check("I21", "a result is what its sales give, ties settled", _wrong_results),
    Check("I22", "prizes are paid once, and nothing stays aside", _wrong_payouts),
    Check("I25", "participants are the board’s entrants", _wrong_participants),
)


def _challenges(*states: str) -> list[Challenge]:
    return list(session.scalars(select(Challenge).where(Challenge.state.in_(states)).order_by(Challenge.id)))


def _digest(one: Challenge) -> str:
    rows = session.execute(
        select(Result.entrant_id, Result.rank, Result.score, Result.reached_on, Result.prize_points).where(
            Result.challenge_id == one.id
        )
    ).mappings()
    return results_hash(one.document_hash, one.certified_revision or 0, [dict(row) for row in rows])
