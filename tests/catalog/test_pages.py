"""What members and the desk see and do: the shelf, two taps, an undo; approvals one by one or many."""

import io

from sqlalchemy import func, select, update

from accounts.models import Person
from catalog import actions
from catalog.models import Goal, Order, Reward
from catalog.orders import ordering
from compliance import actions as law
from core.database import session, transaction
from points.ledger import queries as wallets
from tests.catalog.scene import a_reward, give_points, karim_with, rewardable
from tests.support.browser import Browser
from tests.support.cast import START, Cast, Member

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)


def in_english(*members: Member) -> None:
    ids = [one.id for one in members]
    with transaction():
        session.execute(update(Person).where(Person.id.in_(ids)).values(language="en"))


def placed(cast: Cast, reward_id: int, request_id: str = "r1") -> int:
    with transaction():
        return ordering.order(
            cast.karim.id, cast.merel.id, reward_id, 1, request_id, START, cast.karim.actor
        ).id


def state(order_id: int) -> str:
    return session.execute(select(Order.state).where(Order.id == order_id)).scalar_one()


def test_the_shelf_says_what_is_within_reach_and_what_lacks(cast: Cast, visitor: Browser) -> None:
    karim_with(cast, 1_000)
    in_english(cast.karim)
    with transaction():
        a_reward("laser", 1_340, name_fr="Niveau laser", name_en="Laser level")
        a_reward("gone", 10, stock=0, name_fr="Épuisée", name_en="Gone")
        a_reward("firm", 10, beneficiary="company", name_fr="Formation", name_en="Course")
    page = visitor.as_(cast.karim).get("/rewards")
    assert page.says("500 pts will be left")
    assert page.says("You lack 340 pts")
    assert page.says("Sold out")
    assert not page.says("Course")


def test_the_shelf_can_be_searched_and_filtered(cast: Cast, visitor: Browser) -> None:
    karim_with(cast, 1_000)
    in_english(cast.karim)
    with transaction():
        a_reward("spa", 100, category="travel", name_fr="Journée thermale", name_en="Spa day")
    browser = visitor.as_(cast.karim)
    assert not browser.get("/rewards?q=drill").says("Spa day")
    assert browser.get("/rewards?q=JOURNEE").says("Spa day")
    assert not browser.get("/rewards?category=travel").says("Drill")
    assert browser.get("/rewards?q=nothing-of-that").says("Nothing like that")


def test_two_taps_order_it_and_a_third_takes_it_back(cast: Cast, visitor: Browser) -> None:
    drill = karim_with(cast, 1_000)
    in_english(cast.karim)
    browser = visitor.as_(cast.karim)
    reward = browser.get(f"/rewards/{drill}")
    form = browser.follow(reward, "Order “Drill”")
    done = browser.submit(form, "Order “Drill”", quantity="2")
    assert done.says("Your order is in")
    assert done.says("1,000 points are held for it")
    assert wallets.balance(cast.karim.wallet_id).available == 0
    back = browser.submit(done, "Take back the order")
    assert back.says("Cancelled")
    assert wallets.balance(cast.karim.wallet_id).available == 1_000


def test_the_same_form_sent_twice_is_one_order(cast: Cast, visitor: Browser) -> None:
    drill = karim_with(cast, 1_000)
    browser = visitor.as_(cast.karim)
    for _ in range(2):
        browser.post(f"/rewards/{drill}/orders", request_id="once", quantity="1", price="500")
    assert session.scalar(select(func.count()).select_from(Order)) == 1


def test_a_price_that_rose_meanwhile_is_shown_before_anything_happens(cast: Cast, visitor: Browser) -> None:
    drill = karim_with(cast, 1_000)
    in_english(cast.karim)
    browser = visitor.as_(cast.karim)
    with transaction():
        actions.change_reward(drill, START, "shell", price_points=600)
    page = browser.post(f"/rewards/{drill}/orders", 409, request_id="r", quantity="1", price="500")
    assert page.says("The price of “Drill” is now 600 points")


def test_what_hinders_is_said_with_what_to_do(cast: Cast, visitor: Browser) -> None:
    in_english(cast.karim)
    with transaction():
        drill = a_reward().id
        give_points(cast.karim.wallet_id, 1_000)
        law.publish_terms("1", "Texte", "Text", START.date(), START, "shell")
    browser = visitor.as_(cast.karim)
    page = browser.get(f"/rewards/{drill}")
    assert page.says("Your legal status is not known yet")
    assert page.says("Your company has not accepted personal rewards yet")
    assert page.link("Read the terms") == "/terms"
    assert not page.all(".sticky-action")
    refused = browser.post(f"/rewards/{drill}/orders", 409, request_id="r", quantity="1", price="500")
    assert refused.says("First read and accept the programme’s terms")


def test_a_goal_is_chosen_and_given_up(cast: Cast, visitor: Browser) -> None:
    drill = karim_with(cast, 100)
    in_english(cast.karim)
    browser = visitor.as_(cast.karim)
    chosen = browser.submit(browser.get(f"/rewards/{drill}"), "Make it my goal")
    assert chosen.says("Your goal")
    assert session.scalar(select(Goal.reward_id)) == drill
    assert browser.get("/rewards").says("You lack 400 pts")
    browser.submit(chosen, "Give up this goal")
    assert session.scalar(select(Goal.reward_id)) is None


def test_nobody_sees_or_touches_the_order_of_another(cast: Cast, visitor: Browser) -> None:
    number = placed(cast, karim_with(cast, 1_000))
    for member in (cast.lea, cast.nadia, cast.paula, cast.bruno):
        browser = visitor.as_(member)
        browser.get(f"/orders/{number}", 404)
        browser.post(f"/orders/{number}/cancellation", 404)
    assert state(number) == "requested"


def test_a_manager_orders_for_the_company(cast: Cast, visitor: Browser) -> None:
    in_english(cast.nadia)
    with transaction():
        rewardable(cast.nadia, cast.merel)
        give_points(cast.merel.wallet_id, 900)
        course = a_reward("course", beneficiary="company", name_en="Course").id
    browser = visitor.as_(cast.nadia)
    assert browser.get("/rewards?for=company").says("Your company holds 900 points.")
    form = browser.get(f"/rewards/{course}/orders/new")
    browser.submit(form, "Order “Course”")
    assert wallets.balance(cast.merel.wallet_id).available == 400
    visitor.as_(cast.karim).get(f"/rewards/{course}", 404)


def test_the_desk_approves_many_and_says_which_it_could_not(cast: Cast, visitor: Browser) -> None:
    drill = karim_with(cast, 2_000)
    in_english(cast.claire)
    first, second = placed(cast, drill, "a"), placed(cast, drill, "b")
    browser = visitor.as_(cast.claire)
    desk = browser.get("/staff/orders")
    assert desk.h1 == "2 orders wait for you"
    with transaction():
        ordering.withdraw(second, START, cast.karim.actor)
    page = browser.post("/staff/orders/approvals", ids=[str(first), str(second)])
    assert page.says("1 order approved.")
    assert page.says(f"Order {second}: Order {second} is already cancelled")
    assert (state(first), state(second)) == ("approved", "cancelled")
    browser.post("/staff/orders/deliveries", ids=[str(first)])
    assert state(first) == "delivered"


def test_the_desk_cancels_for_a_reason_only(cast: Cast, visitor: Browser) -> None:
    number = placed(cast, karim_with(cast, 1_000))
    in_english(cast.claire)
    browser = visitor.as_(cast.claire)
    page = browser.post(f"/staff/orders/{number}/cancellation", 409, note=" ")
    assert page.says("Say why")
    browser.post(f"/staff/orders/{number}/cancellation", note="No longer made")
    assert browser.get(f"/staff/orders/{number}").says("No longer made")
    assert state(number) == "cancelled"


def test_the_desk_reads_what_hinders_in_the_third_person(cast: Cast, visitor: Browser) -> None:
    number = placed(cast, karim_with(cast, 1_000))
    in_english(cast.claire)
    with transaction():
        law.record_consent(cast.merel.id, False, "La direction", START, "shell")
    browser = visitor.as_(cast.claire)
    assert browser.get(f"/staff/orders/{number}").says("Employer withdrew")
    page = browser.post(f"/staff/orders/{number}/approval", 409)
    assert page.says("not possible yet (Employer withdrew)")


def test_only_administrators_come_to_the_desk(cast: Cast, visitor: Browser) -> None:
    number = placed(cast, karim_with(cast, 1_000))
    for member in (cast.hugo, cast.nadia, cast.karim):
        browser = visitor.as_(member)
        for url in ("/staff/orders", f"/staff/orders/{number}", "/staff/rewards", "/staff/orders.csv"):
            browser.get(url, 403)
        browser.post(f"/staff/orders/{number}/approval", 403)
    assert state(number) == "requested"


def test_a_reward_is_added_with_a_picture_of_ones_own(cast: Cast, visitor: Browser) -> None:
    in_english(cast.claire)
    browser = visitor.as_(cast.claire)
    form = browser.get("/staff/rewards/new")
    page = browser.submit(
        form,
        "Add the reward",
        code="radio",
        name_fr="Radio",
        name_en="Radio",
        price_points="900",
        cost="79.90",
        stock="3",
        upload=(io.BytesIO(PIXEL), "../../radio.svg"),
    )
    assert page.h1 == "Radio"
    made = session.scalars(select(Reward)).one()
    assert (made.cost_cents, made.stock, made.received) == (7_990, 3, 3)
    name = made.picture.removeprefix("files:")
    assert name.endswith(".png")
    shown = visitor.as_(cast.karim).client.get(f"/rewards/pictures/{name}")
    assert (shown.status_code, shown.mimetype, shown.data) == (200, "image/png", PIXEL)
    shown.close()


def test_a_page_called_picture_is_refused(cast: Cast, visitor: Browser) -> None:
    in_english(cast.claire)
    browser = visitor.as_(cast.claire)
    page = browser.submit(
        browser.get("/staff/rewards/new"),
        "Add the reward",
        422,
        code="x",
        name_fr="X",
        name_en="X",
        price_points="9",
        cost="1",
        upload=(io.BytesIO(b"<svg onload=alert(1)>"), "x.png"),
    )
    assert page.says("This is not a JPEG, PNG or WebP picture.")
    assert session.scalar(select(func.count()).select_from(Reward)) == 0


def test_pieces_booked_twice_by_a_double_tap_are_booked_once(cast: Cast, visitor: Browser) -> None:
    drill = karim_with(cast, 0)
    in_english(cast.claire)
    browser = visitor.as_(cast.claire)
    page = browser.get(f"/staff/rewards/{drill}")
    assert browser.submit(page, "Book the pieces", pieces="10").says("15 pieces in stock now.")
    browser.submit(page, "Book the pieces", 409, pieces="10")
    assert session.scalar(select(Reward.stock)) == 15


def test_tables_can_be_taken_away(cast: Cast, visitor: Browser) -> None:
    placed(cast, karim_with(cast, 1_000))
    browser = visitor.as_(cast.claire)
    orders = browser.get("/staff/orders.csv").html
    assert "KARIM" in orders
    assert "drill" in browser.get("/staff/rewards.csv").html


def test_taking_a_reward_off_says_first_what_hangs_on_it(cast: Cast, visitor: Browser) -> None:
    drill = karim_with(cast, 1_000)
    placed(cast, drill)
    in_english(cast.claire)
    browser = visitor.as_(cast.claire)
    with transaction():
        session.add(Goal(person_id=cast.lea.id, reward_id=drill, set_at=START))
    asked = browser.follow(browser.get(f"/staff/rewards/{drill}"), "Take it off the catalogue")
    assert asked.says("Orders under way 1")
    assert asked.says("Points they hold 500")
    assert asked.says("Members who save for it 1")
    browser.submit(asked, "Take it off the catalogue")
    assert session.get_one(Reward, drill).retired_at is not None
    browser.get(f"/staff/rewards/{drill}/retirement", status=404)
