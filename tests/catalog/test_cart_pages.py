"""The cart as a rep walks it: put in, change, take out, order all or nothing; every obstacle said before."""

from sqlalchemy import func, select, update

from accounts.actions import edit_company, edit_person
from accounts.models import Person
from catalog import actions
from catalog.models import Address, Order, RewardSession, RewardVariant
from catalog.orders import addresses
from compliance import actions as law
from core.database import session, transaction
from points.ledger import queries as wallets
from tests.catalog.scene import a_reward, give_points, karim_with, rewardable
from tests.catalog.test_pages import in_english
from tests.support.asked import statements
from tests.support.browser import Browser, Page
from tests.support.cast import START, Cast


def put_in(browser: Browser, reward_id: int, **fields: str) -> Page:
    page = browser.get(f"/rewards/{reward_id}/orders/new")
    return browser.submit(page, "Put it in my cart", **fields)


def states() -> list[str]:
    return list(session.scalars(select(Order.state).order_by(Order.id)))


def test_a_cart_is_filled_changed_and_ordered_whole(cast: Cast, visitor: Browser) -> None:
    drill = karim_with(cast, 2_000)
    in_english(cast.karim)
    with transaction():
        radio = a_reward("radio", 300, name_en="Radio").id
    browser = visitor.as_(cast.karim)
    put_in(browser, drill)
    cart = put_in(browser, radio, quantity="2")
    assert cart.says("“Radio” is in your cart.")
    assert cart.says("Paid by you 1,100 pts")
    assert cart.says("Left afterwards 900 pts")
    assert wallets.balance(cast.karim.wallet_id).available == 2_000
    first = session.scalars(select(Order.id)).first()
    cart = browser.post(f"/cart/{first}", quantity="2")
    assert cart.says("Paid by you 1,600 pts")
    done = browser.submit(cart, "Order these 2 rewards")
    assert done.says("Your 2 orders are in.")
    assert wallets.balance(cast.karim.wallet_id).available == 400
    assert states() == ["requested", "requested"]
    assert browser.get("/cart").says("Your cart is empty")


def test_a_line_is_taken_out(cast: Cast, visitor: Browser) -> None:
    drill = karim_with(cast, 1_000)
    in_english(cast.karim)
    browser = visitor.as_(cast.karim)
    cart = browser.submit(put_in(browser, drill), "Take it out")
    assert cart.says("Your cart is empty")
    assert states() == []


def test_a_cart_beyond_the_wallet_waits_and_says_what_lacks(cast: Cast, visitor: Browser) -> None:
    drill = karim_with(cast, 600)
    in_english(cast.karim)
    browser = visitor.as_(cast.karim)
    cart = put_in(browser, drill, quantity="2")
    assert cart.says("Still lacking 400 pts")
    assert not cart.has_button("Order this reward")
    assert states() == ["draft"]


def test_what_the_law_asks_is_said_in_the_cart_and_nothing_leaves_it(cast: Cast, visitor: Browser) -> None:
    in_english(cast.karim)
    with transaction():
        drill = a_reward().id
        give_points(cast.karim.wallet_id, 1_000)
        law.publish_terms("1", "Texte", "Text", START.date(), START, "shell")
    browser = visitor.as_(cast.karim)
    second_tap = browser.get(f"/rewards/{drill}/orders/new")
    assert second_tap.says("First read and accept the programme’s terms")
    assert not second_tap.has_button("Order “Drill”")
    cart = put_in(browser, drill)
    assert cart.says("Your legal status is not known yet: the programme’s administrator has to state it.")
    assert not cart.has_button("Order this reward")
    number = session.scalars(select(Order.id)).one()
    refused = browser.post("/cart/orders", 409, **{f"price-{number}": "500"})
    assert refused.says("Nothing was ordered")
    assert refused.says("First read and accept the programme’s terms")
    assert states() == ["draft"]


def test_a_price_that_moved_is_said_on_its_line(cast: Cast, visitor: Browser) -> None:
    drill = karim_with(cast, 2_000)
    in_english(cast.karim)
    browser = visitor.as_(cast.karim)
    cart = put_in(browser, drill)
    with transaction():
        actions.change_reward(drill, START, "shell", price_points=600)
    refused = browser.submit(cart, "Order this reward", 409)
    assert refused.says("The price of “Drill” is now 600 points")
    assert browser.submit(refused, "Order this reward").says("Your order is in.")
    assert session.scalar(select(Order.points)) == 600


def test_what_was_sold_meanwhile_stands_on_its_line_before_the_button(cast: Cast, visitor: Browser) -> None:
    drill = karim_with(cast, 2_000, stock=1)
    in_english(cast.karim, cast.lea)
    with transaction():
        rewardable(cast.lea, cast.merel)
        give_points(cast.lea.wallet_id, 1_000, "opening:2")
    browser = visitor.as_(cast.karim)
    cart = put_in(browser, drill)
    hers = visitor.as_(cast.lea)
    hers.submit(hers.get(f"/rewards/{drill}/orders/new"), "Order “Drill”")
    assert browser.get("/cart").says("“Drill” is sold out")
    assert not browser.get("/cart").has_button("Order this reward")
    assert browser.submit(cart, "Order this reward", 409).says("“Drill” is sold out")


def test_nobody_touches_the_cart_of_another(cast: Cast, visitor: Browser) -> None:
    drill = karim_with(cast, 1_000)
    in_english(cast.karim)
    put_in(visitor.as_(cast.karim), drill)
    number = session.scalars(select(Order.id)).one()
    for member in (cast.lea, cast.nadia, cast.paula):
        browser = visitor.as_(member)
        browser.post(f"/cart/{number}", 404, quantity="9")
        browser.post(f"/cart/{number}/removal", 404)
        browser.get(f"/orders/{number}", 404)
    assert states() == ["draft"]


def test_a_size_and_a_date_are_chosen_before_the_order(cast: Cast, visitor: Browser) -> None:
    jacket = karim_with(cast, 2_000, code="jacket", name_en="Jacket", stock=None)
    in_english(cast.karim)
    with transaction():
        for code, left in (("m", 0), ("l", 2)):
            row = RewardVariant(reward_id=jacket, code=code, name_fr=code.upper(), name_en=code.upper())
            row.stock = row.received = left
            session.add(row)
        trip = a_reward("trip", 400, None, kind="travel", category="travel", form="trip", name_en="Trip").id
        day = START.replace(day=28)
        session.add(
            RewardSession(
                reward_id=trip,
                starts_at=day,
                ends_at=day.replace(hour=18),
                closes_at=day,
                place="Annecy",
                seats=8,
                taken=0,
            )
        )
    browser = visitor.as_(cast.karim)
    page = browser.get(f"/rewards/{jacket}/orders/new")
    assert page.says("L, 2 left")
    assert not page.says("M, 0 left")
    browser.submit(page, "Order “Jacket”")
    page = browser.get(f"/rewards/{trip}/orders/new")
    assert page.says("Annecy (8 seats left)")
    assert browser.submit(page, "Order “Trip”").says("Annecy")
    assert session.scalar(select(RewardVariant.stock).where(RewardVariant.code == "l")) == 1
    assert session.scalar(select(RewardSession.taken)) == 1


def test_a_question_left_open_is_asked_again(cast: Cast, visitor: Browser) -> None:
    jacket = karim_with(cast, 2_000, code="jacket", name_en="Jacket", stock=None)
    in_english(cast.karim)
    with transaction():
        for code in ("m", "l"):
            session.add(RewardVariant(reward_id=jacket, code=code, name_fr=code, name_en=code))
    browser = visitor.as_(cast.karim)
    page = browser.submit(browser.get(f"/rewards/{jacket}/orders/new"), "Order “Jacket”", 422)
    assert page.says("Choose one")
    assert session.scalar(select(func.count()).select_from(Order)) == 0


def test_the_address_book_is_kept_and_offered(cast: Cast, visitor: Browser) -> None:
    drill = karim_with(cast, 2_000)
    in_english(cast.karim)
    browser = visitor.as_(cast.karim)
    assert browser.get(f"/rewards/{drill}/orders/new").says("At my company")
    form = browser.follow(browser.get("/addresses"), "Add an address")
    browser.submit(form, "Keep the address", 422, label="Home")
    book = browser.submit(
        form,
        "Keep the address",
        label="Home",
        lines="3 rue des Forges",
        postcode="21000",
        city="Dijon",
    )
    assert book.says("3 rue des Forges")
    done = browser.submit(browser.get(f"/rewards/{drill}/orders/new"), "Order “Drill”")
    assert done.says("3 rue des Forges, 21000 Dijon")
    number = session.scalars(select(Address.id)).one()
    edited = browser.get(f"/addresses/{number}")
    browser.submit(edited, "Keep the address", lines="4 rue des Forges")
    assert browser.get("/orders/1").says("3 rue des Forges")
    asked = browser.follow(browser.get("/addresses"), "Remove the address “Home”")
    assert browser.submit(asked, "Remove the address").says("No address yet")


def test_an_address_is_its_owners_and_the_companys_its_managers(cast: Cast, visitor: Browser) -> None:
    told = {"label": "Depot", "recipient": "Mérel", "lines": "1 quai", "postcode": "21000", "city": "Dijon"}
    with transaction():
        mine = addresses.add(cast.karim.id, None, START, "shell", **told).id
        firms = addresses.add(None, cast.merel.id, START, "shell", **told).id
    in_english(cast.karim, cast.nadia, cast.lea)
    for member, number in ((cast.lea, mine), (cast.nadia, mine), (cast.lea, firms), (cast.paula, firms)):
        visitor.as_(member).get(f"/addresses/{number}", 404)
        visitor.as_(member).post(f"/addresses/{number}/removal", 404)
    visitor.as_(cast.nadia).get(f"/addresses/{firms}")
    assert visitor.as_(cast.lea).get("/addresses").says("The company’s")
    manager = visitor.as_(cast.nadia)
    page = manager.submit(manager.get("/addresses/new"), "Keep the address", whose="company", **told)
    assert page.status == 200
    assert session.scalar(select(func.count()).where(Address.company_id == cast.merel.id)) == 2


def test_a_full_cart_asks_the_database_no_more_than_a_cart_of_one(cast: Cast, visitor: Browser) -> None:
    first = karim_with(cast, 10_000)
    in_english(cast.karim)
    with transaction():
        others = [a_reward(f"other{number}", 300).id for number in range(4)]
    browser = visitor.as_(cast.karim)
    put_in(browser, first)
    browser.get("/cart")
    with statements() as of_one:
        browser.get("/cart")
    for reward_id in others:
        put_in(browser, reward_id)
    with statements() as of_five:
        assert len(browser.get("/cart").all("article.reward-row")) == 5
    assert len(of_five) <= len(of_one) <= 12


def test_a_line_of_the_cart_says_what_it_is_today_in_the_readers_language_with_their_token(
    cast: Cast, visitor: Browser
) -> None:
    drill = karim_with(cast, 2_000)
    in_english(cast.karim)
    browser = visitor.as_(cast.karim)
    assert put_in(browser, drill).says("Drill")
    with transaction():
        actions.change_reward(drill, START, "shell", name_en="Screwdriver", price_points=700)
    after = browser.get("/cart")
    assert after.says("Screwdriver")
    assert after.says("700 pts")
    with transaction():
        session.execute(update(Person).where(Person.id == cast.karim.id).values(language="fr"))
    page = browser.get("/cart")
    assert page.says("Perceuse")
    assert page.says("Retirer")
    assert _tokens(page)
    assert not _tokens(page) & _tokens(visitor.as_(cast.lea).get("/me"))


def _tokens(page: Page) -> set[str]:
    return {str(one["value"]) for one in page.all("input[name=csrf_token]")}


def test_the_form_of_an_address_names_its_reader_and_the_company_as_they_are_now(
    cast: Cast, visitor: Browser
) -> None:
    def asked(browser: Browser) -> tuple[str, list[str]]:
        page = browser.get("/addresses/new")
        return str(page.the("#recipient")["value"]), [label.text for label in page.all("#whose label")]

    in_english(cast.karim, cast.nadia, cast.paula)
    karim, nadia, paula = (visitor.as_(one) for one in (cast.karim, cast.nadia, cast.paula))
    assert asked(karim) == ("Karim Benali", [])
    assert asked(nadia) == (cast.nadia.name, ["Mine", "The address of Comptoir Mérel"])
    assert asked(paula) == (cast.paula.name, ["Mine", "The address of Sanelec"])
    name = {"first_name": "N", "last_name": "<b>&", "email": cast.nadia.email}
    with transaction():
        edit_person(cast.nadia.id, **name, at=START, by="shell")
        edit_company(cast.merel.id, START, "shell", name='Mérel "Sud"')
    assert asked(nadia) == ("N <b>&", ["Mine", 'The address of Mérel "Sud"'])
    nadia.post("/language", language="fr")
    assert asked(nadia)[1] == ["Les miens", 'Celle de Mérel "Sud"']
