"""Every problem of every row of a file, against the books."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from functools import partial
from typing import Any

from core.figures import to_cents
from core.text import fold
from sales.cells import (
    LONGEST,
    LONGEST_CODE,
    MOST_CENTS,
    Cell,
    Wrong,
    read_cents,
    read_day,
    read_label,
    read_money,
    read_units,
    text_of,
)
from sales.return_rules import return_key
from sales.rules import Books, Fact, Layout, Problem, UnknownDefault, content_hash, row_key

#: Remembered readings of a column, so that a repeated cell costs one look-up.
MEMORY = 50_000
#: Near matches looked for in one file; comparing with every code is dear.
HINTS = 100
NEAR = 0.75
CODED = ("selling_company", "rep", "buying_company", "product")


class RowCheck:
    """Checks rows of one file, one after the other; readings of repeated cells are remembered."""

    def __init__(self, layout: Layout, books: Books, today: date) -> None:
        self.layout, self.books, self.today = layout, books, today
        self.hints_left = HINTS
        self.codes = dict(books.companies.values())
        self.memory: dict[str, dict[Cell, Any]] = {name: {} for name in layout.places}
        self.defaults = {name: self._default(name, code) for name, code in layout.defaults.items()}
        readers = self.readers()
        self.plan = [
            (name, place, column, readers[name], self.memory[name])
            for name, (place, column) in layout.places.items()
        ]

    def readers(self) -> dict[str, Callable[[Cell], Any]]:
        """How a cell of each field is read."""
        layout, today, decimal = self.layout, self.today, self.layout.decimal
        return {
            **{name: partial(self._lookup, name) for name in CODED},
            "document": lambda cell: read_label(cell, LONGEST["document"]),
            "returns": lambda cell: read_label(cell, LONGEST["document"]),
            "line": lambda cell: read_label(cell, LONGEST["line"]),
            "invoiced_on": lambda cell: read_day(cell, layout.dates, today),
            "ordered_on": lambda cell: read_day(cell, layout.dates, today),
            "quantity": lambda cell: read_units(cell, decimal),
            "amount": lambda cell: read_cents(cell, decimal),
            "unit_price": lambda cell: read_money(cell, decimal),
            "cost": lambda cell: read_cents(cell, decimal),
        }

    def check(self, cells: Sequence[Cell]) -> tuple[Fact | None, list[Problem]]:
        """The row's fact, or every problem that it has."""
        got, problems = self.values(cells)
        self._signs(got, cells, problems)
        fact = self._fact(got, problems)
        return (None, problems) if problems else (fact, problems)

    def values(self, cells: Sequence[Cell]) -> tuple[dict[str, Any], list[Problem]]:
        """What each cell says, and every problem of reading it."""
        problems: list[Problem] = []
        got: dict[str, Any] = self.defaults.copy()
        for name, place, column, reader, memory in self.plan:
            cell = cells[place] if place < len(cells) else ""
            try:
                value = memory[cell]
            except KeyError:
                value = self.read(reader, cell, memory)
            if type(value) is Wrong:
                problems.append(
                    Problem(value.code, column, str(cell), {"hint": value.hint} if value.hint else {})
                )
                got[name] = value
            elif value is not None and value != "":
                got[name] = value
        if len(cells) > self.layout.width and any(cells[self.layout.width :]):
            problems.append(Problem("surplus"))
        return got, problems

    def named(self, cells: Sequence[Cell], fact: Fact) -> str:
        """The document that a return names: that of its column, else its own."""
        place = self.layout.places.get("returns", (len(cells), ""))[0]
        return (text_of(cells[place]) if place < len(cells) else "") or fact.document

    def read(self, reader: Callable[[Cell], Any], cell: Cell, memory: dict[Cell, Any]) -> Any:
        """A cell's value, or the Wrong that it is, remembered."""
        if len(memory) >= MEMORY:
            memory.clear()
        try:
            memory[cell] = value = reader(cell)
        except Wrong as wrong:
            memory[cell] = value = wrong.with_traceback(None)
        return value

    def _signs(self, got: dict[str, Any], cells: Sequence[Cell], problems: list[Problem]) -> None:
        """A return's quantity is negative, and its amounts are not positive; a sale's are the other way."""
        quantity = got.get("quantity")
        if type(quantity) is not int:
            return
        if quantity > 0 and type(got.get("returns")) is str:
            problems.append(Problem("returns_nothing", self._column("returns"), got["returns"]))
        for name in ("amount", "unit_price", "cost"):
            value = got.get(name)
            if type(value) is Wrong or not value or (name == "unit_price" and "amount" in got):
                continue
            # a price stays positive when goods come back
            wanted = 1 if name == "unit_price" else quantity
            if (value > 0) != (wanted > 0):
                place, column = self.layout.places[name]
                code = "positive" if value > 0 else "negative"
                problems.append(Problem(code, column, str(cells[place])))

    def _fact(self, got: dict[str, Any], problems: list[Problem]) -> Fact | None:
        needed = (name for name in ("document", "product", "quantity") if name not in got)
        problems.extend(Problem("missing", self.layout.places[name][1]) for name in needed)
        if "amount" not in got and "unit_price" not in got:
            problems.append(Problem("missing", self._column("amount", "unit_price")))
        sold_on: Any = got.get("invoiced_on") or got.get("ordered_on")
        if sold_on is None:
            problems.append(Problem("missing", self._column("invoiced_on", "ordered_on")))
        if problems:
            self._people(got, sold_on, problems)
            return None
        seller = self._people(got, sold_on, problems)
        if got["quantity"] > 0:
            self._gone(got, sold_on, problems)
        if seller is None or problems:
            return None
        rep, buyer = got.get("rep", (None,))[0], got.get("buying_company", (None,))[0]
        product_id, reference = got["product"]
        quantity = got["quantity"]
        cents = got["amount"] if "amount" in got else to_cents(got["unit_price"] * quantity)
        if abs(cents) > MOST_CENTS:
            problems.append(Problem("too_large", self._column("unit_price"), str(got["unit_price"])))
            return None
        cost = got.get("cost")
        ordered, invoiced = got.get("ordered_on"), got.get("invoiced_on")
        line = got.get("line") or reference
        key = row_key(seller[1], got["document"], line)
        if quantity < 0:
            key = return_key(seller[1], got["document"], line, got.get("returns") or got["document"], sold_on)
        return Fact(
            key,
            content_hash(seller[0], rep, buyer, product_id, quantity, cents, cost, ordered, invoiced),
            got["document"],
            seller[0],
            rep,
            buyer,
            product_id,
            quantity,
            cents,
            cost,
            "sell_in" if seller[0] in self.books.sponsors else "sell_out",
            None,
            ordered,
            invoiced,
            sold_on,
        )

    def _people(self, got: dict[str, Any], sold_on: Any, problems: list[Problem]) -> tuple[int, str] | None:
        """The selling company, after the rep's mandate was looked at."""
        rep, seller = got.get("rep"), got.get("selling_company")
        on_a_day = type(sold_on) is date
        if seller is None and self.layout.seller_of_rep and type(rep) is tuple and on_a_day:
            company = self.books.employer(rep[0], sold_on)
            if company is None:
                problems.append(self._dated("no_employer", rep[1], sold_on))
                return None
            return company, self.codes[company]
        if seller is None:
            if type(rep) is not Wrong:
                problems.append(Problem("missing", self._column("selling_company", "rep")))
            return None
        if type(seller) is Wrong:
            return None
        # who sold what comes back may have left since: the sale itself says whose it was
        comes_back = type(got.get("quantity")) is int and got["quantity"] < 0
        if (
            type(rep) is tuple
            and on_a_day
            and not comes_back
            and not self.books.works_for(rep[0], seller[0], sold_on)
        ):
            problems.append(self._dated("no_mandate", rep[1], sold_on))
        return seller  # type: ignore[no-any-return]

    def _gone(self, got: dict[str, Any], sold_on: date, problems: list[Problem]) -> None:
        """A company that left sells and buys nothing any more; what comes back was sold before."""
        for name in ("selling_company", "buying_company"):
            company = got.get(name)
            if type(company) is tuple and self.books.gone(company[0], sold_on):
                since, into = self.books.left[company[0]]
                facts = {"day": since.isoformat(), **({"into": into} if into else {})}
                code = "company_merged" if into else "company_left"
                problems.append(Problem(code, self._column(name), company[1], facts))

    def _lookup(self, name: str, cell: Cell) -> tuple[int, str] | None:
        kind, held = {
            "rep": ("person", self.books.people),
            "product": ("product", self.books.products),
        }.get(name, ("company", self.books.companies))
        text = read_label(cell, LONGEST_CODE)
        if not text:
            return None
        key = fold(text)
        found = held.get(key)
        if found is None:
            raise self._unknown(kind, key, held)
        return found

    def _default(self, name: str, code: str) -> tuple[int, str] | None:
        try:
            return self._lookup(name, code)
        except Wrong:
            raise UnknownDefault(field=name, code=code) from None

    def _unknown(self, kind: str, key: str, held: Mapping[str, tuple[int, str]]) -> Wrong:
        near: list[str] = []
        if self.hints_left:
            self.hints_left -= 1
            start, length = set(key[:2]), len(key)
            likely = [code for code in held if abs(len(code) - length) <= 2 and start & set(code[:2])]
            near = get_close_matches(key, likely[:2_000], 1, NEAR)
        return Wrong(f"unknown_{kind}_near", held[near[0]][1]) if near else Wrong(f"unknown_{kind}")

    def _dated(self, code: str, who: str, on: date) -> Problem:
        return Problem(code, self._column("rep"), who, {"day": on.isoformat()})

    def _column(self, *names: str) -> str:
        return next((self.layout.places[name][1] for name in names if name in self.layout.places), names[0])
