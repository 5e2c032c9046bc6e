"""The pages of cards and suppliers in Chromium: no barrier, nothing beyond the edge."""

import io

import pytest

from catalog.cards import calling
from catalog.suppliers import actions, ordering
from core.database import transaction
from tests.catalog.cards import LATER, PLANTED, PROVIDER, bring, calls, card, karim_orders
from tests.catalog.scene import a_reward
from tests.support.cast import START, Cast
from tests.support.chromium import PHONE, Screen

pytestmark = pytest.mark.browser


def test_the_desk_of_cards_and_suppliers_has_no_barriers(cast: Cast, screen: Screen) -> None:
    with transaction():
        pool, remote = card(), card(PROVIDER, "card-remote", name_fr="Carte multi-enseignes")
        supplier = actions.add(
            START, "shell", code="outils-sa", name="Outils SA", email="ventes@outils.example", contact="Anne"
        )
        drill = a_reward(stock=9, supplier_id=supplier).id
    bring(pool, *(f"{code};;2027-06-30" for code in PLANTED))
    karim_orders(cast, pool)
    waiting = karim_orders(cast, remote, request="r2")
    calling.call_due(LATER)
    numbers = [karim_orders(cast, drill, request=f"drill-{one}") for one in range(3)]
    with transaction():
        made = ordering.make_order(supplier, numbers[:2], START, cast.claire.actor)
    paths = (
        "/staff/cards",
        f"/staff/rewards/{pool}/codes",
        f"/staff/cards/{calls(waiting)[0].id}/cancellation",
        "/staff/suppliers",
        "/staff/suppliers/new",
        f"/staff/suppliers/{supplier}",
        f"/staff/suppliers/{supplier}/change",
        f"/staff/supplier-orders/{made}",
    )
    assert screen.enter(cast.claire).faults(*paths) == []
    page = screen.see(f"/staff/suppliers/{supplier}", PHONE)
    file = io.BytesIO(b"code;cost;stock\ndrill;37,50;40\nhammer;9;4\n")
    page.set_input_files("input[name=file]", {"name": "p.csv", "mimeType": "text/csv", "buffer": file.read()})
    page.click("text=Lire le fichier")
    assert page.locator("h1").inner_text() == "Le fichier change 1 ligne"
    assert screen.faults(sizes=[PHONE]) == []


def test_the_owners_page_of_a_code_has_no_barriers(cast: Cast, screen: Screen) -> None:
    with transaction():
        pool = card()
    bring(pool, f"{'LONG-CODE-' * 4}9;4711;2027-06-30", PLANTED[0])
    order_id = karim_orders(cast, pool, 2)
    calling.call_due(LATER)
    screen.enter(cast.karim)
    assert screen.faults(f"/orders/{order_id}", f"/orders/{order_id}/card") == []
    screen.page.click("text=Afficher mes codes")
    assert "4711" in screen.page.locator("main").inner_text()
    assert screen.faults(f"/orders/{order_id}/card") == []
