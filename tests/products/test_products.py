"""Products: from a file, by hand, and as other rooms find them."""

import pytest
from sqlalchemy import select

from core.clock import now
from core.database import session, transaction
from products import queries
from products.actions import add_product, add_range, change_product, import_products
from products.importing import BadProducts, read_products
from products.models import Product
from products.rules import CodeTaken, WrongCost, WrongEan, WrongMargin, code_of

FILE = """Référence;Désignation;Gamme;Marge;Coût unitaire;EAN;Stratégique
AE-08-M;PAC Aéra 8 kW;Pompes à chaleur;31.5;;4006381333931;x
VAN-20;Vanne 20 mm;Accessoires;;12.40;;
""".encode()


def test_a_file_adds_products_and_ranges_and_the_same_file_again_changes_nothing(app):
    with transaction():
        first = import_products(read_products(FILE), now(), "shell")
    with transaction():
        again = import_products(read_products(FILE), now(), "shell")
    assert (first.new, again.new, again.changed, again.same) == (2, 0, 0, 2)
    assert [one.code for one in queries.ranges()] == ["ACCESSOIRES", "POMPES-A-CHALEUR"]
    found = queries.by_reference()["ae-08-m"]
    assert (found.margin_bp, found.unit_cost_cents) == (3150, None)
    assert queries.by_reference()["4006381333931"] == found


def test_a_changed_row_changes_its_product_only(app):
    with transaction():
        import_products(read_products(FILE), now(), "shell")
    with transaction():
        done = import_products(read_products(FILE.replace(b"12.40", b"13")), now(), "shell")
    assert (done.changed, done.same) == (1, 1)
    assert queries.by_reference()["van-20"].unit_cost_cents == 1_300


def test_every_problem_of_every_row_is_told_at_once():
    bad = FILE + b";x;y;120;-1;123;\nVAN-20;=1;z;a;b;;\n"
    with pytest.raises(BadProducts) as refused:
        read_products(bad)
    told = {(one.line, one.column) for one in refused.value.troubles}
    assert told == {
        (4, "reference"),
        (4, "margin"),
        (4, "unit_cost"),
        (4, "ean"),
        (5, "name"),
        (5, "margin"),
        (5, "unit_cost"),
        (5, "reference"),
    }


def test_numbers_with_the_other_decimal_mark_say_how_to_read_them():
    with pytest.raises(BadProducts) as refused:
        read_products(
            b"reference;name;range;margin;unit_cost\nV;Vanne;VALVES;12,5;3,40\nW;Vis;VALVES;x;3.40\n"
        )
    told = [one.sentence for one in refused.value.troubles]
    assert told[0] == told[1] == "is written with a decimal comma, not a point: try --decimal ,"
    assert told[2] == "is not a number"
    assert len(read_products(b"reference;name;range;margin\nV;Vanne;VALVES;12,5\n", ",")) == 1


def test_a_file_without_its_needed_columns_names_them():
    with pytest.raises(BadProducts) as refused:
        read_products(b"a;b\n1;2\n")
    assert {one.column for one in refused.value.troubles} == {"reference", "name", "range"}


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"ean": "4006381333932"}, WrongEan),
        ({"margin_bp": 10_001}, WrongMargin),
        ({"unit_cost_cents": -1}, WrongCost),
        ({"reference": "PAC-8"}, CodeTaken),
    ],
)
def test_what_no_product_can_be_is_refused(cast, more, refusal):
    given = {"reference": "NEW", "name": "New", "range_id": cast.pumps.id, **more}
    with transaction(), pytest.raises(refusal):
        add_product(at=now(), by="shell", **given)


def test_a_range_has_its_code_alone(cast):
    with transaction(), pytest.raises(CodeTaken):
        add_range("PUMPS", "Again", now(), "shell")


def test_changing_a_product_leaves_an_audit_line(cast):
    with transaction():
        change_product(cast.valve.id, now(), "shell", margin_bp=None, unit_cost_cents=150, strategic=True)
    row = session.scalars(select(Product).where(Product.id == cast.valve.id)).one()
    assert (row.margin_bp, row.unit_cost_cents, row.strategic) == (None, 150, True)


def test_a_range_gets_a_readable_code():
    assert code_of("Pompes à chaleur / air-eau") == "POMPES-A-CHALEUR-AIR-EAU"


def test_staff_find_and_change_a_product(cast, visitor):
    claire = visitor.as_(cast.claire)
    page = claire.get("/staff/products?q=vanne")
    assert page.says("Vanne 20 mm")
    assert not page.says("Thermostat")
    form = claire.follow(page, "Vanne 20 mm")
    assert form.the("input[name=margin]")["value"] == "40,00"
    action = form.the("form[action*='/staff/products/']")["action"]
    claire.post(action, margin="12,5", unit_cost="", strategic="y")
    changed = queries.product(cast.valve.id)
    assert changed
    assert changed.margin_bp == 1_250
    claire.post(action, margin="douze", status=422)


def test_the_list_can_be_taken_away(cast, visitor):
    page = visitor.as_(cast.claire).get("/staff/products.csv?range=PUMPS")
    assert page.html.count("PAC-") == 2


def test_operators_bring_and_list_products(app, shell, tmp_path):
    file = tmp_path / "products.csv"
    file.write_bytes(FILE)
    assert shell("products", "import", file, "--format", "csv").lines == ["new,changed,same", "2,0,0"]
    listed = shell("products", "list", "--range", "ACCESSOIRES", "--format", "csv").lines
    assert listed[1].startswith("VAN-20,Vanne 20 mm,ACCESSOIRES")
    file.write_bytes(FILE + b"VAN-20;x;y;;;;\n")
    refused = shell("products", "import", file, "--format", "csv", code=1)
    assert "products.csv, line 4, Référence: “VAN-20” stands in line 3 already." in refused.errors
    assert refused.output == ""
