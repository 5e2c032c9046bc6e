"""What the tests of gift cards begin with: a reward handed out by codes or by a provider, an order of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import select, update

from catalog import fulfilling
from catalog.cards import codes
from catalog.models import CardCall, Order, Reward
from core.database import session, transaction
from core.remotes import Remote
from tests.catalog.scene import a_reward, give_points, rewardable
from tests.support.cast import START, Cast

PROVIDER = "kadeau"
#: After the time to think again.
LATER = START + timedelta(minutes=11)
PLANTED = ("PLANT-7Q4Z-AAAA", "PLANT-7Q4Z-BBBB", "PLANT-7Q4Z-CCCC", "PLANT-7Q4Z-DDDD", "PLANT-7Q4Z-EEEE")


def card(provider: str = "pool", code: str = "card-50", **columns: object) -> int:
    """A gift card of 50 €; its id. Joins the open transaction."""
    given = {"category": "vouchers", "kind": "gift_card", "form": "voucher", "name_en": "Gift card"}
    details = {"provider": provider, "face_cents": 5_000}
    return a_reward(code, 500, None, **{**given, "name_fr": "Carte cadeau", "details": details, **columns}).id


def bring(reward_id: int, *given: str, batch: str = "lot-1", at: datetime = START) -> codes.Brought:
    """Codes for a pool; a transaction of its own."""
    with transaction():
        return codes.bring_in(reward_id, batch, "\n".join(given).encode(), at, "shell")


def karim_orders(cast: Cast, reward_id: int, quantity: int = 1, request: str = "r1") -> int:
    """An approved order of Karim's; its number."""
    with transaction():
        if not session.scalar(select(Order.id).limit(1)):
            rewardable(cast.karim, cast.merel)
            give_points(cast.karim.wallet_id, 50_000)
        placed = fulfilling.order(
            cast.karim.id, cast.merel.id, reward_id, quantity, request, START, cast.karim.actor
        )
        number = placed.id
        if placed.state == "requested":
            fulfilling.approve(number, START, cast.claire.actor)
    return number


def state(order_id: int) -> str:
    """An order's state now."""
    session.rollback()
    return session.execute(select(Order.state).where(Order.id == order_id)).scalar_one()


def calls(order_id: int) -> list[CardCall]:
    """Its calls now, piece by piece."""
    session.rollback()
    wanted = select(CardCall).where(CardCall.order_id == order_id).order_by(CardCall.piece)
    return list(session.scalars(wanted.execution_options(populate_existing=True)))


def stock(reward_id: int) -> int | None:
    """Pieces on offer now."""
    session.rollback()
    return session.execute(select(Reward.stock).where(Reward.id == reward_id)).scalar_one()


def hurry(order_id: int) -> None:
    """Let the calls of an order be due at once."""
    with transaction():
        session.execute(update(CardCall).where(CardCall.order_id == order_id).values(next_at=START))


@contextmanager
def settings(**changed: object) -> Iterator[None]:
    """Other settings for a while."""
    config = current_app.config
    before = config["SETTINGS"]
    config["SETTINGS"] = replace(before, **changed)
    try:
        yield
    finally:
        config["SETTINGS"] = before


def remote(url: str, seconds: int = 1) -> Remote:
    """A provider at an address."""
    return Remote(PROVIDER, url.rstrip("/"), "token-of-ours", seconds=seconds)
