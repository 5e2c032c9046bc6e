"""What a rule costs the sponsor for each euro that it brings, at its dearest: pure."""

from datetime import date
from fractions import Fraction
from math import ceil

from points.rules.line import award, lifted
from points.rules.rule import BOOST, LINE_KINDS, ONCE, Rule
from points.rules.seen import Seen

#: A sale large enough for no rounding to show: 1,000,000 €.
LARGE_CENTS = 100_000_000


def share_bp(rule: Rule, sold: Seen, price_cents: int | None, worth_of_1000: int) -> int | None:
    """Reward ÷ turnover for a product, basis points rounded up; None where no price tells.

    `sold` says product, range, strategic and margin; the best tier of the rule and the highest band count.
    """
    points = _per_euro(rule, sold, price_cents)
    if points is None:
        return None
    return ceil(points * worth_of_1000 * ONCE / 1_000)


def _per_euro(rule: Rule, sold: Seen, price_cents: int | None) -> Fraction | None:
    """Points for each cent of turnover, at most."""
    if rule.kind == BOOST:
        return _boost(rule, price_cents)
    by_piece = rule.kind in ("per_unit", "per_line") or (
        rule.kind not in LINE_KINDS and rule.measure == "quantity"
    )
    unit = price_cents if by_piece else 1
    if unit is None or unit <= 0:
        return None
    if rule.kind in LINE_KINDS:
        return _line(rule, sold, unit)
    if rule.kind == "bands":
        return Fraction(max(step.points for step in rule.steps), rule.per * unit)
    if rule.kind == "growth":
        return Fraction(rule.points, rule.per * unit)
    if rule.kind == "threshold":
        return _threshold(rule, unit)
    return None


def _line(rule: Rule, sold: Seen, unit: int) -> Fraction:
    """A long line of the product, at the best tier."""
    if rule.kind == "per_line":
        quantity, turnover = 1, unit
    else:
        quantity, turnover = LARGE_CENTS // unit, LARGE_CENTS
    best = max([*rule.weights.tiers.values(), ONCE])
    plain = rule._replace(weights=rule.weights._replace(tiers={}))
    line = sold._replace(quantity=quantity, amount_cents=LARGE_CENTS, day=date.min)
    return Fraction(lifted(award(plain, line).points, [best]), turnover)


def _threshold(rule: Rule, unit: int) -> Fraction:
    """All bonuses up to a step, for just that step."""
    reached, most = 0, Fraction(0)
    for step in rule.steps:
        reached += step.points
        most = max(most, Fraction(reached, step.at * unit))
    return most


def _boost(rule: Rule, price_cents: int | None) -> Fraction | None:
    """Bonus points alone: what a multiplier adds is the lifted rule's matter."""
    if rule.times_bp or not price_cents:
        return None
    return Fraction(rule.points, price_cents)
