"""Tables to take away: CSV that a spreadsheet opens without running anything in it (ASVS 5.0 V1.2.10)."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from flask import make_response, stream_with_context
from werkzeug.wrappers import Response

#: What makes a spreadsheet read a cell as a formula, full-width twins included.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|")

#: Characters sent at once of a long table.
PIECE = 64 * 1024


def safe(cell: object) -> object:
    """A cell that no spreadsheet runs; whole numbers and decimals stay what they are, a minus sign too."""
    if cell is None:
        return ""
    if type(cell) in (int, Decimal):
        return cell
    text = str(cell)
    return f"'{text}" if text.lstrip(" \u00a0\u202f\ufeff").startswith(FORMULA) else text


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table with its header, every text quoted; its first character tells spreadsheets “UTF-8”."""
    return "".join(csv_pieces(columns, rows))


def csv_pieces(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The same, piece by piece: memory stays with the piece."""
    page = io.StringIO()
    page.write("\ufeff")
    writer = csv.writer(page, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([safe(cell) for cell in row])
        if page.tell() >= PIECE:
            yield page.getvalue()
            page.seek(0)
            page.truncate()
    yield page.getvalue()


def download_csv(name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """A table as a file called `name`.csv."""
    return _named(name, make_response(csv_text(columns, rows)))


def stream_csv(name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """A table of any length as a file called `name`.csv, sent while its rows are read."""
    return _named(name, make_response(stream_with_context(csv_pieces(columns, rows))))


def _named(name: str, response: Response) -> Response:
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
