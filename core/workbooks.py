"""Tables to take away as a workbook: every text stays text, nothing in it runs."""

import io
from collections.abc import Iterable, Sequence

from flask import make_response
from werkzeug.wrappers import Response
from xlsxwriter import Workbook

KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTH = 18


def workbook(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """One sheet with its header; whole numbers are numbers, everything else is text."""
    held = io.BytesIO()
    with Workbook(held, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.set_column(0, len(columns) - 1, WIDTH)
        sheet.freeze_panes(1, 0)
        bold = book.add_format({"bold": True})
        for place, name in enumerate(columns):
            sheet.write_string(0, place, name, bold)
        for number, row in enumerate(rows, start=1):
            for place, cell in enumerate(row):
                if type(cell) is int:
                    sheet.write_number(number, place, cell)
                else:
                    sheet.write_string(number, place, "" if cell is None else str(cell))
    return held.getvalue()


def download_xlsx(name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """A table as a file called `name`.xlsx."""
    response: Response = make_response(workbook(columns, rows))
    response.headers["Content-Type"] = KIND
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response
