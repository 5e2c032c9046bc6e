"""The cart holds nothing; ordering it is all or nothing, and says why of each line that could not be."""

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import func, select

from catalog import actions, rules
from catalog.models import Order, OrderPart, OrderStep
from catalog.orders import addresses, drafts
from catalog.rules import order_refusals as refusals
from compliance.rules import YearlyCapReached
from core.database import session, transaction
from points.rules import NotEnoughPoints
from tests.catalog.buying import Shelf, a_shelf, do, left, purse, state
from tests.catalog.scene import a_reward, rewardable
from tests.support.cast import START, Cast


@pytest.fixture
def shelf(cast: Cast) -> Shelf:
    return a_shelf(cast, 2_000)


def put_in(cast: Cast, reward_id: int, quantity: int = 1, request: str = "", **which: Any) -> int:
    with transaction():
        made = drafts.draft(
            cast.karim.id,
            cast.merel.id,
            reward_id,
            quantity,
            request or f"d{reward_id}",
            START,
            cast.karim.actor,
            **which,
        )
        return made.id


def check_out(
    cast: Cast, ids: list[int], shown: Mapping[int, int] | None = None, where: int | None = None
) -> list[str]:
    with transaction():
        made = drafts.request_all(cast.karim.id, ids, shown or {}, where, START, cast.karim.actor)
        return [one.state for one in made]


def test_a_draft_holds_nothing_and_leaves_no_trace(cast: Cast, shelf: Shelf) -> None:
    before = left(shelf)
    kit = put_in(cast, shelf.kit, parts=[(shelf.shirt, shelf.small)])
    assert put_in(cast, shelf.kit, parts=[(shelf.shirt, shelf.small)]) == kit
    assert (purse(cast.karim.wallet_id), left(shelf)) == ((2_000, 0), before)
    changed = do(drafts.change, kit, cast.karim.id, 2, START)
    assert (changed, session.get_one(Order, kit).points) == ("draft", 2_000)
    with pytest.raises(rules.OrderUnknown):
        do(drafts.discard, kit, cast.lea.id, START)
    do(drafts.discard, kit, cast.karim.id, START)
    for table in (Order, OrderPart, OrderStep):
        assert session.scalar(select(func.count()).select_from(table)) == 0


def test_a_cart_is_ordered_whole_and_once(cast: Cast, shelf: Shelf) -> None:
    ids = [put_in(cast, shelf.drill, 2), put_in(cast, shelf.shirt, variant_id=shelf.large)]
    with transaction():
        where = addresses.add(
            cast.karim.id,
            None,
            START,
            cast.karim.actor,
            label="Atelier",
            recipient="Karim",
            lines="1 rue du Port",
            postcode="69001",
            city="Lyon",
        ).id
    shown = dict(zip(ids, (500, 300), strict=True))
    assert check_out(cast, ids, shown, where) == ["requested", "requested"]
    assert check_out(cast, ids, shown, where) == ["requested", "requested"]
    assert purse(cast.karim.wallet_id) == (700, 1_300)
    assert (left(shelf)["drill"], left(shelf)["large"]) == (3, 4)
    sent = session.get_one(Order, ids[0]).ship_to
    assert sent
    assert sent["city"] == "Lyon"
    with pytest.raises(refusals.NotADraft):
        do(drafts.change, ids[0], cast.karim.id, 1, START)


def test_every_line_that_cannot_be_says_why_and_nothing_is_ordered(cast: Cast, shelf: Shelf) -> None:
    ids = [put_in(cast, shelf.drill), put_in(cast, shelf.shirt, 2, variant_id=shelf.small)]
    ids.append(put_in(cast, shelf.course, 3, session_id=shelf.date))
    do(actions.retire, shelf.drill, START, "shell")
    with pytest.raises(refusals.CartRefused) as refused:
        check_out(cast, ids, {ids[1]: 200})
    assert [(n, type(why)) for n, why in refused.value.lines] == [
        (ids[0], rules.RewardClosed),
        (ids[1], rules.PriceChanged),
    ]
    assert [state(one) for one in ids] == ["draft"] * 3
    assert purse(cast.karim.wallet_id) == (2_000, 0)


def test_two_lines_of_one_thing_cannot_take_more_than_there_is(cast: Cast, shelf: Shelf) -> None:
    ids = [put_in(cast, shelf.shirt, 3, f"d{n}", variant_id=shelf.small) for n in range(2)]
    with pytest.raises(refusals.CartRefused) as refused:
        check_out(cast, ids)
    assert [(n, type(why)) for n, why in refused.value.lines] == [(ids[1], rules.TooFewLeft)]
    assert left(shelf)["small"] == 5


def test_the_wallet_is_looked_at_for_the_whole_cart(cast: Cast, shelf: Shelf) -> None:
    ids = [put_in(cast, shelf.drill, 3), put_in(cast, shelf.kit, parts=[(shelf.shirt, shelf.small)])]
    with pytest.raises(refusals.CartRefused) as refused:
        check_out(cast, ids)
    (number, why), *others = refused.value.lines
    assert (number, type(why), others) == (ids[1], NotEnoughPoints, [])
    assert why.facts["points"] == 500
    assert [state(one) for one in ids] == ["draft", "draft"]


def test_the_employers_maximum_is_that_of_the_whole_cart(cast: Cast, shelf: Shelf) -> None:
    with transaction():
        rewardable(cast.karim, cast.merel, cap=10_000)
    ids = [put_in(cast, shelf.drill, 2), put_in(cast, shelf.shirt, variant_id=shelf.small)]
    with pytest.raises(refusals.CartRefused) as refused:
        check_out(cast, ids)
    assert [(n, type(why)) for n, why in refused.value.lines] == [(ids[1], YearlyCapReached)]


def test_a_company_s_line_needs_somebody_who_may_spend(cast: Cast, shelf: Shelf) -> None:
    with transaction():
        for_firm = a_reward("firm", beneficiary="company", nature="professional").id
    with pytest.raises(rules.ForManagers):
        put_in(cast, for_firm)
    with pytest.raises(refusals.CartEmpty):
        check_out(cast, [])


def test_a_strangers_address_is_not_sent_to(cast: Cast, shelf: Shelf) -> None:
    with transaction():
        hers = addresses.add(
            cast.lea.id,
            None,
            START,
            cast.lea.actor,
            label="x",
            recipient="Léa",
            lines="x",
            postcode="1",
            city="x",
        ).id
    ids = [put_in(cast, shelf.drill)]
    with pytest.raises(refusals.AddressUnknown):
        check_out(cast, ids, where=hers)
    assert state(ids[0]) == "draft"
