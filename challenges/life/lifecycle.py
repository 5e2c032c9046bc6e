"""From draft to paid: each edge is one conditional UPDATE that one process wins, with its effects beside it.

Every function joins the open transaction and returns whether this call moved the challenge: a second call,
or one that lost the race, does nothing. An edge that does not exist from where the challenge is, is refused.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, select, update

from challenges import messages
from challenges.actions import columns, note_step
from challenges.document.reading import stored
from challenges.life import certification, enrolment
from challenges.models import STATES, Challenge
from challenges.rules.states import (
    EDGES,
    ContestationOpen,
    DocumentChanged,
    NoReason,
    NotNow,
    TooEarly,
    TooLate,
)
from challenges.scoring import counting as scoring
from core import audit
from core.database import session
from leaderboard import standings
from points.ledger import actions as points

#: An edge: (challenge, when, who) → whether this call moved it.
Edge: TypeAlias = Callable[[int, datetime, str], bool]


def escrow(challenge_id: int) -> str:
    """The name of the account that holds a challenge's prizes."""
    return f"challenge:{challenge_id}"


def launch(challenge_id: int, at: datetime, by: str, agreed: str = "") -> bool:
    """Seal the document, set the prizes aside, open the board, enter who takes part by rule, tell them.

    `agreed` is the fingerprint of what somebody read before saying yes; DocumentChanged when it changed.
    """
    challenge = session.get_one(Challenge, challenge_id)
    document = stored(challenge.document)
    if challenge.state == "draft" and agreed not in ("", document.hash):
        raise DocumentChanged
    if challenge.state == "draft" and at >= challenge.ends_at:
        raise TooLate(day=document.last.isoformat())
    board = f"challenge:{challenge_id}"
    if not _move(challenge_id, "announced", at, by, document_hash=document.hash, **columns(document)):
        return False
    grain = 256 if document.metric == "amount" else 1
    opened = standings.create_board(
        board, document.ties, document.open_scores, document.open_names, grain=grain
    )
    session.execute(update(Challenge).where(Challenge.id == challenge_id).values(board_id=opened.id))
    points.fund_escrow(escrow(challenge_id), document.pot, f"challenge:{challenge_id}:fund", at, by)
    enrolment.enter_everybody(challenge_id, at, by)
    messages.announce(challenge_id, at)
    return True


def open_(challenge_id: int, at: datetime, by: str) -> bool:
    """Begin to count, once the first day has come."""
    if not _move(challenge_id, "open", at, by, Challenge.starts_at <= at):
        return False
    enrolment.enter_everybody(challenge_id, at, by)
    scoring.refresh(challenge_id, at)
    messages.announce(challenge_id, at)
    return True


def close(challenge_id: int, at: datetime, by: str) -> bool:
    """Enter who came since the last midnight, count a last time, name the employers of the end, freeze."""
    enrolment.enter_everybody(challenge_id, at, by)
    enrolment.renew(challenge_id, at)
    if not _move(challenge_id, "closing", at, by, Challenge.ends_at <= at):
        return False
    held = scoring.hold(challenge_id, ("closing",))
    if held is None:
        raise AssertionError("the row that was just moved is gone")
    scoring.bring_up(held, at)
    standings.freeze(held.board_id, at)
    messages.closed(challenge_id, at)
    return True


def close_and_certify(challenge_id: int, at: datetime, by: str) -> bool:
    """Begin (where no clock did), freeze, and certify once nothing can be contested; for operators."""
    moved = catch_up(challenge_id, at, by)
    challenge = session.get_one(Challenge, challenge_id)
    if challenge.state in ("announced", "open"):
        raise TooEarly(day=challenge.ends_on.isoformat())
    if challenge.state == "closing" and challenge.contest_until <= at:
        return certify(challenge_id, at, by)
    return close(challenge_id, at, by) or moved


def catch_up(challenge_id: int, at: datetime, by: str) -> bool:
    """Begin and freeze one challenge as far as the hour allows; count it when it is still open."""
    moved = False
    for to, take in (("open", open_), ("closing", close)):
        if (to, challenge_id) in due(at):
            moved = take(challenge_id, at, by) or moved
    scoring.refresh(challenge_id, at)
    return moved


def certify(challenge_id: int, at: datetime, by: str) -> bool:
    """Count everybody from the facts as they now are, and write the result that nothing changes any more."""
    if not _move(challenge_id, "certified", at, by, Challenge.contest_until <= at):
        return False
    certification.write_results(challenge_id, at)
    return True


def pay(challenge_id: int, at: datetime, by: str) -> bool:
    """Pay every prize from the escrow, release what is left, tell the winners."""
    if not _move(challenge_id, "paid", at, by):
        return False
    paid = certification.pay_prizes(challenge_id, escrow(challenge_id), at, by)
    points.release_escrow(escrow(challenge_id), f"challenge:{challenge_id}:release", at, by)
    audit.record(by, "challenges.pay", ("challenge", challenge_id), at, {"points": paid})
    messages.results(challenge_id, at)
    return True


def stop(challenge_id: int, reason: str, at: datetime, by: str) -> bool:
    """End it for good, for a reason that the participants read; the prizes set aside are released."""
    if not reason.strip():
        raise NoReason
    before = session.get_one(Challenge, challenge_id).state
    if not _move(challenge_id, "stopped", at, by, reason=reason.strip()):
        return False
    board_id = session.scalar(select(Challenge.board_id).where(Challenge.id == challenge_id))
    if board_id is not None:
        points.release_escrow(escrow(challenge_id), f"challenge:{challenge_id}:release", at, by)
        if before in ("announced", "open"):
            standings.freeze(board_id, at)
        messages.stopped(challenge_id, reason.strip(), at)
    return True


def _move(
    challenge_id: int,
    to: str,
    at: datetime,
    by: str,
    *when: ColumnElement[bool],
    reason: str = "",
    **values: Any,
) -> bool:
    """Win the edge, and write down that it was won; False when the challenge is there already, or beyond."""
    won = session.execute(
        update(Challenge)
        .where(Challenge.id == challenge_id, Challenge.state.in_(EDGES[to]), *when)
        .values(state=to, **values)
        .returning(Challenge.id),
        execution_options={"synchronize_session": False},
    ).scalar_one_or_none()
    session.expire_all()
    if won is None:
        _refuse(session.get_one(Challenge, challenge_id), to)
        return False
    note_step(challenge_id, to, at, by, reason)
    audit.record(
        by, f"challenges.{to}", ("challenge", challenge_id), at, {"reason": reason} if reason else {}
    )
    return True


def _refuse(challenge: Challenge, to: str) -> None:
    """Say why an edge was not won, unless it was won before."""
    if challenge.state in EDGES[to]:
        if to == "certified":
            raise ContestationOpen(day=stored(challenge.document).contest_last.isoformat())
        raise TooEarly(day=challenge.ends_on.isoformat())
    if challenge.state == "stopped" or STATES.index(challenge.state) < STATES.index(to):
        raise NotNow


def due(at: datetime) -> list[tuple[str, int]]:
    """The edges whose hour has come, oldest first: (state to reach, challenge)."""
    waiting = {
        "open": (Challenge.state == "announced") & (Challenge.starts_at <= at),
        "closing": (Challenge.state == "open") & (Challenge.ends_at <= at),
        "certified": (Challenge.state == "closing") & (Challenge.contest_until <= at),
        "paid": Challenge.state == "certified",
    }
    return [
        (state, challenge_id)
        for state, condition in waiting.items()
        for challenge_id in session.scalars(select(Challenge.id).where(condition).order_by(Challenge.id))
    ]


TAKE: dict[str, Edge] = {"open": open_, "closing": close, "certified": certify, "paid": pay}
