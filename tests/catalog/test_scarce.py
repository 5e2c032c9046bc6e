"""Sizes, seats, hours and parts are taken with the order, once, and come back with it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from catalog import rules
from catalog.keeping import prices, sessions, variants
from catalog.models import OrderPart, ServiceSlot
from catalog.orders import fulfilment, ordering, settings
from catalog.rules import order_refusals as refusals
from catalog.rules.prices import Row
from catalog.rules.refusals import NotForYou
from core.database import session, transaction
from core.rules import Refused
from tests.catalog.buying import IN_A_MONTH, Shelf, a_shelf, an_hour, buy, do, left, purse
from tests.catalog.scene import a_reward
from tests.support.cast import START, Cast

FULL = {"drill": 5, "small": 5, "large": 5, "seats": 5, "hour": 1}


@pytest.fixture
def shelf(cast: Cast) -> Shelf:
    return a_shelf(cast)


def test_a_size_has_its_own_stock(cast: Cast, shelf: Shelf) -> None:
    number = buy(cast, shelf.shirt, quantity=3, variant_id=shelf.small)
    assert left(shelf) == {**FULL, "small": 2}
    with pytest.raises(rules.TooFewLeft):
        buy(cast, shelf.shirt, "r2", 3, variant_id=shelf.small)
    do(fulfilment.cancel, number, START, "shell", "why", pieces=1)
    assert left(shelf) == {**FULL, "small": 3}
    do(fulfilment.cancel, number, START, "shell", "why")
    assert left(shelf) == FULL


@pytest.mark.parametrize(
    ("of", "which", "refusal"),
    [
        ("shirt", {}, refusals.VariantNeeded),
        ("drill", {"variant_id": "small"}, refusals.VariantNeeded),
        ("course", {}, refusals.SessionNeeded),
        ("drill", {"session_id": "date"}, refusals.SessionNeeded),
        ("expert", {}, refusals.SlotNeeded),
        ("drill", {"slot_id": "hour"}, refusals.SlotGone),
        ("pick", {}, refusals.PartNeeded),
        ("kit", {}, refusals.VariantNeeded),
    ],
)
def test_what_is_ordered_has_to_be_said(
    cast: Cast, shelf: Shelf, of: str, which: dict[str, str], refusal: type[Refused]
) -> None:
    with pytest.raises(refusal):
        buy(cast, getattr(shelf, of), **{name: getattr(shelf, key) for name, key in which.items()})
    assert left(shelf) == FULL


def test_a_retired_size_is_ordered_no_more(cast: Cast, shelf: Shelf) -> None:
    do(variants.retire, shelf.small, START, "shell")
    with pytest.raises(refusals.VariantNeeded):
        buy(cast, shelf.shirt, variant_id=shelf.small)


def test_a_seat_is_taken_until_bookings_close(cast: Cast, shelf: Shelf) -> None:
    buy(cast, shelf.course, quantity=4, session_id=shelf.date)
    with pytest.raises(refusals.SeatsGone):
        buy(cast, shelf.course, "r2", 2, session_id=shelf.date)
    assert left(shelf)["seats"] == 1
    asked = (cast.karim.id, cast.merel.id, shelf.course, 1, "r3", IN_A_MONTH - timedelta(days=7), "shell")
    with pytest.raises(refusals.SessionClosed):
        do(ordering.order, *asked, session_id=shelf.date)
    do(sessions.call_off, shelf.date, START, "shell")
    with pytest.raises(refusals.SessionClosed):
        buy(cast, shelf.course, "r4", session_id=shelf.date)


def test_an_hour_is_one_order_s_and_free_again_when_cancelled(cast: Cast, shelf: Shelf) -> None:
    first = buy(cast, shelf.expert, slot_id=shelf.hour)
    with pytest.raises(refusals.SlotGone):
        buy(cast, shelf.expert, "r2", slot_id=shelf.hour)
    with pytest.raises(rules.QuantityWrong):
        buy(cast, shelf.expert, "r3", 2, slot_id=shelf.hour)
    do(fulfilment.cancel, first, START, "shell", "why")
    assert buy(cast, shelf.expert, "r4", slot_id=shelf.hour)
    with transaction():
        session.get_one(ServiceSlot, an_hour(shelf.expert, "M. Blin")).withdrawn_at = START
    assert left(shelf)["hour"] == 0


def test_a_bundle_takes_its_parts_and_a_choice_the_chosen_one(cast: Cast, shelf: Shelf) -> None:
    kit = buy(cast, shelf.kit, quantity=2, parts=[(shelf.shirt, shelf.large)])
    assert left(shelf) == {**FULL, "drill": 3, "large": 1}
    with pytest.raises(rules.TooFewLeft):
        buy(cast, shelf.kit, "r2", parts=[(shelf.shirt, shelf.large)])
    pick = buy(cast, shelf.pick, "r3", parts=[(shelf.drill, None)])
    assert left(shelf)["drill"] == 2
    chosen = session.scalars(select(OrderPart.reward_id).where(OrderPart.order_id == pick))
    assert list(chosen) == [shelf.drill]
    with pytest.raises(refusals.PartNeeded):
        buy(cast, shelf.pick, "r4", parts=[(shelf.drill, None), (shelf.shirt, shelf.small)])
    do(fulfilment.cancel, kit, START, "shell", "why", pieces=1)
    assert left(shelf) == {**FULL, "drill": 3, "large": 3}


def test_the_price_is_the_one_meant_for_them_and_the_one_they_saw(cast: Cast, shelf: Shelf) -> None:
    row = Row(350, company_kind="distributor")
    do(prices.write, shelf.drill, [row], START, "shell")
    with pytest.raises(rules.PriceChanged):
        buy(cast, shelf.drill, price_shown=500)
    buy(cast, shelf.drill, quantity=2, price_shown=350)
    assert purse(cast.karim.wallet_id) == (19_300, 700)


def test_what_is_not_for_them_is_not_ordered_by_its_address(cast: Cast, shelf: Shelf) -> None:
    with transaction():
        a_reward("ours", audience={"kinds": ["installer"]})
        hidden = a_reward("theirs", audience={"kinds": ["installer"]}).id
    with pytest.raises(NotForYou):
        buy(cast, hidden)
    do(settings.change, START, "shell", professional_only=True)
    with pytest.raises(NotForYou):
        buy(cast, shelf.drill)
    assert buy(cast, shelf.course, session_id=shelf.date)
