"""Delegates: who may spend a company's points, how much, and since when no longer."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import select

from accounts import actions as accounts
from accounts.models import Mandate
from catalog import rules as catalog
from catalog.orders import ordering
from core.clock import clock
from core.database import session, transaction
from points.ledger import delegations
from points.ledger.delegates import delegates_of
from points.ledger.queries import balance
from points.rules.delegating import (
    BeyondEach,
    BeyondMonth,
    Leave,
    ManagesAlready,
    NotAColleague,
    NotADelegate,
    WrongWindow,
    month_of,
    still_holds,
)
from tests.catalog.scene import a_reward, give_points, rewardable
from tests.support.asked import statements
from tests.support.browser import Browser
from tests.support.cast import START, Cast, Member
from tests.support.chromium import Screen

TODAY = date(2026, 10, 15)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
NOBODY = Leave(0, 0)


def lets(cast: Cast, who: Member, each: int = 0) -> int:
    """Nadia lets somebody of Mérel spend from today on."""
    with transaction():
        given = (cast.merel.id, who.id, Leave(each, 0), (TODAY, None), START, cast.nadia.actor)
        return delegations.name(*given).id


def named(cast: Cast, each: int = 0, month: int = 0, first: date = TODAY, last: date | None = None) -> int:
    """Nadia lets Karim spend for Mérel."""
    with transaction():
        given = (cast.merel.id, cast.karim.id, Leave(each, month), (first, last), START, cast.nadia.actor)
        return delegations.name(*given).id


def company_reward(cast: Cast, held: int = 10_000, price: int = 500) -> int:
    """Mérel holds points, and there is something for companies; its id."""
    with transaction():
        rewardable(cast.karim, cast.merel)
        give_points(cast.merel.wallet_id, held, "opening:merel")
        return a_reward(price=price, stock=None, beneficiary="company").id


def order(cast: Cast, reward_id: int, request: str, quantity: int = 1) -> int:
    """Karim orders for Mérel."""
    karim = cast.karim
    with transaction():
        return ordering.order(karim.id, cast.merel.id, reward_id, quantity, request, START, karim.actor).id


def test_a_rep_whom_nobody_named_cannot_order_for_the_company(cast: Cast) -> None:
    reward = company_reward(cast)
    with pytest.raises(catalog.ForManagers):
        order(cast, reward, "one")


def test_a_delegate_orders_with_the_company_s_points_and_not_with_their_own(cast: Cast) -> None:
    reward = company_reward(cast)
    named(cast)
    order(cast, reward, "one")
    assert balance(cast.merel.wallet_id).reserved == 500
    assert balance(cast.karim.wallet_id).reserved == 0


def test_an_order_beyond_the_limit_of_one_is_refused(cast: Cast) -> None:
    reward = company_reward(cast)
    named(cast, each=900)
    with pytest.raises(BeyondEach):
        order(cast, reward, "two pieces", 2)
    order(cast, reward, "one piece")


def test_a_month_s_orders_count_together_and_a_cancelled_one_does_not(cast: Cast) -> None:
    reward = company_reward(cast)
    named(cast, month=1_000)
    first = order(cast, reward, "one")
    order(cast, reward, "two")
    with pytest.raises(BeyondMonth):
        order(cast, reward, "three")
    with transaction():
        ordering.withdraw(first, START, cast.karim.actor)
    order(cast, reward, "three again")


def test_next_month_the_limit_is_whole_again(cast: Cast) -> None:
    reward = company_reward(cast)
    named(cast, month=500)
    order(cast, reward, "one")
    with transaction():
        delegations.may_spend(cast.karim.id, cast.merel.id, 500, date(2026, 11, 1))
    with pytest.raises(BeyondMonth), transaction():
        delegations.may_spend(cast.karim.id, cast.merel.id, 1, date(2026, 10, 31))


def test_what_a_manager_takes_back_is_gone_at_once(cast: Cast) -> None:
    reward = company_reward(cast)
    leave = named(cast)
    with transaction():
        assert delegations.remove(cast.merel.id, leave, START, cast.nadia.actor)
    with pytest.raises(catalog.ForManagers):
        order(cast, reward, "one")
    assert [one.holds for one in delegates_of(cast.merel.id, TODAY)] == [False]


def test_a_manager_of_another_company_takes_nothing_back(cast: Cast) -> None:
    leave = named(cast)
    with transaction():
        assert not delegations.remove(cast.sanelec.id, leave, START, cast.paula.actor)
    assert delegations.delegation_on(cast.karim.id, cast.merel.id, TODAY)


def test_a_leave_holds_from_its_first_to_its_last_day(cast: Cast) -> None:
    named(cast, first=TOMORROW, last=date(2026, 10, 20))
    karim, merel = cast.karim.id, cast.merel.id
    held = [n for n in (15, 16, 20, 21) if delegations.delegation_on(karim, merel, date(2026, 10, n))]
    assert held == [16, 20]


def test_naming_again_replaces_what_ran(cast: Cast) -> None:
    named(cast, each=100)
    latest = named(cast, each=700)
    held = delegations.delegation_on(cast.karim.id, cast.merel.id, TODAY)
    assert held
    assert (held.id, held.most_each) == (latest, 700)
    assert [one.holds for one in delegates_of(cast.merel.id, TODAY)] == [True, False]


def test_only_colleagues_are_named_and_no_manager(cast: Cast) -> None:
    for person, refusal in ((cast.bruno, NotAColleague), (cast.nadia, ManagesAlready)):
        with transaction(), pytest.raises(refusal):
            delegations.name(cast.merel.id, person.id, NOBODY, (TODAY, None), START, "shell")
    with transaction(), pytest.raises(WrongWindow):
        delegations.name(cast.merel.id, cast.karim.id, NOBODY, (YESTERDAY, None), START, "shell")


def test_who_leaves_the_company_spends_nothing_of_it_also_when_they_come_back(cast: Cast) -> None:
    named(cast)
    karim = cast.karim.id
    with transaction():
        accounts.end_mandate(_mandate_of(karim), date(2026, 10, 20), "shell", START)
        accounts.give_mandate(karim, cast.merel.id, "rep", date(2026, 12, 1), "shell", START)
    assert delegations.delegation_on(karim, cast.merel.id, date(2026, 10, 20))
    for day in (date(2026, 10, 21), date(2026, 12, 1)):
        with pytest.raises(NotADelegate):
            delegations.may_spend(karim, cast.merel.id, 1, day)


def _mandate_of(person_id: int) -> int:
    return session.scalars(select(Mandate.id).where(Mandate.person_id == person_id)).one()


@given(some.integers(0, 500), some.integers(0, 500), some.lists(some.integers(1, 300), max_size=20))
def test_no_series_of_orders_passes_a_limit(each: int, month: int, orders: list[int]) -> None:
    leave, spent = Leave(each, month), 0
    for points_of_order in orders:
        try:
            leave.check(points_of_order, spent)
        except (BeyondEach, BeyondMonth):
            continue
        assert not each or points_of_order <= each
        spent += points_of_order
    assert not month or spent <= month


@given(some.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_every_day_lies_in_its_month(day: date) -> None:
    first, after = month_of(day)
    assert first <= day < after
    assert after.day == 1
    assert (after - first).days in {28, 29, 30, 31}


def test_a_leave_of_before_does_not_come_back_with_a_new_mandate() -> None:
    left, again = (date(2025, 1, 1), date(2026, 3, 31)), (date(2026, 6, 1), None)
    assert still_holds(date(2026, 2, 1), [left, again], date(2026, 3, 31))
    assert not still_holds(date(2026, 2, 1), [left, again], date(2026, 7, 1))
    assert still_holds(date(2026, 6, 1), [left, again], date(2026, 7, 1))


def test_a_manager_names_a_colleague_sees_what_they_spent_and_takes_it_back(
    cast: Cast, visitor: Browser
) -> None:
    reward = company_reward(cast)
    nadia = visitor.as_(cast.nadia)
    page = nadia.get("/points/company")
    assert page.the('a[href="/points/company/delegates"]')
    page = nadia.get("/points/company/delegates")
    page = nadia.submit(
        page,
        "Laisser commander pour l’entreprise",
        person_id=str(cast.karim.id),
        most_each="800",
        most_a_month="1200",
        starts_on="2026-10-15",
    )
    assert page.says("Karim Benali")
    order(cast, reward, "one")
    page = nadia.get("/points/company/delegates")
    assert page.says("500 pts")
    page = nadia.submit(page, "Retirer ce droit à Karim")
    assert page.says("ne dépense plus")
    assert page.says("Qui le pouvait avant")


def test_many_delegates_are_asked_for_together_and_each_has_spent_their_own(cast: Cast) -> None:
    reward = company_reward(cast)
    lets(cast, cast.karim, 700)
    with statements() as one:
        delegates_of(cast.merel.id, TODAY)
    lets(cast, cast.lea)
    lets(cast, cast.karim, 800)
    order(cast, reward, "kept")
    withdrawn = order(cast, reward, "withdrawn")
    with transaction():
        ordering.withdraw(withdrawn, START, cast.karim.actor)
    with statements() as three:
        found = delegates_of(cast.merel.id, TODAY)
    assert [(it.name, it.most_each, it.spent, it.holds) for it in found] == [
        ("Karim Benali", 800, 500, True),
        (cast.lea.name, 0, 0, True),
        ("Karim Benali", 700, 500, False),
    ]
    assert len(one) == len(three)
    assert [it.spent for it in delegates_of(cast.merel.id, date(2026, 11, 1))] == [0, 0, 0]


def test_the_page_of_delegates_names_people_days_and_leaves_as_they_are_now(
    cast: Cast, visitor: Browser
) -> None:
    def offered(browser: Browser) -> tuple[list[str], str]:
        page = browser.get("/points/company/delegates")
        return [one.text for one in page.all("#person_id option")], str(page.the("#starts_on")["value"])

    nadia, paula = visitor.as_(cast.nadia), visitor.as_(cast.paula)
    assert offered(nadia) == (["Karim Benali", cast.lea.name], "2026-10-15")
    assert offered(paula) == ([cast.bruno.name], "2026-10-15")
    lets(cast, cast.karim, 700)
    assert nadia.get("/points/company/delegates").says("Retirer ce droit à Karim")
    names = {"first_name": "Karl", "last_name": "<b>", "email": cast.karim.email}
    with transaction():
        accounts.edit_person(cast.karim.id, **names, at=START, by="shell")
        accounts.disable(cast.lea.id, START, "shell")
    assert offered(nadia)[0] == ["Karl <b>"]
    page = nadia.get("/points/company/delegates")
    assert page.says("Retirer ce droit à Karl")
    assert page.says("700 pts")
    clock.freeze(START + timedelta(days=1))
    nadia = visitor.as_(cast.nadia)
    assert offered(nadia)[1] == "2026-10-16"
    nadia.post("/language", language="en")
    page = nadia.get("/points/company/delegates")
    assert page.says("Take it back from Karl")
    assert page.has_button("Let them order for the company")
    again = nadia.submit(page, "Let them order for the company", 422, most_each="-1", starts_on="2026-10-16")
    assert again.the("#most_each")["value"] == "-1"
    assert nadia.get("/points/company/delegates").the("#most_each")["value"] == ""


def test_a_delegate_finds_the_company_s_shelf_orders_and_sees_the_order(cast: Cast, visitor: Browser) -> None:
    reward = company_reward(cast)
    karim = visitor.as_(cast.karim)
    karim.get(f"/rewards/{reward}", status=404)
    named(cast, each=400)
    page = karim.get("/rewards?for=company")
    assert page.says("Perceuse")
    page = karim.get(f"/rewards/{reward}/orders/new")
    page = karim.submit(page, "Commander « Perceuse »", status=409)
    assert page.says("400 points par commande")
    named(cast, each=500)
    page = karim.submit(karim.get(f"/rewards/{reward}/orders/new"), "Commander « Perceuse »")
    assert page.says("Perceuse")
    assert karim.get("/orders").says("Perceuse")


def test_reps_have_no_page_of_delegates(cast: Cast, visitor: Browser) -> None:
    visitor.as_(cast.karim).get("/points/company/delegates", status=403)


@pytest.mark.browser
def test_the_page_of_delegates_has_no_barriers_in_either_language(cast: Cast, screen: Screen) -> None:
    named(cast, each=800, month=1200)
    assert screen.enter(cast.nadia).faults("/points/company/delegates") == []
