"""Staff before lunch: forty parcels from a grid, a paste or a file; filters; many at once; after-sales."""

import io

from sqlalchemy import func, select

from catalog import fulfilling
from catalog.models import AfterSale, Order, Shipment
from catalog.orders import after_sales
from core.database import session, transaction
from notifications.models import Notice
from points.ledger import queries as wallets
from tests.catalog.scene import a_reward, karim_with
from tests.catalog.test_pages import PIXEL, in_english
from tests.support.browser import Browser
from tests.support.cast import START, Cast


def orders(cast: Cast, count: int = 1, approved: bool = True, **reward: object) -> list[int]:
    """Karim ordered so many drills; approved, if asked for."""
    drill = karim_with(cast, 500 * count, **{"stock": count, "cost_cents": 100, **reward})
    in_english(cast.claire, cast.karim)
    numbers = []
    for one in range(count):
        with transaction():
            key = f"desk-{one}"
            placed = fulfilling.order(cast.karim.id, cast.merel.id, drill, 1, key, START, cast.karim.actor)
            numbers.append(placed.id)
            if approved:
                fulfilling.approve(placed.id, START, "shell")
    return numbers


def states() -> dict[str, int]:
    return dict(session.execute(select(Order.state, func.count()).group_by(Order.state)).all())


def test_forty_orders_leave_before_lunch(cast: Cast, visitor: Browser) -> None:
    numbers = orders(cast, 40)
    desk = visitor.as_(cast.claire)
    page = desk.follow(desk.get("/staff/orders?state=approved"), "Send parcels")
    assert page.h1 == "40 parcels to send"
    typed = {f"tracking-{number}": f"6A{number:08}" for number in numbers}
    done = desk.submit(page, "Send these parcels", carrier="Colissimo", **typed)
    assert done.says("40 parcels are on their way.")
    assert states() == {"shipped": 40}
    assert session.scalar(select(func.count()).select_from(Shipment)) == 40
    ids = [str(number) for number in numbers]
    done = desk.post("/staff/orders/deliveries", ids=ids, state="shipped")
    assert done.says("40 orders delivered.")
    assert states() == {"delivered": 40}
    assert wallets.balance(cast.karim.wallet_id).reserved == 0


def test_what_is_left_empty_stays_for_tomorrow(cast: Cast, visitor: Browser) -> None:
    first, second = orders(cast, 2)
    desk = visitor.as_(cast.claire)
    page = desk.get("/staff/orders/parcels")
    assert desk.submit(page, "Send these parcels", 422).says("Type at least one parcel number.")
    done = desk.submit(page, "Send these parcels", **{f"tracking-{first}": "6A1"})
    assert done.says("1 parcel is on its way.")
    assert desk.get("/staff/orders/parcels").h1 == "1 parcel to send"
    page = desk.get("/staff/orders/parcels")
    assert desk.submit(page, "Send these parcels", bare="y").says("1 parcel is on its way.")
    told = session.scalars(select(Notice.body).where(Notice.title == "On its way: Drill")).all()
    assert [("6A1" in body) for body in told] == [True, False]
    assert session.scalar(select(Shipment.tracking).where(Shipment.order_id == second)) == ""


def test_one_that_cannot_leave_does_not_hold_the_others(cast: Cast, visitor: Browser) -> None:
    first, second = orders(cast, 2)
    desk = visitor.as_(cast.claire)
    page = desk.get("/staff/orders/parcels")
    with transaction():
        fulfilling.cancel(second, START, "shell", "No longer made")
    typed = {f"tracking-{first}": "6A1", f"tracking-{second}": "6A2"}
    done = desk.submit(page, "Send these parcels", 409, **typed)
    assert done.says("1 parcel is on its way.")
    assert done.says(f"Order {second} is already cancelled")
    assert states() == {"shipped": 1, "cancelled": 1}


def test_a_carriers_file_is_taken_whole_with_every_problem_named(cast: Cast, visitor: Browser) -> None:
    first, second, third = orders(cast, 3)
    with transaction():
        fulfilling.cancel(third, START, "shell", "No longer made")
    desk = visitor.as_(cast.claire)
    page = desk.get("/staff/orders/parcels")
    wrong = (
        f"commande;transporteur;suivi\n{first};Colissimo;6A1\nabc;x;y\n{first};DPD;2\n9999;DPD;3\n{third};;4"
    )
    answer = desk.submit(page, "Send what the lines say", 422, file=(io.BytesIO(wrong.encode()), "p.csv"))
    assert answer.says("Nothing was sent: 4 lines to correct")
    assert answer.says("Line 3: “abc” is no order’s number")
    assert answer.says(f"Line 4: Order {first} stands on line 2 already")
    assert answer.says("Line 5: This order does not exist.")
    assert answer.says(f"Line 6: Order {third} is already cancelled")
    assert states() == {"approved": 2, "cancelled": 1}
    right = f"{first};Colissimo;6A1\n{second};6A2".encode("utf-16")
    done = desk.submit(
        page, "Send what the lines say", carrier="DPD", file=(io.BytesIO(right), "parcels.csv")
    )
    assert done.says("2 parcels are on their way.")
    rows = session.execute(select(Shipment.carrier, Shipment.tracking).order_by(Shipment.order_id)).all()
    assert [tuple(row) for row in rows] == [("Colissimo", "6A1"), ("DPD", "6A2")]


def test_lines_are_pasted_too(cast: Cast, visitor: Browser) -> None:
    (number,) = orders(cast)
    desk = visitor.as_(cast.claire)
    page = desk.get("/staff/orders/parcels")
    assert desk.submit(page, "Send what the lines say", 422).says("Paste at least one line")
    desk.submit(page, "Send what the lines say", lines=f"{number}\tChronopost\tXY 1")
    assert states() == {"shipped": 1}


def test_the_list_is_narrowed_by_kind_state_and_lateness_and_taken_away(cast: Cast, visitor: Browser) -> None:
    (number,) = orders(cast)
    desk = visitor.as_(cast.claire)
    assert desk.get("/staff/orders?state=approved&kind=goods").says("Drill")
    assert desk.get("/staff/orders?state=approved&kind=travel").says("No order like that")
    assert desk.get("/staff/orders?state=approved&supplier=-").says("Drill")
    assert desk.get("/staff/orders?state=late").says("Nothing here")
    file = desk.get("/staff/orders.csv?state=approved").html
    assert file.splitlines()[1].startswith(f'{number},"approved","","2026-10-15')


def test_ticked_orders_are_declined_for_one_reason(cast: Cast, visitor: Browser) -> None:
    numbers = orders(cast, 3, approved=False)
    desk = visitor.as_(cast.claire)
    ids = [str(one) for one in numbers[:2]]
    page = desk.post("/staff/orders/selections/refusal", ids=ids)
    assert page.says("Points that go back 1,000")
    assert desk.submit(page, "Decline 2 orders", 422).status == 422
    assert desk.submit(page, "Decline 2 orders", note="Out of season").says("2 orders declined.")
    assert states() == {"declined": 2, "requested": 1}
    assert visitor.as_(cast.karim).get(f"/orders/{numbers[0]}").says("Out of season")


def test_pieces_are_cancelled_once_however_often_it_is_sent(cast: Cast, visitor: Browser) -> None:
    drill = karim_with(cast, 1_500)
    in_english(cast.claire, cast.karim)
    with transaction():
        number = fulfilling.order(cast.karim.id, cast.merel.id, drill, 3, "three", START, cast.karim.actor).id
    desk = visitor.as_(cast.claire)
    page = desk.get(f"/staff/orders/{number}")
    desk.submit(page, "Cancel the order", pieces="1", note="Only two are left")
    desk.submit(page, "Cancel the order", 409, pieces="1", note="Only two are left")
    assert wallets.balance(cast.karim.wallet_id).available == 500
    mine = visitor.as_(cast.karim).get(f"/orders/{number}")
    assert mine.says("1 of 3")
    assert mine.says("1 piece cancelled")


def test_a_delivery_keeps_its_proof_and_only_the_team_downloads_it(cast: Cast, visitor: Browser) -> None:
    (number,) = orders(cast)
    desk = visitor.as_(cast.claire)
    page = desk.get(f"/staff/orders/{number}")
    scan = (io.BytesIO(b"<svg onload=alert(1)>"), "note.png")
    desk.submit(page, "Note it as delivered", 422, proof_file=scan)
    page = desk.submit(
        page, "Note it as delivered", proof="M. Roux", proof_file=(io.BytesIO(PIXEL), "note.png")
    )
    assert page.says("M. Roux")
    link = page.link("Download the delivery note")
    answer = desk.client.get(link)
    assert (answer.mimetype, answer.data) == ("image/png", PIXEL)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    answer.close()
    visitor.as_(cast.karim).get(link, 403)
    assert visitor.as_(cast.karim).get(f"/orders/{number}").says("M. Roux")


def test_what_is_wrong_is_told_answered_and_replaced(cast: Cast, visitor: Browser) -> None:
    (number,) = orders(cast, stock=2)
    with transaction():
        fulfilling.deliver(number, START, "shell")
    member = visitor.as_(cast.karim)
    form = member.follow(member.get(f"/orders/{number}"), "Say that something is wrong")
    assert member.submit(form, "Tell the programme’s team", 422).says("Choose one")
    told = member.submit(form, "Tell the programme’s team", trouble="damaged", words="The case is cracked")
    assert told.says("The case is cracked")
    assert not told.all(f"a[href='/orders/{number}/troubles/new']")
    assert member.submit(form, "Tell the programme’s team", 409, trouble="other", words="x").says("already")
    desk = visitor.as_(cast.claire)
    assert desk.get("/staff/orders?state=trouble").says("Drill")
    page = desk.get(f"/staff/orders/{number}")
    done = desk.submit(page, "Answer the person", remedy="replaced", answer="A new one leaves today")
    assert done.says("Replaced by order")
    assert states() == {"replaced": 1, "approved": 1}
    assert member.get(f"/orders/{number}").says("A new one leaves today")
    assert desk.get("/staff/orders?state=trouble").says("Nobody says that something is wrong")


def test_the_form_of_what_is_wrong_is_about_the_order_that_was_opened(cast: Cast, visitor: Browser) -> None:
    member = visitor.as_(cast.karim)
    for number in orders(cast, 2):
        with transaction():
            fulfilling.deliver(number, START, "shell")
        form = member.get(f"/orders/{number}/troubles/new").form("Tell the programme’s team")
        assert form["action"] == f"/orders/{number}/troubles"
        assert [link["href"] for link in form.select("a")] == [f"/orders/{number}"]


def test_points_are_given_back_after_delivery_for_a_reason(cast: Cast, visitor: Browser) -> None:
    (number,) = orders(cast)
    with transaction():
        fulfilling.deliver(number, START, "shell")
    desk = visitor.as_(cast.claire)
    page = desk.get(f"/staff/orders/{number}")
    assert desk.submit(page, "Give the points back", 409).says("Say why")
    desk.submit(page, "Give the points back", note="Never worked")
    assert wallets.balance(cast.karim.wallet_id).available == 500
    assert visitor.as_(cast.karim).get(f"/orders/{number}").says("with the expiry those had")
    told = session.scalars(select(Notice.body).where(Notice.title == "Refunded: Drill")).one()
    assert told == "Never worked Your 500 points are back."


def test_doors_of_the_desk_are_the_administrators(cast: Cast, visitor: Browser) -> None:
    (number,) = orders(cast)
    with transaction():
        fulfilling.deliver(number, START, "shell")
        told = after_sales.report(number, cast.karim.id, "other", "x", START).id
    for member in (cast.hugo, cast.nadia, cast.karim):
        browser = visitor.as_(member)
        browser.get("/staff/orders/parcels", 403)
        for url in (
            "parcels/grid",
            "parcels/file",
            "selections/refusal",
            f"{number}/refund",
            f"{number}/troubles/{told}",
        ):
            browser.post(f"/staff/orders/{url}", 403)
    visitor.as_(cast.lea).get(f"/orders/{number}/troubles/new", 404)
    visitor.as_(cast.nadia).post(f"/orders/{number}/troubles", 404, trouble="other", words="x")
    assert session.scalar(select(AfterSale.state)) == "open"


def test_a_reward_that_is_no_parcel_is_not_in_the_grid(cast: Cast, visitor: Browser) -> None:
    orders(cast, kind="service", stock=None)
    with transaction():
        a_reward("other")
    assert visitor.as_(cast.claire).get("/staff/orders/parcels").says("Nothing waits to be sent")
