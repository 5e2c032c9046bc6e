"""Any order of orders, approvals, deliveries and cancellations keeps stock, points and register in step."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app import verify_all
from catalog import actions
from catalog.models import Order, Reward
from catalog.orders import ordering
from core.database import session, transaction
from core.rules import Refused
from points.ledger import queries as wallets
from tests.catalog.scene import karim_with
from tests.support.cast import START
from tests.support.stage import Stage

PRICE, POINTS, PIECES = 500, 2_000, 3
ACTS = st.sampled_from(["order", "again", "approve", "deliver", "cancel", "withdraw", "receive"])
STEPS = st.lists(st.tuples(ACTS, st.integers(0, 4), st.integers(1, 3)), min_size=4, max_size=14)


class Model:
    """What must be true, in ten lines: states and quantities by request, pieces, points."""

    def __init__(self) -> None:
        self.orders: dict[str, tuple[str, int]] = {}
        self.received = PIECES

    def holds(self, *states: str) -> int:
        return sum(quantity for state, quantity in self.orders.values() if state in states)

    @property
    def stock(self) -> int:
        return self.received - self.holds("requested", "approved", "delivered")

    @property
    def points(self) -> int:
        return POINTS - PRICE * self.holds("requested", "approved", "delivered")


@pytest.mark.usefixtures("stage")
@settings(max_examples=25, deadline=None, derandomize=True)
@given(steps=STEPS)
def test_stock_points_and_register_stay_in_step(stage: Stage, steps: list[tuple[str, int, int]]) -> None:
    with stage.scene("cast"):
        cast, model, ids = stage.props["cast"], Model(), dict[str, int]()
        drill = karim_with(cast, POINTS, stock=PIECES)
        for n, (act, which, quantity) in enumerate(steps):
            _act(act, f"r{which}" if act == "again" else f"new{n}", which, quantity, cast, drill, model, ids)
            held = wallets.balance(cast.karim.wallet_id)
            stock = session.scalar(select(Reward.stock))
            assert (held.available, held.reserved, stock) == (
                model.points,
                PRICE * model.holds("requested", "approved"),
                model.stock,
            )
        assert verify_all() == []


def _act(act, key, which, quantity, cast, drill, model, ids):
    known = list(ids)
    chosen = known[which % len(known)] if known else ""
    state = model.orders[chosen][0] if chosen else ""
    if act in {"order", "again"}:
        _order(chosen if act == "again" and chosen else key, quantity, cast, drill, model, ids)
    elif act == "receive":
        with transaction():
            actions.receive_stock(drill, quantity, START, "shell")
        model.received += quantity
    elif chosen:
        moves = {
            "approve": (("requested",), "approved", lambda: ordering.approve(ids[chosen], START, "shell")),
            "deliver": (("approved",), "delivered", lambda: ordering.deliver(ids[chosen], START, "shell")),
            "cancel": (
                ("requested", "approved"),
                "cancelled",
                lambda: ordering.cancel(ids[chosen], START, "shell", "why"),
            ),
            "withdraw": (
                ("requested",),
                "cancelled",
                lambda: ordering.withdraw(ids[chosen], START + timedelta(hours=1), cast.karim.actor),
            ),
        }
        before, after, move = moves[act]
        if state in before:
            with transaction():
                move()
            model.orders[chosen] = (after, model.orders[chosen][1])
        else:
            with pytest.raises(Refused), transaction():
                move()
        found = session.execute(select(Order.state).where(Order.id == ids[chosen])).scalar_one()
        assert found == model.orders[chosen][0]


def _order(key, quantity, cast, drill, model, ids):
    def act():
        with transaction():
            karim = cast.karim
            return ordering.order(karim.id, cast.merel.id, drill, quantity, key, START, karim.actor).id

    if key in ids:
        assert act() == ids[key]
    elif quantity > model.stock or quantity * PRICE > model.points:
        with pytest.raises(Refused):
            act()
    else:
        ids[key] = act()
        model.orders[key] = ("requested", quantity)
