"""A template's document can be read, stands in the coming quarter, and never costs more than its budget."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from challenges.document import templates
from challenges.document.reading import from_plain
from challenges.document.templates import TEMPLATES, Wish
from challenges.rules.budget import participants_at_most, worst_case
from tests.challenges.documents import document

wishes = st.builds(
    Wish,
    today=st.dates(date(2024, 1, 1), date(2032, 12, 31)),
    budget=st.integers(1, 10**7),
    people=st.integers(1, 5000),
    ranges=st.sampled_from([(), ("PAC",)]),
)


@given(wish=wishes, name=st.sampled_from(sorted(TEMPLATES)))
def test_a_template_keeps_its_budget_whatever_is_sold(wish: Wish, name: str):
    made = TEMPLATES[name](wish)
    assert worst_case(made, participants_at_most(made), {}).total <= wish.budget
    assert made.first > wish.today
    assert made.code.startswith(made.code.split("-")[0])


@given(wish=wishes.filter(lambda wish: wish.budget >= 40), name=st.sampled_from(sorted(TEMPLATES)))
def test_a_template_is_a_document_that_can_be_read(wish: Wish, name: str):
    made = TEMPLATES[name](wish)
    said = replace(made, title_fr="a", title_en="a", text_fr="a", text_en="a") if name == "empty" else made
    assert from_plain(said.plain()) == said


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [
        (date(2026, 10, 15), date(2027, 1, 1), date(2027, 3, 31)),
        (date(2026, 12, 31), date(2027, 1, 1), date(2027, 3, 31)),
        (date(2027, 1, 1), date(2027, 4, 1), date(2027, 6, 30)),
        (date(2024, 2, 29), date(2024, 4, 1), date(2024, 6, 30)),
    ],
)
def test_the_coming_quarter_is_the_one_after_this(today: date, first: date, last: date):
    assert templates.coming_quarter(today) == (first, last)


@given(today=st.dates(date(2024, 1, 1), date(2032, 12, 31)))
def test_last_quarters_challenge_begins_on_the_same_weekday(today: date):
    before = document()
    again = templates.next_season(before, today, "again")
    assert again.days == before.days
    assert again.first.weekday() == before.first.weekday()
    assert again.first > today
    offset = before.first - templates.quarter_of(before.first)
    assert timedelta() <= again.first - templates.coming_quarter(today)[0] - offset < timedelta(days=7)
