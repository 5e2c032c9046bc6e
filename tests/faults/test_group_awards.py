"""Group awards under fire: given once, whole or not at all, never together beyond an employer's maximum."""

from collections import Counter

import pytest
from sqlalchemy import func, select, update

from catalog import awarding
from catalog.awarding import giving
from catalog.checks import CHECKS
from catalog.models import GroupAward, GroupAwardLine, Order, Reward
from catalog.orders import settings
from compliance import queries, register
from compliance.checks import CHECKS as LAW
from compliance.models import Gratification
from core.database import in_transaction, is_postgresql, session, transaction
from notifications.models import Notice
from points.ledger import endowing, funds
from points.ledger.checks import CHECKS as LEDGER
from points.models import LedgerTransaction
from tests.catalog.scene import a_reward, rewardable
from tests.faults.crash import sweep
from tests.faults.race import race, slowly, together
from tests.support.cast import START, Cast
from tests.support.stage import Stage

pytestmark = pytest.mark.faults


@pytest.fixture
def drill(cast: Cast) -> int:
    """Karim and Bruno may receive, within 50 € a year at Karim's; what costs 40 € is approved by itself."""
    with transaction():
        rewardable(cast.karim, cast.merel, 5_000)
        rewardable(cast.bruno, cast.sanelec)
        endowing.endow(5_000, "prizes", "fund:1", START, "shell")
        settings.change(START, "shell", automatic_cents=4_000)
        return a_reward().id


def give(reward: int, request: str, codes: str = "KARIM\nBRUNO\nNOBODY") -> int:
    rows = awarding.read(codes)
    return in_transaction(lambda: awarding.give("Q3", "Bravo", reward, rows, request, START, "shell").id)


def told() -> tuple[object, ...]:
    session.rollback()
    return (
        sorted(session.scalars(select(LedgerTransaction.reference))),
        sorted(session.execute(select(GroupAwardLine.code, GroupAwardLine.sentence)).all()),
        sorted(session.execute(select(Order.request_id, Order.state)).all()),
        session.scalar(select(func.count()).select_from(Notice)),
        sorted(session.scalars(select(Gratification.reference))),
        funds.held(),
    )


def allowed() -> None:
    session.rollback()
    assert [found for check in (*CHECKS, *LAW, *LEDGER) for found in check.findings()] == []


def test_an_award_killed_anywhere_is_given_whole_or_not_at_all(cast: Cast, stage: Stage, drill: int) -> None:
    stage.keep("an award to give")
    swept = sweep(stage, "an award to give", lambda: give(drill, "one", "KARIM\nNOBODY"), told, allowed)
    assert swept.points >= 8
    assert swept.wrong == {}


def test_one_request_sent_many_times_is_one_award(cast: Cast, stage: Stage, drill: int) -> None:
    race(stage, lambda _: give(drill, "one"), processes=3, threads=2)
    session.rollback()
    assert session.scalar(select(func.count()).select_from(GroupAward)) == 1
    assert session.scalar(select(func.count()).select_from(Order)) == 2
    assert funds.held() == 4_000


def _of_two(cast: Cast, stage: Stage, reward: int) -> Counter[str]:
    """Two awards to Karim at once: what became of his row in each."""
    race(stage, lambda nth: give(reward, f"award-{nth}", "KARIM"), processes=2, threads=1)
    session.rollback()
    lines = session.scalars(select(GroupAwardLine).order_by(GroupAwardLine.id))
    return Counter("given" if one.order_id else one.sentence[:30] for one in lines)


@pytest.mark.parametrize("price", [500, 0])
def test_two_grants_at_once_keep_to_the_employer_s_maximum(
    cast: Cast, stage: Stage, drill: int, monkeypatch: pytest.MonkeyPatch, price: int
) -> None:
    with transaction():
        session.execute(update(Reward).values(price_points=price))
    slowly(monkeypatch, queries, "standing")
    assert _of_two(cast, stage, drill) == {"given": 1, "Your company allows rewards wo": 1}
    assert session.scalar(select(func.sum(Gratification.value_cents))) == 4_000
    allowed()


def test_without_rows_held_both_are_granted(
    cast: Cast, stage: Stage, drill: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not is_postgresql():
        pytest.skip("SQLite has one writer at a time")
    with transaction():
        # for nothing and without limit: no other row makes the second wait
        session.execute(update(Reward).values(price_points=0, stock=None, received=None))
    together(monkeypatch, queries, "standing")
    monkeypatch.setattr(giving, "_hold", lambda *_: None)
    monkeypatch.setattr(register, "one_at_a_time", lambda *_: None)
    assert _of_two(cast, stage, drill) == {"given": 2}
    stage.put_back("cast")
