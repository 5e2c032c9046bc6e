"""Line rules over a period: awards under a cap, and only what exceeds a baseline."""

from datetime import date
from fractions import Fraction

from points.rules.line import award, factors, lifted
from points.rules.rule import ONCE, Rule
from points.rules.seen import Seen
from points.rules.tallies import Reference, Tally, Target


class Awards(Tally):
    """What the lines earn one by one, each less what its returns take back."""

    def __init__(self, rule: Rule) -> None:
        super().__init__(rule)
        self.day: date | None = None
        #: line id → points, units sold, units left, of the day at hand
        self.lines: dict[int, list[int]] = {}

    def add(self, line: Seen) -> None:
        if line.day != self.day:
            self._close()
            self.day = line.day
        if line.returns_id is None:
            given = award(self.rule, line, line.who.tier).points
            points = lifted(given, list(line.boosts)) if line.boosts else given
            self.lines[line.line_id] = [points, line.quantity, line.quantity]
        elif line.returns_id in self.lines:
            self.lines[line.returns_id][2] += line.quantity

    def _close(self) -> None:
        for points, sold, left in self.lines.values():
            self.total += points if left == sold else points * max(0, left) // sold
        self.lines.clear()

    def reckon(self, baseline: Reference | None) -> Target:
        self._close()
        return Target(self.total, self.total, {})


class Excess(Tally):
    """Only what exceeds the baseline earns, at the average multiplier of the period's lines."""

    def __init__(self, rule: Rule) -> None:
        super().__init__(rule._replace(measure="quantity" if rule.kind == "per_unit" else "amount"))
        self.weighted = Fraction(0)
        self.awards = Awards(rule)

    def add(self, line: Seen) -> None:
        measured = self.measured(line)
        self.total += measured
        if self.rule.kind == "per_line":
            self.awards.add(line)
            return
        times = [*factors(self.rule.weights, line, line.who.tier), *line.boosts]
        self.weighted += Fraction(measured * lifted_over(times), ONCE ** len(times)) if times else measured

    def reckon(self, baseline: Reference | None) -> Target:
        before = self.held_against(baseline)
        more, facts = self.total - before, {"baseline": before}
        if more <= 0 or self.total <= 0:
            return Target(0, self.total, facts)
        if self.rule.kind == "per_line":
            points = self.awards.reckon(None).points * more // self.total
        else:
            points = int(more // self.rule.per * self.rule.points * self.weighted / self.total)
        return Target(points, self.total, facts)


def lifted_over(times: list[int]) -> int:
    """The product of multipliers."""
    over = 1
    for one in times:
        over *= one
    return over
