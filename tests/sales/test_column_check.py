"""Rows read column by column are what they are one by one."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from sales import row_check
from sales.column_check import ColumnCheck
from sales.row_check import RowCheck
from sales.rules import Books, Layout

TODAY = date(2026, 10, 15)
BOOKS = Books(
    companies={"merel": (1, "MEREL"), "tervane": (9, "TERVANE")},
    people={"karim": (2, "KARIM"), "oscar": (5, "OSCAR")},
    products={"pac-8": (3, "PAC-8"), "van-20": (4, "VAN-20")},
    mandates={(2, 1): [(date(2025, 1, 1), None)], (5, 1): [(date(2025, 1, 1), date(2026, 1, 31))]},
    employers={2: [1], 5: [1]},
    sponsors={9},
)
CELLS: dict[str, list[str | int | float]] = {
    "selling_company": ["MEREL", "merel", "TERVANE", "", "NOBODY", 7],
    "rep": ["KARIM", "OSCAR", "", "KARIN"],
    "buying_company": ["", "TERVANE", "=1"],
    "document": ["FA-1", "fa|2", "", "x" * 61, 12],
    "line": ["1", "", "a%b", 3],
    "invoiced_on": ["14/10/2026", "2026-01-31", "", "31/02/2026", "16/10/2026", 45000],
    "ordered_on": ["01/10/2026", "", "soon"],
    "product": ["PAC-8", "VAN-20", "", "PAC-9"],
    "quantity": ["2", "2,0", 3, 1.0, "0", "-1", "2,5", ""],
    "amount": [
        "11480,00",
        "0,01",
        "1 234,5",
        "007,10",
        12.5,
        100,
        "",
        "-3",
        "99999999999,99",
        "123456789012,00",
    ],
    "cost": ["5,00", "", "x", "-4,00"],
    "returns": ["", "", "FA-1", "=1"],
}
ROW = st.tuples(*(st.sampled_from(cells) for cells in CELLS.values())).map(list)
SHAPES = st.sampled_from([0, 0, 0, -1, 1])


def layout(only: frozenset[str], seller_of_rep: bool, seller: str) -> Layout:
    places = {name: (place, name) for place, name in enumerate(CELLS) if name not in only}
    defaults = {"selling_company": seller} if seller else {}
    return Layout(places=places, width=len(CELLS), seller_of_rep=seller_of_rep, defaults=defaults)


@given(
    rows=st.lists(ROW, max_size=12),
    shape=SHAPES,
    without=st.sampled_from(
        [frozenset[str](), frozenset({"line", "cost", "returns"}), frozenset({"selling_company"})]
    ),
    seller_of_rep=st.booleans(),
    seller=st.sampled_from(["", "MEREL"]),
    memory=st.sampled_from([2, 50_000]),
)
def test_column_by_column_is_row_by_row(rows, shape, without, seller_of_rep, seller, memory):
    cut = [[*row, "more"] if shape > 0 else row[: len(row) + shape] for row in rows]
    numbered = [[number, *row] for number, row in enumerate(cut, start=2)]
    before, row_check.MEMORY = row_check.MEMORY, memory
    try:
        shaped = layout(without, seller_of_rep, seller)
        fast = ColumnCheck(RowCheck(shaped, BOOKS, TODAY)).check(numbered)
        slow = RowCheck(shaped, BOOKS, TODAY)
        assert fast == [(row[0], row[1:], *slow.check(row[1:])) for row in numbered]
    finally:
        row_check.MEMORY = before
