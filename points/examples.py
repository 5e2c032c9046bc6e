"""A rule at work on made-up sales, reckoned by the same pure rules that pay."""

from flask_babel import gettext

from core import format as figures
from points import phrases
from points.phrases import count
from points.rules import LINE_KINDS, ONCE, Rule, award
from points.rules.rule import EVENT_KINDS
from points.words import Words

#: What an example sale is worth: no round figure, so that the rounding shows.
EXAMPLE_CENTS = 123_400
EXAMPLE_UNITS = 7
#: What a boosted sale is taken to bring without the boost.
PLAIN_POINTS = 120


class Sale:
    """A made-up sale of a range."""

    product_id, quantity, amount_cents = 0, EXAMPLE_UNITS, EXAMPLE_CENTS

    def __init__(self, range_id: int) -> None:
        self.range_id = range_id


def example(rule: Rule, words: Words) -> str:
    """A worked example of a rule; empty where its sentence says all."""
    if rule.kind in LINE_KINDS:
        return _line(rule, words)
    if rule.kind == "boost":
        return _boost(rule)
    if rule.kind in EVENT_KINDS:
        return _event(rule)
    return ""


def _line(rule: Rule, words: Words) -> str:
    """A worked sale, and the same one multiplied."""
    said = gettext("Example: %(sale)s = %(points)s", sale=_sale(rule), points=count(_given(rule, 0)))
    for range_id in list(rule.weights.ranges)[:1]:
        more = count(_given(rule, range_id))
        said += gettext(", or %(points)s for %(target)s", points=more, target=words.ranges.get(range_id, "?"))
    return f"{said}."


def _sale(rule: Rule) -> str:
    if rule.kind == "per_amount":
        return str(gettext("a sale of %(amount)s", amount=figures.euros(EXAMPLE_CENTS)))
    if rule.kind == "per_line":
        return str(gettext("an invoice with one line"))
    return str(gettext("%(number)s pieces", number=figures.points(EXAMPLE_UNITS)))


def _given(rule: Rule, range_id: int) -> int:
    return award(rule, Sale(range_id)).points


def _boost(rule: Rule) -> str:
    if rule.times_bp:
        lifted = PLAIN_POINTS * rule.times_bp // ONCE
        facts = {"plain": count(PLAIN_POINTS), "points": figures.points(lifted)}
        return str(gettext("Example: a sale that brings %(plain)s brings %(points)s.", **facts))
    number = EXAMPLE_UNITS if rule.each == "unit" else 1
    facts = {
        "sale": phrases.bare(rule._replace(measure="quantity"), number),
        "points": count(rule.points * number),
    }
    return str(gettext("Example: %(sale)s = %(points)s more.", **facts))


def _event(rule: Rule) -> str:
    if rule.kind == "seniority":
        return str(gettext("Example: after five years, %(points)s in all.", points=count(5 * rule.points)))
    return ""
