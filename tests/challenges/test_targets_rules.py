"""A target from one's own history: seasonal, fair to newcomers, deaf to one lucky order."""

from hypothesis import given
from hypothesis import strategies as st

from challenges.document.parts import Targets
from challenges.rules.facts import Own
from challenges.rules.targets import ONCE, History, base_of, computed, season, usual_of

PLAIN = Targets(growth_bp=1_000, floor=500)
USUAL = [(1_000, 14)] * 4
values = st.integers(0, 10**9)
histories = st.builds(
    History,
    st.one_of(st.none(), values),
    st.lists(st.tuples(values, st.integers(1, 14)), max_size=4),
    st.just(14),
)


def test_a_steady_seller_is_asked_last_years_window_and_the_growth():
    assert computed(PLAIN, History(1_200, USUAL, 14), ONCE) == Own(1_320, 1_200)


def test_one_giant_order_last_year_weighs_no_more_than_twice_the_usual():
    assert base_of(History(900_000, USUAL, 14), ONCE) == 2_000


def test_a_leave_last_year_makes_no_easy_target():
    assert base_of(History(0, USUAL, 14), ONCE) == 500


def test_one_giant_order_lately_does_not_move_the_median():
    assert usual_of(History(None, [(900_000, 14), *USUAL[:3]], 14)) == 1_000


def test_whoever_sells_seldom_is_asked_half_of_the_mean():
    assert usual_of(History(None, [(1_000, 14), (0, 14), (0, 14), (0, 14)], 14)) == 125


def test_whoever_works_half_since_is_asked_about_half():
    assert base_of(History(1_000, [(500, 14)] * 4, 14), ONCE) == 1_000
    assert base_of(History(2_000, [(500, 14)] * 4, 14), ONCE) == 1_000


def test_a_newcomer_has_the_floor_until_a_week_is_known_then_its_own_pace():
    assert computed(PLAIN, History(None, [(9_000, 3)], 14), ONCE) == Own(500, 500)
    assert base_of(History(None, [(700, 7)], 14), ONCE) == 1_400


def test_the_season_of_the_network_lifts_who_has_no_year_before():
    assert season(1_500, [1_000, 1_000]) == 15_000
    assert season(9_000, [1_000]) == 20_000
    assert season(0, [1_000]) == season(5, []) == ONCE
    assert base_of(History(None, USUAL, 14), 15_000) == 1_500


@given(histories, st.integers(5_000, 20_000), st.integers(0, 5_000), st.integers(0, 10**6))
def test_no_target_is_below_its_floor_or_below_one(history: History, of_season: int, growth: int, floor: int):
    own = computed(Targets(growth_bp=growth, floor=floor), history, of_season)
    assert own.target >= own.base >= max(floor, 1)


@given(histories, st.integers(5_000, 20_000))
def test_last_years_window_never_weighs_more_than_twice_what_is_usual(history: History, of_season: int):
    form = usual_of(history) * of_season // ONCE
    if form > 0 and history.recent:
        assert form // 2 <= base_of(history, of_season) <= form * 2
