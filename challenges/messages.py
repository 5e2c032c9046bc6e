"""What this room says to people."""

from collections.abc import Collection
from datetime import datetime
from functools import partial

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select

from accounts import queries as accounts
from challenges.document.reading import stored
from challenges.document.terms import Document
from challenges.life import enrolment
from challenges.life.recipients import members
from challenges.models import Challenge, Participation, Result
from challenges.rules.outcome import held_back
from core import format as say
from core.clock import local_day
from core.database import session
from notifications.post import Message, tell

TOPIC = "challenge"


def announce(challenge_id: int, at: datetime) -> None:
    """Tell everybody invited that it is coming, from the day on which members may see it; once."""
    challenge = session.get_one(Challenge, challenge_id)
    document = stored(challenge.document)
    if local_day(at) < document.announced_on:
        return
    subjects = [one.subject_id for one in enrolment.invited(document, at)]
    if document.kind == "team":
        subjects = _participants(challenge_id)
    tell(
        _people(document, subjects, at),
        partial(_announcement, document),
        at,
        f"challenge:{challenge_id}:announced",
    )


def closed(challenge_id: int, at: datetime) -> None:
    """Tell those who take part that it is over and how long a score may be contested."""
    document = stored(session.get_one(Challenge, challenge_id).document)
    if document.contest_days:
        people = _people(document, _participants(challenge_id), at)
        tell(people, partial(_end, document), at, f"challenge:{challenge_id}:closed")


def results(challenge_id: int, at: datetime) -> None:
    """Tell each winner the rank and the points, and thank everybody else."""
    document = stored(session.get_one(Challenge, challenge_id).document)
    reference = f"challenge:{challenge_id}:paid"
    told: set[int] = set()
    for subject_id, rank, prize in _winners(challenge_id):
        people = set(_people(document, [subject_id], at)) - told
        tell(people, partial(_win, document, rank, prize), at, reference)
        told |= people
    others = set(_people(document, _participants(challenge_id), at)) - told
    tell(others, partial(_thanks, document), at, reference)


def stopped(challenge_id: int, reason: str, at: datetime) -> None:
    """Tell those who take part that it was stopped, and why."""
    document = stored(session.get_one(Challenge, challenge_id).document)
    people = _people(document, _participants(challenge_id), at)
    tell(people, partial(_stop, document, reason), at, f"challenge:{challenge_id}:stopped")


def _announcement(document: Document, language: str) -> Message:
    with force_locale(language):
        title = _("New challenge: %(title)s", title=document.title(language))
        facts = {
            "text": document.text(language),
            "first": say.day(document.first),
            "last": say.day(document.last),
        }
        if document.join == "choice":
            body = _("%(text)s From %(first)s to %(last)s. Join it to take part.", **facts)
        else:
            body = _("%(text)s From %(first)s to %(last)s. You are already in.", **facts)
        return _message(document, title, body)


def _end(document: Document, language: str) -> Message:
    with force_locale(language):
        title = _("%(title)s: the challenge is over", title=document.title(language))
        body = _(
            "The standings are frozen. If a sale is missing, say so until %(day)s included.",
            day=say.day(document.contest_last),
        )
        return _message(document, title, body)


def _win(document: Document, rank: int, prize: int, language: str) -> Message:
    with force_locale(language):
        points, place = say.points(prize), f"{say.points(rank)}{say.ordinal_suffix(rank)}"
        title = _("%(title)s: you finish %(rank)s", title=document.title(language), rank=place)
        body = _("Well played. %(points)s points are on your account.", points=points)
        if document.kind == "company":
            body = _("Well played. %(points)s points are on your company’s account.", points=points)
        if document.kind == "team":
            body = _(
                "Well played. Your team wins %(points)s points, shared among its members.", points=points
            )
        if held := held_back(document, prize):
            some = say.points(held)
            body += " " + _("%(points)s of them wait until late sales are recounted.", points=some)
        return _message(document, title, body)


def _thanks(document: Document, language: str) -> Message:
    with force_locale(language):
        title = _("%(title)s: the result is there", title=document.title(language))
        return _message(document, title, _("Thank you for taking part. See the final standings."))


def _stop(document: Document, reason: str, language: str) -> Message:
    with force_locale(language):
        title = _("%(title)s: the challenge was stopped", title=document.title(language))
        body = _("%(reason)s The points you earned on your sales stay yours.", reason=_ended(reason))
        return _message(document, title, body)


def _message(document: Document, title: str, body: str) -> Message:
    return Message(TOPIC, title[:160], body, f"/challenges/{document.code}")


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "!", "?", "…")) else f"{sentence}."


def _people(document: Document, subjects: Collection[int], at: datetime) -> list[int]:
    """The people behind competitors: themselves, a team's members, or whoever manages the company today."""
    if document.kind == "person":
        return sorted(subjects)
    if document.kind == "team":
        teams = members(subjects, min(local_day(at), document.last))
        return sorted({person for people in teams.values() for person in people})
    wanted, day = set(subjects), local_day(at)
    return sorted(
        {
            mandate.person_id
            for mandate in accounts.mandates_between(day, day)
            if mandate.company_id in wanted and mandate.role == "company_manager"
        }
    )


def _participants(challenge_id: int) -> list[int]:
    return list(
        session.scalars(select(Participation.subject_id).where(Participation.challenge_id == challenge_id))
    )


def _winners(challenge_id: int) -> list[tuple[int, int, int]]:
    rows = session.execute(
        select(Participation.subject_id, Result.rank, Result.prize_points)
        .join(Participation, Participation.entrant_id == Result.entrant_id)
        .where(Result.challenge_id == challenge_id, Result.prize_points > 0)
        .order_by(Result.rank)
    )
    return [(row.subject_id, row.rank, row.prize_points) for row in rows]
