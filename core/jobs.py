"""Run keys and the lease: each job once a period, one clock at a time.

The unique key (job, period) is the guard; the lease only saves work.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from sqlalchemy import String, delete, func, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import clock
from core.database import Base, Key, UTCDateTime, in_transaction, insert, is_postgresql, session

T = TypeVar("T")


#: A run without an end after so long was its clock's last: the period may be claimed again.
DEAD_AFTER = timedelta(minutes=30)


class JobRun(Base):
    """A job that ran for a period."""

    __tablename__ = "job_runs"

    job: Mapped[str] = mapped_column(String(60), primary_key=True)
    #: the period's name, e.g. `2026-10-15T08:05`
    period: Mapped[str] = mapped_column(String(40), primary_key=True)
    started_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: one line of what it did, or the error
    outcome: Mapped[str] = mapped_column(String(300), default="")


class Lease(Base):
    """Who may work until when."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    holder: Mapped[str] = mapped_column(String(80))
    until: Mapped[datetime] = mapped_column(UTCDateTime)


class Counter(Base):
    """A number that only one transaction may move at a time (the journal's revision)."""

    __tablename__ = "counters"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[int] = mapped_column(Key)


def begin(job: str, period: str, at: datetime) -> bool:
    """Claim a period for a job; False when it was claimed, unless its clock died over it long ago."""
    claimed = session.execute(
        insert(JobRun)
        .values(job=job, period=period, started_at=at, outcome="")
        .on_conflict_do_update(
            index_elements=[JobRun.job, JobRun.period],
            set_={"started_at": at},
            where=JobRun.ended_at.is_(None) & (JobRun.started_at < at - DEAD_AFTER),
        )
        .returning(JobRun.job)
    ).one_or_none()
    return claimed is not None


def end(job: str, period: str, at: datetime, outcome: str) -> None:
    """Note how a run ended."""
    session.execute(
        update(JobRun)
        .where(JobRun.job == job, JobRun.period == period)
        .values(ended_at=at, outcome=outcome[:300])
    )


def forget(job: str, period: str) -> None:
    """Give a failed period back so that it is tried again."""
    session.execute(delete(JobRun).where(JobRun.job == job, JobRun.period == period))


def drop_runs_before(at: datetime) -> int:
    """Forget runs that began before an instant; how many there were."""
    gone = session.execute(delete(JobRun).where(JobRun.started_at < at).returning(JobRun.job)).all()
    return len(gone)


def take_lease(name: str, holder: str, at: datetime, length: timedelta) -> bool:
    """Take or renew a lease; False while somebody else holds it."""
    fresh = insert(Lease).values(name=name, holder=holder, until=at + length)
    won = session.execute(
        fresh.on_conflict_do_update(
            index_elements=[Lease.name],
            set_={"holder": holder, "until": at + length},
            where=or_(Lease.holder == holder, Lease.until < at),
        ).returning(Lease.holder)
    ).one_or_none()
    return won is not None


def drop_lease(name: str, holder: str) -> None:
    """Give a lease back at a clean stop."""
    session.execute(delete(Lease).where(Lease.name == name, Lease.holder == holder))


def advance(name: str) -> int:
    """Add one to a counter and hold its row until commit; the new value."""
    row = session.execute(
        insert(Counter)
        .values(name=name, value=1)
        .on_conflict_do_update(index_elements=[Counter.name], set_={"value": Counter.value + 1})
        .returning(Counter.value)
    ).one()
    return int(row[0])


def reading(name: str) -> int:
    """A counter's committed value (0 before its first advance)."""
    return session.execute(select(Counter.value).where(Counter.name == name)).scalar_one_or_none() or 0


def shared_now() -> datetime:
    """The instant that all hosts agree on: the database's clock, unless a demo or a test has moved ours.

    A host whose own clock is ten minutes off then neither opens nor closes anything early.
    """
    if is_postgresql() and clock.unmoved:
        at: datetime = session.execute(select(func.clock_timestamp())).scalar_one()
        return at.astimezone(UTC)
    return clock.now()


def each(things: Iterable[T], act: Callable[[T], int]) -> int:
    """Act on each thing in transactions of its own and add up; one that fails holds no other back.
    The first error is raised when every thing had its turn: the clock logs it and asks again later.
    """
    total, troubles = 0, []
    for thing in things:
        try:
            total += act(thing)
        except Exception as trouble:  # whatever it is, the others are not to blame
            session.rollback()
            trouble.add_note(f"while working on {thing}")
            troubles.append(trouble)
    if troubles:
        raise troubles[0]
    return total


def in_parts(act: Callable[[], int]) -> int:
    """Act until there is nothing left to do, each part in a transaction of its own; how many in all."""
    return sum(iter(lambda: in_transaction(act), 0))
