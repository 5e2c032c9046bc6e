"""The smallest purchases that earn a bonus, and what they leave the sponsor: pure.

Bonuses of variety, pair, streak, frequency and minimum volume are paid once for several purchases: they are
held against the margin of the cheapest basket that earns them (S000-106).
"""

from collections.abc import Sequence
from math import ceil
from typing import NamedTuple

from points.rules.rule import Rule

BASKETS = ("variety", "pair", "streak", "frequency", "minimum")


class Good(NamedTuple):
    """A product as it is usually sold."""

    name: str
    range_id: int
    price_cents: int
    #: what one piece leaves, cents
    margin_cents: int


class Basket(NamedTuple):
    """Pieces of some goods, what they bring in points, and what they leave."""

    goods: tuple[tuple[Good, int], ...]
    points: int

    @property
    def margin_cents(self) -> int:
        """What the basket leaves."""
        return sum(good.margin_cents * pieces for good, pieces in self.goods)

    def reward_cents(self, worth_of_1000: int) -> int:
        """What its points cost, rounded up."""
        return ceil(self.points * worth_of_1000 / 1_000)


def least_baskets(rule: Rule, goods: Sequence[Good]) -> list[Basket]:
    """The smallest baskets that earn a rule's bonus, of the goods in its scope; none for other kinds."""
    if not goods:
        return []
    cheapest = min(goods, key=lambda one: (one.price_cents, one.name))
    if rule.kind == "variety":
        return _varieties(rule, goods)
    if rule.kind == "pair":
        sides = [[one for one in goods if one.range_id in side] for side in rule.pair]
        if not all(sides):
            return []
        picked = [min(side, key=lambda one: (one.price_cents, one.name)) for side in sides]
        return [Basket(tuple((one, 1) for one in picked), rule.points)]
    if rule.kind == "frequency":
        return [Basket(((cheapest, 1),), rule.points)]
    if rule.kind == "minimum":
        return [Basket(((one, _pieces(rule, one)),), rule.points) for one in goods]
    if rule.kind == "streak":
        return [Basket(((one, rule.times * _pieces(rule, one)),), rule.points) for one in goods]
    return []


def _pieces(rule: Rule, good: Good) -> int:
    """Pieces of one good that reach what one period asks for, at least one."""
    wanted = rule.at_least if rule.measure == "quantity" else -(-rule.at_least // good.price_cents)
    return max(wanted, 1)


def _varieties(rule: Rule, goods: Sequence[Good]) -> list[Basket]:
    """For each step, one piece of the cheapest good of as many ranges; the bonuses up to it add up."""
    best: dict[int, Good] = {}
    for one in sorted(goods, key=lambda one: (one.price_cents, one.name)):
        best.setdefault(one.range_id, one)
    ranges = sorted(best.values(), key=lambda one: (one.price_cents, one.name))
    steps = [step for step in rule.steps if step.at <= len(ranges)]
    return [
        Basket(tuple((one, 1) for one in ranges[: step.at]), sum(s.points for s in steps[: nth + 1]))
        for nth, step in enumerate(steps)
    ]
