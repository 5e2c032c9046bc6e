"""Each period once, one clock at a time."""

from datetime import UTC, datetime, timedelta

import pytest

import clock
from core import jobs
from core.database import transaction

AT = datetime(2026, 10, 15, 8, tzinfo=UTC)
LENGTH = timedelta(seconds=60)


def job(acts, period=clock.minute):
    def act(at):
        acts.append(at)
        return "done"

    return clock.Job("test", timedelta(minutes=1), act, period)


def test_a_period_runs_once_however_often_it_is_asked_for(app):
    acts = []
    one = job(acts)
    assert clock.run(one, AT) == "done"
    assert clock.run(one, AT + timedelta(seconds=30)) is None
    assert clock.run(one, AT + timedelta(seconds=60)) == "done"
    assert len(acts) == 2


def test_a_clock_set_back_runs_no_period_again(app):
    acts = []
    clock.run(job(acts), AT)
    clock.run(job(acts), AT + timedelta(minutes=1))
    assert clock.run(job(acts), AT) is None


def test_a_failed_period_is_given_back_and_tried_again(app):
    acts = []

    def fails(at):
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        clock.run(clock.Job("test", timedelta(minutes=1), fails, clock.minute), AT)
    assert clock.run(job(acts), AT) == "done"


def test_a_period_whose_clock_died_is_claimed_again_after_half_an_hour(app):
    with transaction():
        assert jobs.begin("test", "p", AT)
        assert not jobs.begin("test", "p", AT + jobs.DEAD_AFTER)
        assert jobs.begin("test", "p", AT + jobs.DEAD_AFTER + timedelta(seconds=1))
        jobs.end("test", "p", AT + timedelta(hours=1), "done")
        assert not jobs.begin("test", "p", AT + timedelta(days=1))


def test_a_local_day_is_the_programmes_day():
    assert clock.day(datetime(2026, 10, 14, 22, 30, tzinfo=UTC)) == "2026-10-15"


def test_only_one_holder_has_the_lease_until_it_ends(app):
    with transaction():
        assert jobs.take_lease("clock", "a", AT, LENGTH)
        assert not jobs.take_lease("clock", "b", AT + timedelta(seconds=59), LENGTH)
        assert jobs.take_lease("clock", "a", AT + timedelta(seconds=59), LENGTH)
        assert jobs.take_lease("clock", "b", AT + timedelta(seconds=120), LENGTH)


def test_a_lease_given_back_is_free_at_once(app):
    with transaction():
        assert jobs.take_lease("clock", "a", AT, LENGTH)
        jobs.drop_lease("clock", "a")
        assert jobs.take_lease("clock", "b", AT, LENGTH)


def test_every_job_says_how_often_and_what_it_did(app):
    names = [one.name for one in clock.JOBS]
    assert len(names) == len(set(names))
    assert all(isinstance(outcome, str) for _name, outcome in clock.run_due(AT))
