"""Saying that an order came in: once, by the clock, to whoever still waits for an answer."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

import clock as wall
from accounts import people
from catalog import fulfilling
from catalog.models import Reward
from catalog.orders import acknowledging
from catalog.orders.acknowledging import WITHIN, acknowledge
from core.database import session, transaction
from core.outbox import Mail
from notifications.models import Notice
from tests.catalog.scene import give_points, karim_with, rewardable
from tests.support.cast import START, Cast

HOUR = timedelta(hours=1)


def orders(cast: Cast, *requests: str) -> list[int]:
    drill = karim_with(cast, 10_000)
    with transaction():
        return [
            fulfilling.order(cast.karim.id, cast.merel.id, drill, 1, one, START, cast.karim.actor).id
            for one in requests
        ]


def told(cast: Cast) -> list[str]:
    where = (Notice.person_id == cast.karim.id, Notice.topic == "order")
    return list(session.scalars(select(Notice.path).where(*where).order_by(Notice.id)))


def test_an_order_is_acknowledged_once_with_a_notice_and_a_mail(cast: Cast) -> None:
    [number] = orders(cast, "mine")
    assert told(cast) == []
    mails = session.execute(select(func.count(Mail.id))).scalar_one()
    assert wall.acknowledge_orders(START + HOUR) == "1 acknowledged"
    assert wall.acknowledge_orders(START + HOUR) == "0 acknowledged"
    assert told(cast) == [f"/orders/{number}"]
    assert session.execute(select(func.count(Mail.id))).scalar_one() == mails + 1


def test_many_are_acknowledged_a_part_at_a_time(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acknowledging, "AT_ONCE", 2)
    placed = orders(cast, "a", "b", "c", "d", "e")
    assert wall.acknowledge_orders(START) == "5 acknowledged"
    assert told(cast) == [f"/orders/{number}" for number in placed]


def test_what_was_answered_or_taken_back_meanwhile_is_not_said_to_have_come_in(cast: Cast) -> None:
    approved, taken_back, waiting = orders(cast, "a", "b", "c")
    with transaction():
        fulfilling.approve(approved, START, "shell")
        fulfilling.withdraw(taken_back, START, cast.karim.actor)
    with transaction():
        assert acknowledge(START) == 1
    assert told(cast) == [f"/orders/{approved}", f"/orders/{waiting}"]


def test_what_came_in_days_ago_is_no_longer_said(cast: Cast) -> None:
    orders(cast, "mine")
    with transaction():
        assert acknowledge(START + WITHIN) == 0
        assert acknowledge(START + WITHIN - HOUR) == 1


def test_who_has_left_is_not_told_and_keeps_nobody_else_waiting(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acknowledging, "AT_ONCE", 1)
    orders(cast, "mine")
    with transaction():
        rewardable(cast.nadia, cast.merel)
        give_points(cast.nadia.wallet_id, 1_000, "opening:2")
        drill = session.scalars(select(Reward.id)).one()
        fulfilling.order(cast.nadia.id, cast.merel.id, drill, 1, "hers", START, cast.nadia.actor)
        people.disable(cast.karim.id, START, "shell")
    assert wall.acknowledge_orders(START) == "1 acknowledged"
    assert told(cast) == []
