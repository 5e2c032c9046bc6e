"""Deciding what waits, once: of two who decide at the same time, the second is told."""

from datetime import datetime
from typing import TypeVar

from sqlalchemy import update

from core.database import session
from engagement.models import Act, Application
from engagement.rules import AlreadyDecided

Waiting = TypeVar("Waiting", Act, Application)


def decide(kind: type[Waiting], number: int, waits: str, state: str, at: datetime, by: str) -> Waiting:
    """Win the edge out of `waits`; the row is this transaction's until it ends. Raises AlreadyDecided."""
    won = session.execute(
        update(kind)
        .where(kind.id == number, kind.state == waits)
        .values(state=state, decided_at=at, decided_by=by)
        .returning(kind.id),
        execution_options={"synchronize_session": False},
    ).one_or_none()
    if won is None:
        raise AlreadyDecided
    return session.get_one(kind, number, populate_existing=True)
