"""Files that strangers bring: any encoding is read, any bomb is refused in bounded time and memory (T12)."""

import io
import subprocess
import sys
import time
import zipfile
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.settings import ROOT
from sales import limits
from sales.reading import reading
from sales.reading_child import messages

TEXT = "réf;qté\nPAC-8;2\nVAN-20;10\n"
ROWS = [[2, "PAC-8", "2"], [3, "VAN-20", "10"]]
#: Seconds and megabytes within which a bomb must be refused; the machine may be busy.
SECONDS, MEGABYTES = 3, 200


def read(path: Path, name: str | None = None):
    with reading(path, name or path.name) as opened:
        return opened.columns, [row for chunk in opened.chunks for row in chunk]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_every_encoding_is_recognised(tmp_path, encoding, newline):
    file = tmp_path / "ventes.csv"
    file.write_bytes(TEXT.replace("\n", newline).encode(encoding))
    assert read(file) == (["réf", "qté"], ROWS)


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_every_delimiter_is_recognised(tmp_path, delimiter):
    file = tmp_path / "ventes.txt"
    file.write_text(f'a{delimiter}b\n"x{delimiter}y"{delimiter}"2\n3"\n\n1{delimiter}2\n')
    assert read(file) == (["a", "b"], [[2, f"x{delimiter}y", "2\n3"], [5, "1", "2"]])


def workbook(path: Path, rows: list[list[object]]) -> Path:
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet("Ventes")
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, row)
    return path


def test_a_workbook_keeps_whole_numbers_text_and_days(tmp_path):
    file = workbook(tmp_path / "v.xlsx", [["a", "b", "c", "d"], ["007", 12, 12.5, date(2026, 10, 14)]])
    assert read(file) == (["a", "b", "c", "d"], [[2, "007", 12, 12.5, "2026-10-14"]])


def test_a_workbooks_formula_is_seen_as_one_whatever_value_it_shows(tmp_path):
    file = workbook(tmp_path / "v.xlsx", [["a", "b"], ["x", "=1+1"]])
    assert read(file)[1] == [[2, "x", "=…"]]


SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}</worksheet>'
CELL = '<row r="{0}"><c r="{1}{0}"><v>1</v></c></row>'


def forged(path: Path, sheet: str, members: int = 0, prolog: str = "") -> Path:
    """A small true workbook whose sheet is another."""
    plain = io.BytesIO()
    with xlsxwriter.Workbook(plain, {"in_memory": True}) as book:
        book.add_worksheet("S")
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name in source.namelist():
            data = source.read(name)
            out.writestr(name, (prolog + sheet).encode() if "sheet1" in name else data)
        for number in range(members):
            out.writestr(f"junk/{number}", "")
    return path


BOMBS = {
    "unpacks to 300 MB": (
        lambda p: forged(p, SHEET.format("<sheetData>" + " " * 300_000_000 + "</sheetData>")),
        limits.Bomb,
    ),
    "claims 1,048,576 × 16,384": (
        lambda p: forged(p, SHEET.format('<dimension ref="A1:XFD1048576"/><sheetData/>')),
        limits.TooManyRows,
    ),
    "holds row 1 and row 1,048,576": (
        lambda p: forged(
            p, SHEET.format(f"<sheetData>{CELL.format(1, 'A')}{CELL.format(1048576, 'A')}</sheetData>")
        ),
        limits.TooManyRows,
    ),
    "holds column A and column XFD": (
        lambda p: forged(
            p, SHEET.format(f"<sheetData>{CELL.format(1, 'A')}{CELL.format(2, 'XFD')}</sheetData>")
        ),
        limits.TooManyColumns,
    ),
    "declares an entity": (
        lambda p: forged(p, SHEET.format("<sheetData/>"), prolog='<!DOCTYPE x [<!ENTITY a "aaaa">]>'),
        limits.BrokenWorkbook,
    ),
    "has 10,000 members": (
        lambda p: forged(p, SHEET.format("<sheetData/>"), members=10_000),
        limits.Bomb,
    ),
    "is text named .xlsx": (lambda p: p.write_text(TEXT) and p, limits.NotAWorkbook),
    "is an old workbook": (
        lambda p: p.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") and p,
        limits.OldWorkbook,
    ),
    "is a broken zip": (lambda p: p.write_bytes(b"PK\x03\x04" + b"0" * 500) and p, limits.BrokenWorkbook),
    "is empty": (lambda p: (p.write_bytes(b"") and None) or p, limits.Empty),
}


@pytest.mark.parametrize("what", BOMBS)
def test_a_file_is_refused_in_bounded_time_and_memory_that(tmp_path, what):
    make, refusal = BOMBS[what]
    path = make(tmp_path / "f.xlsx")
    started = time.monotonic()
    with pytest.raises(refusal):
        read(path)
    assert time.monotonic() - started < SECONDS
    assert child_megabytes(path) < MEGABYTES


CSV_BOMBS = {
    "has ten million rows": ("a;b\n" + "1;2\n" * 9_999_999, limits.TooManyRows),
    "is one line of 39 MB": ("a;b\n" + "x" * 39_000_000, limits.BrokenText),
    "has a thousand columns": (";".join(map(str, range(1000))) + "\n", limits.TooManyColumns),
    "leaves a quote open": ('a;b\n1;"' + "x\n" * 100_000, limits.BrokenText),
    "names a column twice": ("a;A;a\n1;2;3\n", limits.ColumnTwice),
    "has only a header": ("a;b\n", limits.NoRows),
}


@pytest.mark.parametrize("what", CSV_BOMBS)
def test_a_csv_is_refused_in_bounded_time_and_memory_that(tmp_path, what):
    text, refusal = CSV_BOMBS[what]
    path = tmp_path / "f.csv"
    path.write_text(text)
    with pytest.raises(refusal):
        read(path)
    assert child_megabytes(path) < MEGABYTES


def test_a_file_beyond_the_limit_is_not_opened_at_all(tmp_path):
    path = tmp_path / "f.csv"
    with path.open("wb") as file:
        file.truncate(limits.MOST_BYTES + 1)
    with pytest.raises(limits.TooLarge):
        read(path)


def test_the_child_that_meets_its_memory_limit_is_a_sentence_not_a_crash(tmp_path, monkeypatch):
    path = workbook(tmp_path / "v.xlsx", [["a", "b"], *[[f"text {n}", n] for n in range(20_000)]])
    small = (
        "import sys, sales.reading_child as child;"
        "child.MEMORY = 20 * 1024 * 1024; sys.exit(child.main(sys.argv[1:]))"
    )
    real = subprocess.Popen

    def limited(words, **more):
        return real([sys.executable, "-c", small, *words[3:]], **more)

    monkeypatch.setattr("sales.reading.subprocess.Popen", limited)
    with pytest.raises(limits.TooHeavy):
        read(path)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=400))
def test_any_bytes_are_rows_or_a_named_refusal(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("any") / "f.csv"
    path.write_bytes(data)
    try:
        last = list(messages(path, path.name, None))[-1]
    except limits.Unreadable as refused:
        last = type(refused)
    assert last == {"end": True} or last in limits.REFUSALS.values()


def child_megabytes(path: Path) -> float:
    """The largest the reading process grew."""
    script = (
        "import resource, subprocess, sys;"
        "words = [sys.executable, '-m', 'sales.reading_child', *sys.argv[1:]];"
        "subprocess.run(words, stdout=subprocess.DEVNULL);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(path), path.name],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return int(done.stdout) / 1024
