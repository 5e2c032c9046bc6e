"""Pages of boards that the demo's story has not: a league, a duel, targets, the choice of an evening."""

from datetime import date

import pytest

from challenges.document.parts import Duels, Leagues, Metric, Targets
from challenges.life import rounds
from core.clock import clock, day_start
from tests.challenges.selling import Sale, bring
from tests.challenges.test_board_pages import round_at, weekly
from tests.support.cast import Cast
from tests.support.chromium import Screen

pytestmark = pytest.mark.browser
MEMBERS = ("/board", "/board?since=week-1", "/league", "/duel")
STAFF = ("/targets", "/fairness")


def test_leagues_duels_targets_and_the_choice_have_no_barrier_and_fit(cast: Cast, screen: Screen) -> None:
    weekly(
        leagues=Leagues(5, 1, 1),
        duels=Duels(50),
        places=30,
        metrics=(Metric("attainment"),),
        targets=Targets("computed", "amount", floor=50_000),
    )
    for day in (13, 14, 20):
        round_at(day_start(date(2026, 10, day)))
        bring(
            Sale(cast.merel.id, cast.karim.id, cast.pac_8.id, 2, date(2026, 10, day)),
            Sale(cast.sanelec.id, cast.bruno.id, cast.pac_8.id, day - 11, date(2026, 10, day)),
        )
        rounds.refresh_open(clock.now())
        rounds.daily(day_start(date(2026, 10, day + 1)))
    walks = ((cast.karim, "/challenges/autumn", MEMBERS), (cast.claire, "/staff/challenges/autumn", STAFF))
    for who, home, paths in walks:
        assert screen.enter(who).faults(*(f"{home}{path}" for path in paths)) == []
