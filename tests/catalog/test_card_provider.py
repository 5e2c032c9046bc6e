"""A provider over HTTP that fails in every way: never two cards for one piece, never a lost point."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import select

from catalog import fulfilling
from catalog.cards import calling, sealing
from catalog.cards.calls import CardDelivered
from catalog.cards.port import Answer
from catalog.cards.providers import provider_of
from catalog.models import CardCall
from catalog.rules import NotKnownYet
from core.database import session, transaction
from notifications.models import Notice
from points.models import Wallet
from tests.catalog.card_provider import AFTER, BEFORE, Faulty, faulty
from tests.catalog.cards import LATER, PROVIDER, calls, card, hurry, karim_orders, remote, settings, state
from tests.support.cast import START, Cast


@pytest.fixture
def provider(cast: Cast) -> Iterator[Faulty]:
    with faulty() as server, settings(card_providers=(remote(server.url),)):
        yield server


@pytest.fixture
def reward_id(cast: Cast) -> int:
    with transaction():
        return card(PROVIDER)


def purse(cast: Cast) -> tuple[int, int]:
    session.rollback()
    wallet = session.execute(
        select(Wallet.available, Wallet.reserved).where(Wallet.id == cast.karim.wallet_id)
    ).one()
    return wallet.available, wallet.reserved


def rounds(order_id: int, most: int = 12) -> int:
    """The clock's rounds until nothing of an order waits; how many it took."""
    for number in range(1, most):
        hurry(order_id)
        calling.call_due(LATER + number * timedelta(minutes=5))
        if all(one.state not in calling.WAITING for one in calls(order_id)):
            return number
    raise AssertionError("it never ends")


def test_a_card_is_ordered_sealed_and_delivered(cast: Cast, provider: Faulty, reward_id: int) -> None:
    order_id = karim_orders(cast, reward_id)
    assert calling.call_due(LATER) == 1
    (call,) = calls(order_id)
    assert (call.state, call.reference, str(call.expires_on)) == ("delivered", "P-1", "2027-12-31")
    assert sealing.unseal(call.sealed) == f"PROVIDER-{call.key}-0\n0042"
    assert state(order_id) == "delivered"
    assert provider.asked == [("POST", "/orders", "Bearer token-of-ours")]


@pytest.mark.parametrize("mood", AFTER)
def test_what_was_made_behind_a_bad_answer_is_found_not_made_twice(
    cast: Cast, provider: Faulty, reward_id: int, mood: str
) -> None:
    provider.orders = [mood]
    order_id = karim_orders(cast, reward_id)
    assert calling.call_due(LATER) == 0
    assert state(order_id) == "unknown"
    assert "PROVIDER" not in calls(order_id)[0].trouble
    rounds(order_id)
    assert state(order_id) == "delivered"
    assert [len(codes) for codes in provider.made.values()] == [1]


@pytest.mark.parametrize("mood", BEFORE)
def test_what_was_not_made_is_ordered_again_under_the_same_key(
    cast: Cast, provider: Faulty, reward_id: int, mood: str
) -> None:
    provider.orders = [mood]
    order_id = karim_orders(cast, reward_id)
    calling.call_due(LATER)
    assert state(order_id) == "unknown"
    rounds(order_id)
    assert state(order_id) == "delivered"
    assert [path for method, path, _ in provider.asked if method == "GET"] == [f"/orders/card-{order_id}-1"]
    assert [len(codes) for codes in provider.made.values()] == [1]


@pytest.mark.parametrize("mood", ["refused", "says failed"])
def test_a_refusal_gives_the_points_back_and_staff_are_told(
    cast: Cast, provider: Faulty, reward_id: int, mood: str
) -> None:
    provider.orders = [mood]
    order_id = karim_orders(cast, reward_id)
    before = purse(cast)
    calling.call_due(LATER)
    assert state(order_id) == "cancelled"
    assert before == (49_500, 500)
    assert purse(cast) == (50_000, 0)
    told = session.scalars(select(Notice.reference).where(Notice.person_id == cast.claire.id)).all()
    assert any("failed" in (one or "") for one in told)


def test_of_two_cards_one_refused_is_given_back(cast: Cast, provider: Faulty, reward_id: int) -> None:
    provider.orders = ["ok", "refused"]
    order_id = karim_orders(cast, reward_id, 2)
    calling.call_due(LATER)
    assert state(order_id) == "delivered"
    assert purse(cast) == (49_500, 0)


def test_while_nobody_knows_nothing_is_undone_and_after_a_while_staff_are_told_once(
    cast: Cast, provider: Faulty, reward_id: int
) -> None:
    provider.orders, provider.statuses = ["500 after"], ["500", "reset", "409", "late", "no json"]
    order_id = karim_orders(cast, reward_id)
    for number in range(5):
        hurry(order_id)
        calling.call_due(LATER + number * timedelta(minutes=5))
    assert state(order_id) == "unknown"
    with pytest.raises(NotKnownYet), transaction():
        fulfilling.cancel(order_id, LATER, cast.claire.actor, "Trop long")
    told = session.scalars(select(Notice.reference).where(Notice.person_id == cast.claire.id)).all()
    assert len([one for one in told if "silent" in (one or "")]) == 1
    rounds(order_id)
    assert state(order_id) == "delivered"
    assert [len(codes) for codes in provider.made.values()] == [1]


def test_a_card_that_is_being_made_is_waited_for(cast: Cast, provider: Faulty, reward_id: int) -> None:
    provider.orders, provider.statuses = ["pending"], ["pending"]
    order_id = karim_orders(cast, reward_id)
    calling.call_due(LATER)
    assert (state(order_id), calls(order_id)[0].state) == ("ordered", "asked")
    assert calling.call_due(LATER) == 0, "not before its time"
    rounds(order_id)
    assert state(order_id) == "delivered"


def test_a_provider_that_is_not_set_up_is_no_call_and_the_order_can_be_undone(
    cast: Cast, reward_id: int
) -> None:
    order_id = karim_orders(cast, reward_id)
    assert calling.call_due(LATER) == 0
    assert calls(order_id)[0].tries == 0
    assert "not set up" in calls(order_id)[0].trouble
    with transaction():
        fulfilling.cancel(order_id, LATER, cast.claire.actor, "Pas de fournisseur")
    assert purse(cast) == (50_000, 0)


def test_a_delivered_card_is_taken_back_at_the_provider_first(
    cast: Cast, provider: Faulty, reward_id: int
) -> None:
    provider.cancels = ["kept", "500"]
    order_id = karim_orders(cast, reward_id)
    calling.call_due(LATER)
    (call,) = calls(order_id)
    with pytest.raises(CardDelivered), transaction():
        fulfilling.refund(order_id, LATER, cast.claire.actor, "Erreur")
    at = LATER + timedelta(minutes=10)
    words = [calling.take_back(call.id, at, cast.claire.actor) for _ in range(3)]
    assert words == ["delivered", "unknown", "cancelled"]
    with transaction():
        fulfilling.refund(order_id, at, cast.claire.actor, "Erreur")
    assert calls(order_id)[0].sealed == ""
    assert purse(cast) == (50_000, 0)


@pytest.mark.parametrize("seed", range(4))
def test_whatever_goes_wrong_in_whatever_order_it_ends_with_one_card_a_piece(
    cast: Cast, provider: Faulty, reward_id: int, seed: int
) -> None:
    random = Random(seed)
    quick = [one for one in (*BEFORE, *AFTER) if one not in ("late", "drip")]
    provider.orders = random.choices([*quick, "pending"], k=4)
    provider.statuses = random.choices([*quick, "pending", "ok"], k=6)
    order_id = karim_orders(cast, reward_id, 2)
    rounds(order_id, 30)
    assert state(order_id) == "delivered"
    assert sorted(len(codes) for codes in provider.made.values()) == [1, 1]
    assert len({one.sealed for one in calls(order_id)}) == 2
    assert session.scalars(select(CardCall.state)).all() == ["delivered", "delivered"]


def test_asked_again_by_hand_it_is_looked_at_with_the_next_round(
    cast: Cast, provider: Faulty, reward_id: int
) -> None:
    provider.orders = ["500 after"]
    order_id = karim_orders(cast, reward_id)
    calling.call_due(LATER)
    assert calling.call_due(LATER) == 0
    with transaction():
        calling.ask_again(calls(order_id)[0].id, LATER, cast.claire.actor)
    assert calling.call_due(LATER) == 1


def test_a_claim_that_died_is_taken_over_and_asks_first(cast: Cast, provider: Faulty, reward_id: int) -> None:
    order_id = karim_orders(cast, reward_id)
    (call,) = calls(order_id)
    with transaction():
        claim = calling._claim(call.id, LATER)
    assert claim is not None
    session.rollback()
    assert calling.call_due(LATER) == 0, "it is held"
    late = LATER + calling.LEASE + timedelta(seconds=1)
    assert calling.call_due(late) == 1
    assert [method for method, _, _ in provider.asked] == ["GET", "POST"]
    with transaction():
        calling._mark(claim, Answer("failed"), late)
    assert calls(order_id)[0].state == "delivered", "whoever lost the claim is not believed"


def test_nobody_asks_with_a_transaction_open(cast: Cast, provider: Faulty, reward_id: int) -> None:
    order_id = karim_orders(cast, reward_id)
    with transaction():
        claim = calling._claim(calls(order_id)[0].id, START)
    session.execute(select(1))
    assert claim is not None
    with pytest.raises(AssertionError):
        calling._asked(provider_of(PROVIDER, START), claim)
    session.rollback()
