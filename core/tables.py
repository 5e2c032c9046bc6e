"""Text tables: bytes of a CSV in whatever encoding an export came in → named columns and numbered lines."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from core.rules import N_, Refused

#: Marks of a byte order; the longest first.
MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
DELIMITERS = ";,\t|"
#: How much of a file decides its encoding, besides a whole decoding try.
SAMPLE = 64 * 1024
MOST_COLUMNS = 200
#: Characters of one cell; a longer one is an unclosed quote.
LONGEST_CELL = 10_000
#: Under this name a line keeps the cells that stand beyond the last column.
SURPLUS = ""

Row = tuple[int, dict[str, str]]


class TableRefused(Refused):
    """The file cannot be read as a table."""

    sentence = N_("This file is not a table that can be read.")


class EmptyTable(TableRefused):
    """Nothing in it."""

    sentence = N_("The file is empty.")


class NoRows(TableRefused):
    """Only a header."""

    sentence = N_("The file holds column names and no row.")


class UnknownEncoding(TableRefused):
    """No encoding of ours gives text."""

    sentence = N_("The file’s characters cannot be read: save it as UTF-8.")


class ColumnTwice(TableRefused):
    """Two columns of one name: which one is meant?"""

    sentence = N_("The column “%(column)s” occurs twice: rename one.")


class TooManyColumns(TableRefused):
    """More columns than any export of ours has."""

    sentence = N_("The first line has %(count)s columns; %(most)s are the most that can be read.")


class BrokenQuotes(TableRefused):
    """A quote that never closes, or a cell beyond all measure."""

    sentence = N_("The table breaks at line %(line)s: a quotation mark is open there, or a cell is too long.")


@dataclass(frozen=True)
class Table:
    """Column names and, read once, the lines: each its number in the file (from 1), and cells by column."""

    columns: tuple[str, ...]
    rows: Iterator[Row]


def encoding_of(data: bytes) -> str:
    """The encoding of a text: its mark, UTF-16 by its zeros, UTF-8 where it fits, else cp1252."""
    for mark, name in MARKS:
        if data.startswith(mark):
            return name
    head = data[:SAMPLE]
    if b"\0" in head:
        odd, even = head[1::2].count(0), head[0::2].count(0)
        return "utf-16-le" if odd > even else "utf-16-be"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def read_csv(data: bytes, encoding: str | None = None, delimiter: str | None = None) -> Table:
    """Read a CSV lazily; raises TableRefused at once for the head, and while iterating for a broken line."""
    if not data.strip():
        raise EmptyTable
    chosen = encoding or encoding_of(data)
    lines = io.TextIOWrapper(io.BytesIO(data), encoding=chosen, errors="strict", newline="")
    records = _records(lines, delimiter or _delimiter(_first_line(data, chosen)))
    for _, head in records:
        columns = _columns(head)
        first = next(records, None)
        if first is None:
            raise NoRows
        return Table(columns, _rows(columns, chain([first], records)))
    raise EmptyTable


def _first_line(data: bytes, encoding: str) -> str:
    try:
        text = io.TextIOWrapper(io.BytesIO(data), encoding=encoding, newline="")
        for line in iter(lambda: text.readline(SAMPLE), ""):
            if line.strip():
                return line
    except (UnicodeError, LookupError) as wrong:
        raise UnknownEncoding from wrong
    raise EmptyTable


def _delimiter(line: str) -> str:
    """The candidate that stands most often outside quotation marks; a comma where none does."""
    bare = "".join(line.split('"')[0::2])
    return max(DELIMITERS, key=lambda mark: (bare.count(mark), mark == ","))


def _records(lines: Iterable[str], delimiter: str) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except UnicodeError as wrong:
            raise UnknownEncoding from wrong
        except csv.Error as wrong:
            raise BrokenQuotes(line=number) from wrong
        if any(cell.strip() for cell in cells):
            if any("\0" in cell for cell in cells):
                raise UnknownEncoding
            yield number, [cell.strip() for cell in cells]


def _columns(head: Sequence[str]) -> tuple[str, ...]:
    names = list(head)
    while names and not names[-1]:
        names.pop()
    if len(names) > MOST_COLUMNS:
        raise TooManyColumns(count=len(names), most=MOST_COLUMNS)
    named = [name or f"#{place}" for place, name in enumerate(names, start=1)]
    for name in named:
        if named.count(name) > 1:
            raise ColumnTwice(column=name)
    return tuple(named)


def _rows(columns: tuple[str, ...], records: Iterator[tuple[int, list[str]]]) -> Iterator[Row]:
    width = len(columns)
    for number, cells in records:
        padded = cells + [""] * (width - len(cells))
        row = dict(zip(columns, padded, strict=False))
        surplus = " ".join(cell for cell in cells[width:] if cell)
        if surplus:
            row[SURPLUS] = surplus
        yield number, row
