"""T1: any sequence of earnings, orders, corrections and expiries, against a model of forty lines.

Six planted bugs show that the machine sees: each of them must be found.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from core.clock import clock, local_day
from core.database import session, transaction
from core.rules import Refused
from points import actions, corrections, earning, ledger, lots, stock
from points.checks import CHECKS
from points.ledger import Entry
from points.models import Lot, Wallet
from points.queries import balance
from points.rules import AlreadySettled, NotEnoughPoints, take
from tests.points.making import fact
from tests.points.making import rule as earning_rule
from tests.support.cast import START, Cast
from tests.support.stage import Stage

pytestmark = pytest.mark.faults

Uses = list[tuple[int, int]]


class Model:
    """What the books must say: lots of (wallet, left, last day), and what each movement took from them."""

    def __init__(self) -> None:
        self.lots: list[tuple[int, date | None]] = []
        self.left: list[int] = []
        self.uses: dict[str, Uses] = {}
        self.own: dict[str, int] = {}
        self.held: dict[str, tuple[int, int]] = {}

    def open(self, wallet: int, amount: int, last: date | None, reference: str) -> None:
        self.lots.append((wallet, last))
        self.left.append(amount)
        self.own[reference] = len(self.lots) - 1

    def live(self, wallet: int, today: date) -> list[int]:
        mine = [
            n for n, (owner, last) in enumerate(self.lots) if owner == wallet and (not last or today <= last)
        ]
        return sorted((n for n in mine if self.left[n]), key=lambda n: (self.lots[n][1] or date.max, n))

    def spendable(self, wallet: int, today: date) -> int:
        return sum(self.left[n] for n in self.live(wallet, today))

    def take(self, wallet: int, amount: int, today: date, reference: str, first: int | None = None) -> None:
        order = self.live(wallet, today)
        uses: Uses = []
        for n in sorted(order, key=lambda n: n != first):
            part = min(self.left[n], amount)
            if part:
                self.left[n] -= part
                uses.append((n, part))
                amount -= part
        assert not amount
        self.uses[reference] = uses

    def refill(self, reference: str) -> None:
        for n, part in self.uses[reference]:
            self.left[n] += part

    def expire(self, today: date) -> None:
        self.left = [
            0 if last and last < today else left for left, (_, last) in zip(self.left, self.lots, strict=True)
        ]


class Machine(RuleBasedStateMachine):
    """Members, staff and the clock, in any order."""

    def __init__(self, stage: Stage, cast: Cast) -> None:
        super().__init__()
        self.stage, self.cast = stage, cast
        clock.freeze(START)
        stage.written = True
        stage.put_back("cast")
        stage.written = True
        earning_rule()
        self.model, self.lines, self.number = Model(), 0, 0
        self.corrections: dict[str, tuple[int, int]] = {}
        self.wallets = (cast.karim.wallet_id, cast.lea.wallet_id)
        self.reps = dict(zip(self.wallets, (cast.karim.id, cast.lea.id), strict=True))

    @property
    def today(self) -> date:
        return local_day(clock.now())

    def name(self, what: str) -> str:
        self.number += 1
        return f"{what}:{self.number}"

    def act(self, verb: Callable[..., Any], *words: Any) -> Any:
        with transaction():
            return verb(*words, clock.now(), "test")

    def refused(self, refusal: type[Refused], verb: Callable[..., Any], *words: Any) -> None:
        try:
            self.act(verb, *words)
        except refusal:
            return
        raise AssertionError(f"{verb.__name__} {words} was not refused")

    def pick(self, some: dict[str, Any], index: int) -> str:
        return sorted(some)[index % len(some)]

    @rule(which=st.integers(0, 1), cents=st.lists(st.integers(1, 60_000), min_size=1, max_size=3))
    def earn(self, which: int, cents: list[int]) -> None:
        wallet = self.wallets[which]
        facts = []
        for amount in cents:
            self.lines += 1
            facts.append(fact(self.cast, self.lines, amount_cents=amount, rep_id=self.reps[wallet]))
            if amount >= 1_000:
                self.model.open(wallet, amount // 1_000, None, f"sale-line:{self.lines}")
        self.act(earning.earn, facts)

    @precondition(lambda self: self.lines)
    @rule(which=st.integers(0, 1), index=st.integers(0, 50))
    def replay(self, which: int, index: int) -> None:
        line = index % self.lines + 1
        earned = self.act(earning.earn, [fact(self.cast, line, rep_id=self.reps[self.wallets[which]])])
        if f"sale-line:{line}" in self.model.own:
            assert not earned.transactions
        else:
            self.model.open(self.wallets[which], 300, None, f"sale-line:{line}")

    @rule(which=st.integers(0, 1), amount=st.integers(1, 90), days=st.integers(-1, 40))
    def opening(self, which: int, amount: int, days: int) -> None:
        reference, last = self.name("opening"), self.today + timedelta(days=days)
        with transaction():
            actions.add_opening(self.wallets[which], amount, reference, clock.now(), "test", expires_on=last)
        self.model.open(self.wallets[which], amount, last, reference)

    @rule(which=st.integers(0, 1), amount=st.integers(1, 120))
    def reserve(self, which: int, amount: int) -> None:
        wallet, reference = self.wallets[which], self.name("hold")
        missing = amount - self.model.spendable(wallet, self.today)
        if missing > 0:
            self.refused(NotEnoughPoints, actions.reserve, wallet, amount, reference)
        else:
            self.act(actions.reserve, wallet, amount, reference)
            self.model.take(wallet, amount, self.today, reference)
            self.model.held[reference] = (wallet, amount)

    @precondition(lambda self: self.model.held)
    @rule(index=st.integers(0, 50), again=st.booleans())
    def give_back(self, index: int, again: bool) -> None:
        reference = self.pick(self.model.held, index)
        self.act(actions.give_back, reference, f"{reference}:back")
        self.model.refill(reference)
        del self.model.held[reference]
        if again:
            self.act(actions.give_back, reference, f"{reference}:back")
            self.refused(AlreadySettled, actions.give_back, reference, self.name("again"))

    @precondition(lambda self: self.model.held)
    @rule(index=st.integers(0, 50))
    def spend(self, index: int) -> None:
        reference = self.pick(self.model.held, index)
        self.act(actions.spend, reference, f"{reference}:spent")
        del self.model.held[reference]
        self.refused(AlreadySettled, actions.give_back, reference, self.name("late"))

    @rule(which=st.integers(0, 1), amount=st.integers(-80, 80).filter(bool))
    def correct(self, which: int, amount: int) -> None:
        wallet, reference = self.wallets[which], self.name("correction")
        if -amount > self.model.spendable(wallet, self.today):
            self.refused(NotEnoughPoints, corrections.correct, wallet, amount, "why", reference)
            return
        self.act(corrections.correct, wallet, amount, "why", reference)
        self.corrections[reference] = (wallet, amount)
        if amount > 0:
            self.model.open(wallet, amount, None, reference)
        else:
            self.model.take(wallet, -amount, self.today, reference)

    @precondition(lambda self: self.corrections)
    @rule(index=st.integers(0, 50))
    def reverse(self, index: int) -> None:
        reference = self.pick(self.corrections, index)
        wallet, amount = self.corrections[reference]
        if amount > self.model.spendable(wallet, self.today):
            self.refused(NotEnoughPoints, corrections.reverse, reference, "why", self.name("undo"))
            return
        undo = self.name("undo")
        self.act(corrections.reverse, reference, "why", undo)
        del self.corrections[reference]
        if amount > 0:
            self.model.take(wallet, amount, self.today, undo, first=self.model.own[reference])
        else:
            self.model.refill(reference)
        self.refused(AlreadySettled, corrections.reverse, reference, "why", self.name("undo"))

    @rule(days=st.integers(-3, 30))
    def time_passes(self, days: int) -> None:
        clock.freeze(clock.now() + timedelta(days=days))

    @rule(twice=st.booleans())
    def expire(self, twice: bool) -> None:
        for _ in range(1 + twice):
            self.act(actions.expire_due, self.today)
        self.model.expire(self.today)

    @invariant()
    def the_books_say_what_the_model_says(self) -> None:
        session.rollback()
        for wallet in self.wallets:
            found = session.get_one(Wallet, wallet)
            mine = [n for n, (owner, _) in enumerate(self.model.lots) if owner == wallet]
            assert found.available == sum(self.model.left[n] for n in mine)
            assert found.reserved == sum(a for w, a in self.model.held.values() if w == wallet)
            assert balance(wallet, self.today).available == self.model.spendable(wallet, self.today)
            remaining = select(Lot.remaining).where(Lot.wallet_id == wallet).order_by(Lot.id)
            assert list(session.scalars(remaining)) == [self.model.left[n] for n in mine]

    def teardown(self) -> None:
        assert [finding for check in CHECKS for finding in check.findings()] == []


def check_machine(stage: Stage, cast: Cast, examples: int, shrink: bool = True) -> None:
    phases = [Phase.explicit, Phase.generate, Phase.shrink] if shrink else [Phase.generate]
    run_state_machine_as_test(
        lambda: Machine(stage, cast),
        settings=settings(
            max_examples=examples,
            stateful_step_count=30,
            derandomize=True,
            deadline=None,
            phases=phases,
            print_blob=False,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.fixture
def clean(cast: Cast, stage: Stage) -> Any:
    """The cast, put back afterwards: what the machine left open is nobody's order."""
    yield cast
    stage.written = True
    stage.put_back("cast")


def test_no_sequence_of_movements_leads_the_books_astray(stage: Stage, clean: Cast) -> None:
    check_machine(stage, clean, 60)


def _collapse(patch: pytest.MonkeyPatch) -> None:
    """Two lines under one reference: the second is taken for a replay."""
    right = earning._entry

    def wrong(sold: earning.SaleFact, *rest: Any) -> Entry:
        return right(sold, *rest)._replace(reference=f"sale-line:{sold.line_id // 2}")

    patch.setattr(earning, "_entry", wrong)


def _lifo(patch: pytest.MonkeyPatch) -> None:
    """What came last leaves first."""
    patch.setattr("points.lots.take", lambda shelf, amount: take(list(reversed(shelf)), amount))


def _expiry_not_posted(patch: pytest.MonkeyPatch) -> None:
    """The job runs and writes nothing."""
    patch.setattr(actions, "expire_due", lambda *_: 0)


def _wrong_lot(patch: pytest.MonkeyPatch) -> None:
    """What is given back comes as a new lot that never expires."""
    patch.setattr(lots._Reckoning, "_refills", lambda *_: False)


def _negative_wallet(patch: pytest.MonkeyPatch) -> None:
    """A wallet moves whatever it holds."""
    patch.setattr(ledger, "MOVE", ledger.MOVE.replace(">= 0", "IS NOT NULL"))
    patch.setattr("points.lots.take", lambda shelf, _: [(one.id, 0) for one in shelf])


def _expired_is_spendable(patch: pytest.MonkeyPatch) -> None:
    """The last day of a lot is forgotten."""
    patch.setattr("points.lots.may_be_spent", lambda *_: True)
    right = stock.next_out
    patch.setattr(stock, "next_out", lambda wallet, amount, _: right(wallet, amount, date.min))


#: What stops the machine: its own assertions, a refusal out of place, the database's own guard.
FINDS = (AssertionError, Refused, IntegrityError)
BUGS = (_collapse, _lifo, _expiry_not_posted, _wrong_lot, _negative_wallet, _expired_is_spendable)


@pytest.mark.parametrize("plant", BUGS, ids=lambda plant: plant.__name__.strip("_"))
def test_a_planted_bug_is_found(
    stage: Stage, clean: Cast, monkeypatch: pytest.MonkeyPatch, plant: Callable[[pytest.MonkeyPatch], None]
) -> None:
    plant(monkeypatch)
    with pytest.raises(FINDS):
        check_machine(stage, clean, 60, shrink=False)
