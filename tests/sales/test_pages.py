"""Files and claims as people meet them."""

import io
from datetime import timedelta

import pytest
from sqlalchemy import update
from werkzeug.datastructures import FileStorage

from core.blank import blank
from core.clock import clock
from core.database import db, session
from products.models import Product
from sales.models import Claim, SaleLine, Upload
from tests.support.cast import START

GOOD = """Distributeur;Commercial;N° facture;Ligne;Date facture;Référence;Quantité;Montant HT
MEREL;KARIM;FA-1;1;14/10/2026;PAC-8;2;11 480,00 €
MEREL;LEA;FA-2;1;13/10/2026;VAN-20;10;450,00
"""
MIXED = (
    GOOD
    + """MEREL;KARIN;FA-3;1;30/02/2026;PAC-88;0;=1+1
SANELEC;KARIM;FA-4;1;14/10/2026;PAC-8;1;5740
"""
)
PIXEL = b"\x89PNG\r\n\x1a\n" + b"0" * 64


def file(text, name="semaine 41.csv"):
    return FileStorage(io.BytesIO(text.encode()), name)


def bring(browser, text, name="semaine 41.csv"):
    page = browser.get("/staff/sales")
    return browser.submit(page, "Vérifier le fichier", file=file(text, name))


@pytest.fixture
def claire(cast, visitor):
    return visitor.as_(cast.claire)


def test_a_first_file_asks_what_its_columns_mean_then_shows_good_and_bad_rows(claire):
    columns = bring(claire, MIXED)
    assert columns.the("select[name=product] option[selected]")["value"] == "Référence"
    page = claire.submit(columns, "Vérifier les lignes")
    assert page.says("Lignes correctes 2")
    assert page.says("Personne n’a le code « KARIN » ; « KARIM » existe.")
    assert page.says("30/02/2026 dans « Date facture » n’existe pas dans le calendrier.")
    assert page.says("« PAC-8 » existe.")
    assert page.says("contient une formule")
    assert page.says("KARIM ne travaillait pas pour la société vendeuse le 14 octobre 2026.")


def test_nothing_is_written_before_somebody_accepts(claire):
    page = claire.submit(bring(claire, GOOD), "Vérifier les lignes")
    assert session.query(SaleLine).count() == 0
    page = claire.submit(page, "Accepter les lignes correctes")
    assert page.says("2 ventes sont enregistrées")
    assert session.query(SaleLine).count() == 2


def test_the_next_file_of_a_source_is_recognised_and_knows_what_it_brought_before(claire):
    claire.submit(claire.submit(bring(claire, GOOD), "Vérifier les lignes"), "Accepter les lignes correctes")
    page = bring(claire, GOOD + "\n")
    assert page.h1 == "Tout ce que contient ce fichier est déjà enregistré"
    assert session.query(Upload).filter_by(state="known").one().rows_known == 2


def test_the_bad_rows_come_back_with_their_reasons_and_no_formula_that_runs(claire):
    claire.submit(bring(claire, MIXED), "Vérifier les lignes")
    text = claire.get("/staff/sales/uploads/1/bad-rows.csv").html
    assert "'=1+1" in text
    assert "calendrier" in text


def test_a_conflict_is_laid_beside_the_books(claire):
    claire.submit(claire.submit(bring(claire, GOOD), "Vérifier les lignes"), "Accepter les lignes correctes")
    page = bring(claire, GOOD.replace("11 480,00", "9 000,00"))
    assert page.says("Déjà enregistré : 2 pour 11 480 €")
    assert not page.has_button("Accepter les lignes correctes")


def test_a_file_that_cannot_be_read_says_so_beside_its_field(claire):
    page = claire.get("/staff/sales")
    page = claire.submit(page, "Vérifier le fichier", status=422, file=file("a;b\n1;2\n", "ventes.xlsx"))
    assert page.says("ne contient pas de classeur")


def test_a_file_can_be_put_aside(claire):
    claire.submit(bring(claire, GOOD), "Mettre le fichier de côté")
    assert session.get_one(Upload, 1).state == "abandoned"


@pytest.mark.parametrize("who", ["hugo", "nadia", "karim"])
def test_only_administrators_see_files(cast, visitor, who):
    visitor.as_(getattr(cast, who)).get("/staff/sales", status=403)


def declare(browser, status=200, **fields):
    page = browser.get("/sales/claims/new")
    return browser.submit(page, "Envoyer la déclaration", status=status, **fields)


def test_a_rep_declares_a_sale_and_an_administrator_takes_it_into_the_books(cast, visitor):
    karim, claire = visitor.as_(cast.karim), visitor.as_(cast.claire)
    sale = {"product": cast.pac_8.id, "quantity": 2, "document": "FA-48306", "amount": "11480,00"}
    page = declare(karim, photo=FileStorage(io.BytesIO(PIXEL), "facture.png"), **sale)
    assert page.says("En cours de vérification")
    waiting = claire.get("/staff/sales/claims")
    assert waiting.says("FA-48306")
    claire.submit(waiting, "Accepter la déclaration")
    line = session.query(SaleLine).one()
    assert (line.rep_id, line.selling_company_id, line.amount_cents) == (
        cast.karim.id,
        cast.merel.id,
        1_148_000,
    )
    assert karim.get("/sales/claims").says("Acceptée")


def test_a_second_tap_is_the_same_claim(cast, visitor):
    karim = visitor.as_(cast.karim)
    page = karim.get("/sales/claims/new")
    sale = {"product": cast.pac_8.id, "document": "FA-1", "amount": "10"}
    karim.submit(page, "Envoyer la déclaration", **sale)
    karim.submit(page, "Envoyer la déclaration", **sale)
    assert session.query(Claim).count() == 1


def test_an_invoice_is_not_declared_twice(cast, visitor):
    sale = {"product": cast.pac_8.id, "document": "FA-1", "amount": "10"}
    declare(visitor.as_(cast.karim), **sale)
    assert declare(visitor.as_(cast.lea), status=422, **sale).says("déjà déclaré")


def test_a_refusal_needs_a_reason_and_the_rep_reads_it(cast, visitor):
    karim, claire = visitor.as_(cast.karim), visitor.as_(cast.claire)
    declare(karim, product=cast.pac_8.id, document="FA-1", amount="10")
    page = claire.get("/staff/sales/claims")
    assert claire.submit(page, "Refuser la déclaration", status=422).says("Dites pourquoi")
    claire.submit(page, "Refuser la déclaration", reason="La photo est floue.")
    assert karim.get("/sales/claims").says("La photo est floue.")


def test_a_late_answer_is_said(cast, visitor):
    declare(visitor.as_(cast.karim), product=cast.pac_8.id, document="FA-1", amount="10")
    clock.freeze(START + timedelta(days=5))
    assert visitor.as_(cast.claire).get("/staff/sales/claims").says("en retard depuis")


def test_what_is_no_photo_is_refused(cast, visitor):
    page = declare(
        visitor.as_(cast.karim),
        status=422,
        product=cast.pac_8.id,
        document="FA-1",
        amount="10",
        photo=FileStorage(io.BytesIO(b"<svg onload=alert(1)>"), "x.png"),
    )
    assert page.says("JPEG, PNG, WebP")


def test_a_photo_is_for_its_sender_and_the_sponsor_only(cast, visitor):
    photo = FileStorage(io.BytesIO(PIXEL), "f.png")
    declare(visitor.as_(cast.karim), product=cast.pac_8.id, document="FA-1", amount="10", photo=photo)
    answers = [visitor.as_(who).client.get("/sales/claims/1/photo") for who in (cast.karim, cast.claire)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert all(answer.headers["Content-Disposition"].startswith("attachment") for answer in answers)
    visitor.as_(cast.lea).get("/sales/claims/1/photo", status=404)


def offered(browser):
    """What a claim may be about, as its form says."""
    return [one.get_text() for one in browser.get("/sales/claims/new").all("select[name=product] option")]


def renamed(name):
    """Another process gives the first product another name."""
    session.rollback()
    with db.engine.begin() as other:
        other.execute(update(Product).where(Product.reference == "PAC-8").values(name=name))


def test_a_kept_form_offers_what_is_sold_now_whoever_changed_it(cast, visitor):
    karim = visitor.as_(cast.karim)
    for name in ("Pompe A", "Pompe B", "Pompe A"):
        renamed(name)
        assert f"{name} · PAC-8" in offered(karim)
        assert len([one for one in offered(karim) if "PAC-8" in one]) == 1


def test_a_form_kept_whatever_it_offers_would_be_of_yesterday(cast, visitor, monkeypatch):
    kept = []

    def careless(*words):
        kept.append(blank(*words))
        return kept[0]

    monkeypatch.setattr("sales.views.blank", careless)
    karim = visitor.as_(cast.karim)
    renamed("Pompe C")
    assert "Pompe C · PAC-8" in offered(karim)
    renamed("Pompe D")
    with pytest.raises(AssertionError):
        assert "Pompe D · PAC-8" in offered(karim)
