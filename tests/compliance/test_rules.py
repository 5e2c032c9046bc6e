"""What keeps a reward from somebody is said completely, and nothing else does."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance import rules, words
from compliance.rules import Standing, obstacles
from core.rules import Refused

FINE = Standing(
    status="employee_commercial",
    status_valid=True,
    employer_siret="73282932000074",
    consent_id=7,
    yearly_cap_cents=40_000,
    given_this_year_cents=0,
    terms_id=3,
    terms_accepted=True,
)


def changed(**what: object) -> Standing:
    return Standing(**{**FINE.__dict__, **what})


def test_nothing_keeps_a_reward_from_somebody_in_good_standing() -> None:
    assert obstacles(FINE, 40_000) == []


@pytest.mark.parametrize(
    ("what", "refusal"),
    [
        ({"terms_id": None}, rules.NoTerms),
        ({"terms_accepted": False}, rules.TermsNotAccepted),
        ({"status": ""}, rules.StatusUnknown),
        ({"status_valid": False}, rules.EvidenceExpired),
        ({"status": "health_professional"}, rules.StatusBlocked),
        ({"status": "public_agent"}, rules.StatusBlocked),
        ({"consent_id": None}, rules.EmployerSilent),
        ({"consent_id": None, "employer_withdrew": True}, rules.EmployerWithdrew),
        ({"given_this_year_cents": 1}, rules.YearlyCapReached),
    ],
)
def test_each_obstacle_alone_is_named(what: dict[str, object], refusal: type[Refused]) -> None:
    assert [type(one) for one in obstacles(changed(**what), 40_000)] == [refusal]


def test_every_obstacle_is_said_at_once() -> None:
    nobody = changed(status="", status_valid=False, consent_id=None, terms_accepted=False)
    assert len(obstacles(nobody, 1)) == 3


@pytest.mark.parametrize("status", rules.NO_EMPLOYER)
def test_who_has_no_other_employer_needs_no_consent(status: str) -> None:
    assert obstacles(changed(status=status, consent_id=None, yearly_cap_cents=None), 10**9) == []


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.integers(0, 10**9))
def test_the_cap_refuses_exactly_what_exceeds_it(cap: int, before: int, value: int) -> None:
    refused = obstacles(changed(yearly_cap_cents=cap, given_this_year_cents=before), value)
    assert bool(refused) == (before + value > cap)


def test_four_hundred_euros_a_year_refuse_the_four_hundred_and_first() -> None:
    refused = obstacles(changed(given_this_year_cents=30_100), 10_000)
    assert str(refused[0]).startswith("Your company allows rewards worth €400 a year, of which €99 is left")


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 3, 31), 1, date(2026, 4, 30)),
        (date(2026, 10, 15), 36, date(2029, 10, 15)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
    ],
)
def test_months_end_where_the_month_ends(day: date, months: int, then: date) -> None:
    assert rules.months_after(day, months) == then


def test_evidence_holds_from_its_first_day_until_the_earlier_of_its_two_ends() -> None:
    first, last = date(2026, 1, 1), date(2026, 12, 31)
    days = [date(2025, 12, 31), first, date(2026, 3, 1), date(2026, 3, 2)]
    assert [rules.evidence_valid("K-bis", first, last, day, 2) for day in days] == [False, True, True, False]
    assert not rules.evidence_valid("", first, last, first, 2)


def test_an_installations_own_figure_beats_the_default_from_its_day_on() -> None:
    own = [rules.Parameter("evidence_months", 12, date(2026, 6, 1), "policy")]
    assert rules.in_force(own, "evidence_months", date(2026, 5, 31)) == 36
    assert rules.in_force(own, "evidence_months", date(2026, 6, 1)) == 12


def test_terms_are_read_as_headings_lists_and_paragraphs() -> None:
    text = "# One\n\nFirst line\n\n- a\n- b\n\n## Two\nLast"
    assert words.blocks(text) == [
        ("heading", ["One"]),
        ("text", ["First line"]),
        ("list", ["a", "b"]),
        ("heading", ["Two"]),
        ("text", ["Last"]),
    ]
