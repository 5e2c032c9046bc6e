"""Returns as the staff meets them: what waits, what a return would take back, a conflict replaced."""

import pytest
from sqlalchemy import select

from core.database import session
from points.ledger.queries import balance
from sales.models import ConflictDecision, ReturnRefusal, SaleLine, Upload
from tests.sales.conftest import row
from tests.sales.test_returns import back, by_hand, credit, lines, returning

REPLACE = "Remplacer par la version du fichier"


@pytest.fixture
def claire(cast, visitor, generous):
    return visitor.as_(cast.claire)


def test_a_return_is_recorded_from_the_sale_s_page_after_what_it_takes_was_shown(cast, claire, desk):
    desk.bring([row(1, "100,00", qty="3")])
    page = claire.follow(claire.get("/staff/sales"), "Retours")
    page = claire.submit(page, "Chercher la vente", document="fa-1")
    page = claire.follow(page, "3 × Pompe à chaleur 8 kW")
    page = claire.submit(page, "Voir ce que cela reprend", units="1")
    assert page.says("−33 334 points Karim Benali")
    assert page.the("input[name=amount]")["value"] == "33,34"
    assert claire.submit(page, "Enregistrer ce retour", status=422).says("Dites pourquoi")
    page = claire.submit(page, "Enregistrer ce retour", reason="Cassé à la livraison.")
    assert page.says("1 unité est revenue.")
    assert page.says("Ce qui est revenu de cette vente")
    assert balance(cast.karim.wallet_id).available == 66_666


def test_the_same_form_sent_twice_is_one_return(cast, claire, desk):
    desk.bring([row(1)])
    page = claire.get("/staff/sales/lines/1?units=1")
    for _ in range(2):
        claire.submit(page, "Enregistrer ce retour", reason="Cassé.")
    assert len(lines()) == 2
    assert claire.get("/staff/sales/returns").says("Derniers retours")


def test_more_than_is_left_is_refused_with_a_sentence(claire, desk):
    desk.bring([row(1)])
    page = claire.get("/staff/sales/lines/1?units=2")
    by_hand(1, 1)
    page = claire.submit(page, "Enregistrer ce retour", status=409, reason="Cassé.")
    assert page.says("On ne peut pas retourner plus que ce qui reste de la vente ; unités restantes : 1.")
    assert claire.get("/staff/sales/lines/1?units=2").has_button("Voir ce que cela reprend")
    claire.get("/staff/sales/lines/2", status=404)


def test_a_return_that_names_no_sale_waits_for_a_choice(cast, claire, desk):
    desk.bring([row(1)])
    upload = returning(desk, [credit(7, "FA-77")])
    page = claire.follow(claire.get(f"/staff/sales/uploads/{upload.id}"), "Choisir sa vente")
    assert page.says("Un retour de « FA-77 », mais cette vente n’est pas enregistrée")
    assert claire.submit(page, "Rattacher à cette vente", status=422).says("Choisissez la vente.")
    page = claire.submit(page, "Rattacher à cette vente", sale="1")
    assert page.h1 == "Chaque retour a trouvé sa vente"
    assert balance(cast.karim.wallet_id).available == 50_000


def test_a_return_is_refused_for_a_reason(claire, desk):
    upload = returning(desk, [credit(7, "FA-77")])
    page = claire.get(f"/staff/sales/returns/{upload.id}/2")
    assert claire.submit(page, "Refuser le retour", status=422).says("Dites pourquoi.")
    page = claire.submit(page, "Refuser le retour", reason="Pas à nous.")
    assert page.says("Pas à nous.")
    assert session.scalars(select(ReturnRefusal.refused_by)).one().startswith("person:")
    claire.get(f"/staff/sales/returns/{upload.id}/2", status=404)


def test_a_file_of_returns_only_can_be_accepted(claire, desk):
    desk.bring([row(1)])
    upload = desk.stage([back(1)])
    page = claire.get(f"/staff/sales/uploads/{upload.id}")
    assert page.says("sa vente sera cherchée quand le fichier sera accepté")
    page = claire.submit(page, "Accepter les retours")
    assert page.says("Retour : 1 × Pompe à chaleur 8 kW")
    assert page.says("1 retour a repris ses points")
    assert not page.says("rapporte 0 points")


def conflict(claire, desk, amount="150,00"):
    desk.bring([row(1), row(2)])
    upload = desk.stage([row(1, amount)])
    return upload.id, claire.get(f"/staff/sales/uploads/{upload.id}/conflicts/2")


def test_a_conflict_is_decided_for_the_file_in_one_transaction(cast, claire, desk):
    upload_id, page = conflict(claire, desk)
    assert page.says("Karim Benali : −100 000 points")
    page = claire.submit(page, REPLACE, reason="La remise était signée.")
    assert page.says("Le fichier fait foi")
    told = [("FA-1", 2, 15_000, None), ("FA-1", -2, -10_000, 1)]
    assert lines()[2:] == told
    assert balance(cast.karim.wallet_id).available == 250_000
    one = session.scalars(select(ConflictDecision)).one()
    assert (one.choice, one.line_id, one.new_line_id) == ("replace", 1, 3)
    assert session.get_one(Upload, upload_id).state == "known"


def test_after_a_replacement_both_versions_are_known_and_a_third_is_asked_about(cast, claire, desk):
    _, page = conflict(claire, desk)
    claire.submit(page, REPLACE, reason="Signée.")
    assert desk.stage([row(1, "150,00")]).state == "known"
    assert desk.stage([row(1), row(2)]).state == "known"
    third = desk.stage([row(1, "170,00")])
    assert third.rows_conflict == 1
    page = claire.get(f"/staff/sales/uploads/{third.id}/conflicts/2")
    assert page.says("150 €")
    claire.submit(page, REPLACE, reason="Encore.")
    assert balance(cast.karim.wallet_id).available == 270_000
    assert desk.stage([row(1), row(1, "150,00"), row(1, "170,00")]).state == "known"


def test_a_return_of_a_replaced_sale_finds_the_new_line(cast, claire, desk):
    _, page = conflict(claire, desk)
    claire.submit(page, REPLACE, reason="Signée.")
    desk.bring([back(1, "-2", "-150,00")])
    assert lines()[4] == ("FA-1", -2, -15_000, 3)
    assert balance(cast.karim.wallet_id).available == 100_000


def test_a_sale_that_came_back_in_part_and_a_return_are_not_replaced(claire, desk):
    upload_id, page = conflict(claire, desk)
    by_hand(1, 1)
    refused = claire.submit(page, REPLACE, status=409, reason="Signée.")
    assert refused.says("Une partie de cette vente est déjà revenue")
    assert not claire.get(f"/staff/sales/uploads/{upload_id}/conflicts/2").has_button(REPLACE)
    desk.bring([back(2)])
    other = desk.stage([back(2, "-2", "-100,00")])
    page = claire.get(f"/staff/sales/uploads/{other.id}/conflicts/2")
    assert not page.has_button(REPLACE)
    claire.submit(page, "Garder ce qui est enregistré", reason="Un seul est revenu.")
    assert desk.stage([back(2, "-2", "-100,00")]).state == "known"


def test_the_shell_takes_units_back(cast, generous, desk, shell):
    desk.bring([row(1, "100,00", qty="3")])
    asked = ("sales", "return", "MEREL|FA-1|1", "--quantity", "1", "--reason", "Cassé", "--request", "r1")
    assert shell(*asked, "--format", "csv").lines[1:] == ["2,1,33.34,33334"]
    assert "written before" in shell(*asked).errors
    assert "no such sale" in shell(*asked[:2], "MEREL|FA-9|1", *asked[3:], code=1).errors
    more = (*asked[:4], "9", *asked[5:7], "--request", "r2")
    assert "units left: 2" in shell(*more, code=1).errors
    assert session.scalars(select(SaleLine.quantity).order_by(SaleLine.id)).all() == [3, -1]
