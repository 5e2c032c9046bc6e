"""Every problem of every row of a file of quotes, against the books; the same cells as a file of sales."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

from core.text import fold
from products import queries as products
from sales import books, quotes
from sales.cells import LONGEST, Cell, Wrong, read_cents, read_day, read_label, text_of
from sales.mapping import Spec
from sales.models import Quote
from sales.quote_mapping import NEEDED, STATES
from sales.quote_rules import Offer, TooManyQuotes, known, told
from sales.reading import Row, reading
from sales.row_check import RowCheck
from sales.rules import Books, Layout, Problem, bounded_key

#: Rows of one file; quotes are hundreds a month, not hundreds of thousands.
MOST_ROWS = 20_000
#: A row: line in the file, cells, its quote or every problem.
Read: TypeAlias = "tuple[int, Sequence[Cell], Offer | None, list[Problem]]"


@dataclass(frozen=True)
class Refusal:
    """A row that cannot be taken, and every reason."""

    line: int
    cells: Mapping[str, str]
    problems: list[dict[str, Any]]


@dataclass
class Checked:
    """What a file of quotes brings."""

    columns: list[str]
    #: line → the quote that it makes or decides, as it will be
    good: dict[int, Offer] = field(default_factory=dict)
    bad: list[Refusal] = field(default_factory=list)
    #: rows that say what the books hold
    known: int = 0
    #: rows that decide or change a quote of the books
    decides: int = 0
    #: every row as it was read: its line, cells, quote or problems
    rows: "Sequence[Read]" = ()

    @property
    def offers(self) -> dict[str, Offer]:
        """Each quote as the file leaves it, by its key."""
        return {offer.row_key: offer for offer in self.good.values()}

    def again(self) -> "Checked":
        """The same rows laid beside the books as they are now."""
        return _against_books(self.rows, self.columns)


class QuoteCheck(RowCheck):
    """Checks rows of one file of quotes, one after the other."""

    def __init__(self, layout: Layout, held: Books, today: date) -> None:
        self.ranges = {fold(one.code): one.id for one in products.ranges()}
        self.range_of = {one.id: one.range_id for one in products.by_reference().values()}
        super().__init__(layout, held, today)

    def readers(self) -> dict[str, Callable[[Cell], Any]]:
        """How a cell of each field of a quote is read."""
        to_day = partial(read_day, order=self.layout.dates, today=self.today)
        coded = super().readers()
        return {
            **{name: coded[name] for name in ("selling_company", "rep", "buying_company", "product")},
            "number": lambda cell: read_label(cell, LONGEST["document"]),
            "quoted_on": to_day,
            "decided_on": to_day,
            "state": _read_state,
            "range": self._read_range,
            "amount": lambda cell: read_cents(cell, self.layout.decimal),
        }

    def offer(self, cells: Sequence[Cell]) -> tuple[Offer | None, list[Problem]]:
        """The row's quote, or every problem that it has."""
        got, problems = self.values(cells)
        problems += [Problem("missing", self._column(name)) for name in NEEDED if name not in got]
        self._decision(got, problems)
        if type(got.get("amount")) is int and got["amount"] < 0:
            problems.append(Problem("below_zero", self._column("amount"), str(got["amount"] // 100)))
        made = got.get("quoted_on")
        seller = self._people(got, made, problems)
        if type(made) is date:
            self._gone(got, made, problems)
        if seller is None or problems:
            return None, problems
        product = got.get("product", (None,))[0]
        number = got["number"]
        return (
            Offer(
                bounded_key(seller[1], number.casefold()),
                number,
                seller[0],
                got.get("rep", (None,))[0],
                got.get("buying_company", (None,))[0],
                product,
                self.range_of[product] if product else got.get("range"),
                got.get("amount", 0),
                got["quoted_on"],
                got["state"],
                got.get("decided_on"),
            ),
            [],
        )

    def _decision(self, got: Mapping[str, Any], problems: list[Problem]) -> None:
        """Whoever is decided says when, and not before it was made; whoever is open does not."""
        state, made, decided = got.get("state"), got.get("quoted_on"), got.get("decided_on")
        if state in ("won", "lost") and decided is None:
            problems.append(Problem("undecided", self._column("decided_on")))
        if type(decided) is not date:
            return
        if state == "open":
            problems.append(Problem("decided_open", self._column("decided_on"), decided.isoformat()))
        elif type(made) is date and decided < made:
            problems.append(Problem("decided_early", facts={"day": decided.isoformat()}))

    def _read_range(self, cell: Cell) -> int | None:
        text = text_of(cell)
        if text and fold(text) not in self.ranges:
            raise Wrong("unknown_range")
        return self.ranges.get(fold(text))


def check(path: Path, filename: str, spec: Spec, today: date) -> Checked:
    """Read and check a whole file; raises Unreadable, MissingColumns, UnknownDefault, TooManyQuotes."""
    with reading(path, filename, spec.encoding) as opened:
        judge = QuoteCheck(books.layout_of(spec, opened.columns), books.load(), today)
        rows: list[Row] = []
        for chunk in opened.chunks:
            rows += chunk
            if len(rows) > MOST_ROWS:
                raise TooManyQuotes(most=MOST_ROWS)
    return _against_books([(int(row[0]), row[1:], *judge.offer(row[1:])) for row in rows], opened.columns)


def _against_books(rows: Sequence[Read], columns: list[str]) -> Checked:
    """What is new, what is known, what cannot be; a later row of a file follows an earlier one."""
    done = Checked(columns, rows=rows)
    held = quotes.in_books([offer.row_key for _, _, offer, _ in rows if offer])
    before = {key: _as_offer(one) for key, one in held.items()}
    for line, cells, offer, problems in rows:
        if offer and (there := before.get(offer.row_key)):
            if trouble := told(offer, there):
                problems, offer = [trouble], None
            elif known(offer, there):
                done.known += 1
                continue
            else:
                done.decides += offer.row_key in held
        if offer is None:
            done.bad.append(Refusal(line, _named(cells, columns), [one.plain() for one in problems]))
            continue
        before[offer.row_key] = done.good[line] = offer
    return done


def _as_offer(one: Quote) -> Offer:
    return Offer(*(getattr(one, name) for name in Offer._fields))


def _named(cells: Sequence[Cell], columns: Sequence[str]) -> dict[str, str]:
    named = {name: str(cell)[:300] for name, cell in zip(columns, cells, strict=False)}
    if len(cells) > len(columns):
        named["…"] = " ".join(map(str, cells[len(columns) :]))[:300]
    return named


def _read_state(cell: Cell) -> str:
    text = text_of(cell)
    if not text:
        return ""
    for state, words in STATES.items():
        if fold(text) in words:
            return state
    raise Wrong("not_a_state")
