"""A member's tier: home, the club card, the moment of celebration, and the card that staff check."""

from typing import Any

import pytest
from flask_babel import force_locale, gettext

from core.database import session
from home.cards import card_number, person_of
from points.tiers import standings as tiers
from tests.points.tiering import SCHEME, TODAY, reviewed, scheme, traded
from tests.support.browser import Browser, plain
from tests.support.cast import Cast


def fr(words: str, **facts: Any) -> str:
    with force_locale("fr"):
        return plain(gettext(words, **facts))


@pytest.fixture
def silver(books: Cast) -> Cast:
    """Mérel has reached Argent today, Vauban too."""
    scheme()
    traded(books, 2_000_00)
    reviewed()
    return books


def test_home_shows_the_tier_and_what_is_missing_to_the_next(silver: Cast, visitor: Browser) -> None:
    home = visitor.as_(silver.karim).get("/")
    assert home.says(fr("%(tier)s tier", tier="Argent"))
    assert home.says(fr("%(amount)s to reach %(tier)s", amount="3\u202f000\u202f€", tier="Or"))


def test_without_tiers_home_is_silent_and_the_page_says_so(books: Cast, visitor: Browser) -> None:
    karim = visitor.as_(books.karim)
    assert not karim.get("/").all("a.tier")
    assert karim.get("/tier").says(fr("There are no tiers for you yet"))


def test_every_criterion_and_every_benefit_is_told(silver: Cast, visitor: Browser) -> None:
    page = visitor.as_(silver.theo).get("/tier")
    for words in ("Bronze", "Argent", "Or", "1 000 €", "5 000 €", "Livraison offerte", "Un voyage d’étude"):
        assert page.says(words), words
    assert (
        page.says(fr("Who falls short is told early and has %(num)d days to catch up.", num=60))
        or "60" in page.text
    )
    assert len(page.all(".tier-steps .is-me")) == 1


def test_the_moment_comes_once_to_the_manager_and_not_to_the_rep(silver: Cast, visitor: Browser) -> None:
    welcome = fr("Welcome to %(tier)s", tier="Argent")
    assert not visitor.as_(silver.karim).get("/").says(welcome)
    nadia = visitor.as_(silver.nadia)
    home = nadia.get("/")
    assert home.says(welcome)
    page = nadia.submit(home, fr("See my club card"))
    assert page.says("Nadia Mérel")
    assert not nadia.get("/").says(welcome)
    session.expire_all()
    assert tiers.held("company", [silver.merel.id])[silver.merel.id].celebrated


def test_a_rep_cannot_take_the_managers_moment(silver: Cast, visitor: Browser) -> None:
    visitor.as_(silver.karim).post("/tier/celebration", status=200, follow=True)
    assert visitor.as_(silver.nadia).get("/").says(fr("Welcome to %(tier)s", tier="Argent"))


def test_the_card_shows_who_where_which_tier_and_a_code(silver: Cast, visitor: Browser) -> None:
    page = visitor.as_(silver.karim).get("/tier/card")
    for words in ("Karim Benali", "Comptoir Mérel", "Argent", card_number(silver.karim.id)):
        assert page.says(words), words
    assert page.the(".club-card-code svg")


def test_each_card_has_a_code_of_its_own_that_does_not_change(silver: Cast, visitor: Browser) -> None:
    karims, leas, again = (
        visitor.as_(one).get("/tier").the(".club-card-code svg")
        for one in (silver.karim, silver.lea, silver.karim)
    )
    assert karims == again != leas


def test_what_was_sold_since_the_last_look_counts_on_the_page(silver: Cast, visitor: Browser) -> None:
    theo = visitor.as_(silver.theo)
    assert theo.get("/tier").says(fr("%(amount)s to reach %(tier)s", amount="3\u202f000\u202f€", tier="Or"))
    traded(silver, 1_000_00)
    assert theo.get("/tier").says(fr("%(amount)s to reach %(tier)s", amount="2\u202f000\u202f€", tier="Or"))


def test_staff_check_a_card_and_a_made_up_one_is_unknown(silver: Cast, visitor: Browser) -> None:
    card = card_number(silver.karim.id)
    assert person_of(card.lower()) == silver.karim.id
    page = visitor.as_(silver.claire).get(f"/staff/card/{card}")
    assert page.says(fr("This card is valid today"))
    assert page.says("Argent")
    for wrong in (f"{silver.karim.id}-AAAAAAAA", card.replace(str(silver.karim.id), "9999", 1), "x"):
        visitor.as_(silver.claire).get(f"/staff/card/{wrong}", status=404)
        assert person_of(wrong) is None


def test_an_account_manager_checks_the_cards_of_the_portfolio_only(silver: Cast, visitor: Browser) -> None:
    hugo = visitor.as_(silver.hugo)
    assert hugo.get(f"/staff/card/{card_number(silver.lea.id)}").says("Léa Fournier")
    hugo.get(f"/staff/card/{card_number(silver.bruno.id)}", status=404)
    visitor.as_(silver.karim).get(f"/staff/card/{card_number(silver.karim.id)}", status=403)


def test_the_card_of_somebody_who_left_is_no_longer_valid(silver: Cast, visitor: Browser) -> None:
    page = visitor.as_(silver.claire).get(f"/staff/card/{card_number(silver.oscar.id)}")
    assert page.says(fr("This card is no longer valid"))


def test_a_personal_scheme_shows_each_person_their_own(books: Cast, visitor: Browser) -> None:
    scheme(holder="person", span="calendar", levels=SCHEME.levels)
    traded(books, 900_00, TODAY)
    reviewed()
    page = visitor.as_(books.karim).get("/tier")
    assert page.says("100 €")
    assert page.says("31 décembre")


def test_staff_see_the_badge_on_company_and_person(silver: Cast, visitor: Browser) -> None:
    assert visitor.as_(silver.claire).get(f"/staff/companies/{silver.merel.id}").says("Argent")
    visitor.as_(silver.claire).get(f"/staff/people/{silver.karim.id}")
