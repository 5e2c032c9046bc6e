"""From draft to paid: each edge once, with its effects beside it.

Every function joins the open transaction and returns whether this call moved the challenge: a second call,
or one that lost the race, does nothing. An edge that does not exist from where the challenge is, is refused.
The clock opens, closes, proposes, pays and settles; only a person certifies or stops.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import select, update

from challenges import messages
from challenges.actions import columns
from challenges.document.reading import stored
from challenges.document.terms import Document
from challenges.life import awards, certification, enrolment, gate, late, veil, weeks
from challenges.life.moving import move, refuse
from challenges.life.paying import escrow
from challenges.life.stopping import stop
from challenges.life.telling import tell_proposal
from challenges.models import Appeal, Challenge, ChallengeVersion
from challenges.rules.states import (
    AppealsOpen,
    ContestationOpen,
    DocumentChanged,
    NotProposed,
    OwnProposal,
    ResultChanged,
    TooEarly,
    TooLate,
)
from challenges.scoring import refresh as scoring
from challenges.scoring.game import game_of
from challenges.scoring.holding import Held, entrants_of, hold
from core import audit
from core.database import insert, session
from leaderboard import standings

__all__ = ["escrow", "stop"]

#: An edge: (challenge, when, who) → whether this call moved it.
Edge: TypeAlias = Callable[[int, datetime, str], bool]
CLOCK = "clock"


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
    if challenge.state == "draft":
        gate.demand(challenge_id, document, at)
    sealed = {**columns(document), "document_hash": document.hash, "worst_points": document.pot}
    if not move(challenge_id, "announced", at, by, **sealed):
        return False
    _seal(challenge_id, document, at, by)
    grain = 256 if document.metric == "amount" else 1
    opened = standings.create_board(
        f"challenge:{challenge_id}",
        "date" if document.ties == "date" else "share",
        document.open_scores,
        document.open_names,
        grain=grain,
    )
    session.execute(update(Challenge).where(Challenge.id == challenge_id).values(board_id=opened.id))
    gate.open_escrow(challenge_id, document, at, by)
    enrolment.enter_everybody(challenge_id, at, by)
    messages.announce(challenge_id, at)
    return True


def _seal(challenge_id: int, document: Document, at: datetime, by: str) -> None:
    """The first version of the document, as it was launched."""
    sealed = session.get_one(Challenge, challenge_id, populate_existing=True)
    session.execute(
        insert(ChallengeVersion)
        .values(
            challenge_id=challenge_id,
            version=1,
            document=sealed.document,
            scope=sealed.scope,
            hash=document.hash,
            from_on=document.first,
            changes=[],
            published_at=at,
            published_by=by,
        )
        .on_conflict_do_nothing()
    )


def open_(challenge_id: int, at: datetime, by: str) -> bool:
    """Begin to count, once the first day has come."""
    if not move(challenge_id, "open", at, by, Challenge.starts_at <= at):
        return False
    enrolment.enter_everybody(challenge_id, at, by)
    refresh(challenge_id, at)
    messages.announce(challenge_id, at)
    return True


def refresh(challenge_id: int, at: datetime) -> bool:
    """Bring an open challenge's boards up to the journal, turn its weeks, award at once what was reached."""
    held = hold(challenge_id, ("open",))
    if held is None:
        return False
    veil.draw(challenge_id, at)
    before = held.scored_revision
    revision = scoring.bring_up(held, at)
    weeks.turn(challenge_id, at, CLOCK)
    changed = scoring.changed(game_of(challenge_id), before, revision)
    awards.at_once(challenge_id, entrants_of(challenge_id, changed).values(), at, CLOCK)
    return True


def award_all(challenge_id: int, at: datetime) -> int:
    """Award at once whatever any score has reached, also of those whom no refresh named; how many rows."""
    held = hold(challenge_id, ("open",))
    return awards.at_once(challenge_id, None, at, CLOCK) if held else 0


def close(challenge_id: int, at: datetime, by: str) -> bool:
    """Enter who came since the last midnight, count a last time, name the employers of the end, freeze."""
    enrolment.enter_everybody(challenge_id, at, by)
    enrolment.renew(challenge_id, at)
    if not move(challenge_id, "closing", at, by, Challenge.ends_at <= at):
        return False
    freeze(challenge_id, at, by)
    messages.closed(challenge_id, at)
    return True


def freeze(challenge_id: int, at: datetime, by: str) -> None:
    """Count a last time, award what was reached by the end, and let the board move no more."""
    held = hold(challenge_id, ("closing",))
    if held is None:
        raise AssertionError("the row that was just moved is gone")
    scoring.bring_up(held, at)
    weeks.turn(challenge_id, at, by)
    awards.at_once(challenge_id, None, at, by)
    standings.freeze(held.board_id, at)


def close_and_propose(challenge_id: int, at: datetime, by: str) -> bool:
    """Begin (where no clock did), freeze, and propose once nothing can be contested; for operators."""
    moved = catch_up(challenge_id, at, by)
    challenge = session.get_one(Challenge, challenge_id)
    if challenge.state in ("announced", "open"):
        raise TooEarly(day=challenge.ends_on.isoformat())
    if challenge.state == "closing" and challenge.contest_until <= at:
        return propose(challenge_id, at, by)
    return close(challenge_id, at, by) or moved


def catch_up(challenge_id: int, at: datetime, by: str) -> bool:
    """Begin and freeze one challenge as far as the hour allows; count it when it is still open."""
    moved = False
    for to, take in (("open", open_), ("closing", close)):
        if (to, challenge_id) in due(at):
            moved = take(challenge_id, at, by) or moved
    refresh(challenge_id, at)
    return moved


def propose(challenge_id: int, at: datetime, by: str) -> bool:
    """The first pair of eyes: the result as the facts give it, once nothing can be contested any more."""
    held = hold(challenge_id, ("closing",))
    challenge = session.get_one(Challenge, challenge_id, populate_existing=True)
    if held is None:
        refuse(challenge, "certified")
        return False
    if challenge.contest_until > at:
        raise ContestationOpen(day=held.document.contest_last.isoformat())
    if certification.open_appeals(challenge_id):
        raise AppealsOpen
    if challenge.proposed_hash:
        return False
    certification.write_proposal(challenge_id, at, by)
    tell_proposal(challenge, held.document, at)
    return True


def certify(challenge_id: int, at: datetime, by: str, agreed: str = "") -> bool:
    """The second pair of eyes: seal the proposed result, if counting again under the lock gives it.

    `agreed` is the fingerprint that was read; ResultChanged when another one is proposed. False when the
    facts give another result: the proposal fell, and the clock has made a new one to be read.
    """
    held = hold(challenge_id, ("closing",))
    challenge = session.get_one(Challenge, challenge_id, populate_existing=True)
    if held is None:
        refuse(challenge, "certified")
        return False
    _check_second(challenge, held, agreed, at, by)
    judged = certification.judged_now(challenge_id, at)
    if certification.fingerprint(challenge_id, judged) != challenge.proposed_hash:
        audit.record(by, "challenges.proposal_fell", ("challenge", challenge_id), at)
        certification.write_proposal(challenge_id, at, CLOCK)
        return False
    if not move(challenge_id, "certified", at, by, Challenge.proposed_by != by):
        return False
    certification.write_results(held, judged, at)
    return True


def _check_second(challenge: Challenge, held: Held, agreed: str, at: datetime, by: str) -> None:
    """Whether this person may certify this proposal now."""
    if challenge.contest_until > at:
        raise ContestationOpen(day=held.document.contest_last.isoformat())
    if certification.open_appeals(challenge.id):
        raise AppealsOpen
    if not challenge.proposed_hash:
        raise NotProposed
    if challenge.proposed_by == by:
        raise OwnProposal
    if agreed not in ("", challenge.proposed_hash):
        raise ResultChanged


def pay(challenge_id: int, at: datetime, by: str) -> bool:
    """Pay every prize from the escrow, release what is left, tell the winners."""
    if not move(challenge_id, "paid", at, by):
        return False
    paid = certification.pay_awards(challenge_id, at, by)
    audit.record(by, "challenges.pay", ("challenge", challenge_id), at, {"points": paid})
    messages.results(challenge_id, at)
    return True


def due(at: datetime) -> list[tuple[str, int]]:
    """The clock's edges whose hour has come, oldest first: (what to do, challenge)."""
    contested = select(Appeal.id).where(Appeal.challenge_id == Challenge.id, Appeal.state == "open").exists()
    waiting = {
        "open": (Challenge.state == "announced") & (Challenge.starts_at <= at),
        "closing": (Challenge.state == "open") & (Challenge.ends_at <= at),
        "proposed": (Challenge.state == "closing")
        & (Challenge.contest_until <= at)
        & (Challenge.proposed_hash == "")
        & ~contested,
        "paid": Challenge.state == "certified",
        "settled": (Challenge.state == "paid") & (Challenge.settle_at <= at) & Challenge.settled_at.is_(None),
    }
    return [
        (state, challenge_id)
        for state, condition in waiting.items()
        for challenge_id in session.scalars(select(Challenge.id).where(condition).order_by(Challenge.id))
    ]


TAKE: dict[str, Edge] = {
    "open": open_,
    "closing": close,
    "proposed": propose,
    "paid": pay,
    "settled": late.settle,
}
