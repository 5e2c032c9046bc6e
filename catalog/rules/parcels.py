"""Parcel numbers as the desk pastes or brings them: one line an order, `order;carrier;tracking`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from core.rules import N_, Refused

MOST_LINES = 1_000
LONGEST_CARRIER, LONGEST_TRACKING = 60, 80
CUTS = re.compile(r"[;\t,]")
#: How the first cell of a line of column names begins, in either language.
HEADINGS = ("order", "commande", "number", "numéro", "n°")


class NoOrderNumber(Refused):
    """The first cell says no order."""

    sentence = N_("“%(cell)s” is no order’s number: begin each line with one.")


class OrderTwice(Refused):
    """Two numbers for one order: which?"""

    sentence = N_("Order %(number)s stands on line %(line)s already: keep one of them.")


class NoTracking(Refused):
    """Neither a carrier nor a number."""

    sentence = N_("Order %(number)s has no parcel number: write it, or leave the line out.")


class CellTooLong(Refused):
    """Longer than any carrier's number."""

    sentence = N_("The parcel number of order %(number)s is too long: %(most)s characters are the most.")


class TooManyLines(Refused):
    """More than a morning's work."""

    sentence = N_("The file has more than %(most)s lines: split it.")


@dataclass(frozen=True)
class Parcel:
    """One order's parcel, and the line that says so (from 1)."""

    line: int
    order_id: int
    carrier: str
    tracking: str


@dataclass(frozen=True)
class Problem:
    """What is wrong with a line, as a sentence."""

    line: int
    why: Refused


def read(text: str, carrier: str = "") -> tuple[list[Parcel], list[Problem]]:
    """Every parcel of a text and every problem; a line of two cells is order and tracking, by `carrier`."""
    parcels: dict[int, Parcel] = {}
    problems: list[Problem] = []
    for line, cells in _lines(text):
        if line > MOST_LINES:
            return [], [Problem(line, TooManyLines(most=MOST_LINES))]
        try:
            parcel = _parcel(line, cells, carrier)
            if parcel.order_id in parcels:
                raise OrderTwice(number=parcel.order_id, line=parcels[parcel.order_id].line)
            parcels[parcel.order_id] = parcel
        except Refused as why:
            problems.append(Problem(line, why))
    return list(parcels.values()), problems


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Lines that say something, with their number; a first line of column names says nothing."""
    for line, row in enumerate(text.splitlines(), 1):
        cells = [cell.strip().strip('"').strip() for cell in CUTS.split(row)]
        if any(cells) and not (line == 1 and cells[0].casefold().startswith(HEADINGS)):
            yield line, cells


def _parcel(line: int, cells: list[str], carrier: str) -> Parcel:
    number = cells[0].lstrip("#")
    if not (number.isascii() and number.isdecimal() and len(number) < 16):
        raise NoOrderNumber(cell=cells[0][:40])
    own, tracking = (cells[1], cells[2]) if len(cells) > 2 else (carrier, cells[1] if len(cells) > 1 else "")
    if not tracking:
        raise NoTracking(number=int(number))
    if len(tracking) > LONGEST_TRACKING or len(own) > LONGEST_CARRIER:
        raise CellTooLong(number=int(number), most=LONGEST_TRACKING)
    return Parcel(line, int(number), own or carrier, tracking)
