"""Dry runs and briefs in a real browser: no barrier for anybody, at a phone's width and at a desk's."""

from datetime import date
from typing import Any

import pytest

from core.database import transaction
from insights import runs
from insights.asking import Question
from tests.points.making import fact, rule, sell
from tests.support.cast import START, Cast

pytestmark = pytest.mark.browser
PERIOD = date(2026, 8, 1), date(2026, 9, 30)


def test_a_dry_run_has_no_barrier(books: Cast, screen: Any) -> None:
    rule()
    rule(code="firms", beneficiary="selling_company", name_fr="Entreprises")
    sell(*(fact(books, n, sold_on=date(2026, 8, 1 + n)) for n in range(1, 9)))
    screen.enter(books.claire)
    assert screen.faults("/staff/insights/rules") == []
    with transaction():
        run_id = runs.ask(books.claire.id, Question(*PERIOD, without="sales"), START)
    assert screen.faults("/staff/insights/rules") == []
    runs.answer(run_id, START)
    assert screen.faults("/staff/insights/rules") == []


def test_a_brief_has_no_barrier(cast: Cast, screen: Any) -> None:
    screen.enter(cast.claire)
    assert screen.faults("/staff/programme/brief", "/staff/programme/brief/answers") == []
