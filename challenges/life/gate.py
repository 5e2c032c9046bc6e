"""Nothing is launched before it is thought through, and no winner is promised what is not there (S000-145).

The brief is answered, a forecast for this very document is approved, the worst case lies in the prize fund.
"""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select, update

from catalog.models import Reward
from challenges.document.reading import stored
from challenges.document.terms import Document
from challenges.life import forecasts
from challenges.life.paying import escrow
from challenges.models import Challenge
from challenges.rules.budget import Budget, Unbounded, participants_at_most, worst_case
from challenges.rules.versions import DearerUnapproved
from core import audit
from core.database import session
from core.rules import N_, Refused
from points.briefs import actions as briefs
from points.ledger import actions as points
from points.ledger import funds
from points.rules.briefing import NoBrief
from points.rules.refusals import FundTooSmall


class NoForecast(Refused):
    sentence = N_("Nobody has written down what this challenge is to bring and to cost: write its forecast.")


class ForecastStale(Refused):
    sentence = N_("Its forecast was about an earlier draft: write a new one for the document as it is now.")


class NotApproved(Refused):
    sentence = N_("Its forecast waits for an administrator to approve it.")


class NoSuchReward(Refused):
    sentence = N_("The reward “%(code)s” is not in the catalogue, so nobody could be given it.")


class RewardDearer(Refused):
    sentence = N_(
        "The reward “%(code)s” costs %(price)s points and the document values it at %(points)s: winners "
        "could not order it. Raise its value in the document."
    )


class NotReady(Refused):
    """Everything that a launch still lacks, at once."""

    sentence = N_("The challenge cannot be launched yet:\n%(reasons)s")

    def __init__(self, reasons: list[Refused]) -> None:
        self.reasons = reasons
        super().__init__(reasons="\n".join(map(str, reasons)))


def ready(challenge_id: int, document: Document, at: datetime) -> list[Refused]:
    """Every reason why a draft cannot be launched now; empty when nothing stands in the way."""
    return [*_thought_through(challenge_id, document), *_promised(document), *_funded(document)]


def demand(challenge_id: int, document: Document, at: datetime) -> None:
    """Raise NotReady with every reason at once."""
    if reasons := ready(challenge_id, document, at):
        raise NotReady(reasons)


def worst(document: Document) -> Budget:
    """The worst case at the catalogue's prices; raises Unbounded."""
    return worst_case(document, participants_at_most(document), prices(document))


def open_escrow(challenge_id: int, document: Document, at: datetime, by: str) -> Budget:
    """Move the worst case from the fund into the challenge's escrow; raises Unbounded, FundTooSmall."""
    budget = worst(document)
    _set_aside(challenge_id, budget.total, f"challenge:{challenge_id}:fund", budget.total, at, by)
    return budget


def top_up(challenge_id: int, document: Document, at: datetime, by: str) -> Budget:
    """After an amendment: set aside what the changed document may cost more; what is there stays.

    What costs more asks for a forecast of its own, as a launch does; raises DearerUnapproved, FundTooSmall.
    Joins the transaction that holds the challenge's row.
    """
    budget = worst(document)
    challenge = session.get_one(Challenge, challenge_id, populate_existing=True)
    more = budget.total - set_aside(challenge)
    if more > 0:
        if not forecasts.is_approved(challenge_id, document.hash):
            raise DearerUnapproved(points=more)
        reference = f"challenge:{challenge_id}:fund:{challenge.version + 1}"
        _set_aside(challenge_id, more, reference, budget.total, at, by)
    return budget


def set_aside(challenge: Challenge) -> int:
    """Points set aside for a launched challenge, ties included."""
    return challenge.worst_points or stored(challenge.document).pot


def prices(document: Document) -> dict[str, int]:
    """Today's prices of the rewards that the document promises, by code."""
    codes = {prize.reward for prize in document.prizes if prize.reward}
    rows = session.execute(
        select(Reward.code, Reward.price_points).where(Reward.code.in_(codes), Reward.retired_at.is_(None))
    )
    return {code: int(price) for code, price in rows}


def _set_aside(
    challenge_id: int, points_more: int, reference: str, total: int, at: datetime, by: str
) -> None:
    if points_more > 0:
        points.fund_escrow(escrow(challenge_id), points_more, reference, at, by)
    session.execute(update(Challenge).where(Challenge.id == challenge_id).values(worst_points=total))
    facts = {"points": points_more, "worst": total}
    audit.record(by, "challenges.set_aside", ("challenge", challenge_id), at, facts)


def _thought_through(challenge_id: int, document: Document) -> Iterator[Refused]:
    if briefs.newest(briefs.about_challenge(document.code)) is None:
        yield NoBrief()
    written = forecasts.every(challenge_id)
    about = next((one for one in written if one.document_hash == document.hash), None)
    if not written:
        yield NoForecast()
    elif about is None:
        yield ForecastStale()
    elif about.approved_at is None:
        yield NotApproved()


def _promised(document: Document) -> Iterator[Refused]:
    known = prices(document)
    for prize in document.prizes:
        if prize.reward and prize.reward not in known:
            yield NoSuchReward(code=prize.reward)
        elif prize.reward and known[prize.reward] > prize.points:
            yield RewardDearer(code=prize.reward, price=known[prize.reward], points=prize.points)


def _funded(document: Document) -> Iterator[Refused]:
    try:
        needed = worst(document).total
    except Unbounded as refused:
        yield refused
        return
    have = funds.held()
    if needed > have:
        yield FundTooSmall(held=have, asked=needed, points=needed - have)
