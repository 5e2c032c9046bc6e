"""What a movement of points, or a rule, says to people, with its figures, in the reader's language."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal
from flask_babel import force_locale, gettext, ngettext

from core import format as figures
from points.rules import ONCE, Rule, award
from points.words import Words, words_for

#: What an example sale is worth: no round figure, so that the rounding shows.
EXAMPLE_CENTS = 123_400
EXAMPLE_UNITS = 7


def explain(facts: Mapping[str, Any], language: str) -> str:
    """Every sentence behind a movement, in a language."""
    with force_locale(language):
        return "\n".join(sentences(facts, words_for([facts])))


def sentences(facts: Mapping[str, Any], words: Words, wallet_id: int | None = None) -> list[str]:
    """What explains a movement; of a sale, what this wallet gained by it."""
    gains = [gain for gain in facts.get("gains", ()) if wallet_id in (None, gain[0])]
    if gains:
        return [_gain(facts, gain, words) for gain in gains]
    return [str(facts["reason"])] if facts.get("reason") else []


def _gain(facts: Mapping[str, Any], gain: Sequence[int], words: Words) -> str:
    _, rule_id, points, _, times_bp = gain
    rule = words.rules[rule_id]
    said = f"{figures.points(facts['quantity'])}\u00a0× {words.products.get(facts['product'], '?')}"
    if rule.kind == "per_amount":
        said = gettext("%(what)s for %(amount)s", what=said, amount=figures.euros(facts["cents"]))
    said = gettext("%(what)s at %(rate)s", what=said, rate=rate(rule))
    if times_bp != ONCE:
        by_product = facts["product"] in rule.weights.products
        target = words.products[facts["product"]] if by_product else words.ranges[facts["range"]]
        said = f"{said}, {_times(times_bp, target)}"
    return f"{said} = {count(points)}"


def rule_sentence(rule: Rule, words: Words, language: str | None = None) -> str:
    """What a rule gives, to whom and for what, with an example in figures."""
    if language:
        with force_locale(language):
            return rule_sentence(rule, words)
    parts = [" ".join([_who(rule), *_limits(rule, words), *_multiplied(rule, words)]), example(rule, words)]
    return "\n".join(parts)


def count(points: int) -> str:
    """240 points."""
    return str(ngettext("%(number)s point", "%(number)s points", points, number=figures.points(points)))


def rate(rule: Rule) -> str:
    """1 point per 10 €; 5 points apiece; 5 points per 3 pieces."""
    given = count(rule.points)
    if rule.kind == "per_amount":
        return str(gettext("%(points)s per %(amount)s", points=given, amount=figures.euros(rule.per)))
    if rule.per == 1:
        return str(gettext("%(points)s apiece", points=given))
    return str(gettext("%(points)s per %(number)s pieces", points=given, number=figures.points(rule.per)))


def _who(rule: Rule) -> str:
    said = {
        "rep": gettext("Each sale earns its seller %(rate)s.", rate=rate(rule)),
        "selling_company": gettext("Each sale earns the company that sells %(rate)s.", rate=rate(rule)),
        "buying_company": gettext("Each purchase earns the company that buys %(rate)s.", rate=rate(rule)),
    }
    return str(said[rule.beneficiary])


def _limits(rule: Rule, words: Words) -> list[str]:
    said = []
    if rule.scope.range_ids:
        names = listed([words.ranges[i] for i in sorted(rule.scope.range_ids) if i in words.ranges])
        said.append(gettext("It counts for %(ranges)s only.", ranges=names))
    if rule.scope.company_kinds:
        kinds = listed([kind_words()[kind] for kind in sorted(rule.scope.company_kinds)])
        said.append(gettext("It is meant for %(kinds)s.", kinds=kinds))
    return said


def _multiplied(rule: Rule, words: Words) -> list[str]:
    named = [(words.ranges.get(i, "?"), bp) for i, bp in rule.weights.ranges.items()]
    named += [(words.products.get(i, "?"), bp) for i, bp in rule.weights.products.items()]
    if not named:
        return []
    return [gettext("Points count %(times)s.", times=listed([_times(bp, name) for name, bp in named]))]


def example(rule: Rule, words: Words) -> str:
    """A worked sale, and the same one multiplied."""
    plain = _example_award(rule, 0)
    if rule.kind == "per_amount":
        sold = gettext("a sale of %(amount)s", amount=figures.euros(EXAMPLE_CENTS))
    else:
        sold = gettext("%(number)s pieces", number=figures.points(EXAMPLE_UNITS))
    said = gettext("Example: %(sale)s = %(points)s", sale=sold, points=count(plain))
    for range_id in list(rule.weights.ranges)[:1]:
        more = count(_example_award(rule, range_id))
        said += gettext(", or %(points)s for %(target)s", points=more, target=words.ranges.get(range_id, "?"))
    return f"{said}."


class _Example:
    """A made-up sale of a range."""

    product_id, quantity, amount_cents = 0, EXAMPLE_UNITS, EXAMPLE_CENTS

    def __init__(self, range_id: int) -> None:
        self.range_id = range_id


def _example_award(rule: Rule, range_id: int) -> int:
    return award(rule, _Example(range_id)).points


def _times(basis_points: int, target: str) -> str:
    figure = format_decimal(Decimal(basis_points) / ONCE, locale=figures.reader())
    return str(gettext("×\u00a0%(times)s for %(target)s", times=figure, target=target))


def kind_words() -> dict[str, str]:
    """Kinds of companies, in the plural."""
    return {
        "sponsor": gettext("the sponsor"),
        "distributor": gettext("distributors"),
        "installer": gettext("installers"),
    }


def listed(names: Sequence[str]) -> str:
    """A, B and C."""
    if len(names) < 2:
        return "".join(names)
    first = ", ".join(names[:-1])
    return str(gettext("%(first)s and %(last)s", first=first, last=names[-1]))
