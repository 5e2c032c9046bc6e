"""Dry runs are asked, done (at once when small, else by the clock) and kept until the next question."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select, update

from core.clock import local_day, now
from core.database import in_transaction, insert, session
from insights import asking, trial
from insights.asking import Question
from insights.models import DryRun

#: Up to so many sale lines a page waits for the answer.
SMALL = 10_000
#: One that has not moved for so long was left by its process.
LEFT = timedelta(minutes=5)


def ask(person_id: int, question: Question, at: datetime) -> int:
    """Put a question in place of somebody's last one; its id. Raises NotPast, NothingToTry, NoSale."""
    asking.check(question, local_day(at))
    said = {
        "question": asking.write(question),
        "state": "waiting",
        "done": 0,
        "total": trial.lines(question),
        "outcome": None,
        "asked_at": at,
        "moved_at": at,
    }
    asked = insert(DryRun).values(person_id=person_id, **said)
    again = asked.on_conflict_do_update(index_elements=[DryRun.person_id], set_=said)
    return int(session.execute(again.returning(DryRun.id)).scalar_one())


def of(person_id: int) -> DryRun | None:
    """Somebody's latest question and what became of it."""
    return session.scalars(select(DryRun).where(DryRun.person_id == person_id)).one_or_none()


def answer_small(run_id: int) -> None:
    """Answer a question at once where that takes no longer than a page may."""
    total = session.scalar(select(DryRun.total).where(DryRun.id == run_id)) or 0
    session.rollback()
    if total <= SMALL:
        answer(run_id, now())


def answer_waiting(at: datetime) -> int:
    """Answer every question that waits, or that its process left; how many."""
    due = select(DryRun.id).where(
        (DryRun.state == "waiting") | ((DryRun.state == "running") & (DryRun.moved_at < at - LEFT))
    )
    waiting = list(session.scalars(due.order_by(DryRun.asked_at)))
    session.rollback()
    return sum(answer(run_id, at) for run_id in waiting)


def answer(run_id: int, at: datetime) -> bool:
    """Answer a question, in transactions of its own; False when somebody else took or replaced it."""
    taken = in_transaction(lambda: _take(run_id, at))
    if taken is None:
        return False
    asked_at, question = taken
    try:
        outcome = trial.run(question, local_day(at), _telling(run_id, asked_at))
    except Exception:
        session.rollback()
        in_transaction(lambda: _move(run_id, asked_at, now(), state="failed"))
        raise
    session.rollback()
    return in_transaction(lambda: _move(run_id, asked_at, now(), state="done", outcome=outcome))


def _take(run_id: int, at: datetime) -> tuple[datetime, Question] | None:
    free = (DryRun.state == "waiting") | ((DryRun.state == "running") & (DryRun.moved_at < at - LEFT))
    row = session.execute(
        update(DryRun)
        .where(DryRun.id == run_id, free)
        .values(state="running", done=0, moved_at=now())
        .returning(DryRun.asked_at, DryRun.question),
        execution_options={"synchronize_session": False},
    ).one_or_none()
    return (row[0], asking.read(row[1])) if row else None


def _telling(run_id: int, asked_at: datetime) -> Callable[[int], None]:
    """Write down how far it is; the snapshot is dropped, and what is read next was there before."""

    def told(done: int) -> None:
        session.rollback()
        in_transaction(lambda: _move(run_id, asked_at, now(), done=done))

    return told


def _move(run_id: int, asked_at: datetime, at: datetime, **values: object) -> bool:
    """Change a run unless it was replaced meanwhile."""
    changed = session.execute(
        update(DryRun)
        .where(DryRun.id == run_id, DryRun.asked_at == asked_at, DryRun.state == "running")
        .values(moved_at=at, **values)
        .returning(DryRun.id),
        execution_options={"synchronize_session": False},
    ).one_or_none()
    return changed is not None
