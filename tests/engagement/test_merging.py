"""A company becomes part of another, or leaves; somebody changes company: nothing lost, nothing twice."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from accounts.directory import keepers_of
from accounts.models import Company, Mandate
from accounts.queries import employer_on
from accounts.rules import AlreadyThere, CompanyLeft, MovesTooEarly, StaffStay
from catalog.orders import ordering
from core.clock import day_start
from core.database import session, transaction
from engagement import closing, merging, moves
from engagement.rules import HasLeft, MergesWithItself, SponsorStays, TooSoon
from points.ledger import actions as points
from points.ledger import delegations
from points.ledger.queries import balance, wallet_of_company
from points.models import Lot
from points.rules.delegating import Leave
from tests.catalog.scene import a_reward, rewardable
from tests.engagement.making import TODAY
from tests.support.cast import START, Cast

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
UNTIL = date(2026, 12, 31)


def give(wallet_id: int, amount: int, reference: str, expires_on: date | None = None) -> None:
    """Points out of nowhere."""
    with transaction():
        points.add_opening(wallet_id, amount, reference, START, "test", expires_on=expires_on)


def merged(cast: Cast) -> None:
    """Mérel becomes part of Sanelec today."""
    with transaction():
        merging.merge(cast.merel.id, cast.sanelec.id, START, cast.claire.actor)


def lots_of(wallet_id: int) -> list[tuple[int, date | None]]:
    """What is left in each lot, and its last day."""
    rows = select(Lot.remaining, Lot.expires_on).where(Lot.wallet_id == wallet_id, Lot.remaining > 0)
    return [(left, last) for left, last in session.execute(rows.order_by(Lot.remaining))]


def test_odoo_171706_a_merge_leaves_one_account_that_can_be_used_and_none_that_cannot(cast: Cast) -> None:
    give(cast.merel.wallet_id, 300, "a", UNTIL)
    give(cast.merel.wallet_id, 500, "b")
    give(cast.sanelec.wallet_id, 70, "c")
    merged(cast)
    assert balance(cast.merel.wallet_id) == (0, 0, 0, 0)
    assert balance(cast.sanelec.wallet_id).available == 870
    assert lots_of(cast.sanelec.wallet_id) == [(70, None), (300, UNTIL), (500, None)]


def test_people_work_for_the_other_company_from_today_and_keep_their_own_points(cast: Cast) -> None:
    give(cast.karim.wallet_id, 40, "k")
    merged(cast)
    for day, company in ((YESTERDAY, cast.merel), (TODAY, cast.sanelec)):
        found = employer_on(cast.karim.id, day)
        assert found
        assert found.id == company.id
    assert balance(cast.karim.wallet_id).available == 40
    running = select(Mandate).where(Mandate.company_id == cast.merel.id, Mandate.ends_on.is_(None))
    assert session.scalars(running).all() == []


def test_what_comes_later_to_the_merged_account_follows(cast: Cast) -> None:
    with transaction():
        rewardable(cast.nadia, cast.merel)
        points.add_opening(cast.merel.wallet_id, 900, "a", START, "test", expires_on=UNTIL)
        reward = a_reward(beneficiary="company", stock=None).id
        order = ordering.order(cast.nadia.id, cast.merel.id, reward, 1, "one", START, cast.nadia.actor).id
    merged(cast)
    assert balance(cast.sanelec.wallet_id).available == 400
    with transaction():
        ordering.cancel(order, START, "shell", "Plus fabriqué")
        assert merging.follow(START) == 1
        assert merging.follow(START) == 0
    assert balance(cast.merel.wallet_id) == (0, 0, 0, 0)
    assert sorted(lots_of(cast.sanelec.wallet_id)) == [(400, UNTIL), (500, UNTIL)]


def test_leaves_to_spend_end_and_the_account_manager_goes_along(cast: Cast) -> None:
    with transaction():
        given = (cast.merel.id, cast.karim.id, Leave(0, 0), (TODAY, None), START, cast.nadia.actor)
        delegations.name(*given)
    merged(cast)
    assert delegations.delegation_on(cast.karim.id, cast.merel.id, TODAY) is None
    assert [one.id for one, _ in keepers_of(cast.sanelec.id)] == [cast.hugo.id]


def test_nobody_merges_a_company_with_itself_the_sponsor_or_one_that_left(cast: Cast) -> None:
    pairs = (
        (cast.merel, cast.merel, MergesWithItself),
        (cast.merel, cast.tervane, SponsorStays),
        (cast.tervane, cast.merel, SponsorStays),
    )
    for one, other, refusal in pairs:
        with pytest.raises(refusal), transaction():
            merging.merge(one.id, other.id, START, "shell")
    merged(cast)
    for one, other in ((cast.merel, cast.vauban), (cast.vauban, cast.merel)):
        with pytest.raises(HasLeft), transaction():
            merging.merge(one.id, other.id, START, "shell")


def test_a_merge_of_a_merge_ends_at_the_last_company(cast: Cast) -> None:
    give(cast.merel.wallet_id, 300, "a")
    merged(cast)
    with transaction():
        merging.merge(cast.sanelec.id, cast.vauban.id, START, "shell")
    assert balance(cast.vauban.wallet_id).available == 300
    assert merging.end_of(session.get_one(Company, cast.merel.id)).id == cast.vauban.id
    with transaction():
        points.add_opening(cast.merel.wallet_id, 5, "late", START, "test")
        merging.follow(START)
    assert balance(cast.vauban.wallet_id).available == 305


def test_a_closed_company_s_points_live_until_the_day_and_then_expire(cast: Cast) -> None:
    give(cast.merel.wallet_id, 300, "a")
    give(cast.merel.wallet_id, 200, "b", date(2026, 11, 30))
    give(cast.karim.wallet_id, 40, "k")
    with transaction():
        closing.close(cast.merel.id, UNTIL, START, "shell")
    assert lots_of(cast.merel.wallet_id) == [(200, date(2026, 11, 30)), (300, UNTIL)]
    after = day_start(UNTIL + timedelta(days=1))
    with transaction():
        points.expire_due(UNTIL + timedelta(days=1), after)
    assert balance(cast.merel.wallet_id, UNTIL).available == 0
    assert balance(cast.karim.wallet_id).available == 40
    assert employer_on(cast.karim.id, UNTIL)
    assert employer_on(cast.karim.id, UNTIL + timedelta(days=1)) is None


def test_points_that_come_late_to_a_closed_company_end_with_the_rest(cast: Cast) -> None:
    with transaction():
        closing.close(cast.merel.id, UNTIL, START, "shell")
    give(cast.merel.wallet_id, 300, "late")
    with transaction():
        assert closing.end_late_points(START) == 1
    assert lots_of(cast.merel.wallet_id) == [(300, UNTIL)]


def test_a_company_is_closed_once_and_leaves_time_to_spend(cast: Cast) -> None:
    with pytest.raises(TooSoon), transaction():
        closing.close(cast.merel.id, TOMORROW, START, "shell")
    with transaction():
        closing.close(cast.merel.id, UNTIL, START, "shell")
    with pytest.raises(HasLeft), transaction():
        closing.close(cast.merel.id, UNTIL, START, "shell")


def test_who_changes_company_keeps_what_is_theirs_and_leaves_what_is_the_company_s(cast: Cast) -> None:
    give(cast.karim.wallet_id, 40, "k")
    give(cast.merel.wallet_id, 300, "a")
    with transaction():
        given = (cast.merel.id, cast.karim.id, Leave(0, 0), (TODAY, None), START, cast.nadia.actor)
        delegations.name(*given)
        moves.move(cast.karim.id, cast.sanelec.id, "rep", TOMORROW, START, cast.claire.actor)
    employers = [employer_on(cast.karim.id, day) for day in (TODAY, TOMORROW)]
    assert [one.id for one in employers if one] == [cast.merel.id, cast.sanelec.id]
    assert balance(cast.karim.wallet_id).available == 40
    assert balance(wallet_of_company(cast.merel.id) or 0).available == 300
    assert not delegations.spends_for(cast.karim.id, cast.merel.id, "rep", TODAY)


def test_a_move_is_refused_where_it_makes_no_sense(cast: Cast) -> None:
    with transaction():
        moves.move(cast.karim.id, cast.sanelec.id, "rep", TOMORROW, START, "shell")
    refused = (
        (cast.karim, cast.vauban, TOMORROW, MovesTooEarly),
        (cast.bruno, cast.sanelec, TOMORROW, AlreadyThere),
        (cast.hugo, cast.merel, TOMORROW, StaffStay),
    )
    for person, company, day, refusal in refused:
        with pytest.raises(refusal), transaction():
            moves.move(person.id, company.id, "rep", day, START, "shell")
    with transaction():
        closing.close(cast.vauban.id, UNTIL, START, "shell")
    with pytest.raises(CompanyLeft), transaction():
        moves.move(cast.bruno.id, cast.vauban.id, "rep", TOMORROW, START, "shell")
