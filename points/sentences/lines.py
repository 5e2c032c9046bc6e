"""What rules for each sale, and boosts on top of them, say."""

from collections.abc import Mapping

from flask_babel import gettext

from points.rules import ONCE, Rule
from points.sentences import phrases


def line(rule: Rule) -> list[str]:
    """So much for each sale."""
    said = {
        "rep": gettext("Each sale earns its seller %(rate)s.", rate=phrases.rate(rule)),
        "selling_company": gettext(
            "Each sale earns the company that sells %(rate)s.", rate=phrases.rate(rule)
        ),
        "buying_company": gettext(
            "Each purchase earns the company that buys %(rate)s.", rate=phrases.rate(rule)
        ),
    }
    return [said[rule.beneficiary], *incremental(rule)]


def incremental(rule: Rule) -> list[str]:
    """Only what is above the reference."""
    if not rule.incremental:
        return []
    said = {
        "month": gettext(
            "Only what exceeds the reference of the month earns: "
            "the same month a year before, unless another was agreed."
        ),
        "quarter": gettext(
            "Only what exceeds the reference of the quarter earns: "
            "the same quarter a year before, unless another was agreed."
        ),
        "year": gettext(
            "Only what exceeds the reference of the year earns: the year before, unless another was agreed."
        ),
        "whole": gettext(
            "Only what exceeds the reference earns: the same days a year before, unless another was agreed."
        ),
    }
    return [said.get(rule.period, said["whole"])]


def boost(rule: Rule, names: Mapping[str, str]) -> list[str]:
    """More points for some days, on top of what other rules give; `names` by code, for the rules it lifts."""
    facts = {"when": phrases.window(rule), "who": phrases.who(rule)}
    if rule.times_bp:
        facts["times"] = phrases.multiple(rule.times_bp)
        said = gettext("%(when)s, the points of %(who)s count %(times)s.", **facts)
    elif rule.each == "unit":
        points = phrases.count(rule.points)
        said = gettext("%(when)s, each piece brings %(who)s %(points)s more.", points=points, **facts)
    else:
        points = phrases.count(rule.points)
        said = gettext("%(when)s, each invoice line brings %(who)s %(points)s more.", points=points, **facts)
    return [said, *_lifted(rule, names)]


def _lifted(rule: Rule, names: Mapping[str, str]) -> list[str]:
    if not rule.lifts or rule.times_bp == ONCE:
        return []
    said = phrases.listed([phrases.quoted(names.get(code, code)) for code in sorted(rule.lifts)])
    return [gettext("It lifts %(rules)s.", rules=said)]
