"""What a proof reads at once is what scores are counted from, and what came in after it."""

from datetime import date
from typing import Any

import pytest

from sales import facts
from sales.traced import traced
from tests.sales.conftest import row

OCTOBER: dict[str, Any] = {"first": date(2026, 10, 1), "last": date(2026, 10, 31)}
REVISIONS = (0, 1, 2, 3, None)


@pytest.fixture
def sold(cast, desk):
    """Three files: two sales of Karim's and one of Léa's; a part of one comes back; another sale, late."""
    desk.bring([row(1, "1000,00"), row(2, "500,00"), row(3, "700,00", rep="LEA")])
    desk.bring([row(1, "-500,00", qty="-1", line="2")])
    desk.bring([row(4, "300,00", date="10/10/2026"), row(5, "50,00", date="30/09/2026")])
    return cast


@pytest.mark.parametrize("revision", REVISIONS)
def test_what_is_known_is_what_scores_are_counted_from(sold, revision):
    mine = traced("rep", sold.karim.id, dated="sold", revision=revision, **OCTOBER)
    assert mine.known == facts.sold("rep", [sold.karim.id], **OCTOBER, revision=revision)


@pytest.mark.parametrize("revision", REVISIONS)
def test_what_came_after_stands_apart_with_everything_that_came_back_of_it(sold, revision):
    mine = traced("rep", sold.karim.id, dated="sold", revision=revision, **OCTOBER)
    known = {one.line_id for one in mine.known}
    every = facts.sold("rep", [sold.karim.id], **OCTOBER)
    assert mine.late == [one for one in every if one.line_id not in known]
    assert set(mine.names) == {one.line_id for one in every}


def test_a_return_counts_from_its_own_revision_on(sold):
    whole = {
        revision: [
            one.left for one in traced("rep", sold.karim.id, dated="sold", revision=revision, **OCTOBER).known
        ]
        for revision in (1, 2)
    }
    assert whole == {1: [2, 2], 2: [1, 2]}


def test_each_sale_has_the_name_of_what_was_sold(sold):
    mine = traced("selling_company", sold.merel.id, dated="sold", revision=None, **OCTOBER)
    assert set(mine.names.values()) == {sold.pac_8.name}
    assert len(mine.known) == 4
