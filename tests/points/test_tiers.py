"""Tiers in the books: reached at once, kept, warned of, lost; figures that qualify; what must hold."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from accounts.models import Company
from core.database import session, transaction
from notifications.models import Notice
from points.ledger import actions
from points.models import TierStanding
from points.tiers import standings as tiers
from points.tiers.checks import CHECKS
from points.tiers.credits import credit
from points.tiers.figures import figures_of
from points.tiers.schemes import BadScheme, SchemeTooEarly, draft, in_force, publish, save_draft, scheme_of
from tests.points.making import fact as sale
from tests.points.making import give, hold, rule, sell
from tests.points.tiering import (
    DAY,
    SCHEME,
    TODAY,
    looked,
    reviewed,
    scheme,
    standings,
    tier,
    tier_on,
    traded,
)
from tests.support.cast import START, Cast


def findings() -> list[str]:
    return [row for check in CHECKS for row in check.run()]


def titles(person_id: int) -> list[str]:
    session.expire_all()
    return list(
        session.scalars(select(Notice.title).where(Notice.person_id == person_id).order_by(Notice.id))
    )


def test_a_sale_lifts_both_companies_at_once_and_counts_from_tomorrow(books: Cast) -> None:
    scheme()
    reviewed()
    assert (tier("company", books.merel.id), tier("company", books.sanelec.id)) == ("bronze", "bronze")
    traded(books, 6_000_00)
    assert looked(("company", books.merel.id), ("company", books.vauban.id)) == 2
    assert tier("company", books.merel.id) == tier("company", books.vauban.id) == "or"
    assert tier_on("company", books.merel.id, TODAY) is None
    assert tier_on("company", books.merel.id, TODAY + DAY) == "or"
    assert findings() == []


def test_a_spell_ends_the_day_before_the_next_begins(books: Cast) -> None:
    scheme()
    reviewed(START - DAY * 0)
    later = START + timedelta(days=10)
    traded(books, 6_000_00, TODAY + 10 * DAY)
    looked(("company", books.merel.id), at=later)
    assert standings(books.merel.id) == [
        ("bronze", TODAY + DAY, TODAY + 10 * DAY, "reached"),
        ("or", TODAY + 11 * DAY, None, "reached"),
    ]
    assert tiers.spells()["company", books.merel.id] == [
        ("bronze", TODAY + DAY, TODAY + 10 * DAY),
        ("or", TODAY + 11 * DAY, None),
    ]
    assert findings() == []


def test_a_review_twice_on_a_day_changes_nothing_more(books: Cast) -> None:
    scheme()
    traded(books, 2_000_00)
    assert reviewed() > 0
    before = standings(books.merel.id)
    assert reviewed() == 0
    assert standings(books.merel.id) == before


def test_what_rose_and_fell_within_a_day_leaves_one_row(books: Cast) -> None:
    scheme(grace_days=0)
    traded(books, 6_000_00)
    reviewed()
    traded(books, -6_000_00)
    reviewed()
    reviewed(START + DAY)
    assert [one[0] for one in standings(books.merel.id)] == ["or", "argent"]
    assert findings() == []


def test_tiers_go_by_what_was_earned_never_by_the_balance_open_loyalty_131(books: Cast) -> None:
    """Spending everything takes no tier away, and an opening balance gives none."""
    rule()
    scheme(
        holder="person",
        measure="points",
        levels=(*SCHEME.levels[:1], SCHEME.levels[1]._replace(threshold=300)),
    )
    give(books.lea.wallet_id, 10_000, "opening:lea")
    sell(sale(books))
    reviewed()
    assert tier("person", books.karim.id) == "argent"
    assert tier("person", books.lea.id) == "bronze"
    hold(books.karim.wallet_id, 300, "order:1:reserve")
    with transaction():
        actions.spend("order:1:reserve", "order:1:spend", START, "test")
    reviewed(START + DAY)
    session.expire_all()
    row = tiers.held("person", [books.karim.id])[books.karim.id]
    assert (row.code, row.short_since, row.figure) == ("argent", None, 300)


def test_old_sales_leave_the_window_and_the_grace_is_kept_to_the_day(books: Cast) -> None:
    scheme(grace_days=10)
    traded(books, 1_500_00, date(2025, 10, 16))
    reviewed()
    assert tier("company", books.merel.id) == "argent"
    for days in range(1, 12):
        reviewed(START + timedelta(days=days))
        assert tier("company", books.merel.id) == "argent"
    reviewed(START + timedelta(days=12))
    assert tier("company", books.merel.id) == "bronze"
    assert standings(books.merel.id)[-1][3] == "lost"


def test_each_warning_is_told_once_and_so_are_gain_and_loss(books: Cast) -> None:
    scheme()
    traded(books, 1_500_00, date(2025, 10, 16))
    for days in [*range(4), 31, 32, 54, 55, 62, 63]:
        reviewed(START + timedelta(days=days))
    told = titles(books.nadia.id)
    assert len(told) == 5
    assert told[1] == told[2] == told[3]
    assert titles(books.karim.id) == []
    assert len(titles(books.theo.id)) == 5  # Vauban bought the same


def test_the_lowest_tier_begins_without_a_word(books: Cast) -> None:
    scheme()
    reviewed()
    assert titles(books.nadia.id) == []


def test_a_distributor_counts_its_sales_an_installer_its_purchases(books: Cast) -> None:
    scheme()
    traded(books, 1_200_00)
    traded(
        books, 9_000_00, selling_company_id=books.tervane.id, buying_company_id=books.merel.id, rep_id=None
    )
    traded(
        books, 7_000_00, selling_company_id=books.tervane.id, buying_company_id=books.sanelec.id, rep_id=None
    )
    reviewed()
    assert tier("company", books.merel.id) == "argent"  # what it buys is not counted on top
    assert tier("company", books.vauban.id) == "argent"
    assert tier("company", books.sanelec.id) == "or"  # reports no sale: its purchases count


def test_a_persons_tier_counts_own_sales_net_of_returns(books: Cast) -> None:
    scheme(holder="person")
    line = traded(books, 6_000_00)
    traded(books, -2_000_00, returns_id=line)
    reviewed()
    assert tier("person", books.karim.id) == "argent"
    assert tier("person", books.claire.id) is None  # the sponsor's people hold none


def test_a_credit_speeds_a_tier_up_once(books: Cast) -> None:
    scheme()
    reviewed()
    for expected in (True, False):
        with transaction():
            done = credit(("company", books.merel.id), "referral:1", TODAY, START, "test", amount=1_000_00)
        assert done is expected
    assert tier("company", books.merel.id) == "argent"


def test_confirmed_acts_are_a_second_way_in(books: Cast) -> None:
    scheme()
    for n in range(2):
        with transaction():
            credit(("company", books.sanelec.id), f"act:{n}", TODAY, START, "test", acts=1)
    assert tier("company", books.sanelec.id) == "argent"


def test_engagement_may_be_the_measure(books: Cast) -> None:
    steps = tuple(one._replace(threshold=n * 2, or_acts=None) for n, one in enumerate(SCHEME.levels))
    scheme(measure="engagement", levels=steps)
    for n in range(4):
        with transaction():
            credit(("company", books.sanelec.id), f"act:{n}", TODAY, START, "test", acts=1)
    assert tier("company", books.sanelec.id) == "or"


def test_prospects_and_those_who_left_hold_no_tier(books: Cast) -> None:
    scheme()
    reviewed()
    with transaction():
        session.execute(update(Company).where(Company.id == books.merel.id).values(prospect=True))
        session.execute(update(Company).where(Company.id == books.vauban.id).values(left_at=START))
    later = START + timedelta(days=3)
    reviewed(later)
    assert tier("company", books.merel.id) is None
    assert tier("company", books.vauban.id) is None
    assert standings(books.merel.id)[-1][2] == TODAY + 3 * DAY


def test_what_a_merged_company_did_counts_for_the_one_it_became_part_of(books: Cast) -> None:
    scheme()
    traded(books, 700_00, buying_company_id=None)
    traded(books, 400_00, selling_company_id=books.sanelec.id, buying_company_id=None)
    reviewed()
    assert tier("company", books.sanelec.id) == "bronze"
    with transaction():
        merged = update(Company).where(Company.id == books.merel.id)
        session.execute(merged.values(merged_into_id=books.sanelec.id, left_at=START))
    assert looked(("company", books.sanelec.id)) == 1
    assert tier("company", books.sanelec.id) == "argent"
    reviewed()
    assert tier("company", books.merel.id) is None
    assert findings() == []


@pytest.mark.parametrize("holder", ["company", "person"])
@pytest.mark.parametrize("measure", ["turnover", "points", "engagement"])
def test_some_have_the_figures_that_they_have_among_all(books: Cast, holder: str, measure: str) -> None:
    rule()
    sell(sale(books))
    traded(books, 700_00)
    owner = books.merel if holder == "company" else books.karim
    with transaction():
        credit((holder, owner.id), "act", TODAY, START, "test", amount=5, acts=2)
    asked = SCHEME._replace(holder=holder, measure=measure)
    everybody = figures_of(asked, TODAY)
    assert everybody[owner.id].acts == 2
    for few in ([owner.id], [owner.id, *range(9_001, 9_010)], [owner.id, *range(9_001, 9_600)]):
        assert figures_of(asked, TODAY, few)[owner.id] == everybody[owner.id]


def test_a_new_scheme_for_people_ends_the_companies_tiers(books: Cast) -> None:
    scheme()
    reviewed()
    with transaction():
        save_draft(SCHEME._replace(holder="person"), START, "test")
        publish(TODAY + DAY, START, "test")
    reviewed(START + DAY)
    assert tier("company", books.merel.id) is None
    assert tier("person", books.karim.id) == "bronze"


def test_the_database_refuses_a_second_open_tier(books: Cast) -> None:
    scheme()
    reviewed()
    twin: dict[str, Any] = {"company_id": books.merel.id, "code": "or", "from_on": TODAY, "reason": "reached"}
    with pytest.raises(IntegrityError), transaction():
        session.add(TierStanding(**twin, figure=0, at=START, celebrated=True))


def test_verify_finds_a_tier_that_nobody_earned_and_spells_that_meet(books: Cast) -> None:
    scheme()
    reviewed()
    assert findings() == []
    with transaction():
        row = tiers.held("company", [books.merel.id])[books.merel.id]
        twin = {"company_id": books.merel.id, "code": "or", "from_on": TODAY, "until_on": TODAY + 2 * DAY}
        session.add(TierStanding(**twin, reason="reached", figure=0, at=START, celebrated=True))
        number = row.id
    assert len(findings()) == 1
    assert str(number) in findings()[0]


def test_a_draft_replaces_the_draft_and_is_read_back_as_it_was(books: Cast) -> None:
    with transaction():
        save_draft(SCHEME, START, "test")
    with transaction():
        save_draft(SCHEME._replace(grace_days=30), START, "test")
    found = draft()
    assert found is not None
    assert scheme_of(found) == SCHEME._replace(grace_days=30)
    assert in_force(TODAY) is None


def test_a_bad_scheme_is_not_kept(books: Cast) -> None:
    with pytest.raises(BadScheme), transaction():
        save_draft(SCHEME._replace(levels=()), START, "test")
    assert draft() is None


def test_only_the_first_scheme_may_begin_in_the_past(books: Cast) -> None:
    scheme(starts_on=TODAY - 100 * DAY)
    for day in (TODAY - DAY, TODAY - 100 * DAY):
        with pytest.raises(SchemeTooEarly):
            scheme(starts_on=day)
    scheme(starts_on=TODAY)


def test_badges_say_name_letter_and_colour(books: Cast) -> None:
    scheme()
    traded(books, 6_000_00)
    reviewed()
    found = tiers.badge_of("company", [books.merel.id, books.sanelec.id, 0])
    assert found[books.merel.id] == ("Or", "O", "gold")
    assert set(found) == {books.merel.id, books.sanelec.id}
