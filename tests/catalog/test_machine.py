"""T1: drafts, orders, approvals, cancellations, deliveries and refunds in any order stay in step."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from app import verify_all
from catalog import actions
from catalog.keeping import parts, variants
from catalog.models import Order, Reward, RewardSession, RewardVariant
from catalog.orders import approving, cancelling, drafts, edges, fulfilment, ordering, scarce, undoing
from catalog.rules.order_refusals import CartRefused
from compliance.models import Gratification
from core.database import session, transaction
from core.rules import Refused
from core.verify import Finding
from points.ledger import giving_back
from points.ledger import queries as wallets
from tests.catalog.buying import a_date
from tests.catalog.order_model import EDGES, PIECES, POINTS, PRICE, TAKES, Model, Placed
from tests.catalog.scene import a_reward, give_points, rewardable
from tests.support.cast import START, Cast, make_cast
from tests.support.stage import Stage

ACTS = st.sampled_from(["order", "order", "check out", "again", "receive", "cancel some", *EDGES, "deliver"])
STEPS = st.lists(st.tuples(ACTS, st.integers(0, 5), st.integers(1, 3)), min_size=6, max_size=22)
LATER, COST = START + timedelta(hours=1), 100
Which = dict[str, tuple[int, dict[str, Any]]]


class World:
    """The real thing: ids of what is sold, and of the orders in the order of their making."""

    def __init__(self, cast: Cast) -> None:
        self.karim, self.firm, self.ids, self.requests = cast.karim, cast.merel.id, list[int](), list[str]()
        with transaction():
            rewardable(cast.karim, cast.merel)
            give_points(cast.karim.wallet_id, POINTS)
            drill = a_reward("drill", PRICE, PIECES, cost_cents=COST).id
            shirt = a_reward("shirt", PRICE, None, cost_cents=COST).id
            size = variants.add(shirt, "S", "Petite", "Small", START, "shell", PIECES)
            course = a_reward("course", PRICE, None, kind="training", cost_cents=COST).id
            kit = a_reward("kit", PRICE, None, kind="bundle", cost_cents=COST).id
            parts.write(kit, [(drill, 1), (shirt, 1)], START, "shell")
            self.things: Which = {
                "drill": (drill, {}),
                "small": (shirt, {"variant_id": size}),
                "seat": (course, {"session_id": a_date(course, PIECES)}),
                "kit": (kit, {"parts": [(shirt, size)]}),
            }

    def order(self, thing: str, quantity: int, request: str) -> None:
        reward, which = self.things[thing]
        asked = (self.karim.id, self.firm, reward, quantity, request, START, self.karim.actor)
        with transaction():
            number = ordering.order(*asked, **which).id
        self._note(number, request)

    def check_out(self, thing: str, quantity: int, request: str) -> None:
        """Two lines of one thing, one of one piece: both or neither; what is left is discarded."""
        reward, which = self.things[thing]
        lines = []
        for name, pieces in ((request, quantity), (f"{request}+", 1)):
            asked = (self.karim.id, self.firm, reward, pieces, name, START, self.karim.actor)
            with transaction():
                lines.append(drafts.draft(*asked, **which).id)
        try:
            with transaction():
                drafts.request_all(self.karim.id, lines, {}, None, START, self.karim.actor)
        except CartRefused:
            for one in lines:
                with transaction():
                    drafts.discard(one, self.karim.id, START)
            raise
        for one, name in zip(lines, (request, f"{request}+"), strict=True):
            self._note(one, name)

    def act(self, act: str, which: int, pieces: int) -> None:
        number, at, by = self.ids[which], LATER, "clock"
        does: dict[str, Callable[[], object]] = {
            "approve": lambda: approving.approve(number, at, by),
            "decline": lambda: approving.decline(number, at, by, "why"),
            "order up": lambda: fulfilment.mark_ordered(number, at, by),
            "ship": lambda: fulfilment.ship(number, at, by),
            "lose sight": lambda: fulfilment.mark_unknown(number, at, by, "silent"),
            "deliver": lambda: fulfilment.deliver(number, at, by),
            "cancel": lambda: cancelling.cancel(number, at, by, "why"),
            "cancel some": lambda: cancelling.cancel(number, at, by, "why", pieces),
            "withdraw": lambda: cancelling.withdraw(number, at, self.karim.actor),
            "refund": lambda: undoing.refund(number, at, by, "why"),
            "replace": lambda: undoing.replace(number, at, by),
        }
        with transaction():
            done = does[act]()
            if act == "replace":
                assert isinstance(done, Order)
                self._note(done.id, "")

    def receive(self) -> None:
        with transaction():
            actions.receive_stock(self.things["drill"][0], 1, START, "shell")

    def _note(self, number: int, request: str) -> None:
        if number not in self.ids:
            self.ids.append(number)
            self.requests.append(request)

    def seen(self) -> tuple[object, ...]:
        """What the database says."""
        held = wallets.balance(self.karim.wallet_id)
        seats = select(RewardSession.seats - RewardSession.taken)
        drills = select(Reward.stock).where(Reward.code == "drill")
        states = dict(session.execute(select(Order.id, Order.state)).all())
        return (
            (held.available, held.reserved),
            session.scalars(drills).one(),
            session.scalars(select(RewardVariant.stock)).one(),
            session.scalars(seats).one(),
            session.scalar(select(func.coalesce(func.sum(Gratification.value_cents), 0))),
            [states[one] for one in self.ids],
        )


def told(model: Model) -> tuple[object, ...]:
    """What the model says."""
    left = tuple(model.left(scarce) for scarce in ("drill", "small", "seat"))
    money = (model.available, model.held)
    return (money, *left, model.given * COST, [one.state for one in model.orders])


@pytest.mark.usefixtures("stage")
@settings(max_examples=30, deadline=None, derandomize=True)
@given(steps=STEPS)
def test_stock_points_and_register_stay_in_step(stage: Stage, steps: list[tuple[str, int, int]]) -> None:
    with stage.scene("cast", make=lambda: stage.props.update(cast=make_cast(START))):
        assert walk(stage.props["cast"], steps) == []


def walk(cast: Cast, steps: list[tuple[str, int, int]]) -> list[Finding]:
    """Do each step, or see it refused; compare after each; what verify finds at the end."""
    world, model = World(cast), Model()
    for n, (act, which, pieces) in enumerate(steps):
        _step(world, model, act, which, pieces, f"new{n}")
        assert world.seen() == told(model), (act, which, pieces)
    return verify_all()


def _step(world: World, model: Model, act: str, which: int, pieces: int, request: str) -> None:
    thing = list(TAKES)[which % len(TAKES)]
    if act in ("order", "check out"):
        lines = [Placed(thing, pieces)] + ([Placed(thing, 1)] if act == "check out" else [])
        wanted = sum(one.quantity for one in lines)
        make = world.order if act == "order" else world.check_out
        if not model.fits(thing, wanted) or wanted * PRICE > model.available:
            with pytest.raises(Refused):
                make(thing, pieces, request)
        else:
            make(thing, pieces, request)
            model.orders += lines
    elif act == "receive":
        world.receive()
        model.received["drill"] += 1
    elif model.orders:
        number = which % len(model.orders)
        one = model.orders[number]
        if act == "again":
            if world.requests[number]:
                world.order(one.thing, one.quantity, world.requests[number])
        elif model.may(act, one, pieces):
            world.act(act, number, pieces)
            model.do(act, one, pieces)
        else:
            with pytest.raises(Refused):
                world.act(act, number, pieces)


def _keeps_nothing(*_: object) -> list[object]:
    return []


#: What a planted bug changes, and a walk that has to find it.
BUGS: dict[str, tuple[Any, str, Any, list[tuple[str, int, int]]]] = {
    "pieces are not taken": (scarce, "take_all", _keeps_nothing, [("order", 1, 2)]),
    "pieces do not come back": (scarce, "put_back", _keeps_nothing, [("order", 0, 2), ("cancel", 0, 1)]),
    "some come back as all": (
        cancelling,
        "parts_back",
        _keeps_nothing,
        [("order", 0, 3), ("cancel some", 0, 1), ("cancel", 0, 1)],
    ),
    "a refund forgets what came back": (
        giving_back,
        "left_in_lots",
        lambda number, before: {1: 3 * PRICE},
        [("order", 0, 3), ("approve", 0, 1), ("cancel some", 0, 1), ("deliver", 0, 1), ("refund", 0, 1)],
    ),
    "steps are forgotten": (edges, "note_step", _keeps_nothing, [("order", 0, 1), ("approve", 0, 1)]),
    "the register is not written": (
        approving,
        "write_register",
        _keeps_nothing,
        [("order", 2, 1), ("approve", 0, 1)],
    ),
}


@pytest.mark.parametrize("name", BUGS)
def test_a_planted_bug_is_found(cast: Cast, monkeypatch: pytest.MonkeyPatch, stage: Stage, name: str) -> None:
    where, what, instead, steps = BUGS[name]
    assert walk(cast, steps) == []
    stage.put_back("cast")
    monkeypatch.setattr(where, what, instead)
    with pytest.raises((AssertionError, Refused, ValueError, KeyError)):
        assert walk(cast, steps) == []
    stage.put_back("cast")
