"""Ideas for the catalogue: members say what they would like, staff take or decline it with an answer."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, literal_column, select, update

from accounts.models import Company, Person
from catalog import rules
from catalog.models import Reward, Suggestion
from catalog.shelf.telling import tell_answered
from core import audit
from core.database import Key, ask, insert, session
from core.rules import N_, Refused

#: Ideas that wait for an answer, of one person.
MOST_OPEN = 10

_IDEAS = Suggestion.__table__.c
_OWN = (
    select(Suggestion.__table__)
    .where(_IDEAS.person_id == bindparam("person", type_=Key))
    .order_by(_IDEAS.id.desc())
    .limit(literal_column("50"))
)


class TooManyIdeas(Refused):
    """Somebody suggests more than is read."""

    sentence = N_("%(most)s of your ideas wait for an answer: let us read those first.")


class AlreadyAnswered(Refused):
    """The edge was taken before."""

    sentence = N_("This idea was answered already.")


def suggest(person_id: int, company_id: int, words: str, why: str, request_id: str, at: datetime) -> int:
    """Say which reward one would like to see; a known request is the same idea. Raises TooManyIdeas."""
    waiting = select(func.count()).where(Suggestion.person_id == person_id, Suggestion.state == "open")
    if session.scalars(waiting).one() >= MOST_OPEN:
        raise TooManyIdeas(most=MOST_OPEN)
    fresh = (
        insert(Suggestion)
        .values(
            request_id=request_id,
            person_id=person_id,
            company_id=company_id,
            words=words[:200],
            why=why[:600],
            at=at,
            state="open",
        )
        .on_conflict_do_nothing(index_elements=[Suggestion.request_id])
        .returning(Suggestion.id)
    )
    made = session.execute(fresh).scalar_one_or_none()
    if made is None:
        known = select(Suggestion.id).where(
            Suggestion.request_id == request_id, Suggestion.person_id == person_id
        )
        return session.scalars(known).one_or_none() or _not_yours()
    audit.record(audit.by(person_id), "catalog.suggest", ("suggestion", made), at)
    return made


def answer(suggestion_id: int, taken: bool, words: str, at: datetime, by: str, reward_code: str = "") -> None:
    """Take an idea (naming the reward that it became, if there is one) or decline it; its author is told.

    Raises ReasonMissing, RewardUnknown, AlreadyAnswered.
    """
    if not words.strip():
        raise rules.ReasonMissing
    became = session.scalar(select(Reward.id).where(Reward.code == reward_code)) if reward_code else None
    if reward_code and became is None:
        raise rules.RewardUnknown
    won = session.execute(
        update(Suggestion)
        .where(Suggestion.id == suggestion_id, Suggestion.state == "open")
        .values(
            state="taken" if taken else "declined",
            answer=words[:300],
            reward_id=became,
            answered_at=at,
            answered_by=by,
        )
        .returning(Suggestion.person_id, Suggestion.words)
    ).one_or_none()
    if won is None:
        raise AlreadyAnswered
    audit.record(by, "catalog.answer_suggestion", ("suggestion", suggestion_id), at, {"taken": taken})
    path = f"/rewards/{became}" if became else "/rewards/suggestions"
    tell_answered(suggestion_id, won.person_id, won.words, taken, words, path, at)


def ideas_of(person_id: int) -> list[Any]:
    """A person's own ideas, the newest first; rows of suggestions."""
    return ask(_OWN, person=person_id).all()


def ideas(state: str) -> Sequence[Row[Suggestion, Person, Company]]:
    """Ideas in a state, with whose they are; those that wait longest first, else the newest."""
    order = Suggestion.id if state == "open" else Suggestion.id.desc()
    rows = (
        select(Suggestion, Person, Company)
        .join(Person, Person.id == Suggestion.person_id)
        .join(Company, Company.id == Suggestion.company_id)
        .where(Suggestion.state == state)
        .order_by(order)
        .limit(200)
    )
    return session.execute(rows).all()


def author_of(idea: Suggestion) -> tuple[Person, Company]:
    """Who had an idea, and where they worked then."""
    return session.get_one(Person, idea.person_id), session.get_one(Company, idea.company_id)


def _not_yours() -> int:
    raise rules.OtherOrder
