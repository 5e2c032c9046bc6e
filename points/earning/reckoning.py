"""What each sale line brings by the rules of its own day: prepared once, asked for many lines.

The order: base points, every multiplier of the rule together, then boosts; caps come last, on the period.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from points.earning.facts import SaleFact, Touched, beneficiary, kind_of
from points.earning.roll import Roll
from points.queries import rules_in_force
from points.rules import BENEFICIARIES, LINE_KINDS, ONCE, Rule, Sold, Who, active_on
from points.rules.boosts import Lift, bonuses, extras, multipliers
from points.rules.calendar import span_of
from points.rules.line import Times, awarded, times_of
from points.rules.rule import BOOST
from points.rules.scope import allows, means_company, means_sale
from points.settings.versions import Book

#: ("person" or "company", its id), the rule's id, points, base points, multiplier in basis points.
Gain = tuple[tuple[str, int], int, int, int, int]
#: The rules of a day (as one set), and what their scopes look at of a sale.
Kind = tuple[int, int, int, bool, str]


class Asked(NamedTuple):
    """The rules of a day that mean a sale, for one beneficiary."""

    whom: str
    lines: Sequence[Rule]
    boosts: Sequence[Rule]
    periods: Sequence[Rule]
    #: whether a line's own margin counts
    by_margin: bool
    #: who is rewarded → the line rules that mean them, with their multipliers
    weighed: dict[Who, list[tuple[Rule, Times]]]


class Reckoning:
    """Every rule, everybody and every setting, as sales need them."""

    def __init__(self, today: date, rules: Iterable[Rule] | None = None, everybody: bool = True) -> None:
        """By the rules in the books, or by others that are only tried; not for everybody: for one reader."""
        told = rules_in_force() if rules is None else rules
        self.rules = [rule for rule in told if rule.by_period or rule.kind in (*LINE_KINDS, BOOST)]
        self.book = Book(today)
        self.roll = Roll(self.rules, everybody)
        self.days: dict[date, tuple[Rule, ...]] = {}
        self.shortlists: dict[Kind, list[Asked]] = {}
        self.sets: dict[tuple[int, ...], tuple[Rule, ...]] = {}
        self.firsts: dict[tuple[int, date], date] = {}
        self.lifts: dict[tuple[int, str], list[Rule]] = {}
        #: whether any of the rules looks at a period: most often none does, and no line touches one
        self.by_period = any(rule.by_period for rule in self.rules)

    def gains(self, fact: SaleFact) -> list[Gain]:
        """What a sale line brings by itself, boosts included."""
        found: list[Gain] = []
        for asked in self._asked(fact):
            if not asked.lines and not asked.boosts:
                continue
            holder, company = beneficiary(fact, asked.whom)
            if holder and company and self.roll.earns(company, fact.sold_on):
                owner = (kind_of(asked.whom), holder)
                who = self.roll.who(*owner, company, fact.sold_on)
                found += self._of_lines(asked, fact, owner, who)
        return found

    def touch(self, fact: SaleFact, touched: Touched) -> None:
        """Note which periods a line (a return too) makes look different."""
        for asked in self._asked(fact) if self.by_period else ():
            if not asked.periods:
                continue
            holder, company = beneficiary(fact, asked.whom)
            if holder and company and self.roll.earns(company, fact.sold_on):
                who = self.roll.who(kind_of(asked.whom), holder, company, fact.sold_on)
                for rule in asked.periods:
                    if means_company(rule.scope, who):
                        touched.setdefault(rule.id, set()).add((holder, self.first_of(rule, fact.sold_on)))

    def first_of(self, rule: Rule, day: date) -> date:
        """The first day of the period that a day falls into."""
        key = (rule.id, day)
        if key not in self.firsts:
            self.firsts[key] = span_of(rule, day).first
        return self.firsts[key]

    def boosted(self, rule: Rule, sold: Sold, whom: str, who: Who, day: date) -> tuple[int, ...]:
        """The boosts (basis points) that lift what a line rule gives for a sale."""
        lifting = self._lifting(whom, day)
        boosts = [one for one in lifting if allows(one, sold, who)]
        if not boosts:
            return ()
        return tuple(one.times_bp for one in multipliers(rule, boosts, self.book.on(day).boosts))

    def _lifting(self, whom: str, day: date) -> list[Rule]:
        """The boosts of a day for a beneficiary, in order of code."""
        rules = self.of_day(day)
        key = (id(rules), whom)
        if key not in self.lifts:
            self.lifts[key] = [rule for rule in rules if rule.kind == BOOST and rule.beneficiary == whom]
        return self.lifts[key]

    def of_day(self, day: date) -> tuple[Rule, ...]:
        """The rules in force on a day; the same ones are one and the same set."""
        if day not in self.days:
            found = tuple(sorted(active_on(self.rules, day), key=lambda rule: rule.code))
            self.days[day] = self.sets.setdefault(tuple(rule.id for rule in found), found)
        return self.days[day]

    def _asked(self, fact: SaleFact) -> list[Asked]:
        rules = self.of_day(fact.sold_on)
        if not rules:
            return []
        key = (id(rules), fact.product_id, fact.range_id, fact.strategic, fact.sale_kind)
        if key not in self.shortlists:
            self.shortlists[key] = _shortlist([rule for rule in rules if means_sale(rule.scope, fact)])
        return self.shortlists[key]

    def _of_lines(self, asked: Asked, fact: SaleFact, owner: tuple[str, int], who: Who) -> list[Gain]:
        weighed = asked.weighed.get(who) or _weighed(asked, fact, who)
        given = [(rule, one) for rule, times in weighed if (one := awarded(rule, fact, times)).points]
        found: list[Gain] = [(owner, rule.id, *one) for rule, one in given]
        if asked.boosts and (boosts := [one for one in asked.boosts if means_company(one.scope, who)]):
            stacking = self.book.on(fact.sold_on).boosts
            lifts = [lift for rule, one in given for lift in extras(rule, one.points, boosts, stacking)]
            lifts += bonuses(boosts, fact, (rule.code for rule, _ in given))
            found += [(owner, *gain) for gain in _together(lifts)]
        return found


def _weighed(asked: Asked, fact: SaleFact, who: Who) -> list[tuple[Rule, Times]]:
    """The line rules that mean somebody, with what they multiply a sale by; kept for others like it."""
    means = [rule for rule in asked.lines if means_company(rule.scope, who)]
    found = [(rule, times_of(rule.weights, fact, who.tier)) for rule in means]
    if not asked.by_margin:
        asked.weighed[who] = found
    return found


def _together(lifts: Sequence[Lift]) -> list[tuple[int, int, int, int]]:
    """One gain for each boost, whatever number of rules it lifts: rule's id, points, base, multiplier."""
    sums: dict[int, list[int]] = {}
    for lift in lifts:
        gain = sums.setdefault(lift.boost.id, [0, 0, lift.boost.times_bp or ONCE])
        gain[0] += lift.points
        gain[1] += lift.base
    return [(rule_id, points, base, times) for rule_id, (points, base, times) in sums.items()]


def _shortlist(rules: Sequence[Rule]) -> list[Asked]:
    found = []
    for whom in BENEFICIARIES:
        theirs = [rule for rule in rules if rule.beneficiary == whom]
        boosts = [rule for rule in theirs if rule.kind == BOOST]
        periods = [rule for rule in theirs if rule.by_period]
        lines = [rule for rule in theirs if rule not in boosts and rule not in periods]
        if theirs:
            by_margin = any(rule.weights.margins for rule in lines)
            found.append(Asked(whom, lines, boosts, periods, by_margin, {}))
    return found
