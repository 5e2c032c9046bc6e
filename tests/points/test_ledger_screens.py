"""The ledger's pages in a real browser: no barrier on a phone or at a desk, no complaint either."""

import pytest

from core.database import transaction
from points.ledger import corrections
from tests.points.making import give, rule, sell
from tests.points.returning import later, programme, returned, sale, take_back
from tests.points.test_pendings import wait
from tests.support.cast import START, Cast
from tests.support.chromium import Screen

pytestmark = pytest.mark.browser

STAFF = (
    "/staff/programme/settings",
    "/staff/programme/settings/new",
    "/staff/programme/confirmations",
    "/staff/programme/corrections",
    "/staff/programme/openings",
    "/staff/programme/balances",
)
MEMBER = ("/points", "/points/statements", "/points/statements/2026-10")


@pytest.fixture
def busy(books: Cast) -> Cast:
    """Something on each of the pages."""
    programme(correction_limit=100)
    rule()
    sell(sold := sale(books))
    take_back(returned(sold, 2, 1))
    wait(books, 40, "w")
    wait(books, 60, "x", due=later(12).date())
    give(books.merel.wallet_id, 70, "o")
    programme(later(30).date(), life="rolling", life_length=12)
    with transaction():
        corrections.ask(books.lea.wallet_id, 500, "Salon", "c", START, "person:999")
    return books


def test_the_ledgers_pages_have_no_barrier(busy: Cast, screen: Screen) -> None:
    assert screen.enter(busy.claire).faults(*STAFF) == []
    assert screen.enter(busy.karim).faults(*MEMBER) == []
