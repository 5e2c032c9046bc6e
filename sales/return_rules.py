"""Which sale a return names, and how much of it can still come back: pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from core.rules import N_, Refused
from sales.rules import Problem, bounded_key

#: What a returned unit may cost more than was invoiced, cents: unit prices are rounded.
ROUNDING_CENTS = 1
#: What the key of a line says that took another's place.
INSTEAD = "instead of"


class Asked(NamedTuple):
    """A return as a file tells it; units and cents as positive figures."""

    #: the document that it names
    document: str
    seller_id: int
    product_id: int
    #: None where the row does not say
    rep_id: int | None
    buyer_id: int | None
    units: int
    cents: int
    day: date
    #: key of the line that it repeats, where it stands in the sale's own document; empty without
    line_key: str = ""


@dataclass
class Sale:
    """A line of the books, and what is left of it."""

    id: int
    row_key: str
    document: str
    seller_id: int
    product_id: int
    rep_id: int | None
    buyer_id: int | None
    sold_on: date
    ordered_on: date | None
    sale_kind: str
    units_left: int
    cents_left: int


class Found(NamedTuple):
    """The sale of a return, or why a person has to look."""

    sale: Sale | None
    problem: Problem | None = None


def find(asked: Asked, sales: Sequence[Sale]) -> Found:
    """The one sale that a return names, with enough left; none, several or too little are for a person."""
    same = [sale for sale in sales if _means(asked, sale)]
    if not same:
        return Found(None, Problem("return_none", facts={"document": asked.document}))
    repeated = [sale for sale in same if asked.line_key and _repeats(asked.line_key, sale.row_key)]
    enough = [sale for sale in repeated or same if beyond(sale, asked.units, asked.cents) is None]
    if len(enough) == 1:
        return Found(enough[0])
    if enough:
        return Found(None, Problem("return_several", facts={"document": asked.document}))
    left = max(sale.units_left for sale in repeated or same)
    return Found(None, Problem("return_more", facts={"document": asked.document, "left": left}))


def _means(asked: Asked, sale: Sale) -> bool:
    return (
        sale.document.casefold() == asked.document.casefold()
        and sale.seller_id == asked.seller_id
        and sale.product_id == asked.product_id
        and sale.sold_on <= asked.day
        and asked.rep_id in (None, sale.rep_id)
        and asked.buyer_id in (None, sale.buyer_id)
    )


def _repeats(line_key: str, row_key: str) -> bool:
    """Whether a line has this key, or took the place of the one that had it."""
    return row_key == line_key or row_key.startswith(f"{line_key}|{INSTEAD}")


def beyond(sale: Sale, units: int, cents: int) -> "BeyondSale | None":
    """Why so much cannot come back of a sale; None when it can."""
    if units > sale.units_left:
        return BeyondSale(left=sale.units_left)
    if cents > sale.cents_left + ROUNDING_CENTS * units:
        return BeyondAmount()
    return None


def take(sale: Sale, units: int, cents: int) -> None:
    """Note that so much of a sale came back; raises BeyondSale or BeyondAmount."""
    refused = beyond(sale, units, cents)
    if refused:
        raise refused
    sale.units_left -= units
    sale.cents_left -= cents


def share(sale: Sale, units: int) -> int:
    """What so many units of what is left are worth, cents: partial returns add up to the whole."""
    if units >= sale.units_left:
        return max(0, sale.cents_left)
    left = sale.units_left - units
    return max(0, sale.cents_left - sale.cents_left * left // sale.units_left)


def return_key(seller: str, document: str, line: str, named: str, day: date) -> str:
    """The key of a file's return: its own line and what it names; in the sale's own document, its day."""
    document, named = document.casefold(), named.casefold()
    what = day.isoformat() if named == document else named
    return bounded_key(seller, document, line.casefold(), f"return {what}")


def key_beside(row_key: str, what: str) -> str:
    """The key of a line that was written because of another: its return by hand, its replacement."""
    return bounded_key(*row_key.split("|"), what)


class BeyondSale(Refused):
    """More units than are left."""

    sentence = N_("No more can come back than is left of the sale; units left: %(left)s.")


class BeyondAmount(BeyondSale):
    """More money than is left."""

    sentence = N_("This amount is more than what is left of the sale: no more can come back.")


class NotASale(Refused):
    """No such line, or itself a return."""

    sentence = N_("There is no such sale, or it is itself a return.")


class NothingReturned(Refused):
    """No unit, or less."""

    sentence = N_("Say how many units came back, one at least.")


class WrongReturnDay(Refused):
    """Before the sale, or tomorrow."""

    sentence = N_("The return’s day must not be before the sale, nor after today.")


class ReturnChanged(Refused):
    """Decided meanwhile."""

    sentence = N_("This return was decided already, or its file is not accepted yet: look at it once more.")


class NotThisSale(Refused):
    """Another product."""

    sentence = N_("This sale is of another product: it cannot be what came back.")


class PartlyReturned(Refused):
    """A line whose returns would be lost."""

    sentence = N_(
        "Part of this sale came back already, so it cannot be replaced: "
        "keep it, and record what else came back."
    )


class NotReplaceable(Refused):
    """A return in conflict."""

    sentence = N_("A return cannot be replaced: keep what is in the books.")


#: The sentences of what keeps a return waiting.
SENTENCES: Mapping[str, str] = {
    "return_of": N_("A return of “%(document)s”: its sale is looked for when the file is accepted."),
    "return_none": N_(
        "A return of “%(document)s”, but the books hold no such sale: "
        "it waits for that sale, or for your choice."
    ),
    "return_several": N_("A return of “%(document)s” that several lines may mean: choose the one."),
    "return_more": N_("A return of “%(document)s”, beyond what is left of it; units left: %(left)s."),
}
