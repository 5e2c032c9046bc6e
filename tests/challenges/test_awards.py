"""What is won at once is paid at once and once; a fall is settled at the end, never in the middle."""

from datetime import date, datetime

import pytest
from sqlalchemy import select

from app import verify_all
from challenges.document.parts import Boost, Collective, FirstTo, Flash, Metric, Prize, Step
from challenges.life import rounds
from core.clock import day_start
from core.database import session, transaction
from notifications.models import Notice
from points.ledger import actions as ledger
from points.ledger import funds
from points.ledger import queries as points
from tests.challenges.certifying import finish
from tests.challenges.launching import endow
from tests.challenges.playing import CERTIFIES, count, entrant, escrow, has, playing, rows, sold, take_back
from tests.challenges.selling import bring
from tests.points.making import rule
from tests.support.cast import START, Cast

FIRST = date(2026, 10, 13)
STEPS = (Step(3, 100), Step(6, 250), Step(5, 70, at_once=False))


def test_a_step_is_paid_as_soon_as_it_is_reached_and_once(cast: Cast):
    made = playing(steps=STEPS)
    bring(sold(cast.karim, 4, FIRST, cast.pac_8.id))
    count(made)
    mine = entrant(made, cast.karim)
    assert rows(made) == [(f"step:3:entrant:{mine}", 100)]
    assert has(cast.karim) == 100
    count(made)
    rounds.daily(START)
    assert len(rows(made)) == 1
    bring(sold(cast.karim, 2, FIRST, cast.pac_8.id))
    count(made)
    assert has(cast.karim) == 350
    told = session.scalars(select(Notice.title).where(Notice.person_id == cast.karim.id)).all()
    assert [title for title in told if "Palier" in title or "Step" in title or "palier" in title]
    assert verify_all() == []


def test_all_who_reach_a_step_in_one_round_are_paid(cast: Cast):
    playing(steps=STEPS)
    bring(*(sold(one, 3, FIRST, cast.pac_8.id) for one in (cast.karim, cast.lea, cast.bruno)))
    rounds.refresh_open(START)
    assert [has(one) for one in (cast.karim, cast.lea, cast.bruno)] == [100, 100, 100]


def test_a_newcomer_who_had_sold_before_is_paid_the_next_day(cast: Cast):
    playing(steps=STEPS)
    bring(sold(cast.lea, 3, FIRST, cast.pac_8.id))
    rounds.refresh_open(START)
    assert has(cast.lea) == 100


def test_a_fall_is_taken_back_at_the_certification_and_not_before(cast: Cast):
    made = playing(steps=STEPS)
    bring(sold(cast.karim, 4, FIRST, cast.pac_8.id, document="BACK"))
    count(made)
    take_back("BACK", 4)
    count(made)
    assert has(cast.karim) == 100
    finish(CERTIFIES)
    mine = entrant(made, cast.karim)
    assert rows(made) == [(f"step:3:entrant:{mine}", 100), (f"step:3:entrant:{mine}:2:back", -100)]
    assert has(cast.karim) == 0
    assert escrow(made) == 0
    assert verify_all() == []


def test_what_was_spent_meanwhile_becomes_a_debt_and_the_fund_is_whole(cast: Cast):
    with transaction():
        endow()
    before = funds.held()
    made = playing(steps=STEPS)
    bring(sold(cast.karim, 4, FIRST, cast.pac_8.id, document="BACK"))
    count(made)
    with transaction():
        ledger.reserve(cast.karim.wallet_id, 60, "spent:1", START, "shell")
        ledger.spend("spent:1", "spent:1:spend", START, "shell")
    take_back("BACK", 4)
    finish(CERTIFIES)
    session.rollback()
    held = points.balance(cast.karim.wallet_id)
    assert (held.available, held.debt) == (0, 60)
    assert (funds.held(), escrow(made)) == (before, 0)
    assert verify_all() == []


def test_objectives_firsts_and_the_goal_of_all_are_paid_at_the_end(cast: Cast):
    made = playing(
        prizes=(Prize(1, 1, 1500),),
        steps=(Step(5, 70, at_once=False),),
        firsts=(FirstTo(1, 3, 300),),
        collective=Collective(8, 11, 2),
    )
    bring(sold(cast.karim, 5, date(2026, 10, 14), cast.pac_8.id), sold(cast.bruno, 3, FIRST, cast.pac_8.id))
    count(made)
    assert rows(made) == []
    finish(CERTIFIES)
    assert has(cast.karim) == 1500 + 70 + 11
    assert has(cast.bruno) == 300 + 11
    assert escrow(made) == 0
    assert verify_all() == []


def test_a_flash_of_days_is_paid_when_it_has_ended(cast: Cast):
    flash = Flash(
        "jeudi",
        "Jeudi fou",
        "Mad Thursday",
        datetime.fromisoformat("2026-10-15T00:00"),
        datetime.fromisoformat("2026-10-16T00:00"),
        Metric("quantity"),
        2,
        40,
        1,
    )
    made = playing(flashes=(flash,))
    bring(
        sold(cast.karim, 1, date(2026, 10, 14), cast.pac_8.id),
        sold(cast.karim, 1, date(2026, 10, 15), cast.pac_8.id),
        sold(cast.bruno, 2, date(2026, 10, 15), cast.pac_8.id),
    )
    count(made)
    assert rows(made) == []
    bring(sold(cast.lea, 1, date(2026, 10, 15), cast.pac_8.id))
    count(made, day_start(date(2026, 10, 16)))
    assert rows(made) == [(f"flash:jeudi:entrant:{entrant(made, cast.bruno)}", 40)]
    assert has(cast.bruno) == 40
    finish(CERTIFIES)
    assert verify_all() == []


@pytest.mark.parametrize("turned", [False, True])
def test_any_order_of_import_gives_the_same_ranks_and_the_same_points(cast: Cast, turned: bool):
    made = playing(
        prizes=(Prize(1, 1, 1500), Prize(2, 3, 501)),
        steps=STEPS,
        firsts=(FirstTo(2, 3, 301),),
        collective=Collective(8, 11, 2),
    )
    files = [
        [sold(cast.karim, 3, date(2026, 10, 14), cast.pac_8.id)],
        [sold(cast.lea, 3, FIRST, cast.pac_8.id), sold(cast.bruno, 6, date(2026, 10, 15), cast.pac_8.id)],
        [sold(cast.nadia, 3, FIRST, cast.pac_12.id)],
    ]
    for one in reversed(files) if turned else files:
        bring(*one)
        count(made)
    finish(CERTIFIES)
    # Nadia and Léa share the second and third rank, and were the first two to reach 3
    assert [has(one) for one in (cast.bruno, cast.karim)] == [1500 + 350 + 70 + 11, 100 + 11]
    assert [has(one) for one in (cast.lea, cast.nadia)] == [501 + 100 + 301 + 11] * 2
    assert verify_all() == []


BOOST = Boost(date(2026, 10, 13), date(2026, 10, 16), 15_000, 130)


def test_a_boost_adds_to_the_points_of_the_programme_up_to_its_sum(cast: Cast):
    rule(kind="per_unit", points=20, per=1)
    made = playing(boosts=(BOOST,))
    bring(sold(cast.karim, 5, FIRST, cast.pac_8.id), sold(cast.karim, 5, date(2026, 10, 20), cast.pac_8.id))
    count(made)
    mine = entrant(made, cast.karim)
    assert rows(made) == [(f"boost:1:entrant:{mine}", 50)]
    bring(sold(cast.bruno, 20, date(2026, 10, 14), cast.pac_8.id))
    count(made)
    assert rows(made)[1][1] == 80
    finish(CERTIFIES)
    assert sum(some for key, some in rows(made) if key.startswith("boost")) == 130
    assert verify_all() == []


def test_a_late_file_of_an_earlier_day_takes_its_turn_at_the_certification(cast: Cast):
    rule(kind="per_unit", points=20, per=1)
    made = playing(boosts=(BOOST,))
    bring(sold(cast.karim, 20, date(2026, 10, 14), cast.pac_8.id))
    count(made)
    assert [some for _, some in rows(made)] == [130]
    bring(sold(cast.bruno, 5, FIRST, cast.pac_8.id))
    count(made)
    assert len(rows(made)) == 1
    finish(CERTIFIES)
    boosts = [some for key, some in rows(made) if key.startswith("boost")]
    assert sorted(boosts) == [-50, 50, 130]
    assert verify_all() == []
