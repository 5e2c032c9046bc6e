"""A participant contests a score while it may be contested; somebody answers before it is certified.

Accepting changes no score by itself: the sale is put right where it stands (a file, a claim, a return, a
review), and the score follows. An appeal without an answer holds the proposal up.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, func, select, update

from challenges.life import telling
from challenges.models import Appeal, Challenge
from challenges.rules.states import (
    CONTESTED,
    MOST_APPEALS,
    AnswerMissing,
    AppealAnswered,
    AppealClosed,
    AppealEmpty,
    AppealsMany,
)
from challenges.scoring.game import game_of
from challenges.scoring.holding import hold
from core import audit
from core.database import Key, insert, session
from leaderboard.models import Entrant


def send(
    challenge_id: int,
    entrant_id: int,
    person_id: int,
    request_id: str,
    document: str,
    words: str,
    at: datetime,
) -> int:
    """Contest a score, or say which sale is missing; a request known is the same appeal; its id.

    The challenge's row is held: an appeal is either in before the proposal, or refused after it.
    """
    known = session.scalar(select(Appeal.id).where(Appeal.request_id == request_id))
    if known is not None:
        return known
    held = hold(challenge_id, CONTESTED)
    challenge = session.get_one(Challenge, challenge_id, populate_existing=True)
    if held is None or challenge.contest_until <= at or challenge.proposed_hash:
        raise AppealClosed
    if not words.strip():
        raise AppealEmpty
    if _open_of(challenge_id, person_id) >= MOST_APPEALS:
        raise AppealsMany(most=MOST_APPEALS)
    appeal_id: int = session.execute(
        insert(Appeal)
        .values(
            request_id=request_id,
            challenge_id=challenge_id,
            entrant_id=entrant_id,
            person_id=person_id,
            document=document.strip()[:60],
            words=words.strip()[:600],
            state="open",
            sent_at=at,
            answer="",
        )
        .returning(Appeal.id)
    ).scalar_one()
    audit.record(audit.by(person_id), "challenges.appeal", ("appeal", appeal_id), at)
    telling.tell_appeal(session.get_one(Appeal, appeal_id), challenge, held.document, at)
    return appeal_id


def answer(appeal_id: int, accepted: bool, words: str, at: datetime, by: str) -> None:
    """Accept or refuse, in words that the participant reads; once."""
    if not words.strip():
        raise AnswerMissing
    won = session.execute(
        update(Appeal)
        .where(Appeal.id == appeal_id, Appeal.state == "open")
        .values(
            state="accepted" if accepted else "refused",
            decided_at=at,
            decided_by=by,
            answer=words.strip()[:600],
        )
        .returning(Appeal.challenge_id),
        execution_options={"synchronize_session": False},
    ).scalar_one_or_none()
    if won is None:
        raise AppealAnswered
    appeal = session.get_one(Appeal, appeal_id, populate_existing=True)
    audit.record(by, "challenges.answer_appeal", ("appeal", appeal_id), at, {"state": appeal.state})
    telling.tell_answer(appeal, game_of(appeal.challenge_id).document, at)


def of_challenge(challenge_id: int) -> list[tuple[Appeal, str]]:
    """Every appeal, those that wait first, with its competitor's name in clear."""
    rows = session.execute(
        select(Appeal, Entrant.label)
        .join(Entrant, Entrant.id == Appeal.entrant_id)
        .where(Appeal.challenge_id == challenge_id)
        .order_by(Appeal.state != "open", Appeal.sent_at, Appeal.id)
    )
    return [(one, label) for one, label in rows]


def of_person(challenge_id: int, person_id: int) -> Sequence[Appeal]:
    """What somebody contested, the newest first."""
    return session.scalars(_MINE, {"challenge": challenge_id, "person": person_id}).all()


_MINE = (
    select(Appeal)
    .where(Appeal.challenge_id == bindparam("challenge", type_=Key))
    .where(Appeal.person_id == bindparam("person", type_=Key))
    .order_by(Appeal.id.desc())
)


def waiting() -> dict[int, int]:
    """How many appeals wait for an answer, by challenge."""
    rows = session.execute(
        select(Appeal.challenge_id, func.count()).where(Appeal.state == "open").group_by(Appeal.challenge_id)
    )
    return {challenge_id: int(count) for challenge_id, count in rows}


def _open_of(challenge_id: int, person_id: int) -> int:
    rows = select(func.count()).where(
        Appeal.challenge_id == challenge_id, Appeal.person_id == person_id, Appeal.state == "open"
    )
    return int(session.scalar(rows) or 0)
