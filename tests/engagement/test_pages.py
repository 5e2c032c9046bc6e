"""Joining, referring, acts, merging and moving as people do them, in a browser."""

from datetime import date

import pytest
from sqlalchemy import select

from accounts import actions as accounts
from accounts.models import Company
from compliance import actions as law
from core.database import session, transaction
from engagement import acts, invites
from engagement.models import Act, Application
from points.ledger.queries import balance
from seeds.people import siret
from tests.engagement.making import TODAY, approved, asked, event_rule
from tests.support.browser import Browser, Page, plain
from tests.support.cast import START, Cast
from tests.support.chromium import PHONE, Screen

JOIN = "Demander à rejoindre le club"
RAMEAU = {
    "company_name": "Plomberie Rameau",
    "kind": "installer",
    "siret": siret(77),
    "first_name": "Rose",
    "last_name": "Rameau",
    "email": "rose@rameau.example",
    "read": "y",
}


def join(visitor: Browser, code: str = "", **changes: str) -> Page:
    """A stranger fills in the page."""
    page = visitor.get(f"/join?code={code}" if code else "/join")
    return visitor.submit(page, JOIN, **RAMEAU | changes)


def test_a_stranger_asks_to_join_and_the_answer_is_the_same_for_what_is_known(
    cast: Cast, visitor: Browser
) -> None:
    first = join(visitor)
    again = join(visitor, email=cast.karim.email)
    assert first.h1 == again.h1 == "Merci"
    assert session.scalars(select(Application.state)).all() == ["asked", "asked"]


def test_a_wrong_siret_is_said_under_its_field_and_the_rules_must_be_read(
    cast: Cast, visitor: Browser
) -> None:
    page = visitor.get("/join")
    page = visitor.submit(page, JOIN, status=422, **RAMEAU | {"siret": "12345678901234"})
    assert page.says("numéro SIRET")
    unread = {key: value for key, value in RAMEAU.items() if key != "read"}
    page = visitor.submit(visitor.get("/join"), JOIN, status=422, **unread)
    assert page.says("Confirmez que vous l’avez lu.")


def test_the_page_to_join_is_each_newcomers_and_holds_the_rules_in_force(
    cast: Cast, visitor: Browser
) -> None:
    def hidden(page: Page) -> dict[str, str]:
        return {str(one["name"]): str(one["value"]) for one in page.all("form.form input[type=hidden]")}

    first, second = visitor.get("/join?code=ABCD"), visitor.get('/join?code="><b>')
    assert not first.all("details")
    assert (hidden(first).pop("code"), hidden(second).pop("code")) == ("ABCD", '"><b>')
    assert hidden(first)["request_id"] != hidden(second)["request_id"]
    for version, french in (("1", "- Un < deux"), ("2", "Trois")):
        with transaction():
            law.publish_terms(version, french, "One < two", TODAY, START, "shell")
        page = visitor.get("/join")
        assert plain(page.the("details .prose").text) == french.removeprefix("- ")
        assert hidden(page)["code"] == ""
    visitor.submit(page, "English")
    page = visitor.get("/join")
    assert (page.h1, plain(page.the("details .prose").text)) == ("Join the club", "One < two")
    other = Browser(visitor.app)
    assert hidden(other.get("/join"))["csrf_token"] != hidden(page)["csrf_token"]


def test_whoever_asks_too_often_waits(cast: Cast, visitor: Browser) -> None:
    for n in range(6):
        page = visitor.get("/join")
        visitor.submit(page, JOIN, **RAMEAU | {"siret": siret(80 + n)}) if n < 5 else None
    page = visitor.submit(visitor.get("/join"), JOIN, status=429, **RAMEAU)
    assert page.says("Trop")


def test_staff_see_who_waits_and_let_them_in(cast: Cast, visitor: Browser) -> None:
    number = asked().id
    claire = visitor.as_(cast.claire)
    assert claire.get("/staff").says("Plomberie Rameau demande à rejoindre le club")
    claire.get("/staff/applications")
    page = claire.get(f"/staff/applications/{number}")
    page = claire.submit(page, "Accepter Plomberie Rameau", code="I-RAMEAU")
    assert page.says("Approuv") or page.says("Accept")
    assert session.scalars(select(Company.code).where(Company.siret == siret(77))).all() == ["I-RAMEAU"]


def test_staff_refuse_with_a_reason(cast: Cast, visitor: Browser) -> None:
    number = asked().id
    claire = visitor.as_(cast.claire)
    claire.submit(claire.get(f"/staff/applications/{number}"), "Refuser la demande", answer="Hors zone.")
    assert session.get_one(Application, number, populate_existing=True).state == "refused"


def test_an_account_manager_sees_only_requests_made_at_their_side(cast: Cast, visitor: Browser) -> None:
    number = asked().id
    hugo = visitor.as_(cast.hugo)
    assert not hugo.get("/staff/applications").says("Plomberie Rameau")
    hugo.get(f"/staff/applications/{number}", status=404)


def test_an_account_manager_shows_a_qr_and_the_newcomer_is_in(cast: Cast, visitor: Browser) -> None:
    hugo = visitor.as_(cast.hugo)
    page = hugo.submit(hugo.get("/staff/join"), "Créer un code pour un nouveau venu")
    assert page.the("svg.join-code")
    code = page.url.rsplit("/", 1)[1]
    assert join(visitor, code).h1 == "Merci"
    done = session.scalars(select(Application)).one()
    assert (done.state, done.with_person_id) == ("approved", cast.hugo.id)
    assert hugo.get(f"/staff/join/{code}").says("a servi")


def test_a_member_makes_a_link_shares_it_and_follows_whom_it_brought(cast: Cast, visitor: Browser) -> None:
    event_rule("referral", points=300, referrer_points=700)
    karim = visitor.as_(cast.karim)
    page = karim.submit(karim.get("/refer"), "Créer mon lien")
    assert page.says("700 points pour vous")
    assert page.the("svg.join-code")
    assert page.the('a[href^="https://wa.me/?text="]')
    with transaction():
        code = invites.make_own(cast.karim.id, invites.REFERRAL, START)
    join(visitor, code)
    assert karim.get("/refer").says("notre équipe l’examine")
    assert karim.get("/refer/poster").the("svg.join-code")


def test_a_member_declares_an_act_and_staff_confirm_it(cast: Cast, visitor: Browser) -> None:
    event_rule("action", act="training", beneficiary="rep", points=200)
    karim, claire = visitor.as_(cast.karim), visitor.as_(cast.claire)
    page = karim.submit(
        karim.get("/acts"),
        "L’envoyer à notre équipe",
        act="training",
        happened_on="2026-10-14",
        note="Niveau 2",
    )
    assert page.says("Niveau 2")
    claire.submit(claire.get("/staff/acts"), "Confirmer pour Karim Benali")
    assert balance(cast.karim.wallet_id).available == 200
    assert karim.get("/acts").says("Confirmé")


def test_staff_enter_an_act_of_many_and_refuse_another(cast: Cast, visitor: Browser) -> None:
    event_rule("action", act="training", beneficiary="rep", points=200)
    with transaction():
        acts.declare("r1", acts.Deed("training", TODAY), cast.bruno.id, START)
    claire = visitor.as_(cast.claire)
    page = claire.get("/staff/acts")
    page = claire.submit(
        page,
        "L’enregistrer pour tous",
        act="training",
        happened_on="2026-10-14",
        who="KARIM\nNOBODY",
        status=422,
    )
    assert page.says("NOBODY")
    claire.submit(
        claire.get("/staff/acts"),
        "L’enregistrer pour tous",
        act="training",
        happened_on="2026-10-14",
        who="KARIM\nLEA",
    )
    claire.submit(claire.get("/staff/acts"), "Refuser pour Bruno Keller", answer="Pas inscrit.")
    states = session.scalars(select(Act.state).order_by(Act.id)).all()
    assert states == ["refused", "confirmed", "confirmed"]


def test_a_merge_shows_its_figures_before_and_happens_once_confirmed(cast: Cast, visitor: Browser) -> None:
    claire = visitor.as_(cast.claire)
    page = claire.get(f"/staff/companies/{cast.merel.id}")
    assert page.link("La fusionner avec une autre")
    page = claire.get(f"/staff/companies/{cast.merel.id}/merger?into={cast.sanelec.id}")
    assert page.says("personnes travaillent pour Sanelec")
    claire.submit(page, "Intégrer Comptoir Mérel à Sanelec")
    assert session.get_one(Company, cast.merel.id, populate_existing=True).merged_into_id == cast.sanelec.id


def test_a_closure_leaves_time_and_says_so(cast: Cast, visitor: Browser) -> None:
    claire = visitor.as_(cast.claire)
    url = f"/staff/companies/{cast.merel.id}/closure"
    page = claire.submit(claire.get(url), "Faire sortir Comptoir Mérel", until="2026-10-20", status=422)
    assert page.says("il faut le temps")
    claire.submit(claire.get(url), "Faire sortir Comptoir Mérel", until="2026-12-31")
    company = session.get_one(Company, cast.merel.id, populate_existing=True)
    assert company.spend_until == date(2026, 12, 31)


def test_staff_note_a_move(cast: Cast, visitor: Browser) -> None:
    claire = visitor.as_(cast.claire)
    page = claire.get(f"/staff/people/{cast.karim.id}/move")
    given = {"company_id": str(cast.sanelec.id), "role": "rep", "day": "2026-10-16"}
    page = claire.submit(page, "Enregistrer le changement", **given)
    assert page.says("Sanelec")


def test_members_have_no_staff_pages(cast: Cast, visitor: Browser) -> None:
    for url in ("/staff/applications", "/staff/acts", "/staff/join"):
        visitor.as_(cast.nadia).get(url, status=403)
    visitor.as_(cast.hugo).get("/staff/acts", status=403)


@pytest.mark.browser
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_pages_have_no_barriers(cast: Cast, screen: Screen, language: str) -> None:
    event_rule("referral", points=300, referrer_points=700)
    event_rule("action", act="training", beneficiary="rep", points=200)
    with transaction():
        from_karim = invites.make_own(cast.karim.id, invites.REFERRAL, START)
        acts.declare("r1", acts.Deed("training", TODAY), cast.karim.id, START)
    approved(code=from_karim)
    number = asked(request_id="wish-2", siret=siret(78), email="b@rameau.example").id
    with transaction():
        for one in (cast.karim, cast.claire):
            accounts.set_language(one.id, language, START, "shell")
    pages = (
        (cast.karim, ("/refer", "/acts", "/join", "/refer/poster")),
        (
            cast.claire,
            (
                "/staff/applications",
                f"/staff/applications/{number}",
                "/staff/join",
                "/staff/acts",
                f"/staff/companies/{cast.merel.id}/merger?into={cast.sanelec.id}",
                f"/staff/companies/{cast.merel.id}/closure",
                f"/staff/people/{cast.karim.id}/move",
            ),
        ),
    )
    for member, urls in pages:
        assert screen.enter(member).faults(*urls, sizes=[PHONE]) == []
