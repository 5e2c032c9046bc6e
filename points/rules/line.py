"""What one sale line earns by one rule: it depends on that line alone."""

from typing import NamedTuple, Protocol

from points.rules.rule import ONCE, Rule, Weights


class Sold(Protocol):
    """What a rule needs to know of a sale line."""

    @property
    def product_id(self) -> int: ...
    @property
    def range_id(self) -> int: ...
    @property
    def quantity(self) -> int: ...
    @property
    def amount_cents(self) -> int: ...


class Award(NamedTuple):
    """What one rule gives for one line, and how it came about."""

    points: int
    base: int
    times_bp: int


def award(rule: Rule, sold: Sold) -> Award:
    """Full `per`s × points, rounded toward zero, multiplied, rounded toward zero again."""
    times = times_for(rule.weights, sold)
    base = base_points(rule, sold)
    return Award(base if times == ONCE else base * times // ONCE, base, times)


def base_points(rule: Rule, sold: Sold) -> int:
    """Points before any multiplier."""
    if rule.kind == "per_line":
        return rule.points
    measured = sold.amount_cents if rule.kind == "per_amount" else sold.quantity
    return measured // rule.per * rule.points


def times_for(weights: Weights, sold: Sold) -> int:
    """The product's own multiplier beats its range's."""
    return weights.products.get(sold.product_id) or weights.ranges.get(sold.range_id) or ONCE
