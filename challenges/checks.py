"""This room's part of `flask verify`: scores are what the sales say, results and prizes what was sealed."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import func, select

from challenges.document.terms import fingerprint
from challenges.life import awards, judging, paying, week_checks
from challenges.life.certification import documents_of
from challenges.models import (
    STATES,
    Award,
    Challenge,
    ChallengeStep,
    ChallengeVersion,
    Participation,
    Result,
)
from challenges.rules.sealing import fingerprint_of_result
from challenges.rules.states import EDGES, SETTLED
from challenges.scoring import checks as scores
from challenges.scoring.game import game_of
from core.database import session
from core.verify import Check
from leaderboard.models import Entrant
from points.ledger.queries import escrow_balance
from points.models import LedgerTransaction, Posting

#: What a payment's reference says beyond its award: of a team the member, of a return the wallet.
MEMBER = re.compile(r":(person|wallet):[0-9]+$")


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
    """I20: the sealed documents and the sealed result still give their fingerprints."""
    for one in _challenges(*(state for state in STATES if state != "draft")):
        if one.document_hash and fingerprint(one.document) != one.document_hash:
            yield f"challenge {one.code}, document"
        if one.state in SETTLED and _digest(one) != one.results_hash:
            yield f"challenge {one.code}, result"
    for version in session.scalars(select(ChallengeVersion).order_by(ChallengeVersion.id)):
        if fingerprint(version.document) != version.hash:
            yield f"challenge {version.challenge_id}, version {version.version}"


def _wrong_results() -> Iterable[str]:
    """I20, I21: lines and awards are what the sales of their revision give, in any recomputation."""
    for one in _challenges(*SETTLED):
        judged = judging.judge(one.id, one.certified_revision or 0, one.contest_until)
        wanted = {_line(row) for row in judged.lines(one.id)}
        found = {_line(row) for row in _lines(one.id)}
        for entrant in sorted({row[0] for row in wanted ^ found}):
            yield f"challenge {one.code}, entrant {entrant}"
        deserved = {_prize(row) for row in judged.deserved()}
        for prize in sorted(deserved ^ {_prize(row) for row in awards.sealed(one.id)}):
            yield f"challenge {one.code}, award {prize[0]}"


def _wrong_payouts() -> Iterable[str]:
    """I22: each award is paid once, whole, and nothing stays aside once everything is settled.

    Each row's movements sum to its points; what waits for a recount is the only part that may miss.
    """
    for one in _challenges(*(state for state in STATES if state != "draft")):
        paid = _paid(one.id)
        spent = sum(paid.values())
        for award, expected in _expected(one):
            if paid.pop(award.key, 0) not in expected:
                yield f"challenge {one.code}, award {award.key}"
        for key in sorted(paid):
            yield f"challenge {one.code}, paid {key}"
        over = one.state == "stopped" or (one.state == "paid" and (not one.settle_at or one.settled_at))
        if escrow_balance(f"challenge:{one.id}") != (0 if over else one.worst_points - spent):
            yield f"challenge {one.code}, set aside"


def _expected(one: Challenge) -> Iterable[tuple[Award, tuple[int, ...]]]:
    """Each award with what may have been paid of it by now."""
    document, certified = game_of(one.id).document, _reached(one.id, "certified")
    late = _late(one.id)
    rows = session.scalars(select(Award).where(Award.challenge_id == one.id).order_by(Award.id))
    for award in rows:
        row = {"kind": award.kind, "points": award.points, "reward": award.reward}
        waits = paying.held_of(document, row) if not award.key.endswith(awards.AFTER) else 0
        after_seal = certified is not None and award.at >= certified
        if award.key.endswith(":late") and award.points < 0:
            yield award, (0,)
        elif one.state != "paid" and after_seal:
            # what was given in the instant of the certification was paid at once
            yield award, (0, award.points)
        elif one.settled_at is None:
            yield award, (award.points - waits,) if after_seal else (award.points,)
        else:
            yield (
                award,
                (award.points + late.get((awards.what_of(award.key), award.entrant_id), 0),)
                if (waits)
                else (award.points,),
            )


def _late(challenge_id: int) -> dict[tuple[str, int], int]:
    """What a recount took from what had waited, by what it was for."""
    rows = session.execute(
        select(Award.key, Award.entrant_id, Award.points).where(
            Award.challenge_id == challenge_id, Award.key.endswith(":late"), Award.points < 0
        )
    )
    return {(awards.what_of(key), entrant): points for key, entrant, points in rows}


def _paid(challenge_id: int) -> dict[str, int]:
    """What reached wallets for each award's key (plus), or went back from them (minus)."""
    found: dict[str, int] = {}
    for part in ("award", "held"):
        stem = f"challenge:{challenge_id}:{part}:"
        rows = session.execute(
            select(LedgerTransaction.reference, func.sum(Posting.amount))
            .join(Posting, Posting.transaction_id == LedgerTransaction.id)
            .where(LedgerTransaction.reference.startswith(stem, autoescape=True))
            .where(Posting.account != f"escrow:challenge:{challenge_id}")
            .group_by(LedgerTransaction.reference)
        )
        for reference, points in rows:
            key = MEMBER.sub("", reference.removeprefix(stem))
            found[key] = found.get(key, 0) + int(points)
    return found


def _reached(challenge_id: int, state: str) -> datetime | None:
    return session.scalar(
        select(ChallengeStep.at).where(
            ChallengeStep.challenge_id == challenge_id, ChallengeStep.state == state
        )
    )


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
    *week_checks.CHECKS,
    Check("I19", "a challenge took legal steps only", _wrong_steps),
    Check("I20", "a sealed document or result is unchanged", _wrong_seals),
    Check("I21", "a result is what its sales give, ties settled", _wrong_results),
    Check("I22", "prizes are paid once, and nothing stays aside", _wrong_payouts),
    Check("I25", "participants are the board’s entrants", _wrong_participants),
)


def _challenges(*states: str) -> list[Challenge]:
    return list(session.scalars(select(Challenge).where(Challenge.state.in_(states)).order_by(Challenge.id)))


def _digest(one: Challenge) -> str:
    """The seal, from what is written down."""
    sealed = awards.sealed(one.id)
    return fingerprint_of_result(documents_of(one.id), _lines(one.id), sealed, one.certified_revision)


def _lines(challenge_id: int) -> list[Mapping[str, Any]]:
    rows = session.execute(
        select(Result.entrant_id, Result.rank, Result.score, Result.reached_on, Result.prize_points).where(
            Result.challenge_id == challenge_id
        )
    )
    return [dict(row) for row in rows.mappings()]


def _line(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return row["entrant_id"], row["rank"], row["score"], row["reached_on"], row["prize_points"]


def _prize(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return row["key"], row["entrant_id"], row["points"], row["reward"]
