"""The clock on the wall: one table, one line per scheduled job; run as a process of its own (`flask clock run`).

Triggers are in UTC. A job with a period runs once for it, whoever asks and however often: the unique run key is
the guard. A job without one only empties a queue. One clock works at a time, by a lease; the lease saves work.
"""

import os
import signal
import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

import click
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.blocking import BlockingScheduler
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext

from core import audit, jobs, seal
from core.audit import AuditLine
from core.clock import local_day
from core.database import db, in_transaction, session, transaction

commands = AppGroup("clock", help="Scheduled work.")

LEASE = timedelta(seconds=60)
#: The table of jobs is long because it is the only one; what each does lives in its room.


@dataclass(frozen=True)
class Job:
    """A line of the table: how often it is looked at, which period it belongs to, what it does."""

    name: str
    every: timedelta
    act: Callable[[datetime], str]
    #: names the period that `at` lies in; None for a job that empties a queue
    period: Callable[[datetime], str] | None = None


def minute(at: datetime) -> str:
    """A period of one minute, UTC."""
    return at.strftime("%Y-%m-%dT%H:%M")


def day(at: datetime) -> str:
    """A period of one local day: looked at each few minutes, so a missed night heals by itself."""
    return local_day(at).isoformat()


def forge_seals(at: datetime) -> str:
    """Seal what was written since the last link."""
    with transaction():
        count = sum(seal.forge(table, at) for table in SEALED)
    return f"{count} rows"


SEALED = (AuditLine.__table__,)

JOBS: tuple[Job, ...] = (Job("seals", timedelta(minutes=1), forge_seals, minute),)


def run(job: Job, at: datetime) -> str | None:
    """Do a job for the period that `at` lies in; None when that period was already done. Errors give it back."""
    period = job.period(at) if job.period else None
    if period and not in_transaction(lambda: jobs.begin(job.name, period, at)):
        return None
    try:
        outcome = job.act(at)
    except Exception:
        session.remove()
        if period:
            in_transaction(lambda: jobs.forget(job.name, period))
        raise
    if period:
        in_transaction(lambda: jobs.end(job.name, period, jobs.shared_now(), outcome))
    return outcome


def run_due(at: datetime) -> list[tuple[str, str]]:
    """Run every job that is due at an instant, once; (name, outcome) of those that did something."""
    done = [(job.name, run(job, at)) for job in JOBS]
    return [(name, outcome) for name, outcome in done if outcome is not None]


def _holder() -> str:
    return f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"


class Wall:
    """A scheduler process: fires jobs while it holds the lease."""

    def __init__(self, app: Flask, holder: str | None = None) -> None:
        self.app = app
        self.holder = holder or _holder()
        self.scheduler = BlockingScheduler(
            timezone="UTC", executors={"default": ThreadPoolExecutor(1)}, job_defaults={"coalesce": True}
        )

    def start(self) -> None:
        """Work until SIGTERM or SIGINT, then give the lease back."""
        for job in JOBS:
            self.scheduler.add_job(
                self.fire,
                "interval",
                seconds=job.every.total_seconds(),
                args=[job],
                id=job.name,
                misfire_grace_time=None,
                max_instances=1,
            )
        for word in (signal.SIGTERM, signal.SIGINT):
            signal.signal(word, lambda *_: self.scheduler.shutdown(wait=False))
        self.scheduler.start()
        with self.app.app_context():
            in_transaction(lambda: jobs.drop_lease("clock", self.holder))
            db.engine.dispose()

    def fire(self, job: Job) -> None:
        """Run one job if the lease is ours; log what failed and go on."""
        with self.app.app_context():
            audit.origin.set(audit.Origin("clock"))
            try:
                at = jobs.shared_now()
                session.rollback()
                if in_transaction(lambda: jobs.take_lease("clock", self.holder, at, LEASE)):
                    run(job, at)
            except Exception:
                self.app.logger.exception("the job %s failed; it is tried again", job.name)


@commands.command("run")
@with_appcontext
def run_command() -> None:
    """Work as the clock until stopped. Example: flask clock run"""
    Wall(current_app._get_current_object()).start()  # type: ignore[attr-defined]


@commands.command("run-due")
@with_appcontext
def run_due_command() -> None:
    """Run what is due once, and stop. Example: flask clock run-due"""
    audit.origin.set(audit.Origin("clock"))
    for name, outcome in run_due(jobs.shared_now()):
        click.echo(f"{name}: {outcome}")
