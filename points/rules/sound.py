"""Whether a rule says something that can be paid: every contradiction, with the field it stands in."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from core.rules import N_
from points.rules.rule import (
    BOOST,
    EVENT_KINDS,
    KINDS,
    LINE_KINDS,
    ONCE,
    PERIOD_KINDS,
    PERIODS,
    SALE_KINDS,
    Rule,
)

#: Events that may come more than once in a period.
REPEATED = ("action", "referral")
#: What one movement, one step or one cap may say at most.
HIGHEST = 1_000_000
LONGEST_RUN = 36
LONGEST_WELCOME = 24 * 366
CALENDAR = ("month", "quarter", "year")


class Unsound(NamedTuple):
    """A field of a rule and what is wrong with it."""

    field: str
    sentence: str


def contradictions(rule: Rule) -> list[Unsound]:
    """Everything that keeps a rule from being paid; empty for a sound one."""
    if rule.kind not in KINDS:
        return [Unsound("kind", N_("Choose what the rule rewards."))]
    found = [*_points(rule), *_scope(rule), *_dates(rule), *_cap(rule)]
    if rule.kind in LINE_KINDS:
        found += _line(rule)
    elif rule.kind == BOOST:
        found += _boost(rule)
    elif rule.kind in PERIOD_KINDS:
        found += [*_period(rule), *_BY_KIND[rule.kind](rule)]
    elif rule.kind in EVENT_KINDS:
        found += _event(rule)
    return found


def _points(rule: Rule) -> Iterator[Unsound]:
    if rule.kind in ("bands", "threshold", "variety") or (rule.kind == BOOST and not rule.points):
        return
    if not 0 < rule.points <= HIGHEST:
        yield Unsound("points", N_("A whole number of points from 1 to 1,000,000."))


def _per(rule: Rule) -> Iterator[Unsound]:
    if rule.per < 1:
        yield Unsound("per", N_("A figure above zero, such as 10 or 12,50."))


def _scope(rule: Rule) -> Iterator[Unsound]:
    said = rule.scope
    if said.range_ids & said.not_range_ids:
        yield Unsound("not_ranges", N_("A range cannot count and be left out."))
    if said.product_ids & said.not_product_ids:
        yield Unsound("not_products", N_("A product cannot count and be left out."))
    if said.sale_kind and said.sale_kind not in SALE_KINDS:
        yield Unsound("sale_kind", N_("Either what the manufacturer invoices, or what is resold."))


def _dates(rule: Rule) -> Iterator[Unsound]:
    if rule.ends_on and rule.ends_on < rule.starts_on:
        yield Unsound("ends_on", N_("The last day lies before the first."))


def _cap(rule: Rule) -> Iterator[Unsound]:
    if not 0 <= rule.cap <= 1000 * HIGHEST:
        yield Unsound("cap", N_("A whole number of points, or nothing for no maximum."))
    elif rule.cap and rule.period not in PERIODS:
        yield Unsound("period", N_("Say in which period the maximum holds."))
    elif rule.cap and rule.kind not in (*LINE_KINDS, *PERIOD_KINDS, *REPEATED):
        yield Unsound("cap", N_("A maximum belongs to what may come again: sales, acts, people brought in."))


def _line(rule: Rule) -> Iterator[Unsound]:
    if rule.kind != "per_line":
        yield from _per(rule)
    if rule.incremental and rule.period not in CALENDAR:
        yield Unsound("period", N_("A reference belongs to a month, a quarter or a year."))
    rising = [at for at, _ in rule.weights.margins]
    if rising != sorted(set(rising)):
        yield Unsound("margins", N_("Margins rise from line to line."))


def _boost(rule: Rule) -> Iterator[Unsound]:
    if bool(rule.times_bp) == bool(rule.points):
        yield Unsound("boost_times", N_("Either times as many points, or so many more: one of the two."))
    elif rule.times_bp and rule.times_bp <= ONCE:
        yield Unsound("boost_times", N_("A boost multiplies by more than 1."))
    if rule.points and rule.each not in ("line", "unit"):
        yield Unsound("each", N_("Say whether the points are for each invoice line or each piece."))
    if rule.ends_on is None:
        yield Unsound("ends_on", N_("A boost has a last day."))


def _period(rule: Rule) -> Iterator[Unsound]:
    compared = rule.kind in ("streak", "frequency", "minimum", "growth")
    if rule.kind == "pair" and rule.together == "document" and not rule.cap:
        return
    if compared and rule.period not in CALENDAR:
        yield Unsound("period", N_("Choose a month, a quarter or a year."))
    elif rule.period not in PERIODS:
        yield Unsound("period", N_("Choose the period that is counted together."))


def _steps(rule: Rule) -> Iterator[Unsound]:
    reached = [step.at for step in rule.steps]
    least, low = (0, 0) if rule.kind == "bands" else (1, 1)
    if not rule.steps:
        yield Unsound("steps", N_("Say at least one step: from which figure, how many points."))
    elif reached != sorted(set(reached)):
        yield Unsound("steps", N_("Steps rise from line to line."))
    elif reached[0] < least or any(not low <= step.points <= HIGHEST for step in rule.steps):
        yield Unsound("steps", N_("Each step has a figure and points above zero."))
    elif not any(step.points for step in rule.steps):
        yield Unsound("steps", N_("No step gives points."))


def _bands(rule: Rule) -> Iterator[Unsound]:
    yield from _per(rule)
    yield from _steps(rule)
    if rule.bands not in ("marginal", "full"):
        yield Unsound(
            "bands", N_("Say whether each part earns at its own rate, or everything at the rate reached.")
        )


def _streak(rule: Rule) -> Iterator[Unsound]:
    if not 2 <= rule.times <= LONGEST_RUN:
        yield Unsound("times_in_a_row", N_("From 2 to 36 periods in a row."))
    if rule.at_least < 0:
        yield Unsound("at_least", N_("A figure of zero or more."))


def _pair(rule: Rule) -> Iterator[Unsound]:
    one, other = rule.pair
    if not one or not other:
        yield Unsound("pair", N_("A pair has ranges on both sides."))
    elif one & other:
        yield Unsound("pair", N_("A range stands on one side of a pair only."))
    if rule.together not in ("document", "period"):
        yield Unsound("together", N_("Say whether both stand on one invoice, or in one period."))


def _minimum(rule: Rule) -> Iterator[Unsound]:
    if rule.at_least < 0:
        yield Unsound("at_least", N_("A figure of zero or more."))


def _frequency(rule: Rule) -> Iterator[Unsound]:
    if rule.growth_bp < 0:
        yield Unsound("growth", N_("A percentage of zero or more."))


def _growth(rule: Rule) -> Iterator[Unsound]:
    yield from _per(rule)
    yield from _frequency(rule)
    yield from _minimum(rule)
    if rule.growth_on not in ("whole", "increase"):
        yield Unsound("growth_on", N_("Say whether all of it earns, or the increase alone."))


def _event(rule: Rule) -> Iterator[Unsound]:
    if rule.kind == "action" and not rule.act:
        yield Unsound("act", N_("Say which act it is."))
    if rule.kind == "welcome" and not 0 <= rule.hours <= LONGEST_WELCOME:
        yield Unsound("hours", N_("So many hours, or nothing for whenever."))
    if rule.kind == "referral" and not 0 <= rule.referrer_points <= HIGHEST:
        yield Unsound("referrer_points", N_("A whole number of points from 1 to 1,000,000."))
    if rule.beneficiary == "buying_company":
        yield Unsound("beneficiary", N_("What is no sale rewards a person or a company."))


_BY_KIND: dict[str, Callable[[Rule], Iterator[Unsound]]] = {
    "bands": _bands,
    "threshold": _steps,
    "streak": _streak,
    "variety": _steps,
    "pair": _pair,
    "frequency": _frequency,
    "minimum": _minimum,
    "growth": _growth,
}
