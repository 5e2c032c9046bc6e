"""Lines of parcels, however they were cut: what was written is read, every problem keeps its line."""

from hypothesis import given
from hypothesis import strategies as st

from catalog.rules.parcels import MOST_LINES, NoOrderNumber, NoTracking, OrderTwice, TooManyLines, read

words = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -", min_size=1, max_size=30).filter(str.strip)
numbers = st.lists(st.integers(1, 10**9), unique=True, min_size=1, max_size=20)


@given(numbers, words, words, st.sampled_from(";\t,"), st.booleans())
def test_what_was_written_is_read(orders: list[int], carrier: str, code: str, cut: str, headed: bool) -> None:
    head = [f"Commande{cut}Transporteur{cut}Suivi"] if headed else []
    rows = [f"{number}{cut}{carrier}{cut}{code}{number}" for number in orders]
    parcels, problems = read("\n".join([*head, *rows]))
    assert problems == []
    assert [one.order_id for one in parcels] == orders
    assert [one.tracking for one in parcels] == [f"{code}{number}".strip() for number in orders]
    assert {one.carrier for one in parcels} == {carrier.strip()}
    assert [one.line for one in parcels] == [place + 1 + headed for place in range(len(orders))]


@given(st.text(max_size=400))
def test_no_text_breaks_the_reading(text: str) -> None:
    parcels, problems = read(text)
    assert len({one.order_id for one in parcels}) == len(parcels)
    assert all(one.line >= 1 for one in problems)


def test_two_cells_take_the_carrier_of_the_page_and_quotes_are_taken_off() -> None:
    parcels, problems = read('"12";"6A1"\n13;;6A2\n\n  \n#14;GLS;6A3', "DPD")
    assert problems == []
    assert [(one.order_id, one.carrier, one.tracking) for one in parcels] == [
        (12, "DPD", "6A1"),
        (13, "DPD", "6A2"),
        (14, "GLS", "6A3"),
    ]


def test_every_problem_is_named_at_its_line() -> None:
    parcels, problems = read("12;DPD;1\nx;DPD;2\n12;DPD;3\n15;DPD;\n16")
    assert [one.order_id for one in parcels] == [12]
    assert [(one.line, type(one.why)) for one in problems] == [
        (2, NoOrderNumber),
        (3, OrderTwice),
        (4, NoTracking),
        (5, NoTracking),
    ]


def test_a_file_without_end_is_refused_whole() -> None:
    parcels, problems = read("\n".join(f"{number};DPD;6A" for number in range(1, MOST_LINES + 2)))
    assert parcels == []
    assert isinstance(problems[0].why, TooManyLines)
