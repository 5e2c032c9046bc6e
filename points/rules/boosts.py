"""What boosts add to a line: bonuses add up; of multipliers the best counts, or all, one after the other."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from points.rules.line import lifted
from points.rules.rule import ONCE, Rule
from points.rules.seen import Sold


class Lift(NamedTuple):
    """What one boost adds, and to how many points."""

    boost: Rule
    points: int
    base: int


def multipliers(rule: Rule, boosts: Sequence[Rule], stacking: str = "best") -> list[Rule]:
    """Which of the boosts multiply what a rule gives: the best, or `all`."""
    found = [
        one
        for one in boosts
        if one.times_bp > ONCE
        and one.beneficiary == rule.beneficiary
        and (not one.lifts or rule.code in one.lifts)
    ]
    return found if stacking == "all" else sorted(found, key=lambda one: -one.times_bp)[:1]


def extras(rule: Rule, given: int, boosts: Sequence[Rule], stacking: str = "best") -> list[Lift]:
    """What multipliers add to the points of a rule: floor(award × boosts) − award."""
    found, reached = [], given
    times: list[int] = []
    for boost in multipliers(rule, boosts, stacking):
        times.append(boost.times_bp)
        now = lifted(given, times)
        if now > reached:
            found.append(Lift(boost, now - reached, reached))
        reached = now
    return found


def bonuses(boosts: Sequence[Rule], sold: Sold, rewarding: Iterable[str]) -> list[Lift]:
    """Points on top, by line or by unit; a boost that names rules needs one of them to reward the line."""
    codes = frozenset(rewarding)
    found = []
    for boost in boosts:
        if boost.points and (not boost.lifts or not boost.lifts.isdisjoint(codes)):
            given = boost.points * (sold.quantity if boost.each == "unit" else 1)
            if given > 0:
                found.append(Lift(boost, given, given))
    return found
