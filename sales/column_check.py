"""Many rows at once, column by column: what a row usually is costs little; the rest goes to RowCheck.

Both read the same memory of cells and give the same facts: a property test holds them together.
"""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import repeat
from operator import itemgetter
from typing import Any, TypeAlias

from sales.cells import Cell
from sales.row_check import RowCheck
from sales.rules import Fact, Problem, row_key

Checked: TypeAlias = "tuple[int, list[Any], Fact | None, list[Problem]]"
#: What a usual row is made of, in the order of `_usual`.
PARTS = (
    "document",
    "line",
    "invoiced_on",
    "ordered_on",
    "selling_company",
    "rep",
    "buying_company",
    "product",
    "quantity",
    "amount",
    "cost",
    "returns",
)
NONE: list[Problem] = []


class ColumnCheck:
    """Checks chunks of one file's rows; mandates and days asked for once are remembered."""

    def __init__(self, judge: RowCheck) -> None:
        self.judge = judge
        self.places = {name: place for name, place, *_ in judge.plan}
        self.read = {name: (reader, memory) for name, _, _, reader, memory in judge.plan}
        self.sponsors = judge.books.sponsors
        self.left = judge.books.left
        self.at_work: dict[tuple[int, int, date], bool] = {}
        self.employers: dict[tuple[int, date], tuple[int, str] | None] = {}
        self.days: dict[date | None, str] = {}

    def check(self, rows: Sequence[Sequence[Any]]) -> list[Checked]:
        """Each row's number and cells, with its fact or every problem that it has."""
        width = self.judge.layout.width + 1
        even = set(map(len, rows)) == {width} and "amount" in self.places
        facts: Iterator[Fact | None] = map(self._usual, *self._columns(rows)) if even else repeat(None)
        return [
            (row[0], row[1:], fact, NONE) if fact else (row[0], row[1:], *self.judge.check(row[1:]))  # type: ignore[misc]
            for row, fact in zip(rows, facts, strict=False)
        ]

    def _columns(self, rows: Sequence[Sequence[Any]]) -> list[Any]:
        """The values of each part, a constant for what the file lacks."""
        return [
            self._values(name, list(map(itemgetter(self.places[name] + 1), rows)))
            if name in self.places
            else repeat(self.judge.defaults.get(name))
            for name in PARTS
        ]

    def _values(self, name: str, cells: list[Cell]) -> list[Any]:
        reader, memory = self.read[name]
        for cell in set(cells).difference(memory):
            self.judge.read(reader, cell, memory)
        default = self.judge.defaults.get(name)
        try:
            values = list(map(memory.__getitem__, cells))
        except KeyError:  # the memory was full and forgot
            values = [self.judge.read(reader, cell, memory) for cell in cells]
        return values if default is None else [default if one is None or one == "" else one for one in values]

    def _usual(
        self,
        document: Any,
        line: Any,
        invoiced: Any,
        ordered: Any,
        seller: Any,
        rep: Any,
        buyer: Any,
        product: Any,
        quantity: Any,
        cents: Any,
        cost: Any,
        returns: Any,
    ) -> Fact | None:
        """A row without any problem; None where somebody has to look closer."""
        sold_on = invoiced or ordered
        if (
            seller is None
            and self.judge.layout.seller_of_rep
            and type(rep) is tuple
            and type(sold_on) is date
        ):
            seller = self._employer(rep[0], sold_on)
        if not (
            type(document) is str
            and document
            and (not line or type(line) is str)
            and type(sold_on) is date
            and (invoiced is None or type(invoiced) is date)
            and (ordered is None or type(ordered) is date)
            and type(seller) is tuple
            and (rep is None or type(rep) is tuple)
            and (buyer is None or type(buyer) is tuple)
            and type(product) is tuple
            and type(quantity) is int
            and quantity > 0
            and type(cents) is int
            and cents >= 0
            and (cost is None or (type(cost) is int and cost >= 0))
            and not returns
            and (rep is None or self._works(rep[0], seller[0], sold_on))
        ):
            return None
        seller_id, code = seller
        rep_id: int | None = rep[0] if rep else None
        buyer_id: int | None = buyer[0] if buyer else None
        if self.left and (seller_id in self.left or buyer_id in self.left):
            return None
        content = (
            f"{seller_id}|{rep_id}|{buyer_id}|{product[0]}|{quantity}|{cents}|{cost}"
            f"|{self._day(ordered)}|{self._day(invoiced)}"
        )
        return Fact(
            row_key(code, document, line or product[1]),
            hashlib.sha256(content.encode()).hexdigest()[:32],
            document,
            seller_id,
            rep_id,
            buyer_id,
            product[0],
            quantity,
            cents,
            cost,
            "sell_in" if seller_id in self.sponsors else "sell_out",
            None,
            ordered,
            invoiced,
            sold_on,
        )

    def _works(self, person: int, company: int, on: date) -> bool:
        asked = (person, company, on)
        if asked not in self.at_work:
            self.at_work[asked] = self.judge.books.works_for(person, company, on)
        return self.at_work[asked]

    def _employer(self, person: int, on: date) -> tuple[int, str] | None:
        asked = (person, on)
        if asked not in self.employers:
            company = self.judge.books.employer(person, on)
            self.employers[asked] = None if company is None else (company, self.judge.codes[company])
        return self.employers[asked]

    def _day(self, day: date | None) -> str:
        if day not in self.days:
            self.days[day] = str(day)
        return self.days[day]
