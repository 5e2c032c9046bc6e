"""Why points moved, with the figures, in the reader's language."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import force_locale, gettext, ngettext

from core import format as figures
from points.rules import ONCE, Rule
from points.sentences import events, phrases
from points.sentences.phrases import count, rate, times
from points.sentences.words import Words, words_for


def explain(facts: Mapping[str, Any], language: str) -> str:
    """Every sentence behind a movement, in a language."""
    with force_locale(language):
        return "\n".join(sentences(facts, words_for([facts])))


def sentences(facts: Mapping[str, Any], words: Words, wallet_id: int | None = None) -> list[str]:
    """What explains a movement; of a sale, what this wallet gained by it."""
    gains = [gain for gain in facts.get("gains", ()) if wallet_id in (None, gain[0])]
    if gains:
        return [_gain(facts, gain, words) for gain in gains]
    if "period" in facts and "total" in facts:
        return _period(facts, words)
    for key, tell in (("back", _return), ("owed", _repayment), ("sold", _confirmation), ("rule", _event)):
        if key in facts:
            return tell(facts, words, wallet_id)
    return [str(facts["reason"])] if facts.get("reason") else []


def _gain(facts: Mapping[str, Any], gain: Sequence[int], words: Words) -> str:
    _, rule_id, points, _base, times_bp = gain
    rule = words.rules[rule_id]
    if rule.kind == "boost":
        facts_of = {"name": words.names.get(rule_id, ""), "points": count(points)}
        return str(gettext("Boost “%(name)s” on top = %(points)s", **facts_of))
    said = f"{figures.points(facts['quantity'])}\u00a0× {words.products.get(facts['product'], '?')}"
    if rule.kind == "per_amount":
        said = gettext("%(what)s for %(amount)s", what=said, amount=figures.euros(facts["cents"]))
    said = gettext("%(what)s at %(rate)s", what=said, rate=rate(rule))
    if times_bp != ONCE:
        said = f"{said}, {_times(facts, times_bp, rule, words)}"
    return f"{said} = {count(points)}"


def _times(facts: Mapping[str, Any], times_bp: int, rule: Rule, words: Words) -> str:
    """What multiplied it: by name where one thing did, else together."""
    own = rule.weights.products.get(facts["product"])
    if own == times_bp:
        return times(times_bp, words.products.get(facts["product"], "?"))
    if own is None and rule.weights.ranges.get(facts["range"]) == times_bp:
        return times(times_bp, words.ranges.get(facts["range"], "?"))
    return str(gettext("%(times)s in all", times=phrases.multiple(times_bp)))


def _period(facts: Mapping[str, Any], words: Words) -> list[str]:
    """What a period has given, and what of it was given before."""
    rule = words.rules[facts["rule"]]
    first, last = (date.fromisoformat(str(day)) for day in facts["period"])
    when, total, before = phrases.period_name(first, last), int(facts["total"]), int(facts.get("before", 0))
    said = f"{when}, {_measured(rule, int(facts.get('figure', 0)))} = {count(total)}"
    name = gettext("Rule “%(name)s”.", name=words.names.get(rule.id, ""))
    if not before:
        return [said, name]
    difference = {"before": figures.points(before), "points": figures.points(total - before)}
    if total >= before:
        return [said, gettext("%(before)s were given before: %(points)s more now.", **difference), name]
    return [said, gettext("%(before)s were given before: %(points)s now.", **difference), name]


def _measured(rule: Rule, figure: int) -> str:
    """What a period rule looked at: 52 000 € of sales, 4 ranges, 12 days with an order."""
    number = figures.points(figure)
    if rule.kind == "variety":
        return str(ngettext("%(number)s range", "%(number)s ranges", figure, number=number))
    if rule.kind == "frequency":
        return str(
            ngettext("%(number)s day with an order", "%(number)s days with an order", figure, number=number)
        )
    if rule.kind == "pair":
        return str(ngettext("%(number)s pair", "%(number)s pairs", figure, number=number))
    if rule.kind == "streak":
        return str(ngettext("%(number)s complete run", "%(number)s complete runs", figure, number=number))
    if rule.cap and not rule.incremental:
        return str(gettext("%(points)s before the maximum", points=count(figure)))
    return phrases.volume(rule, figure)


def _return(facts: Mapping[str, Any], words: Words, wallet_id: int | None) -> list[str]:
    """What a returned sale takes back of each gain: of the stored award, never of today's rules."""
    rows = facts["back"] if isinstance(facts["back"], list) else []
    mine = [row for row in rows if wallet_id in (None, row[0])]
    total, owed, borne = (sum(row[place] for row in mine) for place in (2, 6, 7))
    name = words.products.get(facts.get("product", 0), "?")
    what = f"{figures.points(facts.get('quantity', 0))}\u00a0× {name}"
    said = [
        gettext("Return of %(what)s", what=what) + ".",
        gettext("The points of the returned sale come back: %(points)s.", points=count(total)),
    ]
    if owed:
        said.append(
            gettext(
                "%(points)s of them were spent already: they are owed, and your next points repay them.",
                points=figures.points(owed),
            )
        )
    if borne:
        said.append(
            gettext(
                "%(points)s of them were spent already: the programme bears them.",
                points=figures.points(borne),
            )
        )
    return said


def _repayment(facts: Mapping[str, Any], words: Words, wallet_id: int | None) -> list[str]:
    left = count(int(facts.get("left", 0)))
    return [gettext("Repays what a return left owed; still owed: %(points)s.", points=left)]


def _confirmation(facts: Mapping[str, Any], words: Words, wallet_id: int | None) -> list[str]:
    """When it was earned, and by which rules."""
    day = figures.day(date.fromisoformat(str(facts["sold"])), year=True)
    said = [gettext("Sold on %(day)s; confirmed now, yours to spend.", day=day)]
    for rule_id, points in facts.get("by_rule", ()):
        name = words.names.get(rule_id, "")
        said.append(gettext("%(points)s by “%(name)s”", points=count(points), name=name) + ".")
    return said


def _event(facts: Mapping[str, Any], words: Words, wallet_id: int | None) -> list[str]:
    rule = words.rules.get(facts["rule"])
    if rule is None:
        return []
    said = [gettext("Rule “%(name)s”.", name=words.names.get(rule.id, ""))]
    if rule.kind == "action":
        said.insert(0, f"{events.act(rule.act)}.")
    if facts.get("years"):
        said.insert(0, gettext("Years in the programme: %(years)s.", years=facts["years"]))
    note = facts.get("note") or facts.get("reason")
    return [*([str(note)] if note else []), *said]
