"""A list of winners, pasted or in a file: a code a line, and which size or colour where there are any."""

import re
from typing import NamedTuple

from catalog.rules import award_refusals as refusals
from core.tables import encoding_of

MOST = 500
#: First cells of a line that names its columns instead of a winner.
HEADERS = ("code", "people_code", "company_code")


class Row(NamedTuple):
    """A line of the list: its number from 1, a code, and which size or colour where there are any."""

    number: int
    code: str
    variant: str = ""


def read(text: str) -> list[Row]:
    """Lines of `code` or `code;variant`; empty ones and a line of column names are left out.

    Raises NoWinners, TooManyWinners.
    """
    found = []
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), 1):
        cells = [cell.strip().strip('"') for cell in re.split(r"[;,\t]", line.lstrip("\ufeff"))]
        if cells[0] and cells[0].casefold() not in HEADERS:
            found.append(Row(number, cells[0][:60], cells[1][:40] if len(cells) > 1 else ""))
    if not found:
        raise refusals.NoWinners
    if len(found) > MOST:
        raise refusals.TooManyWinners(most=MOST)
    return found


def text_of(data: bytes) -> str:
    """A file's text, whatever it was saved as."""
    return data.decode(encoding_of(data), errors="replace")
