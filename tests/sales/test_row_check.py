"""Every cell that a file may hold is read exactly, or refused with a sentence (T11)."""

import random
import time
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.figures import NoSuchDay, NotADay, NotFigures, cents, day, number
from sales.row_check import RowCheck
from sales.rules import SENTENCES, Books, Layout, answer_day, row_key

TODAY = date(2026, 10, 15)
NAMES = ("selling_company", "rep", "document", "line", "invoiced_on", "product", "quantity", "amount")
BOOKS = Books(
    companies={"merel": (1, "MEREL")},
    people={"karim": (2, "KARIM")},
    products={"pac-8": (3, "PAC-8"), "van-20": (4, "VAN-20")},
    mandates={(2, 1): [(date(2025, 1, 1), None)]},
    employers={2: [1]},
)
GOOD = ["MEREL", "KARIM", "FA-1", "1", "14/10/2026", "PAC-8", "2", "11 480,00 €"]


def judge(**changes) -> RowCheck:
    places = {name: (place, name) for place, name in enumerate(NAMES)}
    return RowCheck(Layout(places=places, width=len(NAMES), **changes), BOOKS, TODAY)


def codes(**cells: str | int | float) -> list[str]:
    row = [cells.get(name, good) for name, good in zip(NAMES, GOOD, strict=True)]
    return [problem.code for problem in judge().check(row)[1]]


def test_a_good_row_is_a_fact_in_cents():
    fact, problems = judge().check(GOOD)
    assert not problems
    assert fact
    assert (fact.quantity, fact.amount_cents, fact.sold_on) == (2, 1_148_000, date(2026, 10, 14))


@pytest.mark.parametrize(
    ("name", "cell", "code"),
    [
        ("selling_company", "MERAL", "unknown_company_near"),
        ("selling_company", "XXXXXXXX", "unknown_company"),
        ("selling_company", "", "missing"),
        ("rep", "KARIN", "unknown_person_near"),
        ("product", "PAC-9", "unknown_product_near"),
        ("product", "", "missing"),
        ("product", "=PAC", "formula"),
        ("document", "@SUM(A1)", "formula"),
        ("document", "FA\0-1", "hidden"),
        ("document", "x" * 61, "too_long"),
        ("quantity", "-2", "positive"),
        ("quantity", "0", "zero"),
        ("quantity", "2,5", "not_whole"),
        ("quantity", "deux", "not_a_number"),
        ("quantity", "٢", "not_a_number"),
        ("quantity", "9" * 400, "too_large"),
        ("quantity", "=1+1", "formula"),
        ("amount", "-1,00", "negative"),
        ("amount", "1e5", "not_a_number"),
        ("amount", "12.34,5", "not_a_number"),
        ("amount", "=A1*2", "formula"),
        ("amount", "", "missing"),
        ("invoiced_on", "30/02/2026", "no_such_day"),
        ("invoiced_on", "2026-13-01", "no_such_day"),
        ("invoiced_on", "16/10/2026", "future"),
        ("invoiced_on", "01/01/1900", "too_old"),
        ("invoiced_on", "hier", "not_a_day"),
        ("invoiced_on", 45000, "not_a_day"),
        ("invoiced_on", "31/12/2024", "no_mandate"),
    ],
)
def test_each_wrong_cell_is_refused_with_its_sentence(name, cell, code):
    assert codes(**{name: cell}) == [code]
    assert code.removesuffix("_near") in SENTENCES


def test_every_problem_of_a_row_is_told_at_once():
    assert set(codes(rep="X" * 10, product="Y" * 10, quantity="0", amount="z", invoiced_on="30/02/2026")) == {
        "unknown_person",
        "unknown_product",
        "zero",
        "not_a_number",
        "no_such_day",
    }


def test_more_cells_than_columns_are_no_silent_loss():
    assert [problem.code for problem in judge().check([*GOOD, "€"])[1]] == ["surplus"]


@pytest.mark.parametrize("text", ["1 234,50", "1\u202f234,50\u00a0€", "1.234,50", "1234,5", "EUR 1234,50"])
def test_amounts_are_read_as_french_exports_write_them(text):
    assert cents(text, ",") == 123_450


@pytest.mark.parametrize(
    "text",
    ["14/10/2026", "14.10.26", "14-10-2026", "2026-10-14", "20261014", "14 octobre 2026", "14 oct. 2026"],
)
def test_days_are_read_in_the_forms_that_exports_use(text):
    assert day(text, "dmy") == date(2026, 10, 14)


def test_an_ambiguous_day_goes_by_the_mappings_order():
    assert (day("03/04/2026", "dmy"), day("03/04/2026", "mdy")) == (date(2026, 4, 3), date(2026, 3, 4))


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_a_written_amount_reads_back_to_the_cent(amount):
    assert cents(str(amount), ".") == int(amount * 100)
    assert number(str(amount).replace(".", ","), ",") == Decimal(amount)


@given(st.text(max_size=30))
def test_no_text_is_read_as_a_number_or_a_day_by_accident(text):
    for read, refusals in ((cents, NotFigures), (day, (NotADay, NoSuchDay))):
        try:
            read(text)
        except refusals:
            continue
        assert any(c.isdigit() for c in text)


@given(st.lists(st.text(alphabet="ab|%", min_size=1, max_size=5), min_size=3, max_size=3), st.data())
def test_two_different_lines_never_share_a_key(parts, data):
    other = data.draw(st.lists(st.text(alphabet="ab|%", min_size=1, max_size=5), min_size=3, max_size=3))
    assert (row_key(*parts) == row_key(*other)) == (parts == other)


@given(st.lists(st.one_of(st.text(max_size=40), st.integers(), st.floats()), max_size=12))
def test_any_row_is_a_fact_or_has_named_problems(row):
    fact, problems = judge().check(row)
    assert (fact is None) == bool(problems)
    assert all(problem.code.removesuffix("_near") in SENTENCES for problem in problems)


def test_ten_thousand_malformed_rows_are_each_taken_or_refused_by_name_in_bounded_time():
    chance, check = random.Random(11), judge()
    spoils = ("٣", "\0", "=cmd|' /C calc'!A0", "30/02/2026", "\u202e", "9" * 400, "", "NaN", "-1", "é" * 200)
    taken = refused = 0
    started = time.process_time()
    for line in range(10_000):
        row: list[str | int | float] = [*GOOD]
        row[2] = f"FA-{line}"
        for _ in range(chance.randrange(3)):
            row[chance.randrange(len(row))] = chance.choice(spoils)
        if chance.random() < 0.1:
            row = row[: chance.randrange(len(row))]
        if chance.random() < 0.05:
            row += ["surplus", "more"]
        fact, problems = check.check(row)
        assert (fact is None) == bool(problems)
        assert all(problem.code.removesuffix("_near") in SENTENCES for problem in problems)
        taken, refused = taken + (fact is not None), refused + (fact is None)
    assert taken > 1_000
    assert refused > 1_000
    assert time.process_time() - started < 5


def test_weekends_do_not_count_towards_an_answer():
    assert answer_day(date(2026, 10, 15)) == date(2026, 10, 19)
