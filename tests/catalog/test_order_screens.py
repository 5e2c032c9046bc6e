"""The pages of orders in a real browser: no barrier on a phone or at a desk, nothing wider than that."""

import pytest

from catalog import fulfilling
from catalog.orders import addresses, after_sales, drafts, settings
from core.database import transaction
from tests.catalog.scene import a_reward, give_points, rewardable
from tests.support.cast import START, Cast
from tests.support.chromium import DESK, Screen

pytestmark = pytest.mark.browser

MEMBER = (
    "/rewards/1/orders/new",
    "/cart",
    "/orders",
    "/orders/1",
    "/orders/2",
    "/orders/3/troubles/new",
    "/addresses",
    "/addresses/new",
    "/addresses/1/removal",
)
MANAGER = ("/approvals", "/approvals/5")
STAFF = (
    "/staff/orders",
    "/staff/orders?state=",
    "/staff/orders/1",
    "/staff/orders/2",
    "/staff/orders/5",
    "/staff/orders/cancellation?ids=2,4",
    "/staff/orders/parcels",
    "/staff/rewards/settings",
)


@pytest.fixture
def busy(cast: Cast) -> Cast:
    """Orders in every corner: one told to be wrong, one approved, one delivered, one asked, a cart."""
    with transaction():
        rewardable(cast.karim, cast.merel)
        give_points(cast.karim.wallet_id, 9_000)
        home = {"label": "Domicile", "recipient": "Karim Benali", "lines": "3 rue des Forges"}
        addresses.add(cast.karim.id, None, START, "shell", **home, postcode="21000", city="Dijon")
        drill = a_reward(stock=50, cost_cents=900, low_stock=3).id
    for number in range(4):
        with transaction():
            asked = (cast.karim.id, cast.merel.id, drill, number + 1, f"s{number}", START, cast.karim.actor)
            placed = fulfilling.order(*asked, address_id=1 if number % 2 else None).id
            fulfilling.approve(placed, START, "shell", "Bravo")
    with transaction():
        fulfilling.ship(1, START, "shell", "Colissimo", "6A12345678901")
        fulfilling.deliver(1, START, "shell", proof="M. Roux")
        after_sales.report(1, cast.karim.id, "damaged", "Le mandrin est cassé", START)
        fulfilling.ship(3, START, "shell", "Chronopost", "XY123")
        settings.set_policy(cast.merel.id, 1, START, cast.nadia.actor)
        fulfilling.order(cast.karim.id, cast.merel.id, drill, 1, "waits", START, cast.karim.actor)
        for key in ("c1", "c2"):
            drafts.draft(cast.karim.id, cast.merel.id, drill, 2, key, START, cast.karim.actor)
    return cast


def test_a_pasted_column_fills_the_grid_and_a_scanner_goes_on(busy: Cast, screen: Screen) -> None:
    page = screen.enter(busy.claire).see("/staff/orders/parcels", DESK)
    fields = page.locator("td input")
    fields.nth(0).evaluate(
        """el => { const clip = new DataTransfer(); clip.setData("text", "6A1\\n 6A2 \\n");
        el.dispatchEvent(new ClipboardEvent("paste", {clipboardData: clip, bubbles: true})); }"""
    )
    assert [one.input_value() for one in fields.all()] == ["6A1", "6A2"]
    fields.nth(0).press("Enter")
    assert page.evaluate("document.activeElement.name") == "tracking-4"
    assert screen.complaints == []


def test_the_pages_of_orders_have_no_barrier(busy: Cast, screen: Screen) -> None:
    for member, paths in ((busy.karim, MEMBER), (busy.nadia, MANAGER), (busy.claire, STAFF)):
        assert screen.enter(member).faults(*paths) == []
