"""What other rooms ask: who worked where on which day, and who may compete."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from accounts import actions, queries
from accounts.rules import overlap
from core.database import transaction
from tests.support.cast import SINCE, START, Cast

TODAY = date(2026, 10, 15)
DAYS = st.dates(date(2026, 1, 1), date(2026, 1, 31))


def test_people_and_companies_are_found_by_their_codes(cast: Cast) -> None:
    assert {code: one.id for code, one in queries.people_by_code(["KARIM", "NOBODY"]).items()} == {
        "KARIM": cast.karim.id
    }
    assert queries.companies_by_code(["MEREL"])["MEREL"].name == "Comptoir Mérel"
    assert queries.sponsor().id == cast.tervane.id


def test_the_index_answers_by_day_from_memory(cast: Cast) -> None:
    with transaction():
        actions.give_mandate(cast.oscar.id, cast.vauban.id, "rep", date(2026, 7, 1), "shell", START)
    index = queries.mandate_index()
    assert index.company_on(cast.oscar.id, date(2026, 6, 30)) == cast.merel.id
    assert index.company_on(cast.oscar.id, date(2026, 7, 1)) == cast.vauban.id
    assert index.works_for(cast.oscar.id, cast.merel.id, date(2026, 6, 30))
    assert not index.works_for(cast.oscar.id, cast.merel.id, date(2026, 7, 1))
    assert index.company_on(cast.yann.id, TODAY) is None
    employer = queries.employer_on(cast.oscar.id, TODAY)
    assert employer
    assert employer.id == cast.vauban.id


def test_the_highest_role_speaks_where_there_are_two(cast: Cast) -> None:
    with transaction():
        actions.give_mandate(cast.karim.id, cast.vauban.id, "company_manager", SINCE, "shell", START)
    assert queries.mandate_index([cast.karim.id]).company_on(cast.karim.id, TODAY) == cast.vauban.id


def test_people_who_may_compete_hold_a_playing_role_in_the_period(cast: Cast) -> None:
    found = queries.eligible("person", ["distributor"], [], date(2026, 10, 1), date(2026, 10, 31))
    assert {row.subject_id for row in found} == {
        m.id for m in (cast.nadia, cast.karim, cast.lea, cast.paula, cast.bruno)
    }
    karim = next(row for row in found if row.subject_id == cast.karim.id)
    assert (karim.label, karim.company_id, karim.place) == (
        "Karim Benali",
        cast.merel.id,
        "Comptoir Mérel, Dijon",
    )
    assert karim.alias != karim.label
    before = queries.eligible("person", ["distributor"], ["Bourgogne"], date(2026, 6, 1), date(2026, 6, 30))
    assert {row.subject_id for row in before} == {
        m.id for m in (cast.nadia, cast.karim, cast.lea, cast.oscar)
    }


def test_companies_that_may_compete_stand_in_a_region_and_are_named_otherwise_to_others(cast: Cast) -> None:
    found = queries.eligible("company", ["distributor", "installer"], ["Bourgogne"], SINCE, TODAY)
    assert {row.subject_id for row in found} == {cast.merel.id, cast.vauban.id}
    assert len({row.alias for row in found} | {row.label for row in found}) == 4


def test_staff_and_managers_are_found_and_regions_are_listed(cast: Cast) -> None:
    assert [one.id for one in queries.staff_people()] == [cast.claire.id, cast.hugo.id]
    assert [one.id for one in queries.managers_of(cast.merel.id)] == [cast.nadia.id]
    assert queries.regions() == ["Bourgogne", "Rhône"]
    lines = queries.mandates_between(date(2026, 7, 1), TODAY)
    assert cast.oscar.id not in {line.person_id for line in lines}


@given(DAYS, st.none() | DAYS, DAYS, st.none() | DAYS)
def test_two_periods_overlap_when_a_day_lies_in_both(
    a: date, b: date | None, c: date, d: date | None
) -> None:
    end = date(2026, 2, 1)
    shared = max(a, c) <= min(b or end, d or end)
    if (b is None or a <= b) and (d is None or c <= d):
        assert overlap(a, b, c, d) is shared
