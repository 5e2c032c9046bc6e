"""A challenge comes back by itself: each quarter or month a draft, its dates moved, somebody asked for it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

import clock as wall
from challenges import actions
from challenges.document.agreement import problems_of
from challenges.document.moving import moved
from challenges.document.parts import Boost, Flash, Metric
from challenges.document.problems import DocumentRefused
from challenges.document.reading import stored
from challenges.life import rounds, series
from challenges.models import Challenge, Series
from challenges.rules.periods import EVERY, following, named, next_period, period_of, suffix
from challenges.rules.versions import SeriesCode, SeriesCodeTaken, SeriesNumbers, SeriesTooLong
from core.clock import day_start
from core.database import session, transaction
from notifications.models import Notice
from points.briefs import actions as briefs
from points.rules.briefing import Answers
from tests.challenges.documents import document
from tests.support.cast import START, Cast

#: Every quarter: from its 8th day on, 21 days, prepared 14 days before.
QUARTERLY = ("quarter", 7, 21, 14)
MIDNIGHT = datetime.min.time()
FLASH = Flash(
    "noon",
    "Midi",
    "Noon",
    datetime.fromisoformat("2026-10-14T12:00"),
    datetime.fromisoformat("2026-10-14T14:00"),
    Metric("quantity"),
    2,
    100,
    5,
)
WHOLE = replace(
    document(),
    boosts=(Boost(date(2026, 10, 13), date(2026, 10, 14), 15_000, 500),),
    flashes=(FLASH,),
)
days = st.dates(date(2024, 1, 1), date(2034, 12, 31))
BRIEF = Answers(
    "stimulation",
    "offensive",
    "volume",
    "Reps of distributors.",
    "Offer a pump.",
    "A board in units.",
    "Its margin pays.",
)


def make(rhythm=QUARTERLY, code: str = "pumps", of=WHOLE) -> int:
    with transaction():
        return series.make(of, code, "Pumps each quarter", rhythm, START, "shell")


def prepared() -> list[Challenge]:
    found = select(Challenge).where(Challenge.series_id.is_not(None)).order_by(Challenge.id)
    return list(session.scalars(found))


def at_noon(day: date) -> datetime:
    return day_start(day) + timedelta(hours=11)


@given(st.sampled_from(sorted(EVERY)), days)
def test_periods_follow_each_other_without_a_hole(every, day):
    period = period_of(every, day)
    after = following(every, period)
    assert period <= day < after
    assert period_of(every, after) == after
    assert period_of(every, after - timedelta(days=1)) == period
    assert (after - period).days >= EVERY[every][1]
    assert suffix(every, period) < suffix(every, after)


@given(st.sampled_from(sorted(EVERY)), st.integers(0, 27), days, st.none() | days)
def test_the_next_period_begins_later_than_today_and_than_the_one_prepared(every, offset, today, done):
    held = period_of(every, done) if done else None
    period = next_period(every, offset, held, today)
    assert period + timedelta(days=offset) > today
    assert held is None or period > held
    before = period_of(every, period - timedelta(days=1))
    assert before + timedelta(days=offset) <= today or (held is not None and before <= held)


def test_a_period_has_a_name():
    assert named("quarter", date(2027, 1, 1), "fr") == "T1 2027"
    assert named("quarter", date(2027, 10, 1), "en") == "Q4 2027"
    assert named("month", date(2027, 2, 1), "fr") == "février 2027"
    assert (suffix("quarter", date(2027, 4, 1)), suffix("month", date(2027, 4, 1))) == ("2027-q2", "2027-04")


@given(days)
def test_boosts_and_flashes_move_with_the_window_through_every_change_of_clocks(first):
    one = moved(WHOLE, first, 14)
    by = first - WHOLE.first
    assert (one.first, one.days) == (first, 14)
    assert one.boosts[0].first == WHOLE.boosts[0].first + by
    assert one.flashes[0].starts == FLASH.starts + by
    assert problems_of(one) == []


def test_an_hour_that_does_not_exist_moves_to_one_that_does():
    night = replace(FLASH, starts=datetime.fromisoformat("2026-10-14T02:30"))
    one = moved(replace(WHOLE, flashes=(night,)), date(2027, 3, 26), 14)  # the 28th, clocks skip from 2 to 3
    assert one.flashes[0].starts == datetime.fromisoformat("2027-03-28T03:30")


def test_the_draft_of_the_next_quarter_is_prepared_on_its_day_and_an_administrator_is_asked(cast: Cast):
    with transaction():
        actions.save_draft(document(), START, "shell", BRIEF)
    made = make()
    rounds.prepare_series(at_noon(date(2026, 12, 24)))  # 8 January less 14 days is the 25th
    assert prepared() == []
    rounds.prepare_series(at_noon(date(2026, 12, 25)))
    [one] = prepared()
    doc = stored(one.document)
    assert (one.code, one.state, one.created_by, one.series_id) == ("pumps-2027-q1", "draft", "clock", made)
    assert (doc.first, doc.last, doc.days) == (date(2027, 1, 8), date(2027, 1, 28), 21)
    assert (doc.title_fr, doc.title_en) == ("Cap sur les PAC, T1 2027", "Heat pump autumn, Q1 2027")
    assert doc.flashes[0].starts == datetime.fromisoformat("2027-01-10T12:00")
    assert doc.boosts[0].first == date(2027, 1, 9)
    asked = session.scalars(select(Notice).where(Notice.reference.startswith("series:"))).all()
    assert [(row.person_id, row.path) for row in asked] == [
        (cast.claire.id, "/staff/challenges/pumps-2027-q1")
    ]
    brief = briefs.newest(briefs.about_challenge(one.code))
    assert brief is not None
    assert briefs.answers_of(brief) == BRIEF


def test_every_quarter_of_a_year_has_its_draft_once_however_often_the_clock_looks(cast):
    make()
    day = date(2026, 12, 1)
    while day < date(2027, 12, 1):
        rounds.prepare_series(at_noon(day))
        rounds.prepare_series(at_noon(day))
        day += timedelta(days=3)
    codes = [one.code for one in prepared()]
    assert codes == [f"pumps-2027-q{nth}" for nth in (1, 2, 3, 4)]
    starts = [one.starts_at for one in prepared()]
    # local midnight through both changes of clocks
    assert starts == [
        datetime(2027, 1, 7, 23, tzinfo=UTC),
        datetime(2027, 4, 7, 22, tzinfo=UTC),
        datetime(2027, 7, 7, 22, tzinfo=UTC),
        datetime(2027, 10, 7, 22, tzinfo=UTC),
    ]


def test_a_clock_that_was_away_prepares_what_can_still_begin_and_no_more(cast):
    make()
    rounds.prepare_series(at_noon(date(2027, 4, 8)))  # the second quarter's has begun by now
    assert prepared() == []
    rounds.prepare_series(at_noon(date(2027, 7, 7)))  # the eve of the third
    assert [one.code for one in prepared()] == ["pumps-2027-q3"]


def test_of_two_clocks_one_writes_the_draft(cast):
    made, when = make(), at_noon(date(2026, 12, 25))
    assert series.due(when) == [made]
    with transaction():
        assert series.prepare(made, when) == 1
    with transaction():
        assert series.prepare(made, when) == 0
    assert len(prepared()) == 1


def test_without_the_claim_two_clocks_would_write_two(cast):
    made, when = make(), at_noon(date(2026, 12, 25))
    for _clock in range(2):
        with transaction():
            series.prepare(made, when)
            session.execute(update(Series).values(prepared_for=None))
    assert [one.code for one in prepared()] == ["pumps-2027-q1", "pumps-2027-q1-2"]


def test_a_paused_series_prepares_nothing_until_it_is_resumed(cast):
    made, when = make(), at_noon(date(2026, 12, 26))
    with transaction():
        assert series.pause(made, when, "shell")
        assert not series.pause(made, when, "shell")
    assert series.due(when) == []
    with transaction():
        assert series.prepare(made, when) == 0
    with transaction():
        assert series.resume(made, when, "shell")
    rounds.prepare_series(when)
    assert len(prepared()) == 1


def test_what_stands_for_nothing_any_more_is_told_instead_of_lost(cast):
    make()
    with transaction():
        gone = {**session.scalars(select(Series)).one().document, "counts": {"ranges": ["GONE"]}}
        session.execute(update(Series).values(document=gone))
    rounds.prepare_series(at_noon(date(2026, 12, 25)))
    assert prepared() == []
    [told] = session.scalars(select(Notice).where(Notice.reference.startswith("series:"))).all()
    assert "GONE" in told.body


@pytest.mark.parametrize(
    ("rhythm", "code", "refused"),
    [
        (("month", 0, 29, 7), "pumps", SeriesTooLong),
        (("quarter", 70, 21, 7), "pumps", SeriesTooLong),
        (("week", 0, 5, 1), "pumps", SeriesNumbers),
        (("month", 0, 0, 1), "pumps", SeriesNumbers),
        (("month", 0, 5, 61), "pumps", SeriesNumbers),
        (QUARTERLY, "Pumps!", SeriesCode),
        (("quarter", 7, 2, 7), "pumps", DocumentRefused),
    ],
)
def test_a_series_that_cannot_be_is_refused(cast, rhythm, code, refused):
    with pytest.raises(refused):
        make(rhythm, code)


def test_a_code_is_taken_once(cast):
    make()
    with pytest.raises(SeriesCodeTaken):
        make()


def test_the_clock_has_a_line_for_it():
    assert "challenge series" in {job.name for job in wall.JOBS if job.period}
