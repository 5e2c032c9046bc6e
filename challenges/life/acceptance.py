"""Who read and accepted which version of a challenge's document; kept for good, one line for each."""

from datetime import datetime

from sqlalchemy import String, bindparam, func, select

from challenges.models import Acceptance, Challenge, ChallengeVersion
from challenges.rules.versions import MeanwhileChanged
from core import audit
from core.database import Key, ask, insert, session


def accept(challenge_id: int, person_id: int, agreed: str, at: datetime) -> bool:
    """Write down that somebody accepts the document whose fingerprint was on the page; False the second time.

    Raises MeanwhileChanged when another version is in force by now.
    """
    if agreed != session.scalar(select(Challenge.document_hash).where(Challenge.id == challenge_id)):
        raise MeanwhileChanged
    return note(challenge_id, person_id, agreed, at)


def note(challenge_id: int, person_id: int, digest: str, at: datetime) -> bool:
    """Write down an acceptance of a fingerprint that was checked; False when it is known."""
    row = {"challenge_id": challenge_id, "person_id": person_id, "hash": digest, "at": at}
    fresh = insert(Acceptance).values(row).on_conflict_do_nothing().returning(Acceptance.id)
    if session.execute(fresh).scalar_one_or_none() is None:
        return False
    audit.record(audit.by(person_id), "challenges.accept", ("challenge", challenge_id), at, {"hash": digest})
    return True


def accepted_by(challenge_id: int, person_id: int) -> dict[str, datetime]:
    """The fingerprints that somebody accepted, and when."""
    mine = select(Acceptance.hash, Acceptance.at).where(
        Acceptance.challenge_id == challenge_id, Acceptance.person_id == person_id
    )
    return {row.hash: row.at for row in session.execute(mine)}


def asked_of(challenge_id: int, person_id: int, digest: str) -> str:
    """`first` for somebody who accepted no version, `again` where another one came since; empty when asked
    nothing: they accepted the one of this fingerprint.
    """
    accepted, versions = ask(_ASKED, challenge=challenge_id, person=person_id, hash=digest).one()
    return "" if accepted else "again" if versions > 1 else "first"


def counts(challenge_id: int) -> dict[str, int]:
    """How many people accepted each version, by its fingerprint."""
    each = select(Acceptance.hash, func.count()).where(Acceptance.challenge_id == challenge_id)
    return {row[0]: row[1] for row in session.execute(each.group_by(Acceptance.hash))}


def person_of(actor: str) -> int | None:
    """The person behind an actor, `person:12`; None for a clock or a shell."""
    kind, _, number = actor.partition(":")
    return int(number) if kind == "person" and number.isdigit() else None


_MINE, _VERSION = Acceptance.__table__.c, ChallengeVersion.__table__.c
#: How often `:person` accepted the fingerprint, and how many versions there are.
_ASKED = select(
    select(func.count())
    .where(_MINE.challenge_id == bindparam("challenge", type_=Key))
    .where(_MINE.person_id == bindparam("person", type_=Key), _MINE.hash == bindparam("hash", type_=String))
    .scalar_subquery(),
    select(func.count()).where(_VERSION.challenge_id == bindparam("challenge", type_=Key)).scalar_subquery(),
)
