"""The report of a challenge's fairness is asked for, worked out once, and kept with what it rests on.

It rests on a document, a revision of the sales journal and a day; when one of them moves, it is worked out
again: each morning by the clock, and whenever somebody asks.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select, update

from accounts.models import Company, Person
from challenges.document.reading import stored
from challenges.document.terms import Document
from challenges.life import playing
from challenges.life.playing import Fairness, stored_fairness
from challenges.models import Challenge, FairPlay
from core.clock import local_day, now
from core.database import in_transaction, insert, session
from sales import queries as sales
from sales.models import SaleLine

#: Up to so many sale lines a page waits for the report.
SMALL = 10_000
#: One that has not moved for so long was left by its process.
LEFT = timedelta(minutes=30)
#: States in which the clock keeps a report fresh.
FOLLOWED = ("draft", "announced", "open")
NO_SYNC = {"synchronize_session": False}


@dataclass(frozen=True)
class Kept:
    """The last report of a challenge, and whether another one is on its way."""

    state: str
    #: None before the first
    found: Fairness | None
    day: date | None
    #: whether document, sales and day are still those that it rests on
    fresh: bool

    @property
    def working(self) -> bool:
        """Whether a report is waited for."""
        return self.state in ("waiting", "running")


def kept(challenge: Challenge, at: datetime) -> Kept:
    """What is known of a challenge's fairness without working anything out."""
    one = session.scalars(select(FairPlay).where(FairPlay.challenge_id == challenge.id)).one_or_none()
    if one is None:
        return Kept("", None, None, False)
    found = stored_fairness(one.report) if one.report else None
    rests = (one.document_hash, one.revision, one.day)
    return Kept(one.state, found, one.day, rests == _rests(challenge, at))


def ask(challenge_id: int, at: datetime) -> None:
    """Ask for a report; nothing where one is being worked out. Joins the transaction."""
    said = {"state": "waiting", "asked_at": at, "moved_at": at}
    asked = insert(FairPlay).values(challenge_id=challenge_id, **said)
    session.execute(
        asked.on_conflict_do_update(
            index_elements=[FairPlay.challenge_id],
            set_=said,
            where=or_(FairPlay.state != "running", FairPlay.moved_at < at - LEFT),
        )
    )


def ask_moved(at: datetime) -> int:
    """Ask for the reports of drafts and running challenges that rest on something else now; how many."""
    wanted = select(Challenge).where(Challenge.state.in_(FOLLOWED), Challenge.ends_on >= local_day(at))
    moved = [one.id for one in session.scalars(wanted.order_by(Challenge.id)) if not kept(one, at).fresh]
    for challenge_id in moved:
        ask(challenge_id, at)
    return len(moved)


def answer_small(challenge_id: int, at: datetime) -> None:
    """Work a report out at once where that takes no longer than a page may."""
    some = select(SaleLine.id).limit(SMALL + 1).subquery()
    many = session.scalar(select(func.count()).select_from(some)) or 0
    session.rollback()
    if many <= SMALL:
        answer(challenge_id, at)


def answer_waiting(at: datetime) -> int:
    """Work out every report that waits, or that its process left; how many."""
    wanted = select(FairPlay.challenge_id).where(_free(at)).order_by(FairPlay.asked_at)
    waiting = list(session.scalars(wanted))
    session.rollback()
    return sum(answer(challenge_id, at) for challenge_id in waiting)


def answer(challenge_id: int, at: datetime) -> bool:
    """Work a report out, in transactions of its own; False when somebody else took it."""
    if not in_transaction(lambda: _move(challenge_id, at, "running")):
        return False
    try:
        challenge = session.get_one(Challenge, challenge_id)
        digest, revision, day = _rests(challenge, at)
        report = playing.fairness(challenge, at).plain()
    except Exception:
        session.rollback()
        in_transaction(lambda: _move(challenge_id, now(), "failed"))
        raise
    session.rollback()
    told = {"document_hash": digest, "revision": revision, "day": day, "report": report}
    return in_transaction(lambda: _move(challenge_id, now(), "done", told))


def named(document: Document, found: Fairness) -> dict[int, str]:
    """Names of those whom a report points at, as they are called now."""
    wanted = {one.subject_id for one in (*found.played.again, *found.again)}
    if document.kind == "team" and document.teams and document.teams.kind == "made":
        return {nth: one.name_fr for nth, one in enumerate(document.teams.teams, 1) if nth in wanted}
    if document.kind == "person":
        return {one.id: one.name for one in session.scalars(select(Person).where(Person.id.in_(wanted)))}
    return {one.id: one.name for one in session.scalars(select(Company).where(Company.id.in_(wanted)))}


def _rests(challenge: Challenge, at: datetime) -> tuple[str, int, date]:
    return stored(challenge.document).hash, sales.journal_revision(), local_day(at)


def _free(at: datetime) -> ColumnElement[bool]:
    left = (FairPlay.state == "running") & (FairPlay.moved_at < at - LEFT)
    return (FairPlay.state == "waiting") | left


def _move(challenge_id: int, at: datetime, state: str, told: Mapping[str, object] | None = None) -> bool:
    """Bring a report to a state: take one that waits, end one that is worked on."""
    changed = session.execute(
        update(FairPlay)
        .where(FairPlay.challenge_id == challenge_id)
        .where(_free(at) if state == "running" else FairPlay.state == "running")
        .values(state=state, moved_at=at, **(told or {}))
        .returning(FairPlay.challenge_id),
        execution_options=NO_SYNC,
    ).one_or_none()
    return changed is not None
