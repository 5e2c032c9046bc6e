"""Many clocks at the end of a week: it freezes once, and what it decides is decided once."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select, update

from app import verify_all
from challenges import actions
from challenges.document.parts import Duels, Leagues
from challenges.life import rounds, weeks
from challenges.models import Duel, LeaguePlace, SideBoard
from core.audit import AuditLine
from core.clock import clock, day_start
from core.database import session, transaction
from tests.challenges.documents import document
from tests.challenges.launching import launch
from tests.challenges.selling import Sale, bring
from tests.faults.race import race
from tests.support.cast import START, Cast
from tests.support.stage import Stage

pytestmark = pytest.mark.faults

BEGINS = day_start(date(2026, 10, 12))
MONDAY = day_start(date(2026, 10, 19))


@pytest.fixture
def running(cast: Cast) -> int:
    """A challenge with leagues and duels in its first week."""
    clock.freeze(BEGINS)
    with transaction():
        weekly = replace(document(), leagues=Leagues(3, 1, 1), duels=Duels(100), places=20)
        made = actions.save_draft(weekly, BEGINS, "shell")
        launch(made, BEGINS)
    rounds.move_due(BEGINS)
    rounds.refresh_open(BEGINS)
    bring(
        Sale(cast.merel.id, cast.karim.id, cast.pac_8.id, 3, date(2026, 10, 13)),
        Sale(cast.sanelec.id, cast.bruno.id, cast.pac_8.id, 2, date(2026, 10, 14)),
    )
    rounds.refresh_open(START)
    clock.freeze(MONDAY)
    return made


def frozen_weeks() -> Counter[int]:
    session.rollback()
    rows = session.scalars(select(AuditLine.facts).where(AuditLine.verb == "challenges.week"))
    return Counter(facts["week"] for facts in rows)


def test_many_clocks_freeze_a_week_once(cast: Cast, stage: Stage, running: int):
    outcomes = race(stage, lambda _: rounds.refresh_open(MONDAY), processes=4, threads=2)
    assert set(outcomes) == {"1 refreshed"}
    assert frozen_weeks() == {1: 1}
    places = session.scalars(select(LeaguePlace.entrant_id).where(LeaguePlace.week == 2)).all()
    assert len(places) == len(set(places)) > 0
    named = session.execute(select(Duel.one_id, Duel.other_id).where(Duel.week == 2)).all()
    everybody = [one for row in named for one in row if one is not None]
    assert sorted(everybody) == sorted(places)


def test_without_the_mark_of_the_freeze_a_week_would_be_decided_again(cast: Cast, stage: Stage, running: int):
    rounds.refresh_open(MONDAY)
    with transaction():
        session.execute(update(SideBoard).values(frozen_at=None))
        weeks.turn(running, MONDAY, "clock")
    assert frozen_weeks() == {1: 2}
    stage.put_back("cast")


def test_a_frozen_week_that_somebody_touches_is_found(cast: Cast, stage: Stage, running: int):
    rounds.refresh_open(MONDAY)
    assert verify_all() == []
    with transaction():
        session.execute(update(Duel).where(Duel.week == 1).values(one_score=99))
    assert "I21" in {finding.code for finding in verify_all()}
    with transaction():
        session.execute(update(LeaguePlace).where(LeaguePlace.week == 2).values(league=1))
    assert "I19" in {finding.code for finding in verify_all()}
    stage.put_back("cast")
