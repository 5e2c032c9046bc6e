"""How the installation stands: what the clock did last, what waits in the outbox, what must hold."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from flask import current_app
from flask_babel import ngettext
from sqlalchemy import func, select

from core.database import session
from core.jobs import JobRun
from core.outbox import Mail
from core.verify import Check, Finding


def _rows(num: int) -> str:
    said: str = ngettext("%(num)d row sealed", "%(num)d rows sealed", num)
    return said


def _entered(num: int) -> str:
    said: str = ngettext("%(num)d participant entered", "%(num)d participants entered", num)
    return said


def _expired(num: int) -> str:
    said: str = ngettext("%(num)d lot of points expired", "%(num)d lots of points expired", num)
    return said


def _confirmed(num: int) -> str:
    said: str = ngettext("%(num)d gain of points confirmed", "%(num)d gains of points confirmed", num)
    return said


def _reminded(num: int) -> str:
    said: str = ngettext("%(num)d reminder sent", "%(num)d reminders sent", num)
    return said


def _tiers(num: int) -> str:
    said: str = ngettext("%(num)d tier changed", "%(num)d tiers changed", num)
    return said


def _dropped(num: int) -> str:
    said: str = ngettext("%(num)d line tidied away", "%(num)d lines tidied away", num)
    return said


#: What a job did, in words, by the number it noted first.
SAID: Mapping[str, Callable[[int], str]] = {
    "seals": _rows,
    "challenge days": _entered,
    "confirmations": _confirmed,
    "expiry": _expired,
    "expiry reminders": _reminded,
    "tiers": _tiers,
    "old run keys": _dropped,
    "past visits": _dropped,
}


class Run(NamedTuple):
    """The newest run of a job."""

    job: str
    started_at: datetime
    ended_at: datetime | None
    outcome: str

    @property
    def said(self) -> str:
        """The outcome in the reader's language; as it was noted when no sentence fits."""
        number = re.match(r"(\d+) ", self.outcome)
        if number is None or self.job not in SAID:
            return self.outcome
        return SAID[self.job](int(number[1]))


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
