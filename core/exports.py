"""Tables to take away: CSV that a spreadsheet opens without running anything in it (ASVS 5.0 V1.2.10)."""

import csv
import io
from collections.abc import Iterable, Sequence

from flask import make_response
from werkzeug.wrappers import Response

#: What makes a spreadsheet read a cell as a formula, full-width twins included.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|")


def safe(cell: object) -> object:
    """A cell that no spreadsheet runs; whole numbers stay what they are."""
    if cell is None:
        return ""
    if type(cell) is int:
        return cell
    text = str(cell)
    return f"'{text}" if text.lstrip(" \u00a0\u202f\ufeff").startswith(FORMULA) else text


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table with its header, every text quoted; its first character tells spreadsheets “UTF-8”."""
    page = io.StringIO()
    writer = csv.writer(page, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([safe(cell) for cell in row] for row in rows)
    return "\ufeff" + page.getvalue()


def download_csv(name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """A table as a file called `name`.csv."""
    response: Response = make_response(csv_text(columns, rows))
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
