"""A sale line as rules see it, and whoever it rewards as they were on its day."""

from datetime import date
from typing import NamedTuple, Protocol

from points.rules.rule import ONCE


class Sold(Protocol):
    """What a rule that looks at one line needs to know of it."""

    @property
    def product_id(self) -> int: ...
    @property
    def range_id(self) -> int: ...
    @property
    def quantity(self) -> int: ...
    @property
    def amount_cents(self) -> int: ...
    @property
    def strategic(self) -> bool: ...
    @property
    def margin_bp(self) -> int | None: ...
    @property
    def sale_kind(self) -> str: ...


class Who(NamedTuple):
    """The company that is rewarded, or whose rep is, on a day; the tier is the one at its start."""

    kind: str | None = None
    segments: frozenset[str] = frozenset()
    tier: str = ""


class Seen(NamedTuple):
    """A line as rules over a period see it; a return is a line of its own with negative figures."""

    line_id: int
    day: date
    product_id: int
    range_id: int
    quantity: int
    amount_cents: int
    strategic: bool = False
    margin_bp: int | None = None
    sale_kind: str = "sell_out"
    document: str = ""
    selling_company_id: int = 0
    #: the line that it returns
    returns_id: int | None = None
    who: Who = Who()
    #: basis points of the boosts that lift what a line rule gives for it (see boosts.py)
    boosts: tuple[int, ...] = ()


def margin_of(
    amount_cents: int, cost_cents: int | None, quantity: int, unit_cost: int | None, product_bp: int | None
) -> int | None:
    """A line's margin, basis points: by its own cost, else its product's unit cost, else its share."""
    if cost_cents is None and unit_cost is not None:
        cost_cents = unit_cost * quantity
    if cost_cents is None or amount_cents <= 0:
        return product_bp
    return (amount_cents - cost_cents) * ONCE // amount_cents
