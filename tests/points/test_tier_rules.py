"""Tiers as pure rules: reached at once, kept, lost after their grace; what is missing; a sound scheme."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from points.rules.tier_checks import problems
from points.rules.tier_life import Look, last_day, look
from points.rules.tier_progress import progress, warning_stage
from points.rules.tiers import Benefit, Figures, Level, Scheme, Standing, months_before, window

TODAY = date(2026, 10, 15)
GIFT = (Benefit("Un conseiller dédié", "An adviser of your own"),)
BRONZE = Level("bronze", "Bronze", "Bronze", "bronze", 0, None, GIFT)
SILVER = Level("argent", "Argent", "Silver", "silver", 1_000_00, 2, GIFT)
GOLD = Level("or", "Or", "Gold", "gold", 5_000_00, 5, GIFT)
ROLLING = Scheme(levels=(BRONZE, SILVER, GOLD))
YEARLY = ROLLING._replace(span="calendar")
DAY = timedelta(days=1)

amounts = st.integers(-1_000_00, 10_000_00)
acts = st.integers(0, 8)
codes = st.sampled_from([None, "bronze", "argent", "or", "gone"])
schemes = st.builds(
    lambda span, downgrade, grace: ROLLING._replace(span=span, downgrade=downgrade, grace_days=grace),
    st.sampled_from(["rolling", "calendar"]),
    st.sampled_from(["one_step", "to_earned"]),
    st.integers(0, 90),
)
figures = st.builds(Figures, amounts, acts, amounts, acts)


def standing(code):
    return Standing(code) if code else None


def _held(after: Look) -> Standing:
    assert after.standing is not None
    return after.standing


def rank(scheme, found):
    place = scheme.place(found.code) if found else None
    return -1 if place is None else place


@given(schemes, codes, figures)
def test_nobody_holds_a_tier_that_the_scheme_lacks(scheme, code, found):
    after = look(scheme, standing(code), found, TODAY).standing
    assert after is not None  # the lowest one begins at zero
    assert scheme.place(after.code) is not None


@given(schemes, codes, figures, st.integers(0, 5_000_00), st.integers(0, 5))
def test_more_never_gives_a_lower_tier(scheme, code, found, more, more_acts):
    richer = found._replace(amount=found.amount + more, acts=found.acts + more_acts)
    poor, rich = (look(scheme, standing(code), one, TODAY).standing for one in (found, richer))
    assert rank(scheme, rich) >= rank(scheme, poor)


@given(schemes, codes, figures)
def test_looking_twice_on_a_day_changes_nothing_more(scheme, code, found):
    once = look(scheme, standing(code), found, TODAY)
    again = look(scheme, once.standing, found, TODAY)
    if scheme.grace_days or scheme.span == "calendar":
        assert again.standing == once.standing
        assert again.reason == ""


@given(schemes, figures)
def test_a_promotion_comes_at_once_over_several_levels_too(scheme, found):
    after = look(scheme, Standing("bronze"), found._replace(amount=9_000_00), TODAY)
    assert (_held(after).code, after.reason) == ("or", "reached")


@given(st.integers(0, 120), st.integers(0, 120), st.sampled_from(["one_step", "to_earned"]))
def test_the_grace_is_respected_to_the_day(grace, wait, downgrade):
    scheme = ROLLING._replace(grace_days=grace, downgrade=downgrade)
    short = Standing("or", TODAY - wait * DAY)
    after = look(scheme, short, Figures(0), TODAY)
    if wait <= grace:
        assert after.standing == short
    else:
        assert _held(after).code == ("argent" if downgrade == "one_step" else "bronze")
        assert after.reason == "lost"


def test_falling_short_starts_the_grace_and_recovering_ends_it():
    short = look(ROLLING, Standing("or"), Figures(4_999_99), TODAY).standing
    assert short == Standing("or", TODAY)
    assert last_day(ROLLING, short) == date(2026, 12, 14)
    assert look(ROLLING, short, Figures(5_000_00), TODAY + DAY).standing == Standing("or")


def test_after_one_step_down_the_next_grace_begins_anew():
    after = look(ROLLING, Standing("or", TODAY - 61 * DAY), Figures(0), TODAY).standing
    assert after == Standing("argent", TODAY)


def test_a_year_keeps_its_tier_to_the_end_of_the_next():
    won = look(YEARLY, Standing("bronze"), Figures(1_000_00), TODAY).standing
    assert won == Standing("argent", None, date(2027, 12, 31))
    assert look(YEARLY, won, Figures(0, 0, 1_000_00), date(2027, 12, 31)).standing == won
    late = look(YEARLY, won, Figures(0, 0, 0), date(2028, 1, 1)).standing
    assert late == Standing("argent", date(2028, 1, 1), date(2027, 12, 31))
    assert look(YEARLY, late, Figures(0), date(2028, 2, 29)).standing == late
    lost = look(YEARLY, late, Figures(0), date(2028, 3, 1))
    assert (lost.standing, lost.reason) == (Standing("bronze", None, date(2028, 12, 31)), "lost")


def test_late_sales_of_the_year_that_is_over_still_save_its_tier():
    late = Standing("argent", date(2028, 1, 1), date(2027, 12, 31))
    saved = look(YEARLY, late, Figures(0, 0, 1_000_00), date(2028, 1, 20)).standing
    assert saved == Standing("argent", None, date(2028, 12, 31))


def test_acts_are_a_second_way_in():
    assert _held(look(ROLLING, None, Figures(0, 2), TODAY)).code == "argent"
    assert _held(look(ROLLING, None, Figures(0, 5), TODAY)).code == "or"


def test_a_tier_that_a_new_scheme_lacks_becomes_the_one_deserved():
    after = look(ROLLING, Standing("platine"), Figures(1_500_00), TODAY)
    assert (_held(after).code, after.reason) == ("argent", "scheme")


def test_nobody_without_the_first_threshold_has_a_tier():
    steep = ROLLING._replace(levels=(SILVER, GOLD))
    assert look(steep, None, Figures(10), TODAY) == (None, "")
    assert look(steep, Standing("argent", TODAY - 61 * DAY), Figures(10), TODAY) == (None, "lost")


def test_what_is_missing_to_reach_the_next_and_to_keep_the_present():
    told = progress(ROLLING, Standing("argent", TODAY), Figures(800_00, 1), TODAY)
    assert (told.next, told.to_reach, told.acts_to_reach) == (GOLD, 4_200_00, 4)
    assert (told.to_keep, told.keep_by) == (200_00, date(2026, 12, 14))
    yearly = progress(YEARLY, Standing("argent", None, date(2026, 12, 31)), Figures(800_00), TODAY)
    assert (yearly.to_keep, yearly.keep_by, yearly.reach_by) == (
        200_00,
        date(2026, 12, 31),
        date(2026, 12, 31),
    )
    safe = progress(YEARLY, Standing("argent", None, date(2027, 12, 31)), Figures(800_00), TODAY)
    assert (safe.to_keep, safe.keep_by) == (0, None)
    top = progress(ROLLING, Standing("or"), Figures(9_000_00), TODAY)
    assert (top.next, top.to_reach, top.to_keep) == (None, 0, 0)


@pytest.mark.parametrize(
    ("left", "stage"), [(60, "start"), (31, "start"), (30, "30"), (8, "30"), (7, "7"), (0, "7")]
)
def test_each_early_warning_has_its_day(left, stage):
    short = Standing("argent", TODAY - (60 - left) * DAY)
    told = progress(ROLLING, short, Figures(800_00), TODAY)
    assert warning_stage(told, short, TODAY) == stage


def test_who_deserves_the_tier_is_not_warned():
    held = Standing("argent")
    assert warning_stage(progress(ROLLING, held, Figures(1_000_00), TODAY), held, TODAY) == ""


def test_the_window_of_twelve_months_ends_today_and_leaves_no_day_out():
    assert window(ROLLING, TODAY) == (date(2025, 10, 16), TODAY)
    assert window(ROLLING._replace(months=1), date(2026, 3, 31)) == (date(2026, 3, 1), date(2026, 3, 31))
    assert window(YEARLY, TODAY) == (date(2026, 1, 1), TODAY)
    assert months_before(date(2028, 2, 29), 12) == date(2027, 2, 28)


def test_a_sound_scheme_has_no_problem():
    assert problems(ROLLING) == []
    assert problems(YEARLY) == []


def wrong(**changed):
    return {(one.level, one.field) for one in problems(ROLLING._replace(**changed))}


def test_the_first_tier_brings_a_real_benefit():
    assert wrong(levels=(BRONZE._replace(benefits=()), SILVER)) == {(0, "benefits")}
    assert wrong(levels=(BRONZE, SILVER._replace(benefits=()))) == set()


def test_every_problem_of_a_scheme_is_told_at_once():
    twin = SILVER._replace(colour="pink", threshold=0, or_acts=0)
    odd = GOLD._replace(code="A B", name_en="silver", threshold=-5)
    assert wrong(levels=(BRONZE, twin, odd), months=0, grace_days=400, measure="mood") == {
        (None, "measure"), (None, "months"), (None, "grace_days"), (1, "colour"), (1, "threshold"),
        (1, "or_acts"), (2, "code"), (2, "name_en"), (2, "threshold"),
    }  # fmt: skip
    assert wrong(levels=()) == {(None, "levels")}


def test_a_higher_tier_asks_for_more_acts():
    assert wrong(levels=(BRONZE, SILVER, GOLD._replace(or_acts=2))) == {(2, "or_acts")}
