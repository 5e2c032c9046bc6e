"""Orders under fire: the last five sold once each, a wallet spent once, a request done once."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import func, select

from accounts import actions as accounts
from app import verify_all
from catalog.models import Order, Reward
from catalog.orders import ordering, scarce
from catalog.orders.scarce import Need
from compliance import actions as law
from core.database import session, transaction
from core.outbox import Mail
from points import rules as points_rules
from points.ledger import actions as points
from points.ledger import lots
from points.ledger import posting as ledger
from points.models import Wallet
from tests.catalog.scene import a_reward, give_points, karim_with, rewardable
from tests.faults.crash import sweep
from tests.faults.race import race, without_begin_immediate
from tests.support.cast import SINCE, START, Cast, Member
from tests.support.stage import Stage

pytestmark = pytest.mark.faults

CLIENTS = 50
PRICE = 500


def _order(member_id: int, company_id: int, reward_id: int, request: str) -> str:
    with transaction():
        placed = ordering.order(member_id, company_id, reward_id, 1, request, START, f"person:{member_id}")
        return f"order of {placed.points} points"


def people_who_can_pay(cast: Cast, points_each: int) -> list[int]:
    """Fifty reps in good standing with points; joins the open transaction."""
    rewardable(cast.karim, cast.merel)
    people = []
    for number in range(CLIENTS):
        code = f"CROWD{number}"
        made = accounts.add_person(
            code=code,
            email=f"{code}@example.test",
            first_name="C",
            last_name=code,
            at=START,
            by="shell",
            pseudonym=f"Foule {number}",
        )
        accounts.give_mandate(made.id, cast.merel.id, "rep", SINCE, "shell", START)
        law.accept_terms(made.id, 1, "fr", START)
        law.declare_status(made.id, "employee_commercial", "Contrat", SINCE, None, START, "shell")
        wallet = wallet_of(made.id)
        give_points(wallet, points_each, f"opening:{code}")
        people.append(made.id)
    return people


def wallet_of(person_id: int) -> int:
    """A person's wallet, opened."""
    return points.open_wallets([person_id], [], START)["person", person_id]


@pytest.fixture
def crowd(cast: Cast) -> tuple[list[int], int]:
    """Fifty people who can pay, and one reward of which five are left."""
    with transaction():
        return people_who_can_pay(cast, PRICE), a_reward(price=PRICE, stock=5).id


def _stock(reward_id: int) -> int:
    return session.scalars(select(Reward.stock).where(Reward.id == reward_id)).one() or 0


def test_the_last_five_are_sold_to_five_of_fifty(
    cast: Cast, stage: Stage, crowd: tuple[list[int], int]
) -> None:
    people, reward_id = crowd
    outcomes = race(stage, lambda i: _order(people[i], cast.merel.id, reward_id, f"request-{i}"))
    assert outcomes == {f"order of {PRICE} points": 5, "SoldOut": 45}
    assert _stock(reward_id) == 0


def _take_by_looking_first(need: Need, _at: datetime) -> None:
    left = _stock(need.id)
    if left < need.pieces:
        raise RuntimeError("sold out")
    session.connection().exec_driver_sql(
        f"UPDATE rewards SET stock = {left - need.pieces} WHERE id = {need.id}"
    )


def test_without_the_conditional_update_more_than_five_are_sold(
    cast: Cast, stage: Stage, crowd: tuple[list[int], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    if session.get_bind().dialect.name == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    people, reward_id = crowd
    monkeypatch.setattr(scarce, "take", _take_by_looking_first)
    outcomes = race(stage, lambda i: _order(people[i], cast.merel.id, reward_id, f"request-{i}"))
    assert outcomes[f"order of {PRICE} points"] > 5, outcomes
    stage.put_back("cast")


def test_a_wallet_good_for_one_is_spent_once_of_fifty_times(cast: Cast, stage: Stage) -> None:
    reward_id = karim_with(cast, PRICE, price=PRICE, stock=None)
    karim = cast.karim
    outcomes = race(stage, lambda i: _order(karim.id, cast.merel.id, reward_id, f"request-{i}"))
    assert outcomes == {f"order of {PRICE} points": 1, "NotEnoughPoints": CLIENTS - 1}


def _move_by_looking_first(deltas: dict[int, ledger.Delta]) -> None:
    for wallet_id, delta in deltas.items():
        held = session.execute(select(Wallet.available).where(Wallet.id == wallet_id)).scalar_one()
        if held + delta[0] < 0:
            raise points_rules.NotEnoughPoints(points=-held - delta[0])
        session.connection().exec_driver_sql(
            f"UPDATE wallets SET available = {held + delta[0]} WHERE id = {wallet_id}"
        )


def test_without_the_conditional_update_a_wallet_is_spent_twice(
    cast: Cast, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    reward_id = karim_with(cast, PRICE, price=PRICE, stock=None)
    monkeypatch.setattr(ledger, "_move_wallets", _move_by_looking_first)
    monkeypatch.setattr(lots, "settle", lambda *_: None)
    with without_begin_immediate():
        outcomes = race(stage, lambda i: _order(cast.karim.id, cast.merel.id, reward_id, f"request-{i}"))
    assert outcomes[f"order of {PRICE} points"] > 1 or verify_all(), outcomes
    stage.put_back("cast")


def test_one_request_sent_twenty_times_is_one_order(cast: Cast, stage: Stage) -> None:
    reward_id = karim_with(cast, 5 * PRICE, price=PRICE, stock=5)
    outcomes = race(
        stage,
        lambda _: _order(cast.karim.id, cast.merel.id, reward_id, "one-request"),
        processes=4,
        threads=5,
    )
    assert outcomes == {f"order of {PRICE} points": 20}
    assert session.scalar(select(func.count()).select_from(Order)) == 1
    assert _stock(reward_id) == 4


def _told(member: Member) -> Callable[[], object]:
    def told() -> object:
        session.rollback()
        wallet = session.execute(
            select(Wallet.available, Wallet.reserved).where(Wallet.id == member.wallet_id)
        ).one()
        counts = [session.scalar(select(func.count()).select_from(table)) for table in (Order, Mail)]
        return tuple(wallet), counts, session.scalars(select(Reward.stock)).all()

    return told


def _everything_holds() -> None:
    session.rollback()
    assert verify_all() == []


def test_an_order_survives_a_crash_at_every_point(cast: Cast, stage: Stage) -> None:
    reward_id = karim_with(cast, 3 * PRICE, price=PRICE, stock=5)
    stage.keep("karim_orders")
    swept = sweep(
        stage,
        "karim_orders",
        lambda: _order(cast.karim.id, cast.merel.id, reward_id, "one-request"),
        _told(cast.karim),
        _everything_holds,
    )
    assert swept.points >= 6
    assert swept.wrong == {}


def _order_in_two_steps(cast: Cast, reward_id: int) -> None:
    """What careful-looking code does: hold the points, and only then write the order."""
    reference = "order:by-hand"
    with transaction():
        known = session.scalar(
            select(func.count())
            .select_from(Wallet)
            .where(Wallet.id == cast.karim.wallet_id, Wallet.reserved > 0)
        )
        if not known:
            points.reserve(cast.karim.wallet_id, PRICE, reference, START, cast.karim.actor, {})
    _order_without_points(cast, reward_id)


def _order_without_points(cast: Cast, reward_id: int) -> None:
    with transaction():
        session.connection().exec_driver_sql(f"UPDATE rewards SET stock = stock - 1 WHERE id = {reward_id}")


def test_an_order_in_two_transactions_is_found_wrong(cast: Cast, stage: Stage) -> None:
    reward_id = karim_with(cast, 3 * PRICE, price=PRICE, stock=5)
    stage.keep("karim_orders_badly")
    swept = sweep(
        stage,
        "karim_orders_badly",
        lambda: _order_in_two_steps(cast, reward_id),
        _told(cast.karim),
        lambda: None,
        to_the_first=True,
    )
    assert swept.wrong
    stage.put_back("cast")
