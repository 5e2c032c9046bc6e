"""How the installation stands: what the clock did last, what waits in the outbox, what must hold."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from flask import current_app
from sqlalchemy import func, select

from core.database import session
from core.jobs import JobRun
from core.outbox import Mail
from core.verify import Check, Finding
from home import scheduled


class Run(NamedTuple):
    """The newest run of a job."""

    job: str
    started_at: datetime
    ended_at: datetime | None
    outcome: str

    @property
    def said(self) -> str:
        """The outcome in the reader's language; as it was noted when no sentence fits."""
        numbers = [int(one) for one in re.findall(r"(\d+) ", self.outcome)]
        return scheduled.said(self.job, numbers) or self.outcome

    @property
    def name(self) -> str:
        """What the job is for, in the reader's language."""
        return scheduled.name(self.job)


class Post(NamedTuple):
    """How many mails wait, left, and cannot be delivered."""

    waiting: int
    sent: int
    dead: int


def last_runs() -> list[Run]:
    """The newest run of every job that has periods."""
    newest = select(JobRun.job, func.max(JobRun.started_at).label("at")).group_by(JobRun.job).subquery()
    rows = session.execute(
        select(JobRun.job, JobRun.started_at, JobRun.ended_at, JobRun.outcome)
        .join(newest, (JobRun.job == newest.c.job) & (JobRun.started_at == newest.c.at))
        .order_by(JobRun.job)
    )
    return [Run(*row) for row in rows]


def mail() -> Post:
    """Counts by state."""
    counts = dict(session.execute(select(Mail.state, func.count()).group_by(Mail.state)).all())
    return Post(counts.get("waiting", 0), counts.get("sent", 0), counts.get("dead", 0))


def findings() -> tuple[int, list[Finding]]:
    """How many checks there are, and every row that breaks one."""
    checks: Sequence[Check] = current_app.extensions["checks"]
    return len(checks), [finding for check in checks for finding in check.findings()]
