"""What verify says of measures and periods: nothing of true books, and the row of each planted fault."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import insert, update

from core.database import session, transaction
from points.earning.checks import CHECKS
from points.models import Measure, PeriodAward
from points.rules import Step
from tests.points.making import fact, rule, sell
from tests.support.cast import Cast
from tests.support.stage import Stage


def findings() -> list[str]:
    session.rollback()
    return [finding.row for check in CHECKS for finding in check.findings()]


def threshold() -> int:
    return rule(code="month", kind="threshold", period="month", points=0, per=1, steps=(Step(100_000, 100),))


@pytest.fixture
def planted(cast: Cast, stage: Stage) -> Cast:
    """Books in which a period has given something, without the checks that come afterwards."""
    stage.written = True
    threshold()
    sell(fact(cast, 1, amount_cents=100_000, quantity=2))
    assert findings() == []
    return cast


def put_back(stage: Stage) -> None:
    session.rollback()
    stage.written = True
    stage.put_back("cast")


def more(cast: Cast) -> None:
    session.execute(update(PeriodAward).values(points=PeriodAward.points + 1))


def unknown(cast: Cast) -> None:
    session.execute(update(PeriodAward).values(movements=PeriodAward.movements + 1))


def another_day(cast: Cast) -> None:
    sold = fact(cast, 2, quantity=-1, amount_cents=-1)
    row = {
        "line_id": 2, "day": date(2026, 10, 14), "product_id": sold.product_id, "range_id": sold.range_id,
        "strategic": False, "quantity": -1, "amount_cents": 0, "sale_kind": "sell_out", "document": "",
        "rep_id": sold.rep_id, "selling_company_id": sold.selling_company_id, "returns_id": 1,
    }  # fmt: skip
    session.execute(insert(Measure).values(row))


@pytest.mark.parametrize(
    ("fault", "named"),
    [(more, "101 given, 100 by its lines"), (unknown, ":2"), (another_day, "measures 2")],
)
def test_verify_names_what_a_fault_has_left(
    planted: Cast, stage: Stage, fault: Callable[[Cast], None], named: str
) -> None:
    with transaction():
        fault(planted)
    found = findings()
    put_back(stage)
    assert [row for row in found if named in row] == found != []


def test_a_period_left_unsettled_is_found(planted: Cast, stage: Stage) -> None:
    with transaction():
        session.execute(update(PeriodAward).values(points=0))
    found = findings()
    put_back(stage)
    assert any("0 given, 100 by its lines" in row for row in found)
