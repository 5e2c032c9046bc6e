"""A rule at work on made-up sales, reckoned by the same pure rules that pay."""

from datetime import date

from flask_babel import gettext

from core import format as figures
from points.rules import LINE_KINDS, ONCE, Rule, award
from points.rules.boosts import bonuses, extras
from points.rules.rule import EVENT_KINDS
from points.rules.seen import Seen
from points.sentences import period_examples, phrases
from points.sentences.phrases import count
from points.sentences.words import Words

#: What an example sale is worth: no round figure, so that the rounding shows.
EXAMPLE_CENTS = 123_400
EXAMPLE_UNITS = 7
#: What a boosted sale is taken to bring without the boost.
PLAIN_POINTS = 120


def example(rule: Rule, words: Words) -> str:
    """A worked example of a rule; empty where its sentence says all."""
    if rule.kind == "boost":
        return _boost(rule)
    if rule.kind in EVENT_KINDS:
        return _event(rule)
    if rule.kind in LINE_KINDS and not rule.incremental:
        return _line(rule, words)
    return period_examples.example(rule, words)


def _line(rule: Rule, words: Words) -> str:
    """A worked sale, and the same one where it counts more."""
    plain = _plain_range(rule)
    sale = _sale(rule)
    if plain is None:
        plain = min(rule.scope.range_ids)
        sale = gettext("%(sale)s (%(range)s)", sale=sale, range=words.ranges.get(plain, "?"))
        more = ""
    else:
        more = _more(rule, plain, words)
    said = gettext("Example: %(sale)s = %(points)s", sale=sale, points=count(_given(rule, plain)))
    return f"{said}{more}."


def _plain_range(rule: Rule) -> int | None:
    """A range that counts once: 0 stands for any; None where every range of the rule is multiplied."""
    if not rule.scope.range_ids:
        return 0
    return next((one for one in sorted(rule.scope.range_ids) if one not in rule.weights.ranges), None)


def _more(rule: Rule, plain: int, words: Words) -> str:
    said = rule.weights
    for range_id in list(said.ranges)[:1]:
        return _or(_given(rule, range_id), words.ranges.get(range_id, "?"))
    if said.strategic != ONCE and not rule.scope.strategic:
        return _or(_given(rule, plain, strategic=True), gettext("strategic products"))
    for tier in list(said.tiers)[:1]:
        target = gettext("the tier %(name)s", name=words.tiers.get(tier, tier))
        return _or(_given(rule, plain, tier=tier), target)
    return ""


def _or(points: int, target: str) -> str:
    return str(gettext(", or %(points)s for %(target)s", points=count(points), target=target))


def _sale(rule: Rule) -> str:
    if rule.kind == "per_amount":
        return str(gettext("a sale of %(amount)s", amount=figures.euros(EXAMPLE_CENTS)))
    if rule.kind == "per_line":
        return str(gettext("an invoice with one line"))
    return phrases.pieces(EXAMPLE_UNITS)


def _given(rule: Rule, range_id: int, strategic: bool = False, tier: str = "") -> int:
    return award(rule, _sold(range_id, strategic or rule.scope.strategic), tier).points


def _sold(range_id: int = 0, strategic: bool = False) -> Seen:
    return Seen(0, date.min, 0, range_id, EXAMPLE_UNITS, EXAMPLE_CENTS, strategic)


def _boost(rule: Rule) -> str:
    if rule.times_bp:
        base = rule._replace(kind="per_line", code=next(iter(rule.lifts), ""))
        more = sum(one.points for one in extras(base, PLAIN_POINTS, [rule]))
        facts = {"plain": count(PLAIN_POINTS), "points": figures.points(PLAIN_POINTS + more)}
        return str(gettext("Example: a sale that brings %(plain)s brings %(points)s.", **facts))
    given = sum(one.points for one in bonuses([rule], _sold(), rule.lifts))
    number = EXAMPLE_UNITS if rule.each == "unit" else 1
    facts = {"sale": phrases.pieces(number), "points": count(given)}
    return str(gettext("Example: %(sale)s = %(points)s more.", **facts))


def _event(rule: Rule) -> str:
    if rule.kind == "seniority":
        return str(gettext("Example: after five years, %(points)s in all.", points=count(5 * rule.points)))
    return ""
