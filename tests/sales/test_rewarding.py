"""What an acceptance brings: line by line in batches, and its periods once for all of them."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from core.appendonly import unguards
from core.clock import now
from core.database import session, transaction
from points.models import LedgerTransaction, Measure
from points.programme.versions import Draft, write_version
from points.rules import Rule, Scope, Step, Weights
from sales import catching_up, rewarding
from sales.checks import CHECKS
from tests.sales.conftest import Desk, row
from tests.support.cast import START, Cast
from tests.support.stage import Stage

MONTH = (Step(100_000, 100), Step(300_000, 300))


def rules(*some: Rule) -> None:
    with transaction():
        for one in some:
            write_version(Draft(one.code, one.code, one), now(), "test")


def rule(code: str, kind: str, **said: Any) -> Rule:
    return Rule(0, code, 0, kind, "rep", START.date().replace(month=1, day=1), **said)


def references() -> list[str]:
    return list(session.scalars(select(LedgerTransaction.reference).order_by(LedgerTransaction.id)))


def test_periods_are_settled_once_however_many_batches_a_file_takes(
    cast: Cast, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rewarding, "AT_ONCE", 2)
    rules(rule("month", "threshold", period="month", steps=MONTH))
    upload = desk.bring([row(n, "700,00") for n in range(1, 6)])
    assert [name for name in references() if name.startswith("period")] == [
        f"period:1:{cast.karim.wallet_id}:2026-10-01:1"
    ]
    assert upload.points == 400


def test_the_same_lines_in_two_files_bring_the_same_as_in_one(cast: Cast, desk: Desk) -> None:
    rules(
        rule("month", "threshold", period="month", steps=MONTH),
        rule("capped", "per_amount", points=1, per=1_000, cap=250, period="month"),
    )
    first = desk.bring([row(n, "700,00") for n in (5, 2)]).points
    assert first + desk.bring([row(n, "700,00") for n in (1, 4, 3)]).points == 400 + 250


def test_a_rule_that_began_before_it_was_written_pays_what_its_periods_give_the_night_after(
    cast: Cast, desk: Desk
) -> None:
    desk.bring([row(n, "700,00") for n in (5, 2)])
    rules(rule("month", "threshold", period="month", steps=MONTH))
    paid = []
    for _ in range(2):
        with transaction():
            paid.append(catching_up.catch_up(START + timedelta(days=1)))
    assert paid == [100, 0]
    assert desk.bring([row(n, "700,00") for n in (1, 4, 3)]).points == 300


def test_rules_that_begin_when_they_are_written_have_nothing_to_catch_up(cast: Cast, desk: Desk) -> None:
    desk.bring([row(5, "1200,00")])
    rules(rule("month", "threshold", period="month", steps=MONTH)._replace(starts_on=START.date()))
    with transaction():
        assert catching_up.catch_up(START + timedelta(days=1)) == 0


def test_a_line_weighs_by_its_products_margin_and_flag(cast: Cast, desk: Desk) -> None:
    with transaction():
        session.execute(
            text("UPDATE products SET margin_bp = 3000, strategic = :yes WHERE reference = 'PAC-8'"),
            {"yes": True},
        )
    weights = Weights(strategic=20_000, margins=((2_500, 15_000),))
    rules(rule("base", "per_amount", points=1, per=1_000, weights=weights, scope=Scope(strategic=True)))
    assert desk.bring([row(1, "100,00")]).points == 30
    measured = session.scalars(select(Measure)).one()
    assert (measured.margin_bp, measured.strategic) == (3_000, True)


def findings() -> list[str]:
    session.rollback()
    (check,) = [one for one in CHECKS if one.sentence == "every sale line is measured as it was accepted"]
    return [finding.row for finding in check.findings()]


@pytest.mark.parametrize("fault", ["UPDATE measures SET amount_cents = 1", "DELETE FROM measures"])
def test_verify_names_a_line_that_is_measured_otherwise_or_not_at_all(
    cast: Cast, desk: Desk, stage: Stage, fault: str
) -> None:
    desk.bring([row(1)])
    assert findings() == []
    with transaction():
        for statement in unguards("measures", session.get_bind().dialect.name):
            session.execute(text(statement))
        session.execute(text(fault))
    found = findings()
    session.rollback()
    stage.put_back("cast")
    assert found == ["sale_lines 1"]
