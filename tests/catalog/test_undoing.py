"""What is undone comes back where it came from: points to lots, pieces to stock, the register’s line."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app import verify_all
from catalog import rules
from catalog.models import Order, OrderStep, Reward, Shipment
from catalog.orders import approving, fulfilment, undoing
from catalog.rules import order_refusals as refusals
from core.database import session, transaction
from notifications.models import Notice
from points.ledger import actions as points
from points.ledger import delegations
from points.ledger.delegates import spent_in_month
from points.rules.delegating import Leave
from tests.catalog.buying import Shelf, a_shelf, buy, do, left, lots, purse, register, state
from tests.catalog.scene import a_reward, give_points, karim_with, rewardable
from tests.support.cast import START, Cast

SHELL = (START, "shell")


def three_lots(cast: Cast) -> int:
    """An approved order of three pieces that took 1,500 points from three lots of different last days."""
    drill = karim_with(cast, 0)
    with transaction():
        for month, amount in ((11, 700), (12, 600), (10, 400)):
            ends = date(2027, month, 1)
            points.add_opening(cast.karim.wallet_id, amount, f"lot:{month}", *SHELL, expires_on=ends)
    number = buy(cast, drill, quantity=3)
    do(approving.approve, number, *SHELL)
    return number


def delivered(cast: Cast, number: int) -> int:
    if state(number) == "requested":
        do(approving.approve, number, *SHELL)
    do(fulfilment.deliver, number, *SHELL)
    return number


def test_pieces_come_back_to_the_lots_that_live_longest(cast: Cast) -> None:
    number, wallet = three_lots(cast), cast.karim.wallet_id
    assert lots(wallet) == [0, 200, 0]
    do(fulfilment.cancel, number, *SHELL, "Rupture", 1)
    assert lots(wallet) == [100, 600, 0]
    assert (purse(wallet), session.scalar(select(Reward.stock))) == ((700, 1_000), 3)
    assert register() == [(f"order:{number}", 12_000), (f"order:{number}:back:1", -4_000)]
    do(fulfilment.cancel, number, *SHELL, "Rupture encore", 1)
    assert lots(wallet) == [600, 600, 0]
    order = session.get_one(Order, number)
    assert (order.state, order.pieces, order.held, order.given_back) == ("approved", 1, 500, 1_000)
    do(fulfilment.deliver, number, *SHELL)
    assert purse(wallet) == (1_200, 0)
    do(undoing.refund, number, *SHELL, "Ne marche pas")
    assert lots(wallet) == [700, 600, 400]
    assert sum(value for _, value in register()) == 0


def test_the_rest_of_an_order_comes_back_after_some_pieces(cast: Cast) -> None:
    number, wallet = three_lots(cast), cast.karim.wallet_id
    do(fulfilment.cancel, number, *SHELL, "Une seule", 2)
    do(fulfilment.cancel, number, *SHELL, "Finalement aucune")
    assert (lots(wallet), purse(wallet)) == ([700, 600, 400], (1_700, 0))
    order = session.get_one(Order, number)
    assert (order.state, order.cancelled_quantity) == ("cancelled", 2)
    told = session.scalars(select(Notice.body).where(Notice.path == f"/orders/{number}").order_by(Notice.id))
    assert any("1\u202f000" in one for one in told)
    steps = select(OrderStep.state, OrderStep.pieces).where(OrderStep.order_id == number)
    assert [tuple(one) for one in session.execute(steps.order_by(OrderStep.id))] == [
        ("requested", None),
        ("approved", None),
        ("approved", 2),
        ("cancelled", None),
    ]


def test_pieces_are_cancelled_within_what_is_left_and_as_it_was_shown(cast: Cast) -> None:
    number = three_lots(cast)
    for pieces in (0, 4):
        with pytest.raises(refusals.TooManyPieces):
            do(fulfilment.cancel, number, *SHELL, "why", pieces)
    do(fulfilment.cancel, number, *SHELL, "why", 1, 3)
    with pytest.raises(refusals.PiecesMoved):
        do(fulfilment.cancel, number, *SHELL, "why", 1, 3)
    assert do(fulfilment.cancel, number, *SHELL, "why", 2, 2) == "cancelled"


def test_a_refund_returns_to_lots_that_ended_meanwhile_as_they_were(cast: Cast) -> None:
    number, wallet = delivered(cast, three_lots(cast)), cast.karim.wallet_id
    late = START + timedelta(days=365)
    do(undoing.refund, number, late, "shell", "Défaut")
    assert purse(wallet) == (1_700, 0)
    with transaction():
        assert points.expire_due(date(2027, 10, 16), late) == 1
    assert purse(wallet) == (1_300, 0)
    with pytest.raises(rules.AlreadyRefunded):
        do(undoing.refund, number, late, "shell", "Défaut")


def test_a_refund_repays_what_is_owed_first(cast: Cast) -> None:
    number = delivered(cast, buy(cast, karim_with(cast, 500)))
    with pytest.raises(rules.ReasonMissing):
        do(undoing.refund, number, *SHELL, "")
    do(undoing.refund, number, *SHELL, "Cassé")
    assert (purse(cast.karim.wallet_id), state(number)) == ((500, 0), "refunded")
    assert session.scalar(select(Reward.stock)) == 5


def test_every_state_on_the_way_has_its_step_and_its_proof(cast: Cast) -> None:
    number = buy(cast, karim_with(cast, 500))
    with pytest.raises(rules.NotApproved):
        do(fulfilment.ship, number, *SHELL)
    do(approving.approve, number, *SHELL)
    do(fulfilment.mark_ordered, number, *SHELL)
    with pytest.raises(rules.AlreadyOrdered):
        do(fulfilment.mark_ordered, number, *SHELL)
    do(fulfilment.ship, number, *SHELL, "Colissimo", "6A123", date(2026, 10, 16))
    do(fulfilment.deliver, number, *SHELL, "", "Signé : Mme Roy")
    parcel = session.scalars(select(Shipment)).one()
    assert (parcel.tracking, parcel.proof, parcel.delivered_on) == (
        "6A123",
        "Signé : Mme Roy",
        date(2026, 10, 15),
    )
    with pytest.raises(rules.AlreadyDelivered):
        do(fulfilment.cancel, number, *SHELL, "why")


def test_only_the_provider_says_what_became_of_an_unknown_order(cast: Cast) -> None:
    number = buy(cast, karim_with(cast, 500))
    do(approving.approve, number, *SHELL)
    do(fulfilment.mark_ordered, number, START, "clock")
    do(fulfilment.mark_unknown, number, START, "clock", "no answer")
    for act in (fulfilment.deliver, fulfilment.ship):
        with pytest.raises(rules.NotKnownYet):
            do(act, number, START, cast.claire.actor)
    with pytest.raises(rules.NotKnownYet):
        do(fulfilment.cancel, number, *SHELL, "why")
    do(fulfilment.mark_ordered, number, START, "clock")
    do(fulfilment.mark_unknown, number, START, "clock", "no answer")
    assert do(fulfilment.deliver, number, START, "clock") == "delivered"


def test_a_replacement_costs_no_points_and_one_piece(cast: Cast) -> None:
    shelf = a_shelf(cast)
    number = delivered(cast, buy(cast, shelf.shirt, quantity=2, variant_id=shelf.small))
    before = (purse(cast.karim.wallet_id), register())
    with transaction():
        fresh = undoing.replace(number, *SHELL, "Mauvaise taille", shelf.large)
        again = fresh.id
    assert (state(number), state(again)) == ("replaced", "approved")
    assert (left(shelf)["small"], left(shelf)["large"]) == (3, 3)
    assert (purse(cast.karim.wallet_id), register()) == before
    with pytest.raises(rules.UndoTooLate):
        do(fulfilment.withdraw, again, START, cast.karim.actor)
    with pytest.raises(refusals.WholeOnly):
        do(fulfilment.cancel, again, *SHELL, "why", 1)
    do(fulfilment.deliver, again, *SHELL)
    assert verify_all() == []
    do(undoing.refund, again, *SHELL, "Encore cassé")
    assert (purse(cast.karim.wallet_id), left(shelf)["large"]) == ((20_000, 0), 5)
    assert register()[-1] == (f"order:{number}:refunded", -8_000)


def test_a_replacement_that_is_cancelled_gives_back_what_the_first_one_cost(cast: Cast) -> None:
    first = delivered(cast, buy(cast, karim_with(cast, 500)))
    with transaction():
        second = undoing.replace(first, *SHELL).id
    do(fulfilment.deliver, second, *SHELL)
    with transaction():
        third = undoing.replace(second, *SHELL).id
    do(fulfilment.cancel, third, *SHELL, "Plus fabriqué")
    assert purse(cast.karim.wallet_id) == (500, 0)
    assert [state(one) for one in (first, second, third)] == ["replaced", "replaced", "cancelled"]
    assert session.scalar(select(Reward.stock)) == 3


def test_what_is_booked_for_a_date_is_not_replaced(cast: Cast, shelf: Shelf) -> None:
    number = delivered(cast, buy(cast, shelf.course, session_id=shelf.date))
    with pytest.raises(refusals.NotReplaceable):
        do(undoing.replace, number, *SHELL)
    assert state(number) == "delivered"


@pytest.fixture
def shelf(cast: Cast) -> Shelf:
    return a_shelf(cast)


def test_a_delegates_month_counts_what_was_not_cancelled(cast: Cast) -> None:
    with transaction():
        rewardable(cast.karim, cast.merel)
        give_points(cast.merel.wallet_id, 10_000)
        window = (date(2026, 10, 15), None)
        delegations.name(cast.merel.id, cast.karim.id, Leave(0, 2_000), window, START, cast.nadia.actor)
        reward = a_reward(beneficiary="company", nature="professional").id
    number = buy(cast, reward, quantity=4)
    do(fulfilment.cancel, number, *SHELL, "why", 3)
    spent = spent_in_month(cast.karim.id, cast.merel.id, date(2026, 10, 15))
    assert spent == 500
    do(fulfilment.cancel, number, *SHELL, "why")
    assert spent_in_month(cast.karim.id, cast.merel.id, date(2026, 10, 15)) == 0
