"""A company’s manager has the last word from the price they chose: why it waits, yes or no, who reads it."""

from sqlalchemy import select

from accounts.models import Person
from catalog import fulfilling
from catalog.models import Order
from catalog.orders import settings
from core.database import session, transaction
from notifications.models import Notice
from points.ledger import delegations
from points.ledger import queries as wallets
from points.rules.delegating import Leave
from tests.catalog.scene import a_reward, give_points, karim_with, rewardable
from tests.catalog.test_pages import in_english
from tests.support.asked import statements
from tests.support.browser import Browser
from tests.support.cast import START, Cast


def asked(cast: Cast, visitor: Browser, limit: str = "400") -> int:
    """Nadia wants to be asked; Karim orders a drill; the order's number."""
    drill = karim_with(cast, 1_000)
    in_english(cast.karim, cast.nadia, cast.claire)
    manager = visitor.as_(cast.nadia)
    manager.submit(manager.get("/approvals"), "Keep the limit", from_points=limit)
    return order(cast, visitor, drill)


def order(cast: Cast, visitor: Browser, drill: int) -> int:
    browser = visitor.as_(cast.karim)
    browser.submit(browser.get(f"/rewards/{drill}/orders/new"), "Order “Drill”")
    return session.scalars(select(Order.id).order_by(Order.id.desc())).first() or 0


def state(number: int) -> str:
    return session.execute(select(Order.state).where(Order.id == number)).scalar_one()


def test_the_manager_reads_what_waits_and_why_then_says_yes(cast: Cast, visitor: Browser) -> None:
    number = asked(cast, visitor)
    mine = visitor.as_(cast.karim).get(f"/orders/{number}")
    assert mine.says("Approval by the company’s manager")
    manager = visitor.as_(cast.nadia)
    told = session.scalars(select(Notice).where(Notice.person_id == cast.nadia.id)).one()
    assert told.title == "To approve: Drill"
    page = manager.get(told.path)
    assert page.says("Karim")
    assert page.says("You are asked because your company’s limit is 400 points.")
    done = manager.submit(page, "Approve the order", note="Well deserved")
    assert done.says("Nothing waits for you")
    assert done.says("What you answered")
    assert state(number) == "requested"
    assert visitor.as_(cast.karim).get(f"/orders/{number}").says("Well deserved")
    desk = visitor.as_(cast.claire)
    desk.submit(desk.get(f"/staff/orders/{number}"), "Approve the order")
    assert state(number) == "approved"


def test_a_no_needs_a_word_and_gives_the_points_back(cast: Cast, visitor: Browser) -> None:
    number = asked(cast, visitor)
    manager = visitor.as_(cast.nadia)
    page = manager.get(f"/approvals/{number}")
    assert manager.submit(page, "Decline the order", 409).says("Say why")
    manager.submit(page, "Decline the order", note="After the fair, please")
    assert state(number) == "declined"
    assert wallets.balance(cast.karim.wallet_id).available == 1_000
    assert visitor.as_(cast.karim).get(f"/orders/{number}").says("After the fair, please")
    told = session.scalars(select(Notice).where(Notice.title == "Declined: Drill")).one()
    assert told.body == "After the fair, please Your 500 points are back."


def test_below_the_limit_nobody_of_the_company_is_asked(cast: Cast, visitor: Browser) -> None:
    number = asked(cast, visitor, "501")
    manager = visitor.as_(cast.nadia)
    assert manager.get("/approvals").says("Nothing waits for you")
    manager.get(f"/approvals/{number}", 404)
    desk = visitor.as_(cast.claire)
    desk.submit(desk.get(f"/staff/orders/{number}"), "Approve the order")
    assert state(number) == "approved"


def test_the_desk_waits_for_the_manager_and_says_so(cast: Cast, visitor: Browser) -> None:
    number = asked(cast, visitor)
    desk = visitor.as_(cast.claire)
    assert desk.get("/staff/orders").says("Its company’s manager answers first")
    assert desk.get(f"/staff/orders/{number}").says("Its company’s manager answers first")
    page = desk.post(f"/staff/orders/{number}/approval", 409)
    assert page.says("waits for the approval of the company’s manager")
    assert state(number) == "requested"


def test_an_answer_given_twice_is_one_and_the_second_is_told(cast: Cast, visitor: Browser) -> None:
    number = asked(cast, visitor)
    manager = visitor.as_(cast.nadia)
    page = manager.get(f"/approvals/{number}")
    manager.submit(page, "Approve the order")
    assert manager.submit(page, "Approve the order", 409).says("Not done")


def test_strangers_reps_and_other_managers_have_no_say(cast: Cast, visitor: Browser) -> None:
    number = asked(cast, visitor)
    for member, status in ((cast.karim, 403), (cast.lea, 403), (cast.paula, 404), (cast.claire, 403)):
        browser = visitor.as_(member)
        browser.get(f"/approvals/{number}", status)
        browser.post(f"/approvals/{number}", status, answer="yes")
        if status == 403:
            browser.post("/approvals/limit", 403, from_points="1")
    assert state(number) == "requested"


def test_a_dear_order_waits_for_two_administrators(cast: Cast, visitor: Browser) -> None:
    drill = karim_with(cast, 1_000, cost_cents=20_000)
    in_english(cast.karim, cast.claire)
    number = order(cast, visitor, drill)
    desk = visitor.as_(cast.claire)
    desk.submit(desk.get(f"/staff/orders/{number}"), "Approve the order")
    assert state(number) == "requested"
    page = desk.get(f"/staff/orders/{number}")
    assert page.says("Second approval by the programme’s team")
    assert desk.submit(page, "Give the second yes", 409).says("somebody else has to approve it")
    with transaction():
        fulfilling.approve(number, START, "shell")
    assert state(number) == "approved"


def test_what_is_worth_little_is_approved_by_rule(cast: Cast, visitor: Browser) -> None:
    in_english(cast.claire)
    desk = visitor.as_(cast.claire)
    page = desk.get("/staff/rewards/settings")
    assert desk.submit(page, "Keep these rules", 422, automatic="a lot").says("Write an amount in euros")
    assert desk.submit(page, "Keep these rules", automatic="49,90").says("behaves so from now on")
    drill = karim_with(cast, 1_000)
    in_english(cast.karim)
    number = order(cast, visitor, drill)
    assert state(number) == "approved"
    mine = visitor.as_(cast.karim).get(f"/orders/{number}")
    assert mine.says("nobody has to approve it")
    assert mine.says("by rule")


def test_professional_only_hides_personal_rewards_at_the_second_tap(cast: Cast, visitor: Browser) -> None:
    drill = karim_with(cast, 1_000, nature="personal")
    in_english(cast.claire, cast.karim)
    desk = visitor.as_(cast.claire)
    desk.submit(desk.get("/staff/rewards/settings"), "Keep these rules", professional_only="y")
    visitor.as_(cast.karim).get(f"/rewards/{drill}/orders/new", 404)


def test_only_administrators_make_the_rules_and_all_of_it_speaks_french(cast: Cast, visitor: Browser) -> None:
    for member in (cast.hugo, cast.nadia, cast.karim):
        visitor.as_(member).get("/staff/rewards/settings", 403)
    assert visitor.as_(cast.claire).get("/staff/rewards/settings").h1 == "Règles du catalogue"
    assert visitor.as_(cast.nadia).get("/approvals").h1 == "À approuver"
    language = session.scalar(select(Person.language).where(Person.id == cast.nadia.id))
    assert language == "fr"


def test_what_a_delegate_orders_for_the_company_waits_too(cast: Cast, visitor: Browser) -> None:
    in_english(cast.karim, cast.nadia)
    with transaction():
        rewardable(cast.karim, cast.merel)
        give_points(cast.merel.wallet_id, 900)
        delegations.name(
            cast.merel.id, cast.karim.id, Leave(900, 900), (START.date(), None), START, cast.nadia.actor
        )
        settings.set_policy(cast.merel.id, 1, START, cast.nadia.actor)
        course = a_reward("course", beneficiary="company", name_en="Course").id
    browser = visitor.as_(cast.karim)
    page = browser.get(f"/rewards/{course}/orders/new")
    assert page.says("The company holds 900 pts")
    browser.submit(page, "Order “Course”")
    manager = visitor.as_(cast.nadia)
    waiting = manager.follow(manager.get("/approvals"), "Karim Benali Course, ordered 15 Oct 500 pts")
    assert waiting.says("the company’s points")
    manager.submit(waiting, "Approve the order")
    assert browser.get("/orders").says("Course")


def test_however_many_orders_wait_the_page_asks_as_often(cast: Cast, visitor: Browser) -> None:
    asked(cast, visitor)
    manager, counted = visitor.as_(cast.nadia), []
    for said in ("1 order waits", "2 orders wait"):
        if counted:
            order(cast, visitor, session.scalars(select(Order.reward_id)).first() or 0)
        with statements() as told:
            page = manager.get("/approvals")
        assert page.says(said)
        counted.append(len(told))
    assert counted[0] == counted[1]
