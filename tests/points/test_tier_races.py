"""The clock and many acceptances look at tiers at once: each change is written once."""

from datetime import date
from time import sleep

import pytest
from sqlalchemy import func, select

from core.database import in_transaction, session
from points.models import TierScheme, TierStanding
from points.tiers import review as tier_review
from points.tiers import standings as tiers
from points.tiers.schemes import in_force
from points.tiers.turns import turns
from tests.faults.race import race, without_begin_immediate
from tests.points.tiering import scheme, traded
from tests.support.cast import START, Cast
from tests.support.stage import Stage

pytestmark = pytest.mark.faults
CROWD = 8


def look(_: int) -> int:
    return in_transaction(lambda: tiers.review(START))


def open_ones() -> int:
    rows = select(func.count()).select_from(TierStanding).where(TierStanding.until_on.is_(None))
    return session.scalar(rows) or 0


def test_of_many_looks_at_once_one_writes(books: Cast, stage: Stage) -> None:
    scheme()
    traded(books, 2_000_00)
    assert race(stage, look, 2, 4) == {"3": 1, "0": CROWD - 1}
    assert open_ones() == 3


def test_without_the_lock_they_get_in_each_others_way(
    books: Cast, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    scheme()
    traded(books, 2_000_00)

    def unheld(day: date) -> TierScheme | None:
        return in_force(day)

    def slowly(*asked: object) -> object:
        found = turns(*asked)
        sleep(0.5)
        return found

    monkeypatch.setattr(tier_review, "_hold", unheld)
    monkeypatch.setattr(tier_review, "turns", slowly)
    with without_begin_immediate():
        outcomes = race(stage, look, 2, 4)
    assert outcomes != {"3": 1, "0": CROWD - 1}
    assert open_ones() <= 3  # the database itself still refuses a second open tier
