"""One set of rules lived through a past period, line by line and day by day: what everybody would have."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from insights.ladder import Ladder, Spell
from points.earning import baselines
from points.earning.facts import SaleFact, Touched, beneficiary, kind_of
from points.earning.reckoning import Gain, Reckoning
from points.earning.roll import covering
from points.rules import LINE_KINDS, Rule, Seen
from points.rules.calendar import Span, span_of
from points.rules.period import Tally, tally_of

Holder = tuple[str, int]
#: (holder's id, first day of the period)
Place = tuple[int, date]


class Given(NamedTuple):
    """Points of one rule to one holder on one day."""

    holder: Holder
    company_id: int
    rule: Rule
    points: int


class _Sold:
    """A line of the day at hand that a return of the same day may take from."""

    def __init__(self, gains: list[Gain], fact: SaleFact) -> None:
        self.gains, self.fact, self.left = gains, fact, fact.quantity


class Side:
    """What a set of rules gives; sums only, so memory stays with holders, rules, months and segments."""

    def __init__(
        self,
        rules: list[Rule],
        today: date,
        ladder: Ladder | None,
        segments: Mapping[int, list[Spell]],
        returned: set[int],
    ) -> None:
        self.reckoning, self.ladder, self.segments = Reckoning(today, rules), ladder, segments
        self.returned = returned
        self.rules = {rule.id: rule for rule in self.reckoning.rules}
        self.periodic = any(rule.by_period for rule in self.rules.values())
        if ladder and any(rule.scope.tiers or rule.weights.tiers for rule in rules):
            self.reckoning.roll.tiers = ladder.spells
            self.reckoning.roll.dated = True
        self.sold: dict[int, _Sold] = {}
        self.tallies: dict[int, dict[Place, Tally]] = defaultdict(dict)
        self.ending: dict[date, list[tuple[int, Place]]] = defaultdict(list)
        self.companies: dict[Holder, int] = {}
        self.today: dict[Holder, int] = defaultdict(int)
        self.months: dict[date, str] = {}
        self.in_segments: dict[tuple[int, date], list[str]] = {}
        self.by_holder: dict[Holder, int] = defaultdict(int)
        self.by_rule: dict[str, int] = defaultdict(int)
        self.by_month: dict[str, int] = defaultdict(int)
        self.by_segment: dict[str, int] = defaultdict(int)

    def line(self, fact: SaleFact) -> None:
        """Count a line; lines come in order of days, a return after what it returns."""
        if self.periodic:
            self._count(fact)
        if fact.returns_id is not None:
            if fact.returns_id in self.sold:
                self.sold[fact.returns_id].left += fact.quantity
        elif gains := self.reckoning.gains(fact):
            if fact.line_id in self.returned:
                self.sold[fact.line_id] = _Sold(gains, fact)
            else:
                self._credit(gains, fact, 1, 1)

    def end(self, day: date) -> None:
        """End a day: what was returned goes back, periods that end are reckoned, tiers change."""
        for one in self.sold.values():
            self._credit(one.gains, one.fact, max(0, one.left), one.fact.quantity)
        self.sold.clear()
        for given in self._ended(self.ending.pop(day, ())):
            self._give(given, day)
        if self.ladder:
            mine = ((key, points) for (kind, key), points in self.today.items() if kind == self.ladder.kind)
            self.ladder.close(day, mine)
        self.today.clear()

    def _credit(self, gains: Iterable[Gain], fact: SaleFact, left: int, sold: int) -> None:
        for holder, rule_id, points, *_ in gains:
            rule = self.rules[rule_id]
            company = beneficiary(fact, rule.beneficiary)[1] or 0
            self._give(Given(holder, company, rule, points * left // sold), fact.sold_on)

    def _count(self, fact: SaleFact) -> None:
        touched: Touched = {}
        self.reckoning.touch(fact, touched)
        by_whom: dict[str, Seen] = {}
        for rule_id, places in touched.items():
            rule = self.rules[rule_id]
            seen = by_whom.get(rule.beneficiary)
            if seen is None:
                seen = by_whom[rule.beneficiary] = self._seen(rule.beneficiary, fact)
            if rule.kind in LINE_KINDS:
                boosts = self.reckoning.boosted(rule, fact, rule.beneficiary, seen.who, fact.sold_on)
                seen = seen._replace(boosts=boosts) if boosts else seen
            mine = self.tallies[rule_id]
            for place in places:
                tally = mine.get(place)
                if tally is None:
                    tally = mine[place] = tally_of(rule)
                    self.ending[span_of(rule, place[1]).last].append((rule_id, place))
                tally.add(seen)

    def _seen(self, whom: str, fact: SaleFact) -> Seen:
        """A line with whoever it rewards, as they were on its day."""
        holder, company = beneficiary(fact, whom)
        kind = kind_of(whom)
        self.companies[kind, holder or 0] = company or 0
        who = self.reckoning.roll.who(kind, holder or 0, company or 0, fact.sold_on)
        return Seen(
            fact.line_id, fact.sold_on, fact.product_id, fact.range_id, fact.quantity, fact.amount_cents,
            fact.strategic, fact.margin_bp, fact.sale_kind, fact.document, fact.selling_company_id,
            fact.returns_id, who,
        )  # fmt: skip

    def _ended(self, periods: Iterable[tuple[int, Place]]) -> Iterable[Given]:
        """What periods give, held against what is known of the year before; nothing is written down."""
        spans: dict[int, dict[Place, Span]] = defaultdict(dict)
        for rule_id, place in periods:
            spans[rule_id][place] = span_of(self.rules[rule_id], place[1])
        for rule_id, mine in spans.items():
            rule = self.rules[rule_id]
            held = baselines.found(rule, mine) if baselines.is_held(rule) else {}
            for place in mine:
                target = self.tallies[rule_id].pop(place).target(held.get(place))
                holder = (kind_of(rule.beneficiary), place[0])
                yield Given(holder, self.companies[holder], rule, target.points)

    def _give(self, given: Given, day: date) -> None:
        if not given.points:
            return
        self.by_holder[given.holder] += given.points
        self.today[given.holder] += given.points
        self.by_rule[given.rule.code] += given.points
        month = self.months.get(day)
        if month is None:
            month = self.months[day] = f"{day:%Y-%m}"
        self.by_month[month] += given.points
        for code in self._segments(given.company_id, day) if self.segments else ():
            self.by_segment[code] += given.points

    def _segments(self, company_id: int, day: date) -> list[str]:
        key = (company_id, day)
        if key not in self.in_segments:
            self.in_segments[key] = covering(self.segments.get(company_id, ()), day)
        return self.in_segments[key]
