"""Segments: what they mean, whom they hold from when to when, and the pages that make them."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from flask_babel import force_locale, gettext
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Company, Segment, SegmentMembership
from accounts.segments import names_of, spells
from core import clock
from core.database import session, transaction
from engagement import segments
from engagement.conditions import (
    AT_LEAST,
    AT_MOST,
    ONE_OF,
    PLAIN,
    USUAL,
    WINDOWED,
    BadCondition,
    Condition,
    Known,
    NoCondition,
    Trade,
    fits,
    quantile,
    read,
    readable,
    usual,
    write,
)
from engagement.segment_checks import CHECKS
from engagement.segment_queries import count, members
from engagement.segment_queries import segments as listed
from points.earning.lines import earn
from points.rules import Scope
from tests.points.making import TODAY, TOMORROW, fact, rule
from tests.support.browser import Browser, plain
from tests.support.cast import START, Cast
from tests.support.shell import Shell
from tests.support.stage import Stage

BIG = Condition("turnover", AT_LEAST, 500_000, 12)
DAY = timedelta(days=1)


def fr(words: str, **facts: Any) -> str:
    """Words as the page prints them."""
    with force_locale("fr"):
        return plain(gettext(words, **facts))


def findings() -> list[Any]:
    return [finding for check in CHECKS for finding in check.findings()]


@pytest.fixture
def trade(cast: Cast, stage: Stage) -> Iterator[Cast]:
    """Measures without the sales room; afterwards segments hold whom they mean."""
    yield cast
    session.rollback()
    assert findings() == []
    stage.written = True
    stage.put_back("cast")


def sold(cast: Cast, line: int, seller: int, cents: int, day: date = TODAY, **more: Any) -> None:
    with transaction():
        said = {"selling_company_id": seller, "rep_id": None, "document": f"F{line}"} | more
        earn([fact(cast, line, amount_cents=cents, sold_on=day, **said)], START, "test")


def define(*conditions: Condition, code: str = "big") -> int:
    with transaction():
        return segments.define(code, ("Gros", "Big"), conditions, START, "test").id


def keep_up(days: int = 0) -> int:
    with transaction():
        return segments.keep_up(START + days * DAY)


def held(company_id: int) -> list[tuple[str, date, date | None]]:
    session.rollback()
    return spells().get(company_id, [])


# --- what conditions mean ------------------------------------------------------------------------

VAUBAN = Known(
    "installer", "small", "CHR", "Bourgogne", "or", None, {12: Trade(900_000, 600_000, 4, 3_000)}, 9, 300
)


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        (Condition("kind", ONE_OF, ("installer", "distributor")), True),
        (Condition("sector", ONE_OF, ("chr",)), True),
        (Condition("region", ONE_OF, ("Rhône",)), False),
        (Condition("tier", ONE_OF, ("or",)), True),
        (Condition("turnover", AT_LEAST, 900_000, 12), True),
        (Condition("turnover", AT_MOST, 899_999, 12), False),
        (Condition("growth", AT_LEAST, 5_000, 12), True),
        (Condition("growth", AT_LEAST, 5_001, 12), False),
        (Condition("orders", AT_MOST, 4, 12), True),
        (Condition("margin", AT_LEAST, 3_001, 12), False),
        (Condition("recency", AT_MOST, 9), True),
        (Condition("first", AT_MOST, 299), False),
        (Condition("potential", AT_LEAST, 0), False),
    ],
)
def test_a_condition_holds_or_not(condition: Condition, holds: bool) -> None:
    assert fits([condition], VAUBAN) is holds


def test_nothing_grows_from_nothing_and_nobody_is_dormant_who_never_traded() -> None:
    new = Known("installer", trade={12: Trade(100, 0, 1)})
    assert not fits([Condition("growth", AT_LEAST, -10_000, 12)], new)
    assert not fits([Condition("recency", AT_LEAST, 0)], new)


figures = st.sampled_from([*WINDOWED, *PLAIN]).flatmap(
    lambda field: st.builds(
        Condition,
        st.just(field),
        st.sampled_from([AT_LEAST, AT_MOST]),
        st.integers(-(10**9), 10**12),
        st.integers(1, 36) if field in WINDOWED else st.just(0),
    )
)


@given(st.lists(figures, min_size=1, max_size=5))
def test_conditions_come_back_from_storage_as_they_were(conditions: list[Condition]) -> None:
    assert list(read(write(conditions))) == conditions


@given(st.lists(figures, min_size=1, max_size=4), st.integers(0, 10**9), st.integers(0, 10**9))
def test_one_more_condition_never_lets_more_in(conditions: list[Condition], cents: int, before: int) -> None:
    known = Known(
        "installer", trade={n: Trade(cents, before, 3, 100) for n in range(1, 37)}, recency=4, first=9
    )
    if fits(conditions, known):
        assert fits(conditions[1:], known)


@pytest.mark.parametrize(
    "wrong",
    [
        {"field": "turnover", "is": "at_least", "value": 1.5},
        {"field": "turnover", "is": "one_of", "value": ["a"]},
        {"field": "kind", "is": "one_of", "value": []},
        {"field": "colour", "is": "at_least", "value": 1},
        {"field": "turnover", "is": "at_least", "value": 1, "months": 99},
        {"field": "recency", "is": "at_least", "value": 1, "months": 12},
        {"field": "turnover", "is": "at_least", "value": True},
    ],
)
def test_a_stored_condition_that_says_nothing_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(BadCondition):
        read([wrong])


def test_a_segment_of_everybody_is_none(cast: Cast) -> None:
    with pytest.raises(NoCondition):
        define()


def test_the_five_take_their_thresholds_from_the_trade() -> None:
    known = [
        Known("distributor", trade={12: Trade(n * 10_000, 0, n), 6: Trade(n, 10, n)}, recency=n * 3)
        for n in range(1, 101)
    ]
    made = usual(known)
    assert list(made) == list(USUAL)
    inside = sum(fits(made["strategic"], one) for one in known)
    assert 18 <= inside <= 25
    assert made["dormant"] == (Condition("recency", AT_LEAST, 180),)


def test_of_no_trade_at_all_the_five_still_make_sense() -> None:
    assert all(read(write(conditions)) for conditions in usual([]).values())


def test_quantiles_are_figures_of_the_row_and_readable_ones_have_two_digits() -> None:
    assert quantile([1, 2, 3, 4, 5], 80) == 5
    assert quantile([], 80) == 0
    assert (readable(123_456), readable(7), readable(99)) == (120_000, 7, 99)


# --- memberships ----------------------------------------------------------------------------------


def test_a_membership_begins_tomorrow_and_ends_tonight(trade: Cast) -> None:
    sold(trade, 1, trade.merel.id, 600_000)
    define(BIG)
    assert held(trade.merel.id) == [("big", TOMORROW, None)]
    sold(trade, 2, trade.merel.id, -200_000, quantity=-1, returns_id=1)
    assert keep_up(3) == 1
    assert held(trade.merel.id) == [("big", TOMORROW, TODAY + 3 * DAY)]


def test_what_was_to_begin_tomorrow_and_does_not_leaves_no_trace(trade: Cast) -> None:
    sold(trade, 1, trade.merel.id, 600_000)
    define(BIG)
    sold(trade, 2, trade.merel.id, -200_000, quantity=-1, returns_id=1)
    keep_up()
    assert held(trade.merel.id) == []


def test_a_second_look_on_a_day_changes_nothing(trade: Cast) -> None:
    sold(trade, 1, trade.merel.id, 600_000)
    define(BIG)
    assert (keep_up(), keep_up(1), keep_up(1)) == (0, 0, 0)


def test_who_ends_and_holds_again_within_a_day_was_never_out(trade: Cast) -> None:
    sold(trade, 1, trade.merel.id, 600_000)
    define(BIG)
    sold(trade, 2, trade.merel.id, -200_000, quantity=-1, returns_id=1)
    keep_up(2)
    sold(trade, 3, trade.merel.id, 300_000)
    keep_up(2)
    assert held(trade.merel.id) == [("big", TOMORROW, None)]


def test_the_segment_on_the_day_of_the_sale_decides(trade: Cast) -> None:
    rule(beneficiary="selling_company", scope=Scope(segments=frozenset({"big"})))
    sold(trade, 1, trade.merel.id, 600_000)
    define(BIG)
    with transaction():
        earned = earn(
            [
                fact(trade, 2, sold_on=TODAY, rep_id=None),
                fact(trade, 3, sold_on=TOMORROW, rep_id=None),
            ],
            START + 2 * DAY,
            "test",
        )
    assert list(earned.transactions) == ["sale-line:3"]


def test_an_edit_rewrites_no_past_day(trade: Cast) -> None:
    sold(trade, 1, trade.merel.id, 600_000)
    made = define(BIG)
    with transaction():
        later = START + 5 * DAY
        segments.change(made, ("Gros", "Big"), [BIG._replace(value=9_000_000)], later, "test")
    assert held(trade.merel.id) == [("big", TOMORROW, TODAY + 5 * DAY)]


def test_an_installer_counts_by_what_it_buys_a_distributor_by_what_it_sells(trade: Cast) -> None:
    sold(trade, 1, trade.merel.id, 600_000, buying_company_id=trade.vauban.id)
    sold(trade, 2, trade.vauban.id, 900_000)
    define(BIG._replace(how=AT_MOST, value=600_000), Condition("orders", AT_LEAST, 1, 12))
    assert {*spells()} == {trade.merel.id, trade.vauban.id}


def test_a_company_that_left_belongs_nowhere(trade: Cast) -> None:
    sold(trade, 1, trade.merel.id, 600_000)
    define(BIG)
    with transaction():
        session.get_one(Company, trade.merel.id).left_at = START + DAY
    keep_up(1)
    assert held(trade.merel.id) == [("big", TOMORROW, TODAY + DAY)]


def test_a_segment_that_a_rule_names_is_not_retired(trade: Cast) -> None:
    made = define(BIG)
    rule(scope=Scope(segments=frozenset({"big"})))
    with pytest.raises(segments.SegmentInUse), transaction():
        segments.retire(made, START, "test")


def test_retiring_ends_what_runs_and_keeps_what_was(trade: Cast) -> None:
    sold(trade, 1, trade.merel.id, 600_000)
    made = define(BIG)
    with transaction():
        segments.retire(made, START + 2 * DAY, "test")
    assert held(trade.merel.id) == [("big", TOMORROW, TODAY + 2 * DAY)]
    assert keep_up(4) == 0


def test_the_list_tells_what_changed_within_a_month(trade: Cast) -> None:
    sold(trade, 1, trade.merel.id, 600_000)
    define(BIG)
    assert [(one.number, one.before) for one in listed(TODAY)] == [(1, 0)]
    assert [(one.number, one.before) for one in listed(TODAY + 40 * DAY)] == [(1, 1)]
    assert [one.name for one in members(listed(TODAY)[0].segment.id, TODAY)] == ["Comptoir Mérel"]


def test_the_count_is_what_the_segment_then_holds(trade: Cast) -> None:
    sold(trade, 1, trade.merel.id, 600_000)
    sold(trade, 2, trade.sanelec.id, 200_000)
    told = count([BIG], TODAY)
    assert (told.number, told.of, told.sample) == (1, 3, ["Comptoir Mérel"])
    assert (told.turnover, told.of_turnover) == (600_000, 800_000)


# --- verify ---------------------------------------------------------------------------------------


def test_verify_finds_a_membership_that_no_condition_means(trade: Cast) -> None:
    made = define(BIG)
    with transaction():
        session.add(SegmentMembership(segment_id=made, company_id=trade.merel.id, from_on=TOMORROW))
    assert [finding.code for finding in findings()] == ["segments-2"]
    with transaction():
        session.query(SegmentMembership).delete()


def test_verify_finds_two_memberships_at_once(trade: Cast) -> None:
    sold(trade, 1, trade.merel.id, 600_000)
    made = define(BIG)
    with transaction():
        again = SegmentMembership(
            segment_id=made, company_id=trade.merel.id, from_on=TODAY, until_on=TODAY + 9 * DAY
        )
        session.add(again)
    assert [finding.code for finding in findings()] == ["segments-1"]
    with transaction():
        session.delete(again)


def test_a_file_that_came_since_is_no_broken_segment(trade: Cast) -> None:
    define(BIG)
    sold(trade, 1, trade.merel.id, 600_000)
    assert findings() == []


# --- pages ----------------------------------------------------------------------------------------


def test_staff_make_the_five_with_one_button(cast: Cast, visitor: Browser) -> None:
    claire = visitor.as_(cast.claire)
    page = claire.submit(claire.get("/staff/programme/segments"), fr("Make the five usual segments"))
    assert page.says("Comptes stratégiques")
    assert session.query(Segment).count() == 5
    assert not page.has_button(fr("Make the five usual segments"))


def test_a_segment_is_made_changed_and_retired_by_page(cast: Cast, visitor: Browser) -> None:
    claire = visitor.as_(cast.claire)
    form = claire.get("/staff/programme/segments/new")
    page = claire.submit(
        form,
        fr("Keep the segment"),
        code="dijon",
        name_fr="Autour de Dijon",
        name_en="Around Dijon",
        region=["Bourgogne"],
        potential_least="",
    )
    assert page.says("Autour de Dijon")
    one = claire.get("/staff/programme/segments/dijon")
    assert one.says("Comptoir Mérel")
    assert one.says("Vauban Énergies")
    assert not one.says("Sanelec")
    edit = claire.follow(one, fr("Change the segment"))
    one = claire.submit(edit, fr("Keep the segment"), kind=["installer"])
    assert not one.says("Sanelec")
    assert [row.company_id for row in session.query(SegmentMembership)] == [cast.vauban.id]
    page = claire.submit(one, fr("Retire the segment"))
    assert page.says("Autour de Dijon")
    assert session.query(SegmentMembership).count() == 0


def test_the_editor_counts_while_it_is_filled_in(cast: Cast, visitor: Browser) -> None:
    claire = visitor.as_(cast.claire)

    assert claire.get("/staff/programme/segments/new").has_button(fr("Count them again"))
    page = claire.post("/staff/programme/segments/preview", status=200, kind="distributor")
    assert page.says("Comptoir Mérel, Sanelec")
    assert session.query(Segment).count() == 0


def test_a_figure_that_is_none_is_told_beside_its_field(cast: Cast, visitor: Browser) -> None:
    claire = visitor.as_(cast.claire)
    page = claire.submit(
        claire.get("/staff/programme/segments/new"),
        fr("Keep the segment"),
        code="x",
        name_fr="X",
        name_en="X",
        turnover_least="beaucoup",
        status=422,
    )
    assert page.says(fr("Write a number like 12 or 12,50."))


def test_no_conditions_or_a_taken_code_are_refused_by_page(cast: Cast, visitor: Browser) -> None:
    define(Condition("kind", ONE_OF, ("installer",)), code="taken")
    claire = visitor.as_(cast.claire)
    form = claire.get("/staff/programme/segments/new")
    said = {"name_fr": "X", "name_en": "X"}
    empty = claire.submit(form, fr("Keep the segment"), code="empty", status=422, **said)
    assert empty.says(fr("A segment needs at least one condition: without any it would hold everybody."))
    taken = claire.submit(form, fr("Keep the segment"), code="taken", kind=["installer"], status=422, **said)
    assert taken.says("taken")


def test_only_administrators_see_segments(cast: Cast, visitor: Browser) -> None:
    for one in (cast.hugo, cast.karim, cast.nadia):
        visitor.as_(one).get("/staff/programme/segments", status=403)
    visitor.as_(cast.claire).get("/staff/programme/segments/none", status=404)


def test_a_companys_page_names_its_segments(cast: Cast, visitor: Browser) -> None:
    define(Condition("kind", ONE_OF, ("installer",)), code="taken")
    clock.clock.freeze(START + DAY)
    assert visitor.as_(cast.claire).get(f"/staff/companies/{cast.vauban.id}").says("Gros")
    assert names_of(cast.vauban.id, TODAY) == []


def test_the_shell_lists_reviews_and_makes_segments(cast: Cast, shell: Shell) -> None:
    assert len(shell("engagement", "segments", "usual").lines) == 5
    assert shell("engagement", "segments", "usual").lines == []
    assert shell("engagement", "segments", "review").output.startswith("0 ")
    printed = shell("engagement", "segments", "list", "--format", "csv")
    assert printed.lines[0].startswith("code,name_fr")
    assert len(printed.lines) == 6
