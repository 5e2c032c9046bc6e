"""Companies, people and mandates: what can be done, and every refusal in its words."""

from datetime import date

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from accounts import actions, queries, rules
from accounts.models import Company, Mandate, Person
from core.database import session, transaction
from core.rules import Refused
from tests.support.cast import SINCE, START, Cast

BY = "shell"
SIRET = "73282932000074"


def company(**given):
    with transaction():
        return actions.add_company(
            **{"code": "C-1", "name": "Chauffage Réuni", "kind": "installer", "at": START, "by": BY} | given
        )


def person(**given):
    base = {"code": "P-1", "email": "sophie@example.test", "first_name": "Sophie", "last_name": "Arnaud"}
    with transaction():
        return actions.add_person(**base | {"at": START, "by": BY} | given)


def test_a_company_keeps_tidied_names_and_a_checked_siret(app: Flask) -> None:
    made = company(name="  Chauffage\u200b   Réuni ", siret="732 829 320 00074", parent_id=None)
    assert (made.name, made.sort_key, made.siret) == ("Chauffage Réuni", "chauffage reuni", SIRET)


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"siret": "73282932000075"}, rules.BadSiret),
        ({"siret": "1234"}, rules.BadSiret),
        ({"kind": "shop"}, rules.NotOneOf),
        ({"size": "giant"}, rules.NotOneOf),
        ({"country": "France"}, rules.NotOneOf),
        ({"name": " \u200b"}, rules.Missing),
        ({"name": "x" * 161}, rules.TooLong),
        ({"code": "MEREL"}, rules.CodeTaken),
        ({"kind": "sponsor"}, rules.SponsorExists),
    ],
)
def test_a_company_is_refused_in_a_sentence(cast: Cast, given: dict, refusal: type[Refused]) -> None:
    with pytest.raises(refusal):
        company(**given)


def test_a_foreign_company_needs_no_siret_key(app: Flask) -> None:
    assert company(country="be", siret="0403.170.701").siret == "0403.170.701"


def test_a_siret_belongs_to_one_company(app: Flask) -> None:
    company(siret=SIRET)
    with pytest.raises(rules.SiretTaken):
        company(code="C-2", siret=SIRET)


def test_a_company_is_edited_and_the_trail_says_what_changed(cast: Cast) -> None:
    with transaction():
        actions.edit_company(cast.merel.id, START, BY, name="Comptoir Mérel Est", region="Jura")
    row = session.get_one(Company, cast.merel.id)
    assert (row.name, row.sort_key, row.region, row.city) == (
        "Comptoir Mérel Est",
        "comptoir merel est",
        "Jura",
        "Dijon",
    )


@pytest.mark.parametrize(
    "email",
    [
        "karim@example.test",
        " KARIM@example.test ",
        "ＫＡＲＩＭ@example.test",
        "ka\u200brim@example.test",
        "karim@EXAMPLE.test",
    ],
)
def test_an_address_that_looks_like_another_is_that_other(cast: Cast, email: str) -> None:
    with pytest.raises(rules.EmailTaken):
        person(email=email)


@pytest.mark.parametrize(
    "email", ["", "sophie", "a@b", "a b@example.test", "a@example.test\nBcc: x@y.fr", "x" * 250 + "@a.fr"]
)
def test_what_is_no_address_is_refused(app: Flask, email: str) -> None:
    with pytest.raises(rules.BadEmail):
        person(email=email)


def test_a_club_name_is_made_and_nobody_else_may_take_it(cast: Cast) -> None:
    made = person()
    assert made.pseudonym == rules.pseudonym("P-1")
    with transaction(), pytest.raises(rules.ClubNameTaken):
        actions.set_visibility(cast.karim.id, False, made.pseudonym.upper(), START, BY)
    with transaction(), pytest.raises(rules.ClubNameTaken):
        actions.set_visibility(cast.karim.id, False, "nadia mérel", START, BY)
    with transaction():
        actions.set_visibility(cast.karim.id, True, "Le Renard", START, BY)
    assert session.get_one(Person, cast.karim.id).pseudonym == "Le Renard"


@given(st.text(max_size=40))
def test_a_made_club_name_is_steady_and_avoids_taken_ones(code: str) -> None:
    first = rules.pseudonym(code)
    assert first == rules.pseudonym(code)
    assert rules.pseudonym(code, {first.casefold()}) != first


def test_a_role_at_one_company_never_overlaps_itself(cast: Cast) -> None:
    with transaction(), pytest.raises(rules.MandateOverlaps):
        actions.give_mandate(cast.karim.id, cast.merel.id, "rep", date(2026, 1, 1), BY, START)
    with transaction():
        actions.give_mandate(cast.karim.id, cast.vauban.id, "rep", date(2026, 1, 1), BY, START)
        actions.give_mandate(cast.oscar.id, cast.merel.id, "rep", date(2026, 7, 1), BY, START)


def test_staff_roles_are_for_people_of_the_sponsor(cast: Cast) -> None:
    with transaction(), pytest.raises(rules.StaffOnly):
        actions.give_mandate(cast.karim.id, cast.merel.id, "administrator", SINCE, BY, START)


def test_the_last_administrator_stays(cast: Cast) -> None:
    with transaction(), pytest.raises(rules.LastAdministrator):
        actions.disable(cast.claire.id, START, BY)
    with transaction(), pytest.raises(rules.LastAdministrator):
        actions.end_mandate(mandate_of(cast.claire.id), date(2026, 10, 20), BY, START)
    with transaction():
        actions.give_mandate(cast.yann.id, cast.tervane.id, "administrator", SINCE, BY, START)
        actions.disable(cast.claire.id, START, BY)
    assert session.get_one(Person, cast.claire.id).disabled_at == START


def test_a_last_day_still_counts_and_never_precedes_the_first(cast: Cast) -> None:
    mandate = mandate_of(cast.karim.id)
    with transaction(), pytest.raises(rules.BadPeriod):
        actions.end_mandate(mandate, date(2024, 12, 31), BY, START)
    with transaction():
        actions.end_mandate(mandate, date(2026, 10, 15), BY, START)
    index = queries.mandate_index([cast.karim.id])
    assert index.company_on(cast.karim.id, date(2026, 10, 15)) == cast.merel.id
    assert index.company_on(cast.karim.id, date(2026, 10, 16)) is None


def test_only_account_managers_look_after_companies(cast: Cast) -> None:
    with transaction(), pytest.raises(rules.NotAnAccountManager):
        actions.add_to_portfolio(cast.karim.id, cast.sanelec.id, SINCE, BY, START)
    with transaction():
        actions.add_to_portfolio(cast.hugo.id, cast.sanelec.id, SINCE, BY, START)
        actions.add_to_portfolio(cast.hugo.id, cast.sanelec.id, SINCE, BY, START)


def mandate_of(person_id: int) -> int:
    return session.query(Mandate).filter_by(person_id=person_id).one().id
