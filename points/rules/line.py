"""What one sale line earns by one rule: it depends on that line alone."""

from typing import NamedTuple

from points.rules.rule import ONCE, Rule, Weights
from points.rules.seen import Sold


class Award(NamedTuple):
    """What one rule gives for one line, and how it came about."""

    points: int
    base: int
    #: the multipliers' product, basis points, rounded down where it is no whole number of them
    times_bp: int


class Times(NamedTuple):
    """All multipliers of a line together: so many times `over` ÷ `under`."""

    over: int
    under: int
    #: basis points, rounded down where they are no whole number of them
    bp: int


def award(rule: Rule, sold: Sold, tier: str = "") -> Award:
    """Full `per`s × points, rounded toward zero; times all multipliers together, rounded toward zero once."""
    return awarded(rule, sold, times_of(rule.weights, sold, tier))


def awarded(rule: Rule, sold: Sold, times: Times) -> Award:
    """The same where the multipliers are known: they are the same for many lines."""
    base = base_points(rule, sold)
    return Award(base * times.over // times.under, base, times.bp)


def times_of(weights: Weights, sold: Sold, tier: str = "") -> Times:
    """The multipliers as one fraction."""
    over, under = 1, 1
    for one in factors(weights, sold, tier):
        over, under = over * one, under * ONCE
    return Times(over, under, ONCE * over // under)


def base_points(rule: Rule, sold: Sold) -> int:
    """Points before any multiplier."""
    if rule.kind == "per_line":
        return rule.points
    measured = sold.amount_cents if rule.kind == "per_amount" else sold.quantity
    return measured // rule.per * rule.points


def factors(weights: Weights, sold: Sold, tier: str = "") -> list[int]:
    """The multipliers that count, basis points: a product's own beats its range's; the others come on top."""
    found = [weights.products.get(sold.product_id) or weights.ranges.get(sold.range_id) or ONCE]
    if weights.strategic != ONCE and sold.strategic:
        found.append(weights.strategic)
    if weights.margins:
        found.append(_by_margin(weights, sold.margin_bp))
    if tier:
        found.append(weights.tiers.get(tier, ONCE))
    return [one for one in found if one != ONCE]


def lifted(points: int, times: list[int]) -> int:
    """Points times multipliers as one fraction, rounded toward zero once."""
    over, under = points, 1
    for one in times:
        over, under = over * one, under * ONCE
    return over // under


def _by_margin(weights: Weights, margin_bp: int | None) -> int:
    """The last band that the margin reaches; an unknown margin reaches none."""
    found = ONCE
    if margin_bp is not None:
        for least, times in weights.margins:
            if margin_bp >= least:
                found = times
    return found
