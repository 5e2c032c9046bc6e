"""CSV in whatever encoding an export came in → columns and numbered rows; runs in the limited child."""

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from sales.limits import (
    LONGEST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
    BrokenText,
    ColumnTwice,
    Empty,
    NoRows,
    NotText,
    TooManyColumns,
    TooManyRows,
)

Row = list[str | int | float]
MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
DELIMITERS = ";,\t|"
SAMPLE = 64 * 1024
#: Zeros among a sample's bytes from which a text without a mark is taken for UTF-16.
MANY_ZEROS = 0.2


def encoding_of(path: Path) -> str:
    """The mark, UTF-16 by its zeros, UTF-8 where the whole file fits, else cp1252."""
    with path.open("rb") as file:
        head = file.read(SAMPLE)
    for mark, name in MARKS:
        if head.startswith(mark):
            return name
    if head.count(0) > MANY_ZEROS * len(head):
        return "utf-16-le" if head[1::2].count(0) > head[0::2].count(0) else "utf-16-be"
    return "utf-8" if _decodes(path, "utf-8") else "cp1252"


def _decodes(path: Path, encoding: str) -> bool:
    try:
        with path.open(encoding=encoding, newline="") as file:
            while file.read(1 << 20):
                pass
    except UnicodeDecodeError:
        return False
    return True


def rows_in(path: Path) -> int:
    """About how many rows follow the header: for progress only."""
    count = 0
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            count += piece.count(b"\n")
    return max(count - 1, 0)


def read_text(path: Path, encoding: str | None = None) -> tuple[list[str], Iterator[Row]]:
    """Columns, then rows: the line's number and its cells. Raises Unreadable, also while iterating."""
    records = _records(path, encoding or encoding_of(path))
    try:
        _, head = next(records)
    except StopIteration:
        raise Empty from None
    columns = named(head)
    return columns, _rows(records)


def named(head: Sequence[str]) -> list[str]:
    """The header's names; a column without one is called by its place."""
    names = [name.strip() for name in head]
    while names and not names[-1]:
        names.pop()
    if len(names) > MOST_COLUMNS:
        raise TooManyColumns(most=MOST_COLUMNS)
    columns = [name[:80] or f"#{place}" for place, name in enumerate(names, start=1)]
    for name in columns:
        if columns.count(name) > 1:
            raise ColumnTwice(column=name)
    if not columns:
        raise Empty
    return columns


def _rows(records: Iterator[tuple[int, list[str]]]) -> Iterator[Row]:
    count = 0
    for line, cells in records:
        count += 1
        if count > MOST_ROWS:
            raise TooManyRows(most=MOST_ROWS)
        yield [line, *cells[: MOST_COLUMNS + 1]]
    if not count:
        raise NoRows


def _records(path: Path, encoding: str) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(LONGEST_CELL)
    number = 1
    try:
        with path.open(encoding=encoding, newline="") as lines:
            delimiter = _delimiter(lines.read(SAMPLE))
            lines.seek(0)
            reader = csv.reader(_short(lines), delimiter=delimiter, strict=True)
            for cells in reader:
                if "".join(cells).strip():
                    yield number, cells
                number = reader.line_num + 1
    except (UnicodeError, LookupError) as wrong:
        raise NotText from wrong
    except csv.Error as wrong:
        raise BrokenText(line=number) from wrong


def _short(lines: io.TextIOWrapper) -> Iterator[str]:
    """Lines of bounded length: a file of one endless line must not be held whole."""
    most = LONGEST_CELL * MOST_COLUMNS
    while line := lines.readline(most):
        if len(line) >= most:
            raise csv.Error("endless line")
        yield line


def _delimiter(sample: str) -> str:
    """What stands most often outside quotation marks in the first line; a comma where nothing does."""
    first = next((line for line in sample.splitlines() if line.strip()), "")
    bare = "".join(first.split('"')[0::2])
    return max(DELIMITERS, key=lambda mark: (bare.count(mark), mark == ","))
