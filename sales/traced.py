"""One competitor's sales with their names, for a proof: what a revision knew, and what came in after it."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import Date, Select, bindparam

from core.database import Key, ask
from products.models import Product
from sales.facts import BACK, Sold, lines_of, made, on_day
from sales.models import SaleLine
from sales.queries import COMPETITORS


class Traced(NamedTuple):
    """Sales by line; of each, the name of what was sold."""

    #: with what the returns that the revision knew left of them
    known: list[Sold]
    #: came in after the revision; with what all returns left of them
    late: list[Sold]
    #: line id → name of the product
    names: dict[int, str]


def traced(
    competitor: str, subject_id: int, first: date, last: date, dated: str, revision: int | None
) -> Traced:
    """A competitor's sales between two inclusive days, in one statement; without a revision all are known.

    A line without the date that counts goes by its sale's day.
    """
    rows = ask(_traced(competitor, dated), subject=subject_id, first=first, last=last)
    found = Traced([], [], {})
    for line_id, of_line in groupby(rows, key=lambda row: row[1]):
        every = list(of_line)
        *line, name, since, _, _, _ = every[0]
        is_known = revision is None or since <= revision
        units, cents = _came_back((row[-3:] for row in every), revision if is_known else None)
        (found.known if is_known else found.late).append(made(line, units, cents))
        found.names[line_id] = name
    return found


def _came_back(returns: Iterable[Any], revision: int | None) -> tuple[int, int]:
    """Units and cents of the returns that a revision knew (None: of all), below zero."""
    units = cents = 0
    for since, quantity, amount in returns:
        if since is not None and (revision is None or since <= revision):
            units, cents = units + quantity, cents + amount
    return units, cents


@cache
def _traced(competitor: str, dated: str) -> Select[Any]:
    """Lines as `lines_of` has them, the name and the revision, then each return; a row for each return."""
    subject = COMPETITORS[competitor]
    days = on_day(dated).between(bindparam("first", type_=Date), bindparam("last", type_=Date))
    return (
        lines_of(subject)
        .add_columns(Product.name, SaleLine.revision, BACK.c.revision, BACK.c.quantity, BACK.c.amount_cents)
        .outerjoin(BACK, BACK.c.returns_id == SaleLine.id)
        .where(subject == bindparam("subject", type_=Key), days)
    )
