"""What a rule counts of a period, line by line in order of days: memory stays with the figures.

Returns are negative lines of the same day as the line that they return, so every figure is a net one.
"""

from collections import defaultdict
from datetime import date
from typing import Any, NamedTuple

from points.rules.calendar import calendar_span, next_period
from points.rules.rule import ONCE, Rule
from points.rules.seen import Seen


class Reference(NamedTuple):
    """What somebody did in the same period before the programme pushed, or has promised for it."""

    amount_cents: int = 0
    quantity: int = 0
    order_days: int = 0


class Target(NamedTuple):
    """What a period gives by a rule, the figure it hangs on, and what a sentence needs beside them."""

    points: int
    figure: int
    facts: dict[str, Any]


class Tally:
    """The sum of a rule's measure over a period's lines."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.total = 0

    def add(self, line: Seen) -> None:
        """Count a line in the rule's scope; lines come in order of days."""
        self.total += self.measured(line)

    def measured(self, line: Seen) -> int:
        """Cents or units."""
        return line.amount_cents if self.rule.measure == "amount" else line.quantity

    def held_against(self, baseline: Reference | None) -> int:
        """The baseline in the rule's own measure; 0 where there is none."""
        if baseline is None:
            return 0
        return baseline.amount_cents if self.rule.measure == "amount" else baseline.quantity

    def target(self, baseline: Reference | None) -> Target:
        """What the period gives, never below zero, with the cap put on last."""
        found = self.reckon(baseline)
        points = max(0, found.points)
        if self.rule.cap and points > self.rule.cap:
            return Target(self.rule.cap, found.figure, {**found.facts, "uncapped": points})
        return found._replace(points=points)

    def reckon(self, baseline: Reference | None) -> Target:
        """What the period gives before the cap."""
        raise NotImplementedError


class Bands(Tally):
    """Full `per`s × the rate: each part at its own (marginal), or all of it at the one reached (full)."""

    def reckon(self, baseline: Reference | None) -> Target:
        rule, steps = self.rule, self.rule.steps
        if rule.bands == "full" or not steps:
            rate = max((step for step in steps if step.at <= self.total), default=None)
            points = self.total // rule.per * rate.points if rate else 0
            return Target(points, self.total, {"rate": rate.points if rate else 0})
        ends = [*(step.at for step in steps[1:]), self.total]
        parts = [
            [step.at, max(0, min(end, self.total) - step.at) // rule.per * step.points]
            for step, end in zip(steps, ends, strict=True)
        ]
        return Target(sum(points for _, points in parts), self.total, {"parts": parts})


class Threshold(Tally):
    """The bonuses of every step reached, together."""

    def reckon(self, baseline: Reference | None) -> Target:
        return _steps(self.rule, self.total)


class Minimum(Tally):
    """A bonus while what was promised (or the rule's own minimum) is kept."""

    def reckon(self, baseline: Reference | None) -> Target:
        least = self.held_against(baseline) if baseline else self.rule.at_least
        kept = 0 < least <= self.total
        return Target(self.rule.points if kept else 0, self.total, {"baseline": least})


class Growth(Tally):
    """Points on the whole or the increase, from a growth over the baseline on; nothing grows from nothing."""

    def reckon(self, baseline: Reference | None) -> Target:
        rule, before = self.rule, self.held_against(baseline)
        grown = before > 0 and self.total * ONCE >= before * (ONCE + rule.growth_bp)
        counted = self.total - before if rule.growth_on == "increase" else self.total
        points = counted // rule.per * rule.points if grown and self.total >= rule.at_least else 0
        return Target(points, self.total, {"baseline": before})


class Streak(Tally):
    """A bonus for every so many periods in a row that reach the least; then the count begins anew."""

    def __init__(self, rule: Rule) -> None:
        super().__init__(rule)
        self.sums: dict[date, int] = defaultdict(int)

    def add(self, line: Seen) -> None:
        self.sums[calendar_span(self.rule.period, line.day).first] += self.measured(line)

    def reckon(self, baseline: Reference | None) -> Target:
        done = run = 0
        expected: date | None = None
        for first in sorted(self.sums):
            if self.sums[first] < max(1, self.rule.at_least):
                run = 0
                continue
            run = run + 1 if first == expected else 1
            if run == self.rule.times:
                done, run, expected = done + 1, 0, None
            else:
                expected = next_period(self.rule.period, first)
        return Target(done * self.rule.points, done, {"run": run})


class Variety(Tally):
    """The bonuses of every number of distinct ranges reached, together."""

    def __init__(self, rule: Rule) -> None:
        super().__init__(rule)
        self.units: dict[int, int] = defaultdict(int)

    def add(self, line: Seen) -> None:
        self.units[line.range_id] += line.quantity

    def reckon(self, baseline: Reference | None) -> Target:
        return _steps(self.rule, sum(1 for units in self.units.values() if units > 0))


class Pair(Tally):
    """A bonus for each document, or for the period, that holds both sets of ranges."""

    def __init__(self, rule: Rule) -> None:
        super().__init__(rule)
        self.units: dict[object, list[int]] = defaultdict(lambda: [0, 0])

    def add(self, line: Seen) -> None:
        for side, ranges in enumerate(self.rule.pair):
            if line.range_id in ranges:
                if self.rule.together != "document":
                    self.units[None][side] += line.quantity
                elif line.document:
                    self.units[line.selling_company_id, line.document][side] += line.quantity

    def reckon(self, baseline: Reference | None) -> Target:
        pairs = sum(1 for units in self.units.values() if min(units) > 0)
        return Target(pairs * self.rule.points, pairs, {})


class Frequency(Tally):
    """A bonus from so many more days with an order than the baseline on."""

    def __init__(self, rule: Rule) -> None:
        super().__init__(rule)
        self.units: dict[date, int] = defaultdict(int)

    def add(self, line: Seen) -> None:
        self.units[line.day] += line.quantity

    def reckon(self, baseline: Reference | None) -> Target:
        days = sum(1 for units in self.units.values() if units > 0)
        before = baseline.order_days if baseline else 0
        more = 0 < before < days and days * ONCE >= before * (ONCE + self.rule.growth_bp)
        return Target(self.rule.points if more else 0, days, {"baseline": before})


def _steps(rule: Rule, figure: int) -> Target:
    reached = [step.points for step in rule.steps if step.at <= figure]
    return Target(sum(reached), figure, {"reached": len(reached)})
