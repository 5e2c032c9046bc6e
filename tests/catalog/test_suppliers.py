"""Suppliers: who they are, what they are sent together, what they charge and have, who is late."""

import io
from datetime import timedelta

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select, update

from catalog import fulfilling
from catalog.keeping import variants
from catalog.models import Order, Reward, RewardVariant, SupplierOrder
from catalog.rules import AlreadyOrdered, supplying
from catalog.suppliers import actions, files, importing, ordering, queries
from core.clock import local_day
from core.database import session, transaction
from core.outbox import Mail
from core.row_problems import FileRefused
from tests.catalog.cards import karim_orders, state
from tests.catalog.scene import a_reward
from tests.catalog.test_card_pages import english
from tests.support.browser import Browser
from tests.support.cast import START, Cast

TO = {
    "recipient": "Karim Benali",
    "lines": "12 rue des Forges\nBâtiment B",
    "postcode": "21000",
    "city": "Dijon",
    "country": "FR",
    "phone": "0380000000",
}


@pytest.fixture
def tools(cast: Cast) -> int:
    """Outils SA, who make the drill."""
    with transaction():
        made = actions.add(START, "shell", code="outils-sa", name="Outils SA", email="ventes@outils.example")
        a_reward(stock=5, supplier_id=made)
    return made


def drill() -> Reward:
    session.rollback()
    return session.execute(
        select(Reward).where(Reward.code == "drill").execution_options(populate_existing=True)
    ).scalar_one()


def order_of_drill(cast: Cast, request: str = "r1", pieces: int = 1) -> int:
    number = karim_orders(cast, drill().id, pieces, request)
    with transaction():
        session.execute(update(Order).where(Order.id == number).values(ship_to=TO))
    return number


def test_a_file_of_suppliers_is_brought_in_whole_or_not_at_all(cast: Cast) -> None:
    good = b"code;name;kind;email;language\na;Atelier;partner;x@a.example;en\nb;Bois;;;\n"
    for expected in (files.Brought(2, 0, 0), files.Brought(0, 0, 2)):
        with transaction():
            assert files.import_suppliers(good, START, "shell") == expected
    bad = b"code;name;kind;email\n;X;;\nc;;what;nobody\nc;C;;\n"
    with pytest.raises(FileRefused) as refused, transaction():
        files.import_suppliers(bad, START, "shell")
    assert [(one.line, one.column) for one in refused.value.problems] == [
        (2, "code"),
        (3, "name"),
        (3, "kind"),
        (3, "email"),
        (4, "code"),
    ]


def test_orders_go_together_and_count_as_ordered(cast: Cast, tools: int) -> None:
    first, second = order_of_drill(cast), order_of_drill(cast, "r2", 2)
    assert [line[0].id for line in queries.waiting(tools)] == [first, second]
    with transaction():
        made = ordering.make_order(tools, [first, second], START, cast.claire.actor)
    assert {state(first), state(second)} == {"ordered"}
    assert queries.waiting(tools) == []
    with pytest.raises(AlreadyOrdered), transaction():
        ordering.make_order(tools, [first], START, cast.claire.actor)
    assert session.scalars(select(SupplierOrder.id)).all() == [made]
    rows = ordering.rows_of(made, "fr")
    assert rows[1][:6] == (second, "drill", "Perceuse", "", 2, 4_000)
    assert rows[0][7:] == (
        "Karim Benali",
        "Comptoir Mérel",
        "12 rue des Forges, Bâtiment B",
        "21000",
        "Dijon",
        "FR",
        "0380000000",
    )


def test_all_of_it_or_nothing(cast: Cast, tools: int) -> None:
    first = order_of_drill(cast)
    with transaction():
        other = a_reward("lamp", 10).id
    second = karim_orders(cast, other, request="r2")
    with pytest.raises(supplying.OtherSupplier), transaction():
        ordering.make_order(tools, [first, second], START, cast.claire.actor)
    assert state(first) == "approved"
    with pytest.raises(supplying.NothingToSend), transaction():
        ordering.make_order(tools, [], START, cast.claire.actor)


@pytest.mark.parametrize(("language", "word"), [("fr", "Perceuse"), ("en", "Drill")])
def test_the_mail_says_what_how_many_and_where_to_in_their_language(
    cast: Cast, tools: int, language: str, word: str
) -> None:
    with transaction():
        actions.change(tools, START, "shell", language=language)
    first = order_of_drill(cast, pieces=3)
    with transaction():
        made = ordering.make_order(tools, [first], START, cast.claire.actor)
        ordering.mail(made, START, cast.claire.actor)
    letter = session.execute(select(Mail).where(Mail.address == "ventes@outils.example")).scalar_one()
    assert letter.language == language
    for part in (str(first), "3 ×", word, "Karim Benali", "12 rue des Forges", "21000 Dijon", "drill"):
        assert part in letter.body
    with pytest.raises(supplying.AlreadyMailed), transaction():
        ordering.mail(made, START, cast.claire.actor)


def test_a_supplier_without_an_address_is_sent_nothing_by_mail(cast: Cast, tools: int) -> None:
    first = order_of_drill(cast)
    with transaction():
        actions.change(tools, START, "shell", email="")
        made = ordering.make_order(tools, [first], START, cast.claire.actor)
    with pytest.raises(supplying.NoMailAddress), transaction():
        ordering.mail(made, START, cast.claire.actor)


def test_who_is_late_comes_first(cast: Cast, tools: int) -> None:
    with transaction():
        actions.add(START, "shell", code="zzz", name="Autre")
    late = order_of_drill(cast)
    with transaction():
        fulfilling.mark_ordered(late, START, cast.claire.actor)
    day = local_day(START + timedelta(days=60))
    first, second = queries.suppliers(day)
    assert (first.supplier.code, first.late, first.under_way) == ("outils-sa", 1, 1)
    assert (second.late, second.oldest) == (0, None)


def test_a_file_of_prices_is_looked_at_and_then_taken_over(cast: Cast, tools: int) -> None:
    data = b"code;cost;stock\ndrill;37,50;12\nunknown;1;1\n"
    plan = importing.plan(tools, data)
    (change,) = plan.changes
    assert (change.cost, change.stock) == ((4_000, 3_750), (5, 12))
    assert plan.left == [(3, "unknown", importing.NOT_OURS)]
    assert drill().stock == 5, "looking changes nothing"
    with transaction():
        importing.take_over(tools, data, plan.seal, START, cast.claire.actor)
    assert (drill().cost_cents, drill().stock, drill().received) == (3_750, 12, 12)
    assert importing.plan(tools, data).same == 1


def test_what_moved_since_it_was_looked_at_is_looked_at_again(cast: Cast, tools: int) -> None:
    data = b"code;stock\ndrill;12\n"
    seal = importing.plan(tools, data).seal
    order_of_drill(cast)
    with pytest.raises(supplying.FileMoved), transaction():
        importing.take_over(tools, data, seal, START, cast.claire.actor)
    assert drill().stock == 4


def test_every_problem_of_a_price_file_is_named_and_nothing_half_done(cast: Cast, tools: int) -> None:
    bad = b"code;cost;stock\ndrill;dear;\nlamp;;-1\n;1;1\nlamp;2;\n"
    with pytest.raises(FileRefused) as refused:
        importing.plan(tools, bad)
    assert [(one.line, one.column) for one in refused.value.problems] == [
        (2, "cost"),
        (3, "stock"),
        (4, "code"),
        (5, "code"),
    ]
    with pytest.raises(FileRefused):
        importing.plan(tools, b"code;price\ndrill;1\n")


def test_variants_have_a_stock_of_their_own_and_share_the_cost(cast: Cast, tools: int) -> None:
    with transaction():
        jacket = a_reward("jacket", 10, None, supplier_id=tools).id
        size = variants.add(jacket, "L", "L", "L", START, "shell", 3)
    data = b"code;variant;cost;stock\njacket;L;55;8\njacket;XL;55;2\n"
    plan = importing.plan(tools, data)
    assert plan.left == [(3, "jacket/XL", importing.NO_VARIANT)]
    with transaction():
        importing.take_over(tools, data, plan.seal, START, cast.claire.actor)
    assert session.get_one(RewardVariant, size, populate_existing=True).stock == 8
    assert session.get_one(Reward, jacket, populate_existing=True).cost_cents == 5_500


def test_staff_send_orders_and_take_prices_over(cast: Cast, visitor: Browser, tools: int) -> None:
    english(cast.claire)
    number = order_of_drill(cast)
    claire = visitor.as_(cast.claire)
    page = claire.follow(claire.get("/staff/suppliers"), "Outils SA")
    page = claire.submit(page, "Put the orders together", ids=[str(number)])
    assert page.says("1 order goes to the supplier: send it now.")
    book = claire.client.get(page.link("Download for a spreadsheet"))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(book.data)).get_sheet_by_index(0).to_python()
    assert rows[1][1:5] == ["drill", "Perceuse", "", 1]
    assert "Perceuse" in claire.client.get(page.link("Download as CSV")).text
    page = claire.submit(page, "Mail the order to ventes@outils.example")
    assert page.says("It was mailed to ventes@outils.example.")
    file = (io.BytesIO(b"code;cost\ndrill;38\n"), "prices.csv")
    page = claire.submit(claire.get(f"/staff/suppliers/{tools}"), "Look at the file", file=file)
    assert page.says("The file changes 1 line")
    page = claire.submit(page, "Take the file over")
    assert page.says("1 line is taken over.")
    assert drill().cost_cents == 3_800
    bad = (io.BytesIO(b"code;cost\ndrill;dear\n"), "prices.csv")
    page = claire.submit(page, "Look at the file", status=422, file=bad)
    assert page.says("line 2, cost: is no amount in euros, like 149.90")


def test_staff_add_change_and_bring_suppliers_in(cast: Cast, visitor: Browser) -> None:
    english(cast.claire)
    claire = visitor.as_(cast.claire)
    page = claire.follow(claire.get("/staff/suppliers"), "Add a supplier")
    page = claire.submit(
        page, "Save the supplier", code="bois", name="Bois & Fils", kind="partner", language="fr"
    )
    assert page.says("The supplier is there.")
    page = claire.follow(page, "Change the supplier")
    page = claire.submit(page, "Save the supplier", status=409, name="Bois", email="not an address")
    page = claire.submit(page, "Save the supplier", email="bois@bois.example")
    assert page.says("The supplier is changed.")
    page = claire.submit(claire.follow(page, "Change the supplier"), "Stop working with them")
    assert page.says("You order no more from them")
    assert not claire.get("/staff/suppliers").says("Bois")
    file = (io.BytesIO(b"code;name\nfer;Fer SARL\n"), "s.csv")
    page = claire.submit(claire.get("/staff/suppliers"), "Bring the suppliers in", file=file)
    assert page.says("1 added, 0 changed, 0 as they were.")
    assert "fer" in claire.client.get("/staff/suppliers.csv").text


def test_the_shell_does_the_same(cast: Cast, tools: int, shell, tmp_path) -> None:
    number = order_of_drill(cast)
    assert "outils-sa" in shell("suppliers", "list").output
    assert "1 orders, mailed" in shell("suppliers", "order", "outils-sa", "--mail").output
    assert state(number) == "ordered"
    made = session.scalars(select(SupplierOrder.id)).one()
    assert "Karim Benali" in shell("suppliers", "lines", str(made), "--format", "csv").output
    file = tmp_path / "prices.csv"
    file.write_text("code;cost\ndrill;39\n", encoding="utf-8")
    assert "cost 4000 -> 3900" in shell("suppliers", "prices", "outils-sa", str(file)).output
    assert "1 lines taken over" in shell("suppliers", "prices", "outils-sa", str(file), "--take-over").output
    shell("suppliers", "order", "nobody", code=1)
