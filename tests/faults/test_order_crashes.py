"""Orders killed before each statement (T2): a cart, an approval, a cancellation, a delivery, a refund."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from app import verify_all
from catalog.models import Order, OrderStep, Reward, RewardSession, RewardVariant
from catalog.orders import approving, cancelling, drafts, fulfilment, undoing
from compliance.models import Gratification
from core.database import session, transaction
from core.outbox import Mail
from core.rules import Refused
from points.ledger import giving_back
from points.models import Lot, Wallet
from tests.catalog.buying import Shelf, a_shelf, buy, do
from tests.catalog.scene import give_points
from tests.faults.crash import sweep
from tests.support.cast import START, Cast
from tests.support.stage import Stage

pytestmark = pytest.mark.faults
SHELL = (START, "shell")


def told() -> object:
    """Everything an order touches."""
    session.rollback()
    states = select(Order.id, Order.state, Order.cancelled_quantity, Order.given_back).order_by(Order.id)
    sums = [func.sum(one) for one in (Wallet.available, Wallet.reserved)]
    counts = [
        session.scalar(select(func.count()).select_from(one)) for one in (OrderStep, Mail, Gratification)
    ]
    return (
        session.execute(states).all(),
        session.execute(select(*sums)).one(),
        session.scalars(select(Lot.remaining).order_by(Lot.id)).all(),
        session.scalars(select(Reward.stock).order_by(Reward.id)).all(),
        session.scalars(select(RewardVariant.stock).order_by(RewardVariant.id)).all(),
        session.scalars(select(RewardSession.taken)).all(),
        session.scalar(select(func.sum(Gratification.value_cents))),
        counts,
    )


def holds() -> None:
    """Every invariant, whatever was killed."""
    session.rollback()
    assert verify_all() == []


def holds_points() -> None:
    """An order's movements are those of its state."""
    session.rollback()
    assert [one for one in verify_all() if one.code == "I8c"] == []


def once(act: Callable[[], object]) -> Callable[[], object]:
    """The act as somebody repeats it who does not know whether it went through."""

    def again() -> None:
        try:
            with transaction():
                act()
        except Refused:
            session.rollback()

    return again


def _cart(cast: Cast, shelf: Shelf) -> list[int]:
    """Three lines: a size, two seats, a bundle."""
    asked = (
        (shelf.shirt, 2, {"variant_id": shelf.large}),
        (shelf.course, 2, {"session_id": shelf.date}),
        (shelf.kit, 1, {"parts": [(shelf.shirt, shelf.small)]}),
    )
    karim = cast.karim
    with transaction():
        return [
            drafts.draft(karim.id, cast.merel.id, reward, pieces, f"line-{n}", START, karim.actor, **which).id
            for n, (reward, pieces, which) in enumerate(asked)
        ]


def test_a_cart_survives_a_crash_at_every_point(cast: Cast, stage: Stage) -> None:
    lines = _cart(cast, a_shelf(cast))
    act = once(lambda: drafts.request_all(cast.karim.id, lines, {}, None, START, cast.karim.actor))
    stage.keep("a_cart")
    swept = sweep(stage, "a_cart", act, told, holds)
    assert swept.points >= 8
    assert swept.wrong == {}


def _at(cast: Cast, state: str) -> int:
    """An order of three shirts from two lots, brought to a state."""
    shelf = a_shelf(cast, 500)
    with transaction():
        give_points(cast.karim.wallet_id, 700, "opening:more")
    number = buy(cast, shelf.shirt, quantity=3, variant_id=shelf.small)
    if state != "requested":
        do(approving.approve, number, *SHELL)
    if state in ("some", "delivered"):
        do(cancelling.cancel, number, *SHELL, "why", 1)
    if state == "delivered":
        do(fulfilment.deliver, number, *SHELL)
    return number


#: act → (from where, what is done)
ACTS: dict[str, tuple[str, Callable[[int], object]]] = {
    "approve": ("requested", lambda number: approving.approve(number, *SHELL)),
    "decline": ("requested", lambda number: approving.decline(number, *SHELL, "why")),
    "cancel": ("approved", lambda number: cancelling.cancel(number, *SHELL, "why")),
    "cancel pieces": ("approved", lambda number: cancelling.cancel(number, *SHELL, "why", 1, 3)),
    "cancel the rest": ("some", lambda number: cancelling.cancel(number, *SHELL, "why")),
    "ship": ("approved", lambda number: fulfilment.ship(number, *SHELL, "Poste", "6A")),
    "deliver": ("some", lambda number: fulfilment.deliver(number, *SHELL, "", "signé")),
    "refund": ("delivered", lambda number: undoing.refund(number, *SHELL, "why")),
    "replace": ("delivered", lambda number: undoing.replace(number, *SHELL)),
}


@pytest.mark.parametrize("name", ACTS)
def test_an_order_is_moved_whole_or_not_at_all(cast: Cast, stage: Stage, name: str) -> None:
    state, act = ACTS[name]
    number = _at(cast, state)
    stage.keep(f"order_{name}")
    swept = sweep(stage, f"order_{name}", once(lambda: act(number)), told, holds)
    assert swept.points >= 4
    assert swept.wrong == {}


def test_a_refund_in_two_transactions_is_found_wrong(cast: Cast, stage: Stage) -> None:
    number = _at(cast, "delivered")
    stage.keep("refund_badly")

    def in_two() -> None:
        with transaction():
            held = f"order:{number}"
            parts = [f"{held}:reserve:back:1"]
            giving_back.refund(f"{held}:reserve", f"{held}:spend", f"{held}:refund", *SHELL, {}, parts)
        with transaction():
            session.get_one(Order, number).state = "refunded"

    swept = sweep(stage, "refund_badly", in_two, told, holds_points, to_the_first=True)
    assert swept.wrong
    stage.put_back("cast")
