"""One page keeps a reward and all it is made of; harm says first whom it touches."""

from sqlalchemy import select

from catalog import fulfilling
from catalog.keeping import sessions, slots
from catalog.models import Order, Reward, RewardPart, RewardPrice, RewardSession, RewardVariant, ServiceSlot
from catalog.rules.kinds import KINDS
from core.database import session, transaction
from points.ledger import queries as wallets
from tests.catalog.scene import a_reward, karim_with
from tests.catalog.test_keeping import BY, DAY, HOUR, SOON
from tests.catalog.test_pages import in_english
from tests.support.cast import START

NEW = {"code": "new", "name_fr": "Neuf", "name_en": "New", "price_points": "90", "cost": "9.50"}
#: What a kind's form cannot do without, and what its details then say.
OWN = {
    "gift_card": ({"face": "10.50"}, {"provider": "pool", "face_cents": 1_050}),
    "discount": ({"percent": "7.5"}, {"percent_bp": 750}),
    "volume_discount": ({"scale": "10000: 2\n50000: 3.5"}, None),
    "rebate": ({"scale": "10000: 2", "price_points": "0"}, None),
    "deferred_discount": ({"amount": "150"}, {"amount_cents": 15_000}),
    "credit_note": ({"amount": "250"}, {"amount_cents": 25_000}),
    "entitlement": ({"what": "hotline", "contact": "18"}, {"what": "hotline", "contact": "18"}),
    "service": ({"contact": "Inès"}, {"contact": "Inès"}),
}


def staff(cast, visitor):
    in_english(cast.claire)
    return visitor.as_(cast.claire)


def test_each_kind_has_a_form_that_makes_it(cast, visitor):
    browser = staff(cast, visitor)
    for kind in KINDS:
        fields, details = OWN.get(kind, ({}, {}))
        form = browser.get(f"/staff/rewards/new?kind={kind}")
        page = browser.submit(form, "Add the reward", **{**NEW, **fields, "code": kind.replace("_", "-")})
        assert page.h1 == "New", kind
        made = session.scalars(select(Reward).where(Reward.kind == kind)).one()
        if details is not None:
            assert made.details == details
        saved = browser.submit(page, "Save the reward")
        assert saved.says("Nothing was different."), kind


def test_what_a_kind_lacks_is_said_at_its_field(cast, visitor):
    browser = staff(cast, visitor)
    form = browser.get("/staff/rewards/new?kind=entitlement")
    page = browser.submit(form, "Add the reward", 422, **NEW, what="payment_terms", perceived="much")
    assert page.says("Write an amount in euros")
    page = browser.submit(form, "Add the reward", 422, **NEW, what="payment_terms")
    assert page.says("Say how many days the company has to pay")
    assert page.says("belong to a company’s account")


def test_variants_parts_prices_and_hours_are_kept_from_the_page(cast, visitor):
    with transaction():
        jacket = a_reward("jacket", stock=None).id
        gourd = a_reward("gourd").id
        pack = a_reward("pack", kind="bundle", stock=None).id
        talk = a_reward("talk", kind="service", stock=None).id
    browser = staff(cast, visitor)
    fields = {
        "variant-code": "L",
        "variant-name_fr": "Taille L",
        "variant-name_en": "Size L",
        "variant-stock": "4",
    }
    page = browser.submit(browser.get(f"/staff/rewards/{jacket}"), "Add the variant", **fields)
    assert page.says("Size L: 4 pieces")
    size = session.scalars(select(RewardVariant)).one()
    done = browser.submit(page, "Book the pieces of Size L", **{f"stock{size.id}-pieces": "6"})
    assert done.says("10 pieces in stock now.")
    assert browser.submit(page, "Book the pieces of Size L", 409, **{f"stock{size.id}-pieces": "6"}).says(
        "changed"
    )
    browser.submit(
        page, "Save the prices", **{"prices-rows-0-points": "70", "prices-rows-0-company_kind": "installer"}
    )
    assert session.scalars(select(RewardPrice.points)).all() == [70]
    parts = browser.get(f"/staff/rewards/{pack}")
    told = {"parts-rows-0-part": str(gourd), "parts-rows-0-quantity": "2"}
    browser.submit(parts, "Save the parts", **told)
    assert session.scalars(select(RewardPart.quantity)).all() == [2]
    time = {"hours-starts": "2026-11-20T14:00", "hours-ends": "2026-11-20T16:30", "hours-minutes": "60"}
    hours = browser.submit(
        browser.get(f"/staff/rewards/{talk}"), "Open the hours", **time, **{"hours-expert": "Inès"}
    )
    assert hours.says("2 hours are open.")
    assert len(session.scalars(select(ServiceSlot)).all()) == 2


def test_calling_a_date_off_says_whom_it_touches_and_gives_the_points_back(cast, visitor):
    course = karim_with(cast, 1_000, kind="training", stock=None)
    with transaction():
        date = sessions.add(course, SOON, SOON + HOUR, SOON - DAY, "Tours", 4, START, BY)
        who = cast.karim.id, cast.merel.id
        number = fulfilling.order(*who, course, 1, "r1", START, cast.karim.actor, session_id=date).id
    browser = staff(cast, visitor)
    page = browser.get(f"/staff/rewards/{course}/dates/{date}")
    assert page.says("Karim")
    assert page.says("Points that come back 500")
    browser.submit(page, "Call off the date", 422, note="")
    done = browser.submit(page, "Call off the date", note="The trainer is ill")
    assert done.says("1 order is cancelled and its points are back")
    assert session.get_one(Order, number, populate_existing=True).state == "cancelled"
    assert wallets.balance(cast.karim.wallet_id).available == 1_000
    assert session.get_one(RewardSession, date, populate_existing=True).taken == 0
    assert browser.get(f"/staff/rewards/{course}/dates/{date}").says("Called off on")


def test_a_booked_hour_shows_its_order_and_a_free_one_can_be_taken_out(cast, visitor):
    talk = karim_with(cast, 1_000, kind="service", stock=None)
    with transaction():
        booked = slots.add(talk, "Inès", "18", SOON, SOON + HOUR, START, BY)
        slots.add(talk, "Inès", "18", SOON + HOUR, SOON + 2 * HOUR, START, BY)
        who = cast.karim.id, cast.merel.id
        fulfilling.order(*who, talk, 1, "r1", START, cast.karim.actor, slot_id=booked)
    browser = staff(cast, visitor)
    page = browser.get(f"/staff/rewards/{talk}")
    assert page.says("Booked by Karim")
    assert browser.submit(page, "Take it out of the book").says("Out of the book")
    browser.post(f"/staff/rewards/{talk}/hours/{booked}", 409)
