"""Corrections by hand: points given or taken for a reason, and undone by their mirror image.

Above the programme's limit one person asks and another decides.
"""

from datetime import datetime

from sqlalchemy import select, update

from core import audit
from core.clock import local_day
from core.database import insert, session
from core.rules import N_, Refused
from points.ledger.actions import legs_of, post_one
from points.ledger.entries import Entry, Leg
from points.ledger.posting import post
from points.ledger.transactions import transaction_ids
from points.models import CorrectionRequest
from points.rules import NothingToPost
from points.rules.life import last_day
from points.settings.versions import settings_on


class OwnRequest(Refused):
    """Four eyes: whoever asked does not decide."""

    sentence = N_("You asked for this correction: somebody else decides on it.")


class AlreadyDecided(Refused):
    """Somebody was quicker."""

    sentence = N_("This correction was decided before.")


class AnswerMissing(Refused):
    """A request is not refused without a word."""

    sentence = N_("Say why the correction is refused.")


def needs_second(amount: int, at: datetime) -> bool:
    """Whether a correction of so many points waits for a second pair of eyes."""
    limit = settings_on(local_day(at)).correction_limit
    return bool(limit) and abs(amount) > limit


def correct(wallet_id: int, amount: int, reason: str, reference: str, at: datetime, actor: str) -> int:
    """Give (plus) or take (minus) points by hand, for a reason that the member reads."""
    if not amount:
        raise NothingToPost
    today = local_day(at)
    legs = (Leg("issue", -amount), Leg("available", amount, wallet_id))
    until = last_day(settings_on(today), today) if amount > 0 else None
    entry = Entry(reference, "correction", today, legs, {"reason": reason}, lot_expires_on=until)
    written = post([entry], at, actor).written
    if written:
        facts = {"points": amount, "reason": reason}
        audit.record(actor, "points.correct", ("wallet", wallet_id), at, facts)
    return written.get(reference) or transaction_ids([reference])[reference]


def reverse(reference_of_first: str, reason: str, reference: str, at: datetime, actor: str) -> int:
    """Undo a movement by its mirror image; once. Raises AlreadySettled, NotEnoughPoints."""
    number, legs = legs_of(reference_of_first)
    back = [Leg(leg.account, -leg.amount, leg.wallet_id) for leg in legs]
    facts = {"reason": reason, "undoes": reference_of_first}
    known = transaction_ids([reference])
    entry = Entry(reference, "correction", local_day(at), back, facts, reverses_id=number)
    undone = post_one(entry, at, actor)
    if not known:
        audit.record(actor, "points.reverse", ("ledger_transaction", number), at, {"reason": reason})
    return undone


def ask(wallet_id: int, amount: int, reason: str, reference: str, at: datetime, actor: str) -> None:
    """Ask for a correction that somebody else decides on; a reference known asks nothing more."""
    if not amount:
        raise NothingToPost
    asked = session.execute(
        insert(CorrectionRequest)
        .values(
            reference=reference,
            wallet_id=wallet_id,
            points=amount,
            reason=reason,
            state="asked",
            asked_by=actor,
            asked_at=at,
            answer="",
        )
        .on_conflict_do_nothing()
        .returning(CorrectionRequest.id)
    ).scalar_one_or_none()
    if asked is not None:
        facts = {"points": amount, "reason": reason, "wallet": wallet_id}
        audit.record(actor, "points.ask_correction", ("correction_request", asked), at, facts)


def approve(request_id: int, at: datetime, actor: str) -> int:
    """Write the correction that another person asked for. OwnRequest, AlreadyDecided, NotEnoughPoints."""
    asked = _decide(request_id, "approved", "", at, actor)
    number = correct(asked.wallet_id, asked.points, asked.reason, asked.reference, at, actor)
    _note(asked, "points.approve_correction", at, actor)
    return number


def turn_down(request_id: int, answer: str, at: datetime, actor: str) -> None:
    """Refuse, for a reason, what another person asked for. OwnRequest, AlreadyDecided, AnswerMissing."""
    if not answer.strip():
        raise AnswerMissing
    asked = _decide(request_id, "refused", answer.strip(), at, actor)
    _note(asked, "points.refuse_correction", at, actor)


def request(request_id: int) -> CorrectionRequest | None:
    """A request."""
    return session.get(CorrectionRequest, request_id)


def waiting() -> list[CorrectionRequest]:
    """What waits for a second person, the oldest first."""
    rows = select(CorrectionRequest).where(CorrectionRequest.state == "asked")
    return list(session.scalars(rows.order_by(CorrectionRequest.asked_at, CorrectionRequest.id)))


def _decide(request_id: int, state: str, answer: str, at: datetime, actor: str) -> CorrectionRequest:
    """One conditional UPDATE: of two deciders one wins, and never the one who asked."""
    won = session.execute(
        update(CorrectionRequest)
        .where(
            CorrectionRequest.id == request_id,
            CorrectionRequest.state == "asked",
            CorrectionRequest.asked_by != actor,
        )
        .values(state=state, decided_by=actor, decided_at=at, answer=answer)
        .returning(CorrectionRequest.id)
    ).scalar_one_or_none()
    asked = session.get_one(CorrectionRequest, request_id, populate_existing=True)
    if won is None:
        raise OwnRequest if asked.asked_by == actor and asked.state == "asked" else AlreadyDecided
    return asked


def _note(asked: CorrectionRequest, verb: str, at: datetime, actor: str) -> None:
    facts = {"points": asked.points, "asked_by": asked.asked_by}
    audit.record(actor, verb, ("correction_request", asked.id), at, facts)
