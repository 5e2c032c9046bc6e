"""Who has to say yes: by amount and by the company's policy, in order, each somebody else, never oneself."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from catalog import rules
from catalog.models import Order
from catalog.orders import approving, fulfilment, settings
from catalog.rules import order_refusals as refusals
from catalog.rules.approval import LEVELS, Policy, chain_of, may_answer, next_level
from compliance import actions as law
from compliance.rules import EmployerWithdrew
from core.database import session
from notifications.models import Notice
from tests.catalog.buying import buy, do, purse, register, state
from tests.catalog.scene import karim_with
from tests.support.cast import START, Cast

POLICIES = st.builds(
    Policy,
    automatic_cents=st.integers(0, 300),
    second_each_cents=st.integers(0, 300),
    second_year_cents=st.integers(0, 600),
    manager_from=st.none() | st.integers(0, 300),
)
AMOUNTS = st.integers(0, 400)


@given(POLICIES, AMOUNTS, AMOUNTS, AMOUNTS, st.booleans())
def test_the_chain_is_in_order_and_asks_whom_the_policies_name(
    policy: Policy, points: int, value: int, more: int, manages: bool
) -> None:
    chain = chain_of(policy, points, value, value + more, manages)
    assert chain == [level for level in LEVELS if level in chain]
    asked = policy.manager_from is not None and points >= policy.manager_from and not manages
    assert ("company_manager" in chain) == asked
    second = value > policy.second_each_cents or value + more > policy.second_year_cents
    assert ("second" in chain) == second
    if "administrator" not in chain:
        assert policy.automatic_cents > 0
        assert value <= policy.automatic_cents
        assert not second


@given(POLICIES, AMOUNTS, AMOUNTS)
def test_a_dearer_order_never_needs_fewer(policy: Policy, value: int, more: int) -> None:
    assert set(chain_of(policy, 0, value, value)) <= set(chain_of(policy, 0, value + more, value + more))


@given(st.lists(st.sampled_from(LEVELS), unique=True).map(lambda some: sorted(some, key=LEVELS.index)))
def test_each_level_has_its_turn_once(chain: list[str]) -> None:
    answered: list[str] = []
    while (turn := next_level(chain, answered)) is not None:
        answered.append(turn)
    assert answered == chain


def test_nobody_answers_twice_or_for_themselves() -> None:
    assert may_answer("person:1", "person:2", ["person:3"])
    assert not may_answer("person:2", "person:2", [])
    assert not may_answer("person:3", "person:2", ["person:3"])


def test_150_euros_are_for_one_administrator_and_a_cent_more_for_two(cast: Cast) -> None:
    one = buy(cast, karim_with(cast, 1_000, cost_cents=15_000))
    assert session.get_one(Order, one).approvals == ["administrator"]
    do(fulfilment.cancel, one, START, "shell", "why")
    two = buy(cast, karim_with(cast, 0, code="saw", cost_cents=15_001), "r2")
    assert session.get_one(Order, two).approvals == ["administrator", "second"]
    assert do(approving.approve, two, START, cast.claire.actor) == "requested"
    with pytest.raises(rules.FourEyes):
        do(approving.approve, two, START, cast.claire.actor)
    with pytest.raises(rules.NotApproved):
        do(fulfilment.deliver, two, START, "shell")
    assert do(approving.approve, two, START, cast.hugo.actor) == "approved"
    assert register() == [(f"order:{two}", 15_001)]


def test_a_year_of_gifts_calls_for_a_second_administrator(cast: Cast) -> None:
    drill = karim_with(cast, 5_000, cost_cents=15_000, stock=None)
    chains = [session.get_one(Order, buy(cast, drill, f"r{n}")).approvals for n in range(4)]
    assert chains == [["administrator"]] * 3 + [["administrator", "second"]]


def test_small_orders_are_approved_by_the_rule_at_once(cast: Cast) -> None:
    drill = karim_with(cast, 5_000)
    do(settings.change, START, "shell", automatic_cents=4_000)
    number = buy(cast, drill)
    assert (state(number), register()) == ("approved", [(f"order:{number}", 4_000)])
    assert state(buy(cast, drill, "r2", 2)) == "requested"
    do(fulfilment.withdraw, number, START, cast.karim.actor)
    assert register()[-1] == (f"order:{number}:cancelled", -4_000)


def test_a_companys_manager_is_asked_first(cast: Cast) -> None:
    drill = karim_with(cast, 5_000)
    do(settings.set_policy, cast.merel.id, 500, START, cast.nadia.actor)
    do(settings.change, START, "shell", automatic_cents=4_000)
    number = buy(cast, drill)
    assert session.get_one(Order, number).approvals == ["company_manager"]
    told = session.scalars(select(Notice.person_id).where(Notice.path == f"/approvals/{number}"))
    assert list(told) == [cast.nadia.id]
    assert [one.id for one in approving.waiting_lines(cast.merel.id)] == [number]
    for who in (cast.claire.actor, cast.paula.actor, "shell"):
        with pytest.raises(refusals.ManagerFirst):
            do(approving.approve, number, START, who)
    with pytest.raises(refusals.NotYourTurn):
        do(approving.approve, number, START, cast.claire.actor, "", "administrator")
    assert do(approving.approve, number, START, cast.nadia.actor, "Oui", "company_manager") == "approved"
    assert not approving.waiting_lines(cast.merel.id)


def test_a_no_gives_everything_back(cast: Cast) -> None:
    drill = karim_with(cast, 500)
    number = buy(cast, drill)
    with pytest.raises(rules.ReasonMissing):
        do(approving.decline, number, START, cast.claire.actor, " ")
    with pytest.raises(rules.FourEyes):
        do(approving.decline, number, START, cast.karim.actor, "non")
    assert do(approving.decline, number, START, cast.claire.actor, "Hors budget") == "declined"
    assert (purse(cast.karim.wallet_id), register()) == ((500, 0), [])
    with pytest.raises(rules.AlreadyDeclined):
        do(approving.approve, number, START, cast.hugo.actor)


def test_an_employer_who_withdrew_stops_the_last_yes_and_the_answers_before_it(cast: Cast) -> None:
    number = buy(cast, karim_with(cast, 500))
    do(law.record_consent, cast.merel.id, False, "La direction", START, "shell")
    with pytest.raises(EmployerWithdrew):
        do(approving.approve, number, START, cast.claire.actor)
    assert approving.level_next(session.get_one(Order, number)) == "administrator"


def test_settings_are_rows_that_are_never_edited(cast: Cast) -> None:
    assert settings.settings_now().second_each_cents == 15_000
    do(settings.change, START, "shell", second_each_cents=10_000)
    do(settings.change, START + timedelta(hours=1), "shell", professional_only=True)
    now = settings.settings_now()
    assert (now.second_each_cents, now.professional_only, now.id) == (10_000, True, 2)
    assert do(settings.change, START, "shell", professional_only=True).id == 2
    with pytest.raises(refusals.SettingWrong):
        do(settings.change, START, "shell", automatic_cents=-1)
    do(settings.set_policy, cast.merel.id, 800, START, cast.nadia.actor)
    do(settings.set_policy, cast.merel.id, None, START, cast.nadia.actor)
    policy = settings.policy_of(cast.merel.id)
    assert policy
    assert policy.from_points is None
