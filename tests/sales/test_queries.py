"""What challenges and pages read of accepted sales."""

from datetime import date
from typing import Any

import pytest

from core.clock import now
from core.database import transaction
from sales import facts, queries
from sales.claims import Declared, declare
from sales.rules import AlreadyDeclared, NotComeYet, NotYourCompany
from tests.sales.conftest import row

OCTOBER: dict[str, Any] = {"first": date(2026, 10, 1), "last": date(2026, 10, 31)}


@pytest.fixture
def sold(cast, desk):
    """Three files, three revisions: Karim and Léa sell for Mérel, Bruno for Sanelec."""
    desk.bring([row(1, "1000,00"), row(2, "500,00", rep="LEA", ref="VAN-20", qty="10")])
    desk.bring([row(3, "2000,00", date="10/10/2026"), row(4, "700,00", seller="SANELEC", rep="BRUNO")])
    desk.bring([row(5, "50,00", date="30/09/2026"), row(6, "300,00", date="01/10/2026")])
    return cast


def test_sales_of_competitors_are_read_as_challenges_count_them(sold):
    everybody = [sold.karim.id, sold.lea.id, sold.bruno.id]
    found = facts.sold("rep", everybody, **OCTOBER)
    assert {one.subject_id for one in found} == set(everybody)
    mine = [one for one in found if one.subject_id == sold.karim.id]
    assert sorted((one.left_cents, one.sold_on.day) for one in mine) == [
        (30_000, 1),
        (100_000, 14),
        (200_000, 10),
    ]
    firms = facts.sold("selling_company", [sold.merel.id], **OCTOBER)
    assert sum(one.left for one in firms) == 16


def test_sales_can_be_read_as_a_revision_knew_them(sold):
    before = facts.sold("rep", [sold.karim.id], **OCTOBER, revision=2)
    assert sum(one.amount_cents for one in before) == 300_000
    assert facts.first_days("rep", [sold.karim.id]) == {sold.karim.id: date(2026, 9, 30)}
    whole, none = ((OCTOBER["first"], OCTOBER["last"]), (date(2020, 1, 1), date(2020, 2, 1)))
    assert facts.totals([whole, none]) == [450_000, 0]
    assert facts.totals([whole], range_ids=[sold.accessories.id]) == [50_000]


def test_who_changed_is_known_by_revision(sold):
    assert queries.journal_revision() == 3
    assert facts.subjects_changed("rep", 1, 3) == {sold.karim.id, sold.bruno.id}
    assert facts.subjects_changed("rep", 2, 3) == {sold.karim.id}


def test_lines_that_came_after_a_revision_stand_apart(sold):
    late = queries.late_lines(after_revision=2, metric="amount", **OCTOBER)
    assert [one.document for one in late] == ["FA-6"]


def test_a_usual_line_says_gaps_in_sales(sold):
    usual = queries.typical_line(range_ids=[sold.pumps.id])
    assert usual == (70_000, 2)
    assert queries.typical_line(product_ids=[sold.pac_12.id]) is None


@pytest.mark.parametrize(
    ("day", "refusal"), [(date(2026, 10, 16), NotComeYet), (date(2024, 12, 31), NotYourCompany)]
)
def test_a_claim_needs_a_day_on_which_its_rep_worked_there(cast, day, refusal):
    what = Declared(cast.pac_8.id, 1, 100, "FA-1", day)
    with transaction(), pytest.raises(refusal):
        declare(cast.karim.id, cast.merel.id, what, "r1", now(), cast.karim.actor)


def test_what_a_file_brought_is_not_declared_again(cast, desk):
    desk.bring([row(1, line="")])
    what = Declared(cast.pac_8.id, 2, 10_000, "fa-1", date(2026, 10, 14))
    with transaction(), pytest.raises(AlreadyDeclared):
        declare(cast.karim.id, cast.merel.id, what, "r1", now(), cast.karim.actor)
