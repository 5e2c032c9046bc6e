"""XLSX → rows, after its zip and its XML were looked through as streams; runs in the limited child.

The packed size says nothing: 4 KB may claim a million rows. So declared sizes, ratio, members, dimensions,
row numbers, columns, document types and formulas are looked at before any cell is held.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from sales.limits import (
    LONGEST_CELL,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_MEMBERS,
    MOST_RATIO,
    MOST_ROWS,
    MOST_UNPACKED,
    RATIO_FROM,
    Bomb,
    BrokenWorkbook,
    Empty,
    NoRows,
    TooManyCells,
    TooManyColumns,
    TooManyRows,
)
from sales.reading_text import Row, named

PIECE = 1 << 20
#: Kept from one piece to the next, so that a tag across the cut is still seen.
OVERLAP = 512
SHEET = re.compile(r"xl/worksheets/[^/]+\.xml\Z", re.IGNORECASE)
DECLARED = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
DIMENSION = re.compile(rb"<(?:\w+:)?dimension\b[^>]{0,200}?\bref\s*=\s*[\"']([^\"']{1,60})[\"']")
ROW = re.compile(rb"<(?:\w+:)?row\b(?:[^>]{0,300}?\s)?r\s*=\s*[\"']([^\"']{1,40})[\"']")
FAR_CELL = re.compile(
    rb"<(?:\w+:)?c\b[^>]{0,200}?\sr\s*=\s*[\"'](?:B[I-Z]|[C-Z][A-Z]|[A-Z]{3})[0-9]", re.IGNORECASE
)
FORMULA = re.compile(
    rb"<(?:\w+:)?c\b[^>]{0,200}?\sr\s*=\s*[\"']([A-Z]{1,3})([0-9]{1,7})[\"'][^>]{0,200}>\s*<(?:\w+:)?f\b",
    re.IGNORECASE,
)
FORMULA_SHOWN = "=…"
MOST_FORMULAS = 1_000_000


def read_workbook(path: Path) -> tuple[list[str], Iterator[Row], int]:
    """Columns, rows and how many there are, of the first sheet. Raises Unreadable."""
    sheet_formulas = _look_through(path)
    try:
        book = CalamineWorkbook.from_path(str(path))
        visible = [meta.name for meta in book.sheets_metadata if "Visible" in str(meta.visible)]
        name = (visible or book.sheet_names)[0]
        place = book.sheet_names.index(name)
        sheet = book.get_sheet_by_name(name)
    except (CalamineError, IndexError, OSError) as wrong:
        raise BrokenWorkbook from wrong
    if sheet.end is None or sheet.start is None:
        raise Empty
    _fits(sheet.end[0] + 1, sheet.end[1] + 1)
    formulas = sheet_formulas.get(place, {})
    records = _records(sheet.iter_rows(), sheet.start[0], sheet.start[1], formulas)
    try:
        _, *head = next(records)
    except StopIteration:
        raise Empty from None
    return named([str(cell) for cell in head]), _counted(records), sheet.end[0] - sheet.start[0]


def _counted(records: Iterator[Row]) -> Iterator[Row]:
    count = 0
    for row in records:
        count += 1
        yield row
    if not count:
        raise NoRows


def _records(
    rows: Iterator[list[Any]], first_row: int, first_column: int, formulas: dict[int, set[int]]
) -> Iterator[Row]:
    for number, cells in enumerate(rows, start=first_row + 1):
        plain = [_plain(cell) for cell in cells]
        for column in formulas.get(number, ()):
            if 0 <= column - first_column < len(plain):
                plain[column - first_column] = FORMULA_SHOWN
        while plain and plain[-1] == "":
            plain.pop()
        if any(cell != "" for cell in plain):
            yield [number, *plain[: MOST_COLUMNS + 1]]


def _plain(cell: object) -> str | int | float:
    """A cell as text or number; whole numbers come as floats from the sheet and are whole again."""
    if isinstance(cell, str):
        return cell[:LONGEST_CELL]
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() and abs(cell) < 1e15 else cell
    if isinstance(cell, int):
        return cell
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time.min else cell.isoformat(" ", "seconds")
    if isinstance(cell, date | time | timedelta):
        return str(cell)
    return ""


def _look_through(path: Path) -> dict[int, dict[int, set[int]]]:
    """Refuse bombs and false claims; else the formulas of each sheet: sheet → row → columns."""
    try:
        with zipfile.ZipFile(path) as packed:
            members = packed.infolist()
            _weigh(members)
            sheets = sorted((one for one in members if SHEET.match(one.filename)), key=_number)
            if not sheets:
                raise BrokenWorkbook
            for one in members:
                if one.filename.lower().endswith((".xml", ".rels")) and one not in sheets:
                    for piece in _pieces(packed, one):
                        _no_document_type(piece)
            return {place: _sheet(packed, one) for place, one in enumerate(sheets)}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as wrong:
        raise BrokenWorkbook from wrong


def _number(member: zipfile.ZipInfo) -> tuple[int, str]:
    digits = re.search(r"([0-9]{1,6})\.xml", member.filename)
    return (int(digits[1]) if digits else 0, member.filename)


def _weigh(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MOST_MEMBERS:
        raise Bomb
    unpacked = sum(one.file_size for one in members)
    heavy = any(
        one.file_size > RATIO_FROM and one.file_size > MOST_RATIO * max(one.compress_size, 1)
        for one in members
    )
    if unpacked > MOST_UNPACKED or heavy:
        raise Bomb


def _pieces(packed: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """A member's bytes, each piece with the end of the one before; a lying size breaks the checksum."""
    tail = b""
    with packed.open(member) as file:
        while piece := file.read(PIECE):
            yield tail + piece
            tail = piece[-OVERLAP:]


def _sheet(packed: zipfile.ZipFile, member: zipfile.ZipInfo) -> dict[int, set[int]]:
    formulas: dict[int, set[int]] = {}
    found = 0
    for piece in _pieces(packed, member):
        _no_document_type(piece)
        for reference in DIMENSION.findall(piece):
            _claimed(reference)
        for number in ROW.findall(piece):
            if not number.isdigit() or int(number) > MOST_ROWS + 1:
                raise TooManyRows(most=MOST_ROWS)
        if FAR_CELL.search(piece):
            raise TooManyColumns(most=MOST_COLUMNS)
        for column, row in FORMULA.findall(piece):
            found += 1
            if found > MOST_FORMULAS:
                raise TooManyCells
            formulas.setdefault(int(row), set()).add(_column(column))
    return formulas


def _no_document_type(piece: bytes) -> None:
    """No entity can be declared; an encoding that would hide one is refused with it."""
    if DECLARED.search(piece) or b"\0" in piece:
        raise BrokenWorkbook


def _claimed(reference: bytes) -> None:
    last = re.fullmatch(rb"(?:[A-Z]+[0-9]+:)?([A-Z]{1,5})([0-9]{1,12})", reference.replace(b"$", b""))
    if last is None:
        raise BrokenWorkbook
    _fits(int(last[2]), _column(last[1]) + 1)


def _column(letters: bytes) -> int:
    place = 0
    for letter in letters.upper():
        place = place * 26 + letter - 64
    return place - 1


def _fits(rows: int, columns: int) -> None:
    if rows > MOST_ROWS + 1:
        raise TooManyRows(most=MOST_ROWS)
    if columns > MOST_COLUMNS:
        raise TooManyColumns(most=MOST_COLUMNS)
    if rows * columns > MOST_CELLS:
        raise TooManyCells
