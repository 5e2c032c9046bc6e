"""An order looked at before the writer's turn: what changes in between is seen under the wallet's row."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, update

from accounts.models import Mandate
from catalog import actions, rules
from catalog.models import Order, Reward
from catalog.orders import ordering, placing
from compliance import actions as law
from compliance import rules as law_rules
from core.clock import local_day
from core.database import db, in_transaction, reading, session, transaction
from core.rules import Refused
from points.models import Wallet
from tests.catalog.scene import karim_with
from tests.support.cast import START, Cast

Between = Callable[[Cast, int], object]


def _dearer(cast: Cast, reward_id: int) -> object:
    return session.execute(update(Reward).where(Reward.id == reward_id).values(price_points=700))


def _closed(cast: Cast, reward_id: int) -> object:
    yesterday = local_day(START) - timedelta(days=1)
    return session.execute(update(Reward).where(Reward.id == reward_id).values(ends_on=yesterday))


def _gone(cast: Cast, reward_id: int) -> None:
    actions.retire(reward_id, START, "shell")


def _left(cast: Cast, reward_id: int) -> object:
    over = local_day(START) - timedelta(days=1)
    return session.execute(update(Mandate).where(Mandate.person_id == cast.karim.id).values(ends_on=over))


def _forbidden(cast: Cast, reward_id: int) -> object:
    return law.record_consent(cast.merel.id, False, "La direction", START, "shell")


CHANGES: dict[str, tuple[Between, type[Refused]]] = {
    "price": (_dearer, rules.PriceChanged),
    "window": (_closed, rules.RewardClosed),
    "retired": (_gone, rules.RewardClosed),
    "mandate": (_left, rules.NoCompany),
    "consent": (_forbidden, law_rules.EmployerWithdrew),
}


def _ordered(cast: Cast, reward_id: int, between: Between | None = None, request: str = "r1") -> int:
    asked = (cast.karim.id, cast.merel.id, reward_id, 1, request, START, cast.karim.actor)
    seen = ordering.look(*asked)
    if between is not None:
        with transaction():
            between(cast, reward_id)
    return in_transaction(lambda: ordering.order(*asked, seen=seen).id)


def _told(order_id: int) -> dict[str, object]:
    table = Order.__table__
    row = session.execute(select(table).where(table.c.id == order_id)).one()
    return {name: value for name, value in row._mapping.items() if name not in ("id", "request_id")}


@pytest.mark.parametrize("stock", [5, None])
def test_what_was_looked_at_first_is_the_same_order(cast: Cast, stock: int | None) -> None:
    reward_id = karim_with(cast, 1_000, price=500, stock=stock)
    asked = (cast.karim.id, cast.merel.id, reward_id, 1, "plain", START, cast.karim.actor)
    plain = in_transaction(lambda: ordering.order(*asked).id)
    assert ordering.look(*asked) is None, "a request already made is looked for in the order itself"
    assert _told(_ordered(cast, reward_id)) == _told(plain)


def test_looking_writes_nothing(cast: Cast) -> None:
    reward_id = karim_with(cast, 500)
    asked = (cast.karim.id, cast.merel.id, reward_id, 1, "r1", START, cast.karim.actor)
    assert ordering.look(*asked) is not None
    assert session.connection().engine is reading(db.engine)
    assert session.scalar(select(func.count()).select_from(Order)) == 0


@pytest.mark.parametrize("what", CHANGES)
def test_what_changed_since_is_refused(cast: Cast, what: str) -> None:
    between, refusal = CHANGES[what]
    reward_id = karim_with(cast, 1_000, price=500)
    with pytest.raises(refusal):
        _ordered(cast, reward_id, between)
    assert session.scalar(select(func.count()).select_from(Order)) == 0
    held = session.execute(select(Wallet.available, Wallet.reserved).where(Wallet.id == cast.karim.wallet_id))
    assert tuple(held.one()) == (1_000, 0)


def test_without_the_second_look_an_old_price_is_paid(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(placing, "_as_it_stands", lambda line, *_: line)
    order_id = _ordered(cast, karim_with(cast, 1_000, price=500), _dearer)
    assert _told(order_id)["points"] == 500


def test_what_it_costs_the_sponsor_is_noted_as_it_stands(cast: Cast) -> None:
    def costlier(_cast: Cast, reward_id: int) -> object:
        values = {"cost_cents": 4_400, "delay_days": 30}
        return session.execute(update(Reward).where(Reward.id == reward_id).values(values))

    told = _told(_ordered(cast, karim_with(cast, 1_000, price=500), costlier))
    assert (told["points"], told["cost_cents"], told["value_cents"]) == (500, 4_400, 4_400)
    assert told["promised_on"] == rules.promised_on(date(2026, 10, 15), 30)


def test_a_consent_given_anew_meanwhile_is_the_one_that_is_noted(cast: Cast) -> None:
    consents: list[int] = []

    def anew(_cast: Cast, _reward_id: int) -> object:
        consents.append(law.record_consent(cast.merel.id, True, "La direction", START, "shell", None))
        return None

    assert _told(_ordered(cast, karim_with(cast, 1_000), anew))["consent_id"] == consents[0]


def test_pieces_counted_meanwhile_are_taken(cast: Cast) -> None:
    reward_id = karim_with(cast, 1_000, price=500, stock=None)

    def counted(_cast: Cast, number: int) -> object:
        return session.execute(update(Reward).where(Reward.id == number).values(stock=1, received=1))

    _ordered(cast, reward_id, counted)
    assert session.scalars(select(Reward.stock).where(Reward.id == reward_id)).one() == 0
    with pytest.raises(rules.SoldOut):
        _ordered(cast, reward_id, request="r2")
