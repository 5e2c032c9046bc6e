"""Trainings that were validated, as challenges count them: whose, and up to which revision of the journal."""

from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, func, or_, select

from accounts.models import Mandate
from core.database import session
from engagement.models import Act

TRAINING = "training"
AT_ONCE = 5_000


class Validated(NamedTuple):
    """A training that somebody confirmed."""

    subject_id: int
    id: int
    happened_on: date
    note: str


def validated(
    kind: str, subject_ids: Collection[int], first: date, last: date, revision: int | None = None
) -> list[Validated]:
    """Trainings of some people, or of companies: their own and those of whoever worked there on the day."""
    days = (Act.happened_on >= first, Act.happened_on <= last)
    found: list[Validated] = []
    wanted = sorted(subject_ids)
    for start in range(0, len(wanted), AT_ONCE):
        for whose, statement in _whose(kind, wanted[start : start + AT_ONCE]):
            rows = session.execute(
                statement.where(*days, _confirmed(), _known(revision)).order_by(whose, Act.id)
            )
            found += [Validated(*row) for row in rows]
    return found


def subjects_changed(kind: str, after: int, up_to: int) -> set[int]:
    """Whose trainings were confirmed between two revisions (the first exclusive)."""
    within = and_(Act.revision > after, Act.revision <= up_to, Act.act == TRAINING)
    whose = [Act.person_id] if kind == "person" else [Act.company_id]
    found = {one for column in whose for one in session.scalars(select(column).where(within)) if one}
    if kind == "company":
        found |= set(session.scalars(select(Mandate.company_id).join(Act, _worked()).where(within)))
    return found


def _whose(kind: str, some: list[int]) -> list[tuple[Any, Any]]:
    """Statements that find their trainings, each with the column of whose it is."""
    columns = (Act.id, Act.happened_on, Act.note)
    if kind == "person":
        return [(Act.person_id, select(Act.person_id, *columns).where(Act.person_id.in_(some)))]
    people = select(Mandate.company_id, *columns).join(Act, _worked()).where(Mandate.company_id.in_(some))
    own = select(Act.company_id, *columns).where(Act.company_id.in_(some))
    return [(Act.company_id, own), (Mandate.company_id, people.distinct())]


def _worked() -> ColumnElement[bool]:
    """Whoever was trained had a mandate on the day."""
    running = or_(Mandate.ends_on.is_(None), Mandate.ends_on >= Act.happened_on)
    return and_(Mandate.person_id == Act.person_id, Mandate.starts_on <= Act.happened_on, running)


def _confirmed() -> ColumnElement[bool]:
    return and_(Act.act == TRAINING, Act.state == "confirmed")


def _known(revision: int | None) -> ColumnElement[bool]:
    """Whether it was confirmed by a revision; before there were any, it was."""
    return func.coalesce(Act.revision, 0) <= revision if revision is not None else Act.id > 0
