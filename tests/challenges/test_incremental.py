"""Counting only what changed gives what counting everything gives, in any order and any pieces (I17)."""

from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from challenges import actions
from challenges.life import enrolment, lifecycle
from challenges.models import Participation
from challenges.rules import ranking as rules
from challenges.scoring import counting as scoring
from core.database import session, transaction
from leaderboard.models import Score
from tests.challenges.documents import document
from tests.challenges.launching import launch
from tests.challenges.selling import Sale, accept
from tests.support.cast import START, Cast

FIRST = date(2026, 10, 10)
EVENTS = st.lists(
    st.one_of(
        st.tuples(
            st.just("sale"),
            st.integers(0, 3),
            st.integers(0, 3),
            st.integers(1, 5),
            st.integers(0, 18),
        ),
        st.tuples(st.just("refresh")),
        st.tuples(st.just("join"), st.integers(0, 3)),
    ),
    max_size=24,
)


class Undone(Exception):
    """Ends an example: everything that it wrote is rolled back."""


def live(challenge_id: int) -> dict[int, tuple[int, date]]:
    rows = session.execute(
        select(Participation.subject_id, Score.score, Score.reached_on)
        .join(Score, Score.entrant_id == Participation.entrant_id)
        .where(Participation.challenge_id == challenge_id)
    )
    return {row.subject_id: (row.score, row.reached_on) for row in rows}


def recounted(challenge_id: int) -> dict[int, tuple[int, date]]:
    counted = scoring.count(scoring.game_of(challenge_id), scoring.entrants_of(challenge_id))
    return {it.subject_id: (it.score, it.reached_on) for it in counted}


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(events=EVENTS, ties=st.sampled_from(["date", "share"]))
def test_a_board_kept_up_by_pieces_is_the_board_counted_at_once(cast: Cast, events, ties):
    people = [cast.karim, cast.lea, cast.bruno, cast.ines]
    things = [cast.pac_8, cast.pac_12, cast.valve, cast.thermostat]
    try:
        with transaction():
            made = actions.save_draft(document(join="choice", ties=ties), START, "shell")
            launch(made, START)
            lifecycle.open_(made, START, "shell")
            for one in events:
                if one[0] == "refresh":
                    scoring.refresh(made, START)
                elif one[0] == "join" and people[one[1]] is not cast.ines:
                    enrolment.join(made, people[one[1]].id, START, "shell")
                elif one[0] == "sale":
                    who, day = people[one[1]], FIRST + timedelta(days=one[4])
                    accept([Sale(who.company_id, who.id, things[one[2]].id, one[3], day)], START)
            scoring.refresh(made, START)
            session.expire_all()
            assert live(made) == recounted(made)
            raise Undone
    except Undone:
        session.rollback()


def test_a_sale_of_somebody_who_is_not_invited_changes_no_board(cast: Cast):
    with transaction():
        made = actions.save_draft(document(), START, "shell")
        launch(made, START)
        lifecycle.open_(made, START, "shell")
        accept([Sale(cast.vauban.id, cast.ines.id, cast.pac_8.id, 3, date(2026, 10, 14))], START)
        scoring.refresh(made, START)
    assert live(made) == {}
    assert rules.place([], "date") == []
