"""A launched challenge's document changes in one way only: a new version, from a day on, with its reason.

The database refuses any other edit of it (see `core.appendonly.versioned`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from flask_babel import force_locale, gettext
from sqlalchemy import bindparam, select, update

from challenges.actions import columns
from challenges.document.amending import refusals
from challenges.document.changes import Change, changes
from challenges.document.problems import DocumentRefused
from challenges.document.reading import stored
from challenges.document.terms import Document
from challenges.life import enrolment, gate
from challenges.life.recipients import people_of
from challenges.models import Challenge, ChallengeVersion, Participation
from challenges.rules.versions import (
    AmendedTooEarly,
    AmendedTooLate,
    MeanwhileChanged,
    NotAmendable,
    NothingChanged,
    ReasonMissing,
)
from challenges.scoring import refresh
from challenges.scoring.holding import hold
from core import audit
from core import format as say
from core.clock import local_day
from core.database import Key, insert, session
from notifications.post import Message, tell

_ = gettext
AMENDABLE = ("announced", "open")


@dataclass(frozen=True)
class Amendment:
    """What is to change, judged and not yet published."""

    before: Document
    after: Document
    #: first local day whose sales it judges
    from_on: date
    changes: Sequence[Change]


def prepare(challenge_id: int, document: Document, from_on: date, at: datetime) -> Amendment:
    """Judge a changed document without publishing it; raises what is wrong with it, all of it at once."""
    one = session.get_one(Challenge, challenge_id)
    if one.state not in AMENDABLE:
        raise NotAmendable
    before = stored(one.document)
    day = max(from_on, before.first, _last_from(challenge_id))
    if from_on < local_day(at):
        raise AmendedTooEarly(day=local_day(at).isoformat())
    if day > max(before.last, document.last) or at >= one.ends_at:
        raise AmendedTooLate(day=before.last.isoformat())
    found = changes(before, document)
    if not found:
        raise NothingChanged
    if problems := refusals(before, document, day):
        raise DocumentRefused(problems)
    columns(document)  # every code stands for something
    return Amendment(before, document, day, found)


def publish(
    challenge_id: int,
    document: Document,
    from_on: date,
    reason: str,
    at: datetime,
    by: str,
    agreed: tuple[str, str] | None = None,
) -> int:
    """Seal a changed document as the next version, set aside what it may cost more, tell everybody.

    `agreed` are the fingerprints before and after that somebody read; MeanwhileChanged when one is another.
    Returns the version's number.
    """
    held = hold(challenge_id, AMENDABLE)
    if held is None:
        raise NotAmendable
    if not reason.strip():
        raise ReasonMissing
    if agreed not in (None, (held.hash, document.hash)):
        raise MeanwhileChanged
    amendment = prepare(challenge_id, document, from_on, at)
    gate.top_up(challenge_id, document, at, by)
    number = _write(challenge_id, amendment, reason.strip()[:300], at, by)
    if document.join == "automatic":
        enrolment.enter_everybody(challenge_id, at, by)
    if (again := hold(challenge_id, ("open",))) is not None:
        refresh.recount(again, at)
    _tell(challenge_id, number, amendment, reason.strip(), at)
    return number


def versions(challenge_id: int) -> list[ChallengeVersion]:
    """Every version of a challenge's document, the first one first."""
    return list(session.scalars(_VERSIONS, {"challenge": challenge_id}))


_VERSIONS = (
    select(ChallengeVersion)
    .where(ChallengeVersion.challenge_id == bindparam("challenge", type_=Key))
    .order_by(ChallengeVersion.version)
)


def _last_from(challenge_id: int) -> date:
    return max((one.from_on for one in versions(challenge_id)), default=date.min)


def _write(challenge_id: int, one: Amendment, reason: str, at: datetime, by: str) -> int:
    """The version's row first: without it the database refuses the challenge's new document."""
    values: dict[str, Any] = columns(one.after)
    number = session.scalars(select(Challenge.version).where(Challenge.id == challenge_id)).one() + 1
    session.execute(
        insert(ChallengeVersion).values(
            challenge_id=challenge_id,
            version=number,
            document=values["document"],
            scope=values["scope"],
            hash=one.after.hash,
            from_on=one.from_on,
            changes=[change.plain() for change in one.changes],
            reason=reason,
            published_at=at,
            published_by=by,
        )
    )
    session.execute(
        update(Challenge)
        .where(Challenge.id == challenge_id)
        .values(**values, version=number, document_hash=one.after.hash)
        .execution_options(synchronize_session=False)
    )
    session.expire_all()
    facts = {"version": number, "from": one.from_on.isoformat(), "hash": one.after.hash, "reason": reason}
    audit.record(by, "challenges.amend", ("challenge", challenge_id), at, facts)
    return number


def _tell(challenge_id: int, number: int, one: Amendment, reason: str, at: datetime) -> None:
    entrants = session.scalars(
        select(Participation.entrant_id).where(Participation.challenge_id == challenge_id)
    )
    people = {person for some in people_of(set(entrants), at).values() for person in some}
    tell(people, partial(_notice, one, reason), at, f"challenge:{challenge_id}:version:{number}")


def _notice(one: Amendment, reason: str, language: str) -> Message:
    with force_locale(language):
        title = _("%(title)s: the rules change", title=one.after.title(language))
        ended = reason if reason.endswith((".", "!", "?", "…")) else f"{reason}."
        body = _(
            "%(reason)s From %(day)s on. Read what changes and accept it.",
            reason=ended,
            day=say.day(one.from_on),
        )
        return Message("challenge", title[:160], body, f"/challenges/{one.after.code}/versions")
