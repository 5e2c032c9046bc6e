"""T1: any sequence of earnings, waits, orders, returns, corrections and expiries, against a short model.

Planted bugs show that the machine sees: each of them must be found.
"""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from itertools import count
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
from points.checks import CHECKS
from points.earning import lines as earning
from points.earning import measures
from points.ledger import (
    actions,
    confirming,
    corrections,
    given,
    lots,
    pendings,
    repaying,
    stock,
    taking_back,
)
from points.ledger import posting as ledger
from points.ledger.crediting import Credit
from points.ledger.posting import Entry, Leg, post
from points.ledger.queries import balance
from points.ledger.transactions import transaction_ids
from points.models import Lot, Pending, Wallet
from points.rules import AlreadySettled, NotEnoughPoints, take
from points.rules.returning import due
from tests.faults.ledger_model import Award, Model
from tests.points.making import fact
from tests.points.making import rule as earning_rule
from tests.support.cast import START, Cast
from tests.support.stage import Stage

pytestmark = pytest.mark.faults


class Machine(RuleBasedStateMachine):
    """Members, staff and the clock, in any order."""

    def __init__(self, stage: Stage, cast: Cast) -> None:
        super().__init__()
        self.stage, self.cast = stage, cast
        clock.freeze(START)
        stage.written = True
        stage.put_back("cast")
        stage.written = True
        self.rule_id = earning_rule()
        self.due: dict[str, date | None] = {}
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
                self.sold(wallet, f"sale-line:{self.lines}", amount // 1_000, 1)
        self.act(earning.earn, facts)

    @precondition(lambda self: self.lines)
    @rule(which=st.integers(0, 1), index=st.integers(0, 50))
    def replay(self, which: int, index: int) -> None:
        line = index % self.lines + 1
        earned = self.act(earning.earn, [fact(self.cast, line, rep_id=self.reps[self.wallets[which]])])
        assert not earned.transactions

    @rule(which=st.integers(0, 1), amount=st.integers(1, 90), days=st.integers(-1, 15))
    def opening(self, which: int, amount: int, days: int) -> None:
        reference, last = self.name("opening"), self.today + timedelta(days=days)
        with transaction():
            actions.add_opening(self.wallets[which], amount, reference, clock.now(), "test", expires_on=last)
        self.model.open(self.wallets[which], amount, last, reference, self.today)

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
        wallet = self.model.held.pop(reference)[0]
        self.model.refill(reference, wallet, self.today)
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
            self.model.open(wallet, amount, None, reference, self.today)
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
            self.model.refill(reference, wallet, self.today)
        self.refused(AlreadySettled, corrections.reverse, reference, "why", self.name("undo"))

    def sold(self, wallet: int, reference: str, points: int, quantity: int) -> None:
        self.model.awards[reference] = Award(wallet, points, quantity, lots=[len(self.model.lots)])
        self.model.open(wallet, points, None, reference, self.today)

    @rule(which=st.integers(0, 1), points=st.integers(1, 90), days=st.none() | st.integers(0, 20))
    def wait(self, which: int, points: int, days: int | None) -> None:
        """A sale of seven pieces whose points wait, for a day or for a person."""
        wallet, reference = self.wallets[which], f"sale-line:{10_000 + self.number}"
        self.number += 1
        facts = {"quantity": 7, "gains": [[wallet, self.rule_id, points, points, 10_000]]}
        due_on = None if days is None else self.today + timedelta(days)
        legs = (Leg("issue", -points), Leg("pending", points, wallet))
        self.act(post, [Entry(reference, "earn", self.today, legs, facts, confirm_on=due_on)])
        with transaction():
            line = int(reference.split(":")[1])
            measures.write([fact(self.cast, line, quantity=7, rep_id=self.reps[wallet])])
        self.model.awards[reference] = Award(wallet, points, 7, pending=points)
        self.due[reference] = due_on

    def pending_of(self, reference: str) -> int:
        number = transaction_ids([reference])[reference]
        return session.scalars(select(Pending.id).where(Pending.transaction_id == number)).one()

    @precondition(lambda self: self.due)
    @rule(index=st.integers(0, 50), refuse=st.booleans())
    def decide(self, index: int, refuse: bool) -> None:
        reference = self.pick(self.due, index)
        award, pending = self.model.awards[reference], self.pending_of(reference)
        for again in (False, True):
            words = ([pending], "why") if refuse else ([pending],)
            done = self.act(confirming.refuse if refuse else confirming.confirm, *words)
            assert done == (0 if again or not award.pending else 1)
            if done and refuse:
                award.gone, award.pending = award.gone + award.pending, 0
            elif done:
                self.model.confirm(award, reference, self.today)
        del self.due[reference]

    @rule()
    def confirm_due(self) -> None:
        ready = [r for r, day in self.due.items() if day and day <= self.today]
        done = sum(1 for reference in ready if self.model.awards[reference].pending)
        assert self.act(confirming.confirm_due) == done
        for reference in ready:
            if self.model.awards[reference].pending:
                self.model.confirm(self.model.awards[reference], reference, self.today)
            del self.due[reference]

    @precondition(lambda self: self.model.awards)
    @rule(index=st.integers(0, 50), units=st.integers(1, 7), again=st.booleans())
    def give_goods_back(self, index: int, units: int, again: bool) -> None:
        reference = self.pick(self.model.awards, index)
        award = self.model.awards[reference]
        units = min(units, award.sold - award.back)
        if not units:
            return
        self.number += 1
        line = fact(
            self.cast,
            20_000 + self.number,
            quantity=-units,
            amount_cents=-units,
            rep_id=self.reps[award.wallet],
        )
        line = line._replace(returns_id=int(reference.split(":")[1]))
        with transaction():
            measures.write([line])
        for _ in range(1 + again):
            self.act(taking_back.take_back_lines, [line])
        left = award.sold - award.back
        award.back += units
        self.model.take_back(award, due(award.points, award.sold, left, left - units), self.today)

    @rule(which=st.integers(0, 1), total=st.integers(0, 120))
    def period(self, which: int, total: int) -> None:
        """A period rule gives the difference to what it gave before, or takes it back."""
        wallet = self.wallets[which]
        award = self.model.periods.setdefault(wallet, Award(wallet))
        award.back += 1
        reference, difference = f"period:1:{wallet}:2026-10-01:{award.back}", total - award.points
        award.points = total
        if difference > 0:
            award.lots.append(len(self.model.lots))
            legs = (Leg("issue", -difference), Leg("available", difference, wallet))
            last = self.today + timedelta(days=10)
            entry = Entry(reference, "period", self.today, legs, {"rule": self.rule_id}, lot_expires_on=last)
            self.act(post, [entry])
            self.model.open(wallet, difference, last, reference, self.today)
        elif difference < 0:
            self.act(
                taking_back.take_from, wallet, -difference, reference, self.today, {"rule": self.rule_id}
            )
            self.model.take_back(award, -difference, self.today)

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
            assert found.debt == self.model.debt.get(wallet, 0)
            waiting = [one.pending for one in self.model.awards.values() if one.wallet == wallet]
            assert found.pending == sum(waiting)
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
    check_machine(stage, clean, 60, shrink=False)


def _collapse(patch: pytest.MonkeyPatch) -> None:
    """Two lines under one reference: the second is taken for a replay."""
    right = earning._credit

    def wrong(sold: earning.SaleFact, *rest: Any) -> Credit:
        return right(sold, *rest)._replace(reference=f"sale-line:{sold.line_id // 2}")

    patch.setattr(earning, "_credit", wrong)


def _lifo(patch: pytest.MonkeyPatch) -> None:
    """What came last leaves first."""
    patch.setattr("points.ledger.lots.take", lambda shelf, amount: take(list(reversed(shelf)), amount))


def _expiry_not_posted(patch: pytest.MonkeyPatch) -> None:
    """The job runs and writes nothing."""
    patch.setattr(actions, "expire_due", lambda *_: 0)


def _wrong_lot(patch: pytest.MonkeyPatch) -> None:
    """What is given back comes as a new lot that never expires."""
    patch.setattr(lots._Reckoning, "_refills", lambda *_: False)


def _negative_wallet(patch: pytest.MonkeyPatch) -> None:
    """A wallet moves whatever it holds."""
    patch.setattr(ledger, "MOVE", ledger.MOVE.replace(">= 0", "IS NOT NULL"))
    patch.setattr("points.ledger.lots.take", lambda shelf, _: [(one.id, 0) for one in shelf])


def _expired_is_spendable(patch: pytest.MonkeyPatch) -> None:
    """The last day of a lot is forgotten."""
    patch.setattr("points.ledger.lots.may_be_spent", lambda *_: True)
    right = stock.next_out
    patch.setattr(stock, "next_out", lambda wallet, amount, _: right(wallet, amount, date.min))


def _expired_taken_again(patch: pytest.MonkeyPatch) -> None:
    """A return asks once more for what has expired or was refused."""
    patch.setattr(given, "expired", lambda _: {})
    patch.setattr(given, "refused", lambda _: {})


def _repay_forgotten(patch: pytest.MonkeyPatch) -> None:
    """New points leave the debt standing."""
    patch.setattr(repaying, "repayments", lambda *_: [])


def _confirmed_twice(patch: pytest.MonkeyPatch) -> None:
    """A pending gives its points and keeps them."""
    patch.setattr(pendings, "TAKE", pendings.TAKE.replace("= remaining - ?", "= remaining + 0 * ?"))
    right = confirming._confirmation

    def wrong(row: Any, *rest: Any) -> Entry:
        entry = right(row, *rest)
        return entry._replace(reference=f"{entry.reference}:{row.left}:{next(NUMBERS)}")

    patch.setattr(confirming, "_confirmation", wrong)


def _order_taken_too(patch: pytest.MonkeyPatch) -> None:
    """A return forgets whose award it takes back: any lot will do."""
    patch.setattr("points.ledger.shelves.Shelves._lots", _all_lots)


def _all_lots(shelves: Any, places: Any) -> Any:
    mine = [lot for lot in shelves.lots.values() if lot.wallet_id == places[0][1]]
    return [], sorted(mine, key=lambda lot: lot.id)


def _returned_twice(patch: pytest.MonkeyPatch) -> None:
    """Every partial return is reckoned as if it were the first."""
    patch.setattr(given, "came_back", lambda _: defaultdict(int))


NUMBERS = count(1)
#: What stops the machine: its own assertions, a refusal out of place, the database's own guard.
FINDS = (AssertionError, Refused, IntegrityError)
BUGS = (
    _collapse,
    _lifo,
    _expiry_not_posted,
    _wrong_lot,
    _negative_wallet,
    _expired_is_spendable,
    _expired_taken_again,
    _repay_forgotten,
    _confirmed_twice,
    _order_taken_too,
    _returned_twice,
)


@pytest.mark.once
@pytest.mark.parametrize("plant", BUGS, ids=lambda plant: plant.__name__.strip("_"))
def test_a_planted_bug_is_found(
    stage: Stage, clean: Cast, monkeypatch: pytest.MonkeyPatch, plant: Callable[[pytest.MonkeyPatch], None]
) -> None:
    plant(monkeypatch)
    with pytest.raises(FINDS):
        check_machine(stage, clean, 200, shrink=False)
