"""Something is wrong with what came: said once, settled once, by sending it again, points back, or words."""

import pytest
from sqlalchemy import select

from catalog import fulfilling, rules
from catalog.models import AfterSale, Order
from catalog.orders import addresses, after_sales, approving, fulfilment
from catalog.rules import order_refusals as refusals
from core.database import session
from notifications.models import Notice
from tests.catalog.buying import buy, do, purse, state
from tests.catalog.scene import karim_with
from tests.support.cast import START, Cast

SHELL = (START, "shell")


@pytest.fixture
def number(cast: Cast) -> int:
    """A delivered order of Karim's."""
    placed = buy(cast, karim_with(cast, 500))
    do(approving.approve, placed, *SHELL)
    do(fulfilment.deliver, placed, *SHELL)
    return placed


def told(cast: Cast, number: int) -> int:
    found = do(after_sales.report, number, cast.karim.id, "damaged", "Le mandrin est fendu", START)
    return int(found.id)


def test_a_trouble_is_told_once_and_by_whoever_ordered(cast: Cast, number: int) -> None:
    with pytest.raises(rules.OrderUnknown):
        do(after_sales.report, number, cast.lea.id, "damaged", "x", START)
    with pytest.raises(refusals.TroubleUnknown):
        do(after_sales.report, number, cast.karim.id, "boring", "x", START)
    with pytest.raises(refusals.WordsMissing):
        do(after_sales.report, number, cast.karim.id, "damaged", " ", START)
    told(cast, number)
    with pytest.raises(refusals.AlreadyReported):
        told(cast, number)


def test_nothing_is_wrong_with_what_was_never_sent(cast: Cast) -> None:
    placed = buy(cast, karim_with(cast, 500))
    with pytest.raises(refusals.NotSentYet):
        told(cast, placed)


@pytest.mark.parametrize(
    ("remedy", "after", "points"),
    [("replaced", "replaced", 0), ("refunded", "refunded", 500), ("explained", "delivered", 0)],
)
def test_it_is_settled_once(cast: Cast, number: int, remedy: str, after: str, points: int) -> None:
    trouble = told(cast, number)
    with pytest.raises(refusals.RemedyUnknown):
        do(fulfilling.settle, trouble, "sorry", "x", *SHELL)
    with pytest.raises(rules.ReasonMissing):
        do(fulfilling.settle, trouble, remedy, " ", *SHELL)
    do(fulfilling.settle, trouble, remedy, "Voici ce que nous faisons", *SHELL)
    assert (state(number), purse(cast.karim.wallet_id)) == (after, (points, 0))
    with pytest.raises(refusals.AlreadySettled):
        do(fulfilling.settle, trouble, remedy, "encore", *SHELL)
    found = session.scalars(select(AfterSale)).one()
    assert (found.state, found.remedy, found.settled_by) == ("settled", remedy, "shell")
    notices = session.scalars(select(Notice.body).where(Notice.path == f"/orders/{number}"))
    assert any("Voici ce que nous faisons" in one for one in notices)


def test_what_never_arrived_is_cancelled(cast: Cast) -> None:
    placed = buy(cast, karim_with(cast, 500))
    do(approving.approve, placed, *SHELL)
    do(fulfilment.ship, placed, *SHELL)
    trouble = do(after_sales.report, placed, cast.karim.id, "missing", "Rien reçu", START).id
    do(after_sales.settle, trouble, "refunded", "Perdu en route", *SHELL)
    assert (state(placed), purse(cast.karim.wallet_id)) == ("cancelled", (500, 0))


HOME = {"label": "Maison", "recipient": "K", "lines": "1 rue", "postcode": "69001", "city": "Lyon"}


def test_an_address_book_offers_one_first_and_orders_keep_theirs(cast: Cast) -> None:
    karim = cast.karim
    drill = karim_with(cast, 500)
    home = do(addresses.add, karim.id, None, START, karim.actor, **HOME).id
    work = do(addresses.add, karim.id, None, START, karim.actor, **HOME | {"label": "Atelier"}).id
    firm = do(addresses.add, None, cast.merel.id, START, cast.nadia.actor, **HOME | {"country": "be"}).id
    book = addresses.of_person(karim.id, cast.merel.id)
    assert [(one.id, one.favourite) for one in book] == [(home, True), (work, False), (firm, True)]
    placed = buy(cast, drill, address_id=home)
    do(addresses.change, home, START, karim.actor, city="Paris")
    do(addresses.favourite, work, START, karim.actor)
    do(addresses.remove, work, START, karim.actor)
    do(addresses.remove, work, START, karim.actor)
    book = addresses.of_person(karim.id, None)
    assert [(one.city, one.favourite) for one in book] == [("Paris", True)]
    kept = session.get_one(Order, placed).ship_to
    assert kept
    assert (kept["city"], session.get_one(Order, placed).state) == ("Lyon", "requested")
    with pytest.raises(refusals.AddressUnknown):
        do(addresses.change, work, START, karim.actor, city="x")
    with pytest.raises(refusals.AddressIncomplete):
        do(addresses.change, home, START, karim.actor, city=" ")
