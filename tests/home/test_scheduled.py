"""The clock's work as staff read it."""

import clock
from core.database import session
from core.jobs import JobRun
from home import scheduled
from tests.support.cast import START


def test_every_job_with_a_period_has_a_name_and_says_what_it_did():
    keyed = {job.name for job in clock.JOBS if job.period}
    assert keyed == set(scheduled.NAMES) == set(scheduled.SAID)


def test_what_a_job_notes_is_said_whole(cast):
    unsaid = []
    for job in clock.JOBS:
        if job.period:
            clock.run(job, START)
            noted = session.query(JobRun).filter_by(job=job.name).one().outcome
            numbers = [int(one) for one in noted.replace(",", "").split() if one.isdigit()]
            if not scheduled.said(job.name, numbers):
                unsaid.append((job.name, noted))
    assert unsaid == []


def test_the_page_speaks_the_readers_language(cast, visitor):
    for job in clock.JOBS:
        if job.period:
            clock.run(job, START)
    session.remove()
    page = visitor.as_(cast.claire).get("/staff/settings")
    assert page.says("Parrainages")
    assert page.says("0 parrainage récompensé")
    assert not page.says("referrals succeeded")
