"""What comes back leaves every score, as if never sold; after the certificate it is listed as late."""

from datetime import date, timedelta

import pytest

from challenges import actions
from challenges.life import lifecycle
from challenges.models import Challenge
from challenges.proof import tables
from challenges.scoring import counting as scoring
from core.clock import clock, now
from core.database import session, transaction
from sales import returns
from sales.models import SaleLine
from sales.returns import Comeback
from tests.challenges.certifying import certify
from tests.challenges.documents import document
from tests.challenges.launching import launch
from tests.challenges.selling import Sale, bring
from tests.challenges.test_incremental import live, recounted
from tests.support.cast import START, Cast

FIRST, SECOND, TODAY = date(2026, 10, 12), date(2026, 10, 13), date(2026, 10, 15)


@pytest.fixture
def running(cast: Cast) -> int:
    """A challenge over pieces, open."""
    with transaction():
        made = actions.save_draft(document(), START, "shell")
        launch(made, START)
        lifecycle.open_(made, START, "shell")
    return made


def sell(cast: Cast, quantity: int, day: date, **more: object) -> int:
    """A sale of Karim's; its line."""
    bring(Sale(cast.merel.id, cast.karim.id, cast.pac_8.id, quantity, day, quantity * 100_00, **more))
    return session.query(SaleLine.id).order_by(SaleLine.id.desc()).first()[0]  # type: ignore[index]


def back(line_id: int, units: int, made: int, day: date = TODAY) -> None:
    """It comes back, and the clock counts."""
    with transaction():
        returns.record(line_id, Comeback(units, day, None, "Cassé."), f"{line_id}/{units}", now(), "shell")
    with transaction():
        scoring.refresh(made, now())


def test_a_score_and_its_day_correct_themselves(cast: Cast, running: int) -> None:
    sell(cast, 5, FIRST)
    line = sell(cast, 4, SECOND)
    back(line, 1, running)
    assert live(running) == {cast.karim.id: (8, SECOND)}
    back(line, 3, running)
    assert live(running) == recounted(running) == {cast.karim.id: (5, FIRST)}


def test_whoever_returned_everything_is_on_the_board_no_more(cast: Cast, running: int) -> None:
    back(sell(cast, 5, FIRST), 5, running)
    assert live(running) == {}


@pytest.mark.parametrize("dated", ["sold", "ordered", "invoiced"])
def test_a_return_counts_on_the_day_of_its_sale_whichever_counts(cast: Cast, dated: str) -> None:
    with transaction():
        made = actions.save_draft(document(counts={"date": dated}), START, "shell")
        launch(made, START)
        lifecycle.open_(made, START, "shell")
    line = sell(cast, 5, FIRST, ordered=FIRST, invoiced=FIRST)
    before = sell(cast, 2, date(2026, 9, 1), ordered=date(2026, 9, 1), invoiced=date(2026, 9, 1))
    back(before, 2, made)
    back(line, 2, made)
    assert live(made) == {cast.karim.id: (3, FIRST)}


def test_a_return_after_the_certificate_is_listed_as_late_and_changes_nothing(
    cast: Cast, running: int
) -> None:
    line = sell(cast, 5, FIRST)
    with transaction():
        scoring.refresh(running, START)
    clock.freeze(START + timedelta(days=60))
    with transaction():
        lifecycle.close(running, now(), "shell")
        certify(running, now())
    back(line, 2, running, day=date(2026, 12, 1))
    assert session.get_one(Challenge, running).state in {"certified", "paid"}
    assert live(running) == {cast.karim.id: (5, FIRST)}
    assert [one.quantity for one in tables.late_lines(running)] == [-2]
