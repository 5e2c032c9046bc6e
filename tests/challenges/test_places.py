"""Places are counted: the last is taken once, who comes after reads why not; a series has one clock."""

import pytest
from sqlalchemy import func, select

from challenges import actions
from challenges.life import enrolment, series
from challenges.models import Challenge, Participation
from challenges.rules.joining import Full
from core.database import in_transaction, session, transaction
from tests.challenges.documents import document
from tests.challenges.launching import launch
from tests.faults.race import race
from tests.support.cast import START, Cast
from tests.support.stage import Stage

pytestmark = pytest.mark.faults


def make(**changes) -> int:
    with transaction():
        made = actions.save_draft(document(**changes), START, "shell")
        launch(made, START)
    return made


def count(challenge_id: int) -> tuple[int, int]:
    rows = session.scalar(
        select(func.count()).select_from(Participation).where(Participation.challenge_id == challenge_id)
    )
    return rows or 0, session.get_one(Challenge, challenge_id, populate_existing=True).participants


def _joining(challenge_id: int, people: list[int]):
    def act(number: int) -> str:
        person = people[number % len(people)]
        try:
            joined = in_transaction(lambda: enrolment.join(challenge_id, person, START, f"person:{person}"))
        except Full:
            return "full"
        return "in" if joined else "was in"

    return act


def test_of_many_who_want_the_last_place_one_has_it(cast: Cast, stage: Stage):
    made = make(join="choice", places=1)
    people = [cast.karim.id, cast.lea.id, cast.bruno.id]
    outcomes = race(stage, _joining(made, people), processes=3, threads=2)
    assert outcomes["in"] == 1
    assert outcomes["full"] + outcomes["was in"] == 5
    assert count(made) == (1, 1)


def test_without_the_count_everybody_would_have_it(cast: Cast, stage: Stage, monkeypatch):
    made = make(join="choice", places=1)
    monkeypatch.setattr(enrolment, "places_left", lambda document, taken, fresh: fresh)
    race(stage, _joining(made, [cast.karim.id, cast.lea.id]), processes=2, threads=2)
    assert count(made) == (2, 2)


def test_whoever_comes_too_late_reads_how_many_places_there_were(cast: Cast):
    made = make(join="choice", places=1)
    with transaction():
        enrolment.join(made, cast.karim.id, START, cast.karim.actor)
    with pytest.raises(Full, match="All 1 places"), transaction():
        enrolment.join(made, cast.lea.id, START, cast.lea.actor)


def test_whoever_takes_part_by_rule_fills_the_places_and_no_more(cast: Cast):
    made = make(places=2)
    assert count(made) == (2, 2)
    with transaction():
        assert enrolment.enter_everybody(made, START, "clock") == 0


def test_of_many_clocks_one_writes_the_draft_of_a_series(cast: Cast, stage: Stage):
    with transaction():
        one = series.make(document(), "pumps", "Pumps", ("month", 0, 14, 20), START, "shell")
    outcomes = race(
        stage, lambda _: in_transaction(lambda: series.prepare(one, START)), processes=3, threads=2
    )
    assert outcomes == {"1": 1, "0": 5}
    made = session.scalars(select(Challenge.code).where(Challenge.series_id == one)).all()
    assert list(made) == ["pumps-2026-11"]


def test_the_page_says_that_every_place_is_taken(cast: Cast, visitor):
    made = make(join="choice", places=1)
    with transaction():
        enrolment.join(made, cast.karim.id, START, cast.karim.actor)
    page = visitor.as_(cast.lea).get("/challenges/autumn")
    assert page.says("Toutes les places sont prises")
    assert not page.has_button("Participer au challenge")
