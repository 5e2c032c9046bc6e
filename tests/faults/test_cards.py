"""Gift cards under fire: fifty for the last five codes, many clocks at once, a crash at every statement."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from app import verify_all
from catalog import fulfilling
from catalog.cards import calling, codes, pool, sealing
from catalog.cards.port import Answer, Wish
from catalog.models import CardCall, GiftCode, Order
from core.database import session, transaction
from points.models import Wallet
from tests.catalog.card_provider import faulty
from tests.catalog.cards import LATER, PLANTED, PROVIDER, bring, card, karim_orders, remote, settings
from tests.faults.crash import sweep
from tests.faults.race import meeting, race
from tests.faults.test_orders import people_who_can_pay
from tests.support.cast import START, Cast
from tests.support.stage import Stage

pytestmark = pytest.mark.faults

PRICE = 500
AGAIN = LATER + calling.LEASE + timedelta(minutes=1)


@pytest.fixture
def crowd(cast: Cast) -> tuple[list[int], int]:
    """Fifty people who can pay, and a pool of five codes."""
    with transaction():
        people, reward_id = people_who_can_pay(cast, PRICE), card()
    bring(reward_id, *PLANTED)
    return people, reward_id


def _order(person_id: int, company_id: int, reward_id: int, request: str, by: str) -> str:
    with transaction():
        actor = f"person:{person_id}"
        placed = fulfilling.order(person_id, company_id, reward_id, 1, request, START, actor)
        if placed.state == "requested":
            fulfilling.approve(placed.id, START, by)
        return "ordered"


def _codes_out() -> list[str]:
    session.rollback()
    return [sealing.unseal(one) for one in session.scalars(select(CardCall.sealed)) if one]


def test_of_fifty_at_once_five_get_the_last_five_codes(
    cast: Cast, stage: Stage, crowd: tuple[list[int], int]
) -> None:
    people, reward_id = crowd
    by = cast.claire.actor
    outcomes = race(stage, lambda i: _order(people[i], cast.merel.id, reward_id, f"request-{i}", by))
    assert outcomes == {"ordered": 5, "SoldOut": 45}
    given = race(stage, lambda _: calling.call_due(LATER), processes=4, threads=4)
    assert sum(int(number) * times for number, times in given.items()) == 5, given
    assert sorted(_codes_out()) == sorted(PLANTED)
    assert session.scalars(select(Order.state)).all() == ["delivered"] * 5


def test_without_the_condition_one_code_becomes_two_cards(
    cast: Cast, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    if session.get_bind().dialect.name == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    with transaction():
        reward_id = card()
    bring(reward_id, *PLANTED)
    karim_orders(cast, reward_id, 2)
    meet = meeting()

    def by_looking_first(wish: Wish, at: object) -> Answer:
        call_id = session.execute(select(CardCall.id).where(CardCall.key == wish.key)).scalar_one()
        free = session.execute(
            select(GiftCode.id, GiftCode.sealed).where(GiftCode.call_id.is_(None)).order_by(GiftCode.id)
        ).first()
        assert free is not None
        meet()
        session.execute(update(GiftCode).where(GiftCode.id == free.id).values(call_id=call_id))
        return Answer("delivered", free.sealed)

    monkeypatch.setattr(pool, "_take", by_looking_first)
    calls = list(session.scalars(select(CardCall.id)))
    race(stage, lambda i: calling.ask_for(calls[i], LATER), processes=2, threads=1)
    given = _codes_out()
    assert len(given) == 2
    assert len(set(given)) == 1
    stage.put_back("cast")


def test_a_provider_asked_by_many_clocks_makes_one_card_a_piece(cast: Cast, stage: Stage) -> None:
    with faulty() as provider, settings(card_providers=(remote(provider.url, 5),)):
        with transaction():
            reward_id = card(PROVIDER)
        order_id = karim_orders(cast, reward_id, 3)
        given = race(stage, lambda _: calling.call_due(LATER), processes=3, threads=4)
        session.rollback()
        assert sum(int(number) * times for number, times in given.items()) == 3, given
        assert provider.cards_made() == [1] * 3
        assert session.get_one(Order, order_id).state == "delivered"


def _told(cast: Cast) -> Callable[[], object]:
    def told() -> object:
        session.rollback()
        wallet = session.execute(
            select(Wallet.available, Wallet.reserved).where(Wallet.id == cast.karim.wallet_id)
        ).one()
        taken = session.scalar(select(func.count()).where(GiftCode.call_id.is_not(None)))
        return tuple(wallet), session.scalars(select(Order.state)).all(), taken, len(_codes_out())

    return told


def _everything_holds() -> None:
    session.rollback()
    assert verify_all() == []
    given = _codes_out()
    assert len(set(given)) == len(given)


def _rounds() -> None:
    """What the clock does, and does again once a dead one's claim has run out."""
    for at in (LATER, AGAIN, AGAIN + timedelta(minutes=10)):
        calling.call_due(at)


def test_delivering_codes_survives_a_crash_at_every_point(cast: Cast, stage: Stage) -> None:
    with transaction():
        reward_id = card()
    bring(reward_id, *PLANTED)
    karim_orders(cast, reward_id)
    stage.keep("cards_wait")
    swept = sweep(stage, "cards_wait", _rounds, _told(cast), _everything_holds)
    assert swept.points >= 12
    assert swept.wrong == {}


def test_asking_a_silent_provider_survives_a_crash_at_every_point(cast: Cast, stage: Stage) -> None:
    """The provider makes the card and answers 500; whoever comes after finds it, and orders no second."""
    with faulty() as provider, settings(card_providers=(remote(provider.url, 5),)):
        with transaction():
            reward_id = card(PROVIDER)
        karim_orders(cast, reward_id)
        stage.keep("card_unknown")

        def act() -> None:
            fresh = not session.scalar(select(func.max(CardCall.tries)))
            session.rollback()
            if fresh:
                provider.begin_anew(["500 after"])
            _rounds()
            assert provider.cards_made() == [1]

        swept = sweep(stage, "card_unknown", act, _told(cast), _everything_holds)
        assert swept.points >= 12
        assert swept.wrong == {}


def test_bringing_codes_in_survives_a_crash_at_every_point(cast: Cast, stage: Stage) -> None:
    with transaction():
        reward_id = card()
    stage.keep("pool_empty")

    def told() -> object:
        session.rollback()
        return session.scalar(select(func.count(GiftCode.id))), codes.free_codes(reward_id, START.date())

    swept = sweep(stage, "pool_empty", lambda: bring(reward_id, *PLANTED), told, _everything_holds)
    assert swept.points >= 4
    assert swept.wrong == {}


def _deliver_in_two_steps() -> None:
    """What careful-looking code does: note the delivery, then hand the code over."""
    waiting = session.scalars(select(CardCall.id).where(CardCall.state == "asked")).all()
    session.rollback()
    for call_id in waiting:
        with transaction():
            session.execute(update(CardCall).where(CardCall.id == call_id).values(state="delivered"))
        with transaction():
            free = select(GiftCode).where(GiftCode.call_id.is_(None)).order_by(GiftCode.id).limit(1)
            code = session.scalars(free).one()
            code.call_id = call_id
            session.execute(update(CardCall).where(CardCall.id == call_id).values(sealed=code.sealed))


def test_a_code_handed_over_after_its_delivery_is_found_wrong(cast: Cast, stage: Stage) -> None:
    with transaction():
        reward_id = card()
    bring(reward_id, *PLANTED)
    karim_orders(cast, reward_id)
    stage.keep("cards_badly")
    swept = sweep(
        stage, "cards_badly", _deliver_in_two_steps, _told(cast), _everything_holds, to_the_first=True
    )
    assert swept.wrong
    stage.put_back("cast")


def test_withdrawing_and_asking_never_meet_half_way(cast: Cast, stage: Stage) -> None:
    """Either the order is taken back and no code is out, or it is delivered and nothing was taken back."""
    with transaction():
        reward_id = card()
    bring(reward_id, *PLANTED)
    order_id = karim_orders(cast, reward_id)

    def act(number: int) -> str:
        if number % 2:
            return f"{calling.call_due(LATER)} cards"
        with transaction():
            fulfilling.cancel(order_id, LATER, cast.claire.actor, "Trop tard")
        return "cancelled"

    race(stage, act, processes=2, threads=4)
    session.rollback()
    ended = session.get_one(Order, order_id).state
    assert (ended, len(_codes_out())) in {("cancelled", 0), ("delivered", 1)}
    assert verify_all() == []
