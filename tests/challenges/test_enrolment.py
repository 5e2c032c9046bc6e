"""Taking part: by rule or by choice, inside the window, inside the audience."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from challenges import actions
from challenges.life import enrolment, lifecycle
from challenges.models import Challenge, Participation
from challenges.rules.joining import NotInvited
from challenges.rules.states import AlreadyStarted, JoiningClosed, TakesPartByRule
from core.clock import day_start
from core.database import session, transaction
from leaderboard.models import Board, Entrant, Score
from tests.challenges.documents import document
from tests.challenges.launching import launch
from tests.challenges.selling import Sale, bring
from tests.support.cast import START, Cast

STARTS, ENDS = day_start(date(2026, 10, 12)), day_start(date(2026, 10, 26))
BEFORE = STARTS - timedelta(days=3)


def announced(**changes) -> int:
    with transaction():
        made = actions.save_draft(document(**{"join": "choice", **changes}), BEFORE, "shell")
        launch(made, BEFORE)
    return made


def take(act, *args) -> bool:
    with transaction():
        return bool(act(*args, "shell"))


def test_joining_twice_is_joining_once_and_keeps_the_document_agreed_to(cast: Cast):
    made = announced()
    assert take(enrolment.join, made, cast.karim.id, BEFORE) is True
    assert take(enrolment.join, made, cast.karim.id, BEFORE) is False
    one = session.scalars(select(Participation)).one()
    assert one.document_hash == session.get_one(Challenge, made).document_hash
    assert session.get_one(Challenge, made).participants == 1


def test_whoever_is_outside_the_audience_is_refused(cast: Cast):
    made = announced()
    for outsider in (cast.ines, cast.claire, cast.oscar, cast.yann, cast.dora):
        with pytest.raises(NotInvited):
            take(enrolment.join, made, outsider.id, BEFORE)


def test_a_region_leaves_the_others_out(cast: Cast):
    made = announced(audience={"regions": ["Bourgogne"]})
    assert take(enrolment.join, made, cast.karim.id, BEFORE)
    with pytest.raises(NotInvited):
        take(enrolment.join, made, cast.bruno.id, BEFORE)


def test_nobody_joins_outside_the_window_even_before_the_clock_has_closed_it(cast: Cast):
    made = announced()
    with transaction():
        lifecycle.open_(made, STARTS, "shell")
    assert take(enrolment.join, made, cast.lea.id, ENDS - timedelta(microseconds=1))
    with pytest.raises(JoiningClosed):
        take(enrolment.join, made, cast.karim.id, ENDS)
    with transaction():
        lifecycle.close(made, ENDS, "shell")
    with pytest.raises(JoiningClosed):
        take(enrolment.join, made, cast.karim.id, ENDS)


def test_a_draft_cannot_be_joined(cast: Cast):
    with transaction():
        made = actions.save_draft(document(join="choice"), BEFORE, "shell")
    with pytest.raises(JoiningClosed):
        take(enrolment.join, made, cast.karim.id, BEFORE)


def test_leaving_is_possible_until_the_start(cast: Cast):
    made = announced()
    take(enrolment.join, made, cast.karim.id, BEFORE)
    assert take(enrolment.leave, made, cast.karim.id, STARTS - timedelta(microseconds=1)) is True
    assert take(enrolment.leave, made, cast.karim.id, STARTS - timedelta(microseconds=1)) is False
    assert session.scalars(select(Entrant)).all() == []
    assert session.get_one(Challenge, made).participants == 0
    take(enrolment.join, made, cast.karim.id, BEFORE)
    with pytest.raises(AlreadyStarted):
        take(enrolment.leave, made, cast.karim.id, STARTS)


def test_where_everybody_takes_part_there_is_nothing_to_join_or_leave(cast: Cast):
    made = announced(join="automatic")
    assert take(enrolment.join, made, cast.karim.id, BEFORE) is False
    with pytest.raises(TakesPartByRule):
        take(enrolment.leave, made, cast.karim.id, BEFORE)


def test_whoever_joins_late_is_counted_from_the_first_day(cast: Cast):
    made = announced()
    with transaction():
        lifecycle.open_(made, STARTS, "shell")
    bring(Sale(cast.merel.id, cast.karim.id, cast.pac_8.id, 4, date(2026, 10, 13)))
    take(enrolment.join, made, cast.karim.id, START)
    general = (
        select(Score.score).join(Board, Board.id == Score.board_id).where(Board.key == f"challenge:{made}")
    )
    assert session.scalars(general).all() == [4]
