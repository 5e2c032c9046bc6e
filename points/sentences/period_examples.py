"""A period rule at work on made-up lines."""

from collections.abc import Callable
from datetime import date

from flask_babel import gettext, ngettext

from core import format as figures
from points.rules import ONCE, Rule, Scope, Weights
from points.rules.calendar import next_period
from points.rules.period import Reference, target
from points.rules.seen import Seen
from points.sentences import phrases
from points.sentences.phrases import bare, count, volume
from points.sentences.words import Words

#: What the year before is taken to have brought, in cents and in pieces.
BEFORE = {True: 1_000_000, False: 100}
DAYS_BEFORE = 10
JANUARY = date(2001, 1, 1)


def example(rule: Rule, words: Words) -> str:
    """A worked period of a rule."""
    return str(gettext("Example: %(what)s.", what=_WORKED[_kind(rule)](rule, words)))


def _kind(rule: Rule) -> str:
    return "incremental" if rule.incremental else rule.kind


def _given(rule: Rule, lines: list[Seen], before: Reference | None = None) -> int:
    """What the rule gives: the made-up lines belong to no range, so scope and weights are left aside."""
    return target(_bare(rule), lines, before).points


def _bare(rule: Rule) -> Rule:
    return rule._replace(scope=Scope(), weights=Weights(), cap=0)


def _sold(rule: Rule, total: int, day: date = JANUARY, line_id: int = 1) -> Seen:
    """A line of so many cents, or pieces."""
    cents, units = (total, 1) if phrases.by_amount(rule) else (0, total)
    return Seen(line_id, day, 0, 0, units, cents)


def _reference(rule: Rule, figure: int) -> Reference:
    return Reference(figure, 0) if phrases.by_amount(rule) else Reference(0, figure)


def _bands(rule: Rule, words: Words) -> str:
    highest = rule.steps[-1].at
    total = highest + (highest // 2 or rule.per * 50)
    found = target(_bare(rule), [_sold(rule, total)], None)
    parts = [points for _, points in found.facts.get("parts", ()) if points]
    return _sum(volume(rule, total), parts, found.points)


def _threshold(rule: Rule, words: Words) -> str:
    total = rule.steps[-1].at
    parts = [one.points for one in rule.steps]
    return _sum(volume(rule, total), parts, _given(rule, [_sold(rule, total)]))


def _sum(what: str, parts: list[int], points: int) -> str:
    """52 000 € of sales = 200 + 300 = 500 points."""
    if len(parts) < 2:
        return f"{what} = {count(points)}"
    return f"{what} = {' + '.join(figures.points(one) for one in parts)} = {count(points)}"


def _streak(rule: Rule, words: Words) -> str:
    day, lines = JANUARY, []
    for number in range(2 * rule.times):
        lines.append(_sold(rule, max(1, rule.at_least), day, number))
        day = next_period(rule.period, day)
    points = _given(rule, lines)
    return (
        f"{phrases.periods(rule, 2 * rule.times)} = 2\u00a0× {figures.points(rule.points)} = {count(points)}"
    )


def _variety(rule: Rule, words: Words) -> str:
    number = rule.steps[-1].at
    lines = [Seen(one, JANUARY, 0, one, 1, 1_000) for one in range(1, number + 1)]
    what = ngettext("%(number)s range", "%(number)s ranges", number, number=figures.points(number))
    return _sum(what, [one.points for one in rule.steps], _given(rule, lines))


def _pair(rule: Rule, words: Words) -> str:
    sides = [min(ids, default=0) for ids in rule.pair]
    alike = rule._replace(pair=(frozenset(sides[:1]), frozenset(sides[1:])))
    if rule.together == "document":
        numbers = [f"F{n}" for n in (1, 2, 3)]
        lines = [
            Seen(n, JANUARY, 0, side, 1, 1_000, document=number)
            for n, (number, side) in enumerate((number, side) for number in numbers for side in sides)
        ]
        return str(gettext("three such invoices = %(points)s", points=count(_given(alike, lines))))
    lines = [Seen(n, JANUARY, 0, side, 1, 1_000, document=f"F{n}") for n, side in enumerate(sides)]
    one, other = (words.ranges.get(side, "?") for side in sides)
    facts = {"one": one, "other": other, "points": count(_given(alike, lines))}
    return str(gettext("one invoice with %(one)s, another with %(other)s = %(points)s", **facts))


def _frequency(rule: Rule, words: Words) -> str:
    days = max(DAYS_BEFORE + 1, -(-DAYS_BEFORE * (ONCE + rule.growth_bp) // ONCE))
    lines = [Seen(n, date.fromordinal(JANUARY.toordinal() + n), 0, 0, 1, 1_000) for n in range(days)]
    points = _given(rule, lines, Reference(order_days=DAYS_BEFORE))
    facts = {"before": figures.points(DAYS_BEFORE), "now": figures.points(days), "points": count(points)}
    return str(gettext("%(before)s days with an order a year before, %(now)s now = %(points)s", **facts))


def _minimum(rule: Rule, words: Words) -> str:
    promised = rule.at_least or BEFORE[phrases.by_amount(rule)]
    points = _given(rule, [_sold(rule, promised)], _reference(rule, promised))
    facts = {"promised": bare(rule, promised), "points": count(points)}
    return str(gettext("%(promised)s committed to and reached = %(points)s", **facts))


def _growth(rule: Rule, words: Words) -> str:
    before = max(rule.at_least, BEFORE[phrases.by_amount(rule)])
    now = before * (ONCE + max(rule.growth_bp, 500) * 2) // ONCE
    return _compared(rule, before, now)


def _incremental(rule: Rule, words: Words) -> str:
    before = BEFORE[phrases.by_amount(rule)]
    return _compared(rule, before, before * 5 // 4)


def _compared(rule: Rule, before: int, now: int) -> str:
    points = _given(rule, [_sold(rule, now)], _reference(rule, before))
    facts = {"before": bare(rule, before), "now": volume(rule, now), "points": count(points)}
    return str(gettext("%(before)s a year before, %(now)s now = %(points)s", **facts))


_WORKED: dict[str, Callable[[Rule, Words], str]] = {
    "bands": _bands,
    "threshold": _threshold,
    "streak": _streak,
    "variety": _variety,
    "pair": _pair,
    "frequency": _frequency,
    "minimum": _minimum,
    "growth": _growth,
    "incremental": _incremental,
}
