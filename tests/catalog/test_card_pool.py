"""Codes out of the pool: each is one card, sealed, shown to nobody, counted as a piece."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import verify_all
from catalog import actions, fulfilling
from catalog.cards import calling, codes, sealing
from catalog.cards.calls import CardOpened, CardWaits
from catalog.models import GiftCode
from catalog.rules.keeping import CountedByCodes
from core.database import session, transaction
from core.row_problems import FileRefused
from tests.catalog.cards import LATER, PLANTED, bring, calls, card, karim_orders, settings, state, stock
from tests.support.cast import START, Cast


@pytest.fixture
def pool(cast: Cast) -> int:
    with transaction():
        return card()


def test_a_sealed_code_opens_and_is_never_the_same_twice(cast: Cast) -> None:
    first, second = sealing.seal("ABCD-1234"), sealing.seal("ABCD-1234")
    assert first != second
    assert "ABCD" not in first
    assert sealing.unseal(first) == sealing.unseal(second) == "ABCD-1234"
    assert sealing.digest("abcd 12-34") != sealing.digest("ABCD-1234") == sealing.digest("ABCD 1234")


def test_a_seal_that_was_touched_does_not_open(cast: Cast) -> None:
    sealed = sealing.seal("ABCD-1234")
    changed = sealed[:-6] + ("A" if sealed[-6] != "A" else "B") + sealed[-5:]
    with pytest.raises(sealing.SealUnknown):
        sealing.unseal(changed)


def test_codes_raise_the_stock_and_the_same_file_twice_is_once(pool: int) -> None:
    assert stock(pool) == 0
    assert bring(pool, *PLANTED) == codes.Brought(5, 0)
    assert bring(pool, *PLANTED, "FRESH-1") == codes.Brought(1, 5)
    assert stock(pool) == 6


def test_every_problem_names_its_line_and_never_the_code(pool: int) -> None:
    lines = [
        "code;pin;expires_on",
        "SECRET-1;12;",
        "SECRET 1;;",
        ";1;",
        "SECRET-2;;2020-01-01",
        "SECRET-3;;soon",
    ]
    with pytest.raises(FileRefused) as refused:
        bring(pool, *lines)
    assert [one.line for one in refused.value.problems] == [3, 4, 5, 6]
    assert "SECRET" not in repr(refused.value.problems)
    assert stock(pool) == 0


def test_a_code_that_begins_like_a_header_is_a_code(pool: int) -> None:
    assert bring(pool, "CODE123", "CODE456").added == 2


def test_a_code_of_another_reward_is_refused(pool: int) -> None:
    with transaction():
        other = card(code="card-20")
    bring(pool, *PLANTED)
    with pytest.raises(FileRefused):
        bring(other, PLANTED[0])


def test_only_codes_count_a_pool(pool: int) -> None:
    with pytest.raises(CountedByCodes), transaction():
        actions.receive_stock(pool, 5, START, "shell")
    with pytest.raises(CountedByCodes), transaction():
        actions.lift_limit(pool, START, "shell")


def test_an_order_of_two_is_two_codes_delivered_by_themselves(cast: Cast, pool: int) -> None:
    bring(pool, *PLANTED)
    order_id = karim_orders(cast, pool, 2)
    assert calling.call_due(START) == 0, "the time to think again is not over"
    assert calling.call_due(LATER) == 2
    assert state(order_id) == "delivered"
    assert {sealing.unseal(one.sealed) for one in calls(order_id)} == set(PLANTED[:2])
    assert calling.call_due(LATER) == 0


def test_what_expires_first_goes_first_and_what_expired_is_taken_off(cast: Cast, pool: int) -> None:
    bring(pool, "LAST;;2027-12-31", "FIRST;;2026-10-20", "NEVER")
    order_id = karim_orders(cast, pool)
    calling.call_due(LATER)
    assert sealing.unseal(calls(order_id)[0].sealed) == "FIRST"
    with transaction():
        assert codes.keep_count(START + timedelta(days=500)) == 1
    assert stock(pool) == 1


def test_an_order_taken_back_in_time_costs_no_code(cast: Cast, pool: int) -> None:
    bring(pool, *PLANTED)
    order_id = karim_orders(cast, pool, 2)
    with transaction():
        fulfilling.withdraw(order_id, START, cast.karim.actor)
    assert calling.call_due(LATER) == 0
    assert stock(pool) == 5
    assert {one.state for one in calls(order_id)} == {"cancelled"}


def test_some_pieces_cancelled_leave_the_others(cast: Cast, pool: int) -> None:
    bring(pool, *PLANTED)
    order_id = karim_orders(cast, pool, 3)
    with transaction():
        fulfilling.cancel(order_id, START, cast.claire.actor, "Une seule suffit", pieces=2)
    assert calling.call_due(LATER) == 1
    assert (state(order_id), stock(pool)) == ("delivered", 4)


def test_nobody_hands_over_by_hand_what_comes_by_itself(cast: Cast, pool: int) -> None:
    bring(pool, *PLANTED)
    order_id = karim_orders(cast, pool)
    with pytest.raises(CardWaits), transaction():
        fulfilling.deliver(order_id, START, cast.claire.actor)


def test_a_code_nobody_opened_returns_to_the_pool_and_one_that_was_opened_does_not(
    cast: Cast, pool: int
) -> None:
    bring(pool, *PLANTED[:2])
    first, second = karim_orders(cast, pool), karim_orders(cast, pool, request="r2")
    calling.call_due(LATER)
    with transaction():
        codes.open_cards(second, cast.karim.id, LATER)
        fulfilling.refund(first, LATER, cast.claire.actor, "Erreur")
    with pytest.raises(CardOpened), transaction():
        fulfilling.refund(second, LATER, cast.claire.actor, "Erreur")
    assert stock(pool) == 1
    assert calls(first)[0].sealed == ""


def test_a_card_that_does_not_work_is_replaced_by_another(cast: Cast, pool: int) -> None:
    bring(pool, *PLANTED[:2])
    first = karim_orders(cast, pool)
    calling.call_due(LATER)
    with transaction():
        codes.open_cards(first, cast.karim.id, LATER)
        second = fulfilling.replace(first, LATER, cast.claire.actor, "Le code ne marche pas").id
    calling.call_due(LATER + timedelta(minutes=11))
    assert (state(first), state(second), stock(pool)) == ("replaced", "delivered", 0)
    assert calls(first)[0].sealed != calls(second)[0].sealed


def test_a_new_key_reads_what_the_old_one_sealed_until_it_is_sealed_anew(cast: Cast, pool: int) -> None:
    bring(pool, *PLANTED)
    first = session.scalars(select(GiftCode.sealed)).first()
    with settings(card_key="k" * 40):
        assert sealing.unseal(first) == PLANTED[0]
        assert bring(pool, PLANTED[0]) == codes.Brought(0, 1), "the same code under another key is the same"
        with transaction():
            assert codes.reseal(START, "shell") == 5
        with settings(secret_key="another secret"):
            assert {sealing.unseal(one) for one in session.scalars(select(GiftCode.sealed))} == set(PLANTED)
    session.rollback()
    assert {one.code for one in verify_all()} == {"I8s"}, "without the key, verify says so"
    with settings(card_key="k" * 40), transaction():
        for one in session.scalars(select(GiftCode)):
            text = sealing.unseal(one.sealed)
            with settings(card_key=""):
                one.sealed = sealing.seal(text)
