"""What a gift owes: the worked figures of A2 to A5, and what must hold for all of them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance import contributions as law
from compliance.contributions import Split, VoucherYear
from compliance.parameters import Parameter, fingerprint, is_provisional, minimum_wage

DAY = date(2026, 3, 15)
SMIC = 182_303
LIMITS = law.brackets([], DAY, SMIC)
OPERATION = law.vouchers([], DAY, SMIC)
CENTS = st.integers(0, 1_000_000)


def policy(number: int) -> list[Parameter]:
    return [Parameter("smic_policy", number, date(2020, 1, 1), "choice")]


def year(gifts: list[tuple[date, int]], own: list[Parameter] | None = None) -> int:
    """The contribution at 20 % of gifts in this order, all of one calendar year."""
    owed = before = 0
    for day, value in gifts:
        treated = law.treat("employee_commercial", value, before, day, own or [])
        assert treated.split is not None
        owed, before = owed + treated.split.contribution20, before + value
    return owed


@pytest.mark.parametrize(
    ("day", "thresholds"),
    [
        (date(2024, 2, 1), (26_504, 265_038)),
        (date(2025, 2, 1), (27_027, 270_270)),
        (date(2026, 2, 1), (27_345, 273_455)),
    ],
)
def test_the_thresholds_of_each_year_are_those_published(day: date, thresholds: tuple[int, int]) -> None:
    limits = law.brackets([], day, minimum_wage([], day)[0])
    assert (limits.exempt_until, limits.base20_until) == thresholds


@pytest.mark.parametrize(
    ("before", "value", "split"),
    [
        (20_000, 15_000, Split(7_345, 7_655, 0, 1_531)),
        (250_000, 60_000, Split(0, 23_455, 36_545, 4_691)),
        (0, 30_000, Split(27_345, 2_655, 0, 531)),
        (0, 50_000, Split(27_345, 22_655, 0, 4_531)),
        (0, 25_000, Split(25_000, 0, 0, 0)),
        (0, 27_345, Split(27_345, 0, 0, 0)),
        (0, 310_000, Split(27_345, 246_110, 36_545, 49_222)),
    ],
)
def test_a_reward_is_split_by_where_it_stands_in_its_year(before: int, value: int, split: Split) -> None:
    assert law.step(before, value, LIMITS) == split


def test_the_year_before_had_its_own_thresholds() -> None:
    day = date(2025, 5, 5)
    limits = law.brackets([], day, minimum_wage([], day)[0])
    assert law.annual(100_000, limits).contribution20 == 14_595
    assert law.annual(300_000, limits) == Split(27_027, 243_243, 29_730, 48_649)


@pytest.mark.parametrize(
    ("operations", "owed", "kept", "abuse"),
    [
        ((30_000, 15_000, 50_000), 8_708, True, False),
        ((127_612,), 21_876, True, False),
        ((130_000, 30_000), 26_531, False, False),
        ((18_230,) * 5, 0, True, True),
        ((18_230,) * 4, 0, True, False),
    ],
)
def test_vouchers_only_are_counted_by_operation(
    operations: tuple[int, ...], owed: int, kept: bool, abuse: bool
) -> None:
    found = VoucherYear(operations, True, Split())
    assert law.keeps_scheme(found, OPERATION) is kept
    whole = law.by_operation(operations, OPERATION, 2_000) if kept else law.annual(sum(operations), LIMITS)
    assert whole.contribution20 == owed
    assert law.abuse_presumed(operations, OPERATION) is abuse


def test_five_operations_are_shown_what_the_year_would_owe() -> None:
    assert law.annual(5 * 18_230, LIMITS).contribution20 == 12_761


def test_one_gift_in_another_form_sends_the_year_back_to_the_brackets() -> None:
    assert not law.keeps_scheme(VoucherYear((30_000,), False, Split()), OPERATION)


@pytest.mark.parametrize(
    ("base", "before", "in_kind", "employer", "employee"),
    [
        (50_000, 0, True, 15_645, 0),
        (50_000, 0, False, 15_645, 8_500),
        (36_545, 0, True, 11_436, 0),
        (500_000, 0, True, 147_943, 0),
    ],
)
def test_ordinary_contributions_are_those_of_the_worked_examples(
    base: int, before: int, in_kind: bool, employer: int, employee: int
) -> None:
    lines = law.ordinary(base, before, DAY, [], in_kind)
    assert sum(one.cents for one in lines if one.code.startswith("er_")) == employer
    assert sum(one.cents for one in lines if one.code.startswith("ee_")) == employee


def test_the_base_of_the_csg_may_be_abated() -> None:
    abated = [Parameter("ee_csg_base", 9_825, date(2026, 1, 1), "L136-2")]
    lines = {one.code: one.cents for one in law.ordinary(50_000, 0, DAY, abated, False)}
    assert (lines["ee_csg"], lines["ee_crds"]) == (4_520, 246)


def test_the_capped_base_stops_at_one_ceiling_a_year() -> None:
    lines = {one.code: one.base for one in law.ordinary(100_000, 400_000, DAY, [], True)}
    assert (lines["er_oldage_capped"], lines["er_oldage_uncapped"]) == (500, 100_000)


def test_which_minimum_wage_counts_is_a_policy() -> None:
    gifts = [(date(2026, 3, 15), 27_000), (date(2026, 6, 10), 800)]
    assert (year(gifts), year(gifts, policy(1))) == (91, 0)
    late = [(date(2024, 11, 20), 26_800)]
    assert (year(late), year(late, policy(1))) == (59, 0)
    assert minimum_wage(policy(2), date(2026, 2, 1)) == (186_702, "YEAR_MAX")
    own = [*policy(3), Parameter("smic_manual", 144_993, date(2026, 6, 1), "Mayotte")]
    assert minimum_wage(own, date(2026, 7, 1)) == (144_993, "MANUAL")


@pytest.mark.parametrize(
    ("status", "scheme"),
    [
        ("employee_commercial", "A2"),
        ("employee_other", "A4"),
        ("employee_same_group", "A4"),
        ("employee_agricultural", "A4"),
        ("assimilated_employee", "A4"),
        ("temp_agency", "A4"),
        ("own_employee", "A4"),
        ("self_employed", "B1"),
        ("company", "B1"),
        ("non_fr_social_security", ""),
    ],
)
def test_the_status_calls_for_its_rules(status: str, scheme: str) -> None:
    assert law.scheme_of(status, [], DAY) == scheme


def test_brackets_are_opened_to_others_by_a_dated_switch() -> None:
    own = [Parameter("brackets_temp_agency", 1, date(2026, 5, 1), "rescrit")]
    assert law.scheme_of("temp_agency", own, DAY) == "A4"
    assert law.scheme_of("temp_agency", own, date(2026, 5, 1)) == "A2"


def test_two_lines_of_one_fingerprint_were_computed_alike() -> None:
    own = [Parameter("third_party_rate", 2_500, date(2026, 4, 1), "law")]
    assert fingerprint([], DAY) == fingerprint(own, DAY) != fingerprint(own, date(2026, 4, 1))


def test_what_nobody_checked_is_provisional() -> None:
    assert not is_provisional([], date(2026, 12, 31))
    assert is_provisional([], date(2027, 1, 1))


@given(CENTS, CENTS)
def test_a_split_sums_to_its_value_and_owes_no_more_than_the_whole(before: int, value: int) -> None:
    split = law.step(before, value, LIMITS)
    assert split.exempt + split.base20 + split.ordinary == value
    assert min(split) >= 0
    assert abs(split.contribution20 - law.share(split.base20, 2_000)) <= 1
    assert law.annual(before + value, LIMITS).contribution20 <= 49_222


@given(st.lists(CENTS, max_size=8), st.randoms())
def test_the_order_of_gifts_does_not_change_the_year(values: list[int], chance: object) -> None:
    gifts = [(DAY, value) for value in values]
    shuffled = list(gifts)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert year(gifts) == year(shuffled) == law.annual(sum(values), LIMITS).contribution20


@given(CENTS, CENTS, st.data())
def test_taking_back_leaves_the_year_as_if_it_had_not_been_given(
    before: int, value: int, data: st.DataObject
) -> None:
    back = data.draw(st.integers(0, value))
    given_, taken = law.step(before, value, LIMITS), law.step(before + value, -back, LIMITS)
    left = law.annual(before + value - back, LIMITS)
    had = law.annual(before, LIMITS)
    assert [b + g + t for b, g, t in zip(had, given_, taken, strict=True)] == list(left)
