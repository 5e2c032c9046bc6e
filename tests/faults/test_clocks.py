"""Several clocks at once (T4): each period is worked once, whoever holds the lease and whoever was killed."""

import os
import signal
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

import clock as wall
from core import jobs
from core.clock import clock
from core.database import db, in_transaction, session
from core.jobs import JobRun
from tests.faults.race import race
from tests.support.cast import START
from tests.support.stage import Stage

pytestmark = pytest.mark.faults


def _count(_at: datetime) -> str:
    in_transaction(lambda: jobs.advance("worked"))
    return "counted"


COUNTING = wall.Job("counting", timedelta(minutes=1), _count, wall.minute)


def _worked() -> int:
    session.rollback()
    return jobs.reading("worked")


def test_twenty_clocks_at_once_work_a_period_once(
    app: Flask, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wall, "JOBS", (COUNTING,))
    outcomes = race(stage, lambda _: wall.run_due(START), processes=4, threads=5)
    assert outcomes == {"[('counting', 'counted')]": 1, "[]": 19}
    assert _worked() == 1


def test_without_the_run_key_a_period_is_worked_again_and_again(
    app: Flask, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wall, "JOBS", (COUNTING,))
    monkeypatch.setattr(jobs, "begin", lambda *_: True)
    race(stage, lambda _: wall.run_due(START), processes=4, threads=5)
    assert _worked() > 1


def _take(holder: str) -> bool:
    return in_transaction(lambda: jobs.take_lease("clock", holder, clock.now(), wall.LEASE))


def test_one_of_twenty_holds_the_lease(app: Flask, stage: Stage) -> None:
    outcomes = race(stage, lambda number: _take(f"clock-{number}"), processes=4, threads=5)
    assert outcomes == {"True": 1, "False": 19}


def test_a_killed_leader_is_followed_when_its_lease_runs_out(app: Flask, stage: Stage) -> None:
    stage.let_go()
    child = os.fork()
    if child == 0:
        db.engine.dispose(close=False)
        _take("the killed one")
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    stage.written = True
    assert not _take("the next one")
    clock.freeze(START + wall.LEASE + timedelta(seconds=1))
    assert _take("the next one")
    assert not _take("the killed one")


def test_two_whole_clocks_work_every_job_of_a_minute_once(app: Flask, stage: Stage) -> None:
    race(stage, lambda _: wall.run_due(START), processes=2, threads=1)
    keyed = [job.name for job in wall.JOBS if job.period]
    runs = session.execute(select(JobRun.job, func.count()).group_by(JobRun.job)).all()
    assert dict(runs) == dict.fromkeys(keyed, 1)
    assert session.scalar(select(func.count()).select_from(JobRun).where(JobRun.ended_at.is_(None))) == 0


def test_a_clock_set_back_an_hour_works_no_period_again(
    app: Flask, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wall, "JOBS", (COUNTING,))
    for minutes in (0, 1, -60, -59, 0, 1):
        clock.freeze(START + timedelta(minutes=minutes))
        wall.run_due(clock.now())
    assert _worked() == len({0, 1, -60, -59})
