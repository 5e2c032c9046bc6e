"""The annual rebate: each account’s net volume of the year, approved by a second person, given once."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from catalog.granted import queries, rebates
from catalog.models import Entitlement, RebateLine
from catalog.rules import lasting
from core.database import session, transaction
from sales import returns
from sales.models import SaleLine
from sales.returns import Comeback
from tests.catalog.scene import a_reward
from tests.challenges.selling import Sale, bring
from tests.support.browser import Browser
from tests.support.cast import START, Cast

YEAR = 2026
AFTER = datetime(2027, 1, 11, 9, tzinfo=UTC)
SCALE = [{"from_cents": 100_000, "rate_bp": 100}, {"from_cents": 300_000, "rate_bp": 300}]


@pytest.fixture
def rebate(cast: Cast) -> int:
    """A rebate on what companies buy: 1 % from €1,000, 3 % from €3,000."""
    with transaction():
        made = a_reward(
            "ristourne",
            0,
            None,
            name_fr="Ristourne annuelle",
            name_en="Annual rebate",
            kind="rebate",
            form="in_kind",
            beneficiary="company",
            valid_days=180,
            details={"scale": SCALE, "side": "bought"},
        )
    return made.id


def bought(cast: Cast, buyer: int, cents: int, day: date = date(2026, 6, 1)) -> Sale:
    return Sale(cast.merel.id, cast.karim.id, cast.pac_8.id, 1, day, cents, buyer)


def lines(run_id: int) -> dict[int, tuple[int, int]]:
    rows = session.scalars(select(RebateLine).where(RebateLine.run_id == run_id))
    return {one.company_id: (one.rate_bp, one.amount_cents) for one in rows}


def computed(reward_id: int, by: str, at: datetime = AFTER) -> int:
    with transaction():
        return rebates.compute(reward_id, YEAR, at, by)


def test_each_account_gets_the_step_that_its_year_reached(cast: Cast, rebate: int) -> None:
    bring(
        bought(cast, cast.vauban.id, 200_000),
        bought(cast, cast.vauban.id, 120_001, date(2026, 12, 31)),
        bought(cast, cast.sanelec.id, 150_000, date(2026, 1, 1)),
        bought(cast, cast.sanelec.id, 900_000, date(2025, 12, 31)),
    )
    run_id = computed(rebate, "person:1")
    assert lines(run_id) == {cast.vauban.id: (300, 9_600), cast.sanelec.id: (100, 1_500)}


def test_a_second_person_approves_what_was_looked_at(cast: Cast, rebate: int) -> None:
    bring(bought(cast, cast.vauban.id, 320_000))
    run_id = computed(rebate, cast.claire.actor)
    with pytest.raises(lasting.OwnComputation), transaction():
        rebates.approve(run_id, AFTER, cast.claire.actor)
    bring(bought(cast, cast.vauban.id, 10_000))
    with pytest.raises(lasting.SalesMoved), transaction():
        rebates.approve(run_id, AFTER, "person:999")
    assert computed(rebate, cast.claire.actor) == run_id
    with transaction():
        assert rebates.approve(run_id, AFTER, "person:999") == 1
    given = session.scalars(select(Entitlement)).one()
    assert (given.company_id, given.amount_cents) == (cast.vauban.id, 9_900)
    assert given.until_on == date(2027, 7, 9)


def test_an_approved_year_is_given_once_and_computed_no_more(cast: Cast, rebate: int) -> None:
    bring(bought(cast, cast.vauban.id, 320_000))
    run_id = computed(rebate, cast.claire.actor)
    with transaction():
        rebates.approve(run_id, AFTER, "person:999")
    with pytest.raises(lasting.AlreadySettled), transaction():
        rebates.approve(run_id, AFTER, "person:998")
    with pytest.raises(lasting.AlreadySettled):
        computed(rebate, cast.claire.actor)
    assert len(session.scalars(select(Entitlement)).all()) == 1


def test_a_year_is_looked_at_before_its_end_and_approved_after(cast: Cast, rebate: int) -> None:
    bring(bought(cast, cast.vauban.id, 320_000))
    run_id = computed(rebate, cast.claire.actor, START)
    assert lines(run_id) == {cast.vauban.id: (300, 9_600)}
    with pytest.raises(lasting.YearNotOver), transaction():
        rebates.approve(run_id, START, "person:999")


def test_a_return_lowers_the_volume(cast: Cast, rebate: int) -> None:
    bring(bought(cast, cast.vauban.id, 270_000), bought(cast, cast.vauban.id, 50_000))
    line_id = session.scalar(select(SaleLine.id).where(SaleLine.amount_cents == 50_000))
    with transaction():
        returns.record(line_id, Comeback(1, date(2026, 7, 1), None, "Cassé."), "back-1", START, "shell")
    assert lines(computed(rebate, cast.claire.actor)) == {cast.vauban.id: (100, 2_700)}


def test_only_a_rebate_is_computed(cast: Cast) -> None:
    with transaction():
        drill = a_reward().id
    with pytest.raises(lasting.NotARebate):
        computed(drill, "shell")


def test_staff_compute_look_and_export_by_page(cast: Cast, visitor: Browser, rebate: int) -> None:
    bring(bought(cast, cast.vauban.id, 320_000))
    staff = visitor.as_(cast.claire)
    page = staff.submit(
        staff.follow(staff.get("/staff/advantages"), "Ristournes annuelles"),
        "Calculer la ristourne",
        year=str(YEAR),
        reward=str(rebate),
    )
    assert page.says("96,00 €") or page.says("96 €")
    assert page.says("Quelqu’un d’autre doit l’approuver")
    assert staff.get(f"/staff/rebates/{queries.runs()[0].run.id}.csv").says("9600")
    staff.get("/staff/rebates/424242", status=404)
