"""My orders: where each one is in plain words, taking one back, what is late; one notice for each state."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from accounts.models import Person
from catalog import fulfilling
from catalog.models import Order
from catalog.orders import fulfilment
from catalog.orders.acknowledging import acknowledge
from catalog.pages.words import STATES
from catalog.rules import STATES as ALL_STATES
from core.clock import clock
from core.database import session, transaction
from notifications.models import Notice
from tests.catalog.scene import karim_with
from tests.catalog.test_pages import in_english
from tests.support.browser import Browser
from tests.support.cast import START, Cast


def placed(cast: Cast, **reward: object) -> int:
    drill = karim_with(cast, 1_000, **reward)
    with transaction():
        return fulfilling.order(cast.karim.id, cast.merel.id, drill, 1, "mine", START, cast.karim.actor).id


def test_every_state_has_a_word_and_a_tone() -> None:
    assert set(STATES) - {"late"} == set(ALL_STATES)
    assert {tone for _word, tone in STATES.values()} <= {"neutral", "accent", "ok", "late"}


def test_the_way_of_an_order_says_who_when_and_what_comes_next(cast: Cast, visitor: Browser) -> None:
    number = placed(cast)
    in_english(cast.karim)
    browser = visitor.as_(cast.karim)
    page = browser.get(f"/orders/{number}")
    assert [one.get_text(" ", strip=True) for one in page.all(".timeline b")] == [
        "Requested",
        "Approval by the programme’s team",
        "On its way",
        "Delivered",
    ]
    with transaction():
        fulfilling.approve(number, START, "shell")
        fulfilling.mark_ordered(number, START, "shell")
        fulfilling.ship(number, START, "shell", "Colissimo", "6A123")
    page = browser.get(f"/orders/{number}")
    assert page.says("Parcel Colissimo 6A123")
    assert page.says("It is being prepared: only the programme’s team can cancel it now.")
    assert not page.has_button("Take back the order")
    assert page.all(".timeline .is-now")[0].get_text(" ", strip=True).startswith("On its way")


def test_an_order_is_taken_back_within_ten_minutes_and_not_after(cast: Cast, visitor: Browser) -> None:
    number = placed(cast)
    in_english(cast.karim)
    with transaction():
        fulfilling.approve(number, START, "shell")
    clock.freeze(START + timedelta(minutes=11))
    later = visitor.as_(cast.karim)
    assert not later.get(f"/orders/{number}").has_button("Take back the order")
    refused = later.post(f"/orders/{number}/cancellation", 409)
    assert refused.says("ask the programme’s team to cancel it")
    clock.freeze(START + timedelta(minutes=9))
    page = later.get(f"/orders/{number}")
    assert later.submit(page, "Take back the order").says("Your 500 points are back")


def test_what_is_late_is_said_to_the_member_and_to_the_desk(cast: Cast, visitor: Browser) -> None:
    number = placed(cast)
    in_english(cast.karim, cast.claire)
    clock.freeze(START + timedelta(days=30))
    assert visitor.as_(cast.karim).get(f"/orders/{number}").says("It is late")
    desk = visitor.as_(cast.claire).get("/staff/orders?state=late")
    assert desk.says("1 order is past its promised day")
    assert desk.says("Drill")


def test_an_unknown_card_says_that_nothing_is_lost_and_nobody_cancels_it(
    cast: Cast, visitor: Browser
) -> None:
    number = placed(cast)
    in_english(cast.karim, cast.claire)
    with transaction():
        fulfilling.approve(number, START, "shell")
        fulfilling.mark_ordered(number, START, "shell")
        fulfilment.mark_unknown(number, START, "provider", "timeout")
    assert visitor.as_(cast.karim).get(f"/orders/{number}").says("nothing is lost")
    desk = visitor.as_(cast.claire)
    page = desk.get(f"/staff/orders/{number}")
    assert page.says("Nothing can be cancelled or refunded before it answers")
    assert not page.has_button("Cancel the order")
    assert desk.post(f"/staff/orders/{number}/cancellation", 409, note="x").says("is not known yet")


STORY = {
    "fr": [
        "Votre commande : Perceuse",
        "Approuvée : Perceuse",
        "En préparation : Perceuse",
        "En route : Perceuse",
        "Livrée : Perceuse",
        "Remboursée : Perceuse",
    ],
    "en": [
        "Your order: Drill",
        "Approved: Drill",
        "Being prepared: Drill",
        "On its way: Drill",
        "Delivered: Drill",
        "Refunded: Drill",
    ],
}


@pytest.mark.parametrize("language", STORY)
def test_each_state_tells_the_person_in_their_language(cast: Cast, language: str) -> None:
    with transaction():
        session.execute(update(Person).where(Person.id == cast.karim.id).values(language=language))
    number = placed(cast)
    steps = (fulfilling.approve, fulfilling.mark_ordered, fulfilling.ship, fulfilling.deliver)
    with transaction():
        acknowledge(START)
        for step in steps:
            step(number, START, "shell")
        fulfilling.refund(number, START, "shell", "Panne")
    told = session.scalars(
        select(Notice.title)
        .where(Notice.person_id == cast.karim.id, Notice.topic == "order")
        .order_by(Notice.id)
    )
    plain = [title.replace("\u00a0", " ").replace("\u202f", " ") for title in told]
    assert plain == STORY[language]


def test_orders_are_listed_with_the_way_to_cart_and_addresses(cast: Cast, visitor: Browser) -> None:
    placed(cast)
    page = visitor.as_(cast.karim).get("/orders")
    assert page.h1 == "Mes commandes"
    hrefs = {str(one["href"]) for one in page.all("main a[href]")}
    assert {"/cart", "/addresses", "/orders/1"} <= hrefs
    assert "/approvals" not in hrefs
    assert "/approvals" in visitor.as_(cast.nadia).get("/orders").html
    empty = visitor.as_(cast.lea).get("/orders")
    assert empty.says("Voir les cadeaux") or empty.says("récompenses")


def test_a_managers_orders_for_the_company_are_seen_by_managers_only(cast: Cast, visitor: Browser) -> None:
    number = placed(cast)
    for member in (cast.lea, cast.nadia, cast.paula, cast.yann):
        visitor.as_(member).get(f"/orders/{number}", 404 if member is not cast.yann else 403)
    assert session.scalar(select(Order.state)) == "requested"
