"""CSV as it really arrives: every encoding, every delimiter, and refusals that say what to do."""

import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.tables import (
    SURPLUS,
    BrokenQuotes,
    ColumnTwice,
    EmptyTable,
    TableRefused,
    TooManyColumns,
    UnknownEncoding,
    read_csv,
)

TEXT = "code;nom\nA1;Élodie Œuvré\nA2;50 €\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_the_same_table_comes_out_of_every_encoding(encoding: str) -> None:
    table = read_csv(TEXT.encode(encoding))
    assert table.columns == ("code", "nom")
    assert list(table.rows) == [
        (2, {"code": "A1", "nom": "Élodie Œuvré"}),
        (3, {"code": "A2", "nom": "50 €"}),
    ]


@pytest.mark.parametrize("mark", [";", ",", "\t", "|"])
def test_the_delimiter_is_found(mark: str) -> None:
    table = read_csv(f'"a, b; c|"{mark}d\n1{mark}2\n'.encode())
    assert next(table.rows) == (2, {"a, b; c|": "1", "d": "2"})


def test_a_line_keeps_its_number_across_blank_lines_and_breaks_inside_cells() -> None:
    rows = list(read_csv(b'a;b\r\n\r\n"one\r\ntwo";2\r\n;;;\r\nx;y\r\n').rows)
    assert [number for number, _ in rows] == [3, 6]
    assert rows[0][1]["a"] == "one\r\ntwo"


def test_missing_cells_are_empty_and_surplus_ones_are_kept_apart() -> None:
    rows = list(read_csv(b"a;b\n1\n1;2;3;4\n").rows)
    assert rows[0][1] == {"a": "1", "b": ""}
    assert rows[1][1] == {"a": "1", "b": "2", SURPLUS: "3 4"}


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", EmptyTable),
        (b"  \r\n ", EmptyTable),
        (b"\xff\xfe", EmptyTable),
        (b"a;a\n1;2\n", ColumnTwice),
        (";".join(f"c{n}" for n in range(300)).encode(), TooManyColumns),
        (b'a;b\n1;"2\n3;4\n', BrokenQuotes),
        (b"a;b\n1;" + b"x" * 20_000, BrokenQuotes),
        (b"a;b\n1;\x81\xff\n", UnknownEncoding),
        (b"PK\x03\x04\x00\x00\x00\xd8\xd8\xd8" * 40, TableRefused),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(data: bytes, refusal: type[TableRefused]) -> None:
    with pytest.raises(refusal) as refused:
        list(read_csv(data).rows)
    assert str(refused.value).endswith(".")


@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_a_refusal(data: bytes) -> None:
    with contextlib.suppress(TableRefused):
        list(read_csv(data).rows)


def test_a_line_is_read_only_when_asked_for() -> None:
    data = b"a;b\n" + b"1;2\n" * 400_000
    begun = time.perf_counter()
    table = read_csv(data)
    assert next(table.rows) == (2, {"a": "1", "b": "2"})
    assert time.perf_counter() - begun < 1
