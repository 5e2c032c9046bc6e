"""Pages of group awards and of the register in a browser: no barrier, nothing beside the screen."""

import pytest
from sqlalchemy import select

from catalog import awarding, fulfilling
from catalog.models import Order
from compliance.models import Gratification
from core.database import session, transaction
from tests.catalog.test_awarding import BY, ready
from tests.support.cast import START, Cast
from tests.support.chromium import Screen

pytestmark = pytest.mark.browser


@pytest.fixture
def given(cast: Cast) -> list[str]:
    """An award with a bad row, approved and delivered; the pages to look at."""
    drill = ready(cast, cost_cents=310_000)
    with transaction():
        rows = awarding.read("KARIM\nNOBODY\nTHEO")
        title, reason = "Meilleurs nouveaux du trimestre", "Ils ont vendu leur première pompe"
        award = awarding.give(title, reason, drill, rows, "one", START, BY).id
        order = session.scalars(select(Order)).one()
        for who in ("person:97", "person:98"):
            if order.state == "requested":
                fulfilling.approve(order.id, START, who)
        fulfilling.deliver(order.id, START, "person:98")
        line = session.scalars(select(Gratification.id)).one()
    return [
        "/staff/rewards/awards",
        "/staff/rewards/awards/new",
        f"/staff/rewards/awards/{award}",
        "/staff/compliance/register",
        f"/staff/compliance/register/{line}",
        f"/staff/compliance/employers/{cast.merel.id}",
    ]


def test_staff_pages_have_no_barrier_and_fit(cast: Cast, screen: Screen, given: list[str]) -> None:
    assert screen.enter(cast.claire).faults(*given) == []
    page = screen.see("/staff/rewards/awards/new")
    page.fill("[name=title]", "Trimestre")
    page.fill("[name=reason]", "Bravo")
    page.fill("[name=codes]", "KARIM\nBRUNO\nNOBODY\nTHEO")
    page.locator("main form.form button[type=submit]").click()
    page.wait_for_selector("section.confirm")
    assert screen.faults() == []
