"""What a person decides about themselves, and what the sponsor's staff can do with people and companies."""

import pytest
from sqlalchemy import func, select

from accounts.models import Company, Mandate, Person
from core.database import session
from core.outbox import Mail
from tests.support.browser import Browser
from tests.support.cast import Cast


def test_a_member_chooses_the_club_name_others_read(cast: Cast, visitor: Browser) -> None:
    browser = visitor.as_(cast.karim)
    page = browser.get("/me")
    browser.submit(page, "Enregistrer ce que voient les autres", pseudonym="Le Renard", shows_name="y")
    person = session.get_one(Person, cast.karim.id)
    assert (person.pseudonym, person.shows_name) == ("Le Renard", True)
    taken = browser.submit(page, "Enregistrer ce que voient les autres", 422, pseudonym="Nadia Mérel")
    assert taken.says("« Nadia Mérel » est déjà pris")


def test_the_language_is_changed_for_good_when_signed_in_and_kept_for_the_visit_when_not(
    cast: Cast, visitor: Browser
) -> None:
    page = visitor.get("/sign-in")
    visitor.submit(page, "English")
    assert visitor.get("/sign-in").h1 == "Good to see you"
    browser = visitor.as_(cast.karim)
    browser.submit(browser.get("/me"), "English")
    assert browser.get("/me").says("You read this portal in English")
    assert session.get_one(Person, cast.karim.id).language == "en"


def test_the_form_of_a_password_is_each_readers_own(cast: Cast, visitor: Browser) -> None:
    tokens = set()
    for member, least in ((cast.karim, 10), (cast.claire, 12), (cast.lea, 10)):
        page = visitor.as_(member).get("/me/password")
        assert page.says(f"Au moins {least} caractères")
        tokens.add(page.the("form[novalidate] input[name=csrf_token]")["value"])
    assert len(tokens) == 3
    karim = visitor.as_(cast.karim)
    karim.post("/language", language="en")
    page = karim.submit(karim.get("/me/password"), "Change my password", 422, current="x", password="y")
    assert page.says("At least 10 characters")


def test_an_unknown_language_changes_nothing(cast: Cast, visitor: Browser) -> None:
    visitor.as_(cast.karim).post("/language", language="xx")
    assert session.get_one(Person, cast.karim.id).language == "fr"


def test_staff_find_people_by_name_company_role_and_account(cast: Cast, visitor: Browser) -> None:
    browser = visitor.as_(cast.claire)
    assert browser.get("/staff/people").says("12 personnes")
    for query, names in (
        ("q=merel", {"Nadia Mérel"}),
        ("q=lea+fournier", {"Léa Fournier"}),
        (f"company={cast.vauban.id}", {"Théo Vauban", "Inès Roux"}),
        ("role=account_manager", {"Hugo Lambert"}),
        ("state=closed", {"Dora Simon"}),
        ("q=%25", set()),
        ("state=nonsense", set()),
    ):
        page = browser.get(f"/staff/people?{query}")
        assert {row.get_text(" ", strip=True) for row in page.all("tbody th a")} == names


def test_an_account_manager_sees_the_own_portfolio_only(cast: Cast, visitor: Browser) -> None:
    browser = visitor.as_(cast.hugo)
    page = browser.get("/staff/people")
    assert page.says("Karim Benali")
    assert not page.says("Bruno Keller")
    assert not page.has_button("Ajouter une personne")
    assert "Sanelec" not in browser.get("/staff/companies").text
    assert "Sanelec" not in browser.get("/staff/people.csv").html + browser.get("/staff/companies.csv").html
    for url in (
        f"/staff/people/{cast.bruno.id}",
        f"/staff/companies/{cast.sanelec.id}",
        "/staff/people/987654",
        "/staff/companies/987654",
    ):
        browser.get(url, 404)
    assert not browser.get(f"/staff/people/{cast.karim.id}").has_button("Fermer le compte")
    browser.post(f"/staff/people/{cast.karim.id}/closure", 403)


def test_the_administrator_adds_somebody_who_is_invited_at_once(cast: Cast, visitor: Browser) -> None:
    browser = visitor.as_(cast.claire)
    filled = {
        "first_name": "Zoé",
        "last_name": "Martin",
        "email": "zoe@example.test",
        "code": "ZOE",
        "company_id": str(cast.merel.id),
        "role": "rep",
    }
    page = browser.submit(browser.get("/staff/people/new"), "Ajouter cette personne", **filled)
    assert page.h1 == "Zoé Martin"
    assert page.says("Invité")
    assert session.scalars(select(Mail.address)).all() == ["zoe@example.test"]
    twin = filled | {"code": "ZOE-2"}
    again = browser.submit(browser.get("/staff/people/new"), "Ajouter cette personne", 422, **twin)
    assert again.says("Quelqu’un a déjà l’adresse")
    assert session.scalar(select(func.count()).where(Person.code == "ZOE-2")) == 0


def test_the_administrator_ends_a_role_gives_another_and_closes_the_account(
    cast: Cast, visitor: Browser
) -> None:
    browser, karim = visitor.as_(cast.claire), visitor.as_(cast.karim)
    url = f"/staff/people/{cast.karim.id}"
    page = browser.submit(browser.get(url), "Finir le rôle ce jour-là", last_day="2026-10-15")
    assert page.says("du 1er janvier 2025 au 15 octobre 2026")
    page = browser.submit(
        page, "Attribuer ce rôle", company_id=str(cast.vauban.id), role="rep", starts_on="2026-10-16"
    )
    assert session.scalar(select(func.count()).where(Mandate.person_id == cast.karim.id)) == 2
    assert karim.get("/me")
    page = browser.submit(page, "Fermer le compte")
    assert page.says("Rouvrir le compte")
    assert karim.get("/me", 303)
    browser.submit(page, "Rouvrir le compte")
    assert session.get_one(Person, cast.karim.id).disabled_at is None


def test_a_refused_role_says_why(cast: Cast, visitor: Browser) -> None:
    browser = visitor.as_(cast.claire)
    page = browser.get(f"/staff/people/{cast.karim.id}")
    again = browser.submit(page, "Attribuer ce rôle", 422, company_id=str(cast.merel.id), role="rep")
    assert again.says("couvre déjà une partie de ces jours")


def test_a_correction_of_a_name_is_kept(cast: Cast, visitor: Browser) -> None:
    browser = visitor.as_(cast.claire)
    page = browser.get(f"/staff/people/{cast.karim.id}")
    browser.submit(page, "Enregistrer les corrections", last_name="Benali-Roy")
    assert session.get_one(Person, cast.karim.id).sort_key == "benali-roy karim"


def test_the_administrator_adds_corrects_and_hands_over_a_company(cast: Cast, visitor: Browser) -> None:
    browser = visitor.as_(cast.claire)
    new = browser.get("/staff/companies/new")
    filled = {"name": "Chauffage Réuni", "code": "CR", "kind": "installer", "country": "FR", "city": "Dole"}
    wrong = browser.submit(new, "Enregistrer l’entreprise", 422, **filled, siret="73282932000075")
    assert wrong.says("n’est pas un numéro SIRET")
    page = browser.submit(
        new, "Enregistrer l’entreprise", **filled, siret="732 829 320 00074", parent_id=str(cast.merel.id)
    )
    assert page.h1 == "Chauffage Réuni"
    made = session.scalars(select(Company).where(Company.code == "CR")).one()
    assert (made.siret, made.parent_id) == ("73282932000074", cast.merel.id)
    page = browser.submit(page, "Ajouter à ce portefeuille", person_id=str(cast.hugo.id))
    assert visitor.as_(cast.hugo).get("/staff/companies").says("Chauffage Réuni")
    browser.submit(page, "Retirer Hugo")
    assert not visitor.as_(cast.hugo).get("/staff/companies").says("Chauffage Réuni")
    edit = browser.follow(page, "Corriger l’entreprise")
    browser.submit(edit, "Enregistrer l’entreprise", region="Jura")
    assert session.get_one(Company, made.id).region == "Jura"


def test_no_field_beyond_the_form_is_taken(cast: Cast, visitor: Browser) -> None:
    columns = {"id": "999", "password_hash": "x", "disabled_at": "2026-01-01", "email_key": "x", "code": "X"}
    visitor.as_(cast.claire).post(
        f"/staff/people/{cast.karim.id}",
        first_name="Karim",
        last_name="Benali",
        email=cast.karim.email,
        **columns,
    )
    visitor.as_(cast.karim).post("/me/visibility", pseudonym="Boussole", **columns)
    person = session.get_one(Person, cast.karim.id)
    assert (person.code, person.password_hash, person.email_key) == ("KARIM", None, cast.karim.email)
    assert person.disabled_at is None


@pytest.mark.parametrize("cell", ["=1+1", "@SUM(A1)", "+33", "-2", "\t=1"])
def test_an_export_runs_nothing(cast: Cast, visitor: Browser, cell: str) -> None:
    browser = visitor.as_(cast.claire)
    page = browser.get(f"/staff/companies/{cast.merel.id}/edit")
    browser.submit(page, "Enregistrer l’entreprise", city=cell)
    text = browser.get("/staff/companies.csv").html
    assert f'"{cell.strip()}"' not in text
    assert f'"\'{cell.strip()}"' in text
