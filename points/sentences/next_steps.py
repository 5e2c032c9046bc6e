"""What is missing to the next step or bonus of a period rule, in the reader's own units."""

from collections.abc import Callable
from typing import NamedTuple

from flask_babel import gettext, ngettext

from core import format as figures
from points.rules import ONCE, Rule, Step, Target
from points.sentences import phrases
from points.sentences.phrases import bare, count


class Missing(NamedTuple):
    """How far it is, and a sentence; `value` of `goal` in the rule's own unit."""

    value: int
    goal: int
    sentence: str


def missing(rule: Rule, target: Target) -> Missing | None:
    """What the next bonus asks for; None where nothing more can be reached in this period."""
    if rule.cap and target.points >= rule.cap:
        return Missing(rule.cap, rule.cap, gettext("The maximum of this period is reached."))
    kind = "incremental" if rule.incremental else rule.kind
    found = _BY_KIND.get(kind)
    return found(rule, target) if found else None


def _steps(rule: Rule, target: Target) -> Missing | None:
    coming = _next(rule, target.figure)
    if coming is None:
        return None
    facts = {"missing": bare(rule, coming.at - target.figure), "points": count(coming.points)}
    return Missing(target.figure, coming.at, gettext("%(missing)s to go for %(points)s.", **facts))


def _variety(rule: Rule, target: Target) -> Missing | None:
    coming = _next(rule, target.figure)
    if coming is None:
        return None
    left = coming.at - target.figure
    said = ngettext(
        "One more range for %(points)s.",
        "%(num)d more ranges for %(points)s.",
        left,
        points=count(coming.points),
    )
    return Missing(target.figure, coming.at, said)


def _bands(rule: Rule, target: Target) -> Missing | None:
    coming = _next(rule, target.figure)
    if coming is None:
        return None
    facts = {"missing": bare(rule, coming.at - target.figure), "rate": phrases.band_rate(rule, coming.points)}
    return Missing(target.figure, coming.at, gettext("%(missing)s to go for %(rate)s.", **facts))


def _next(rule: Rule, figure: int) -> Step | None:
    return next((step for step in rule.steps if step.at > figure), None)


def _streak(rule: Rule, target: Target) -> Missing | None:
    run = int(target.facts.get("run", 0))
    facts = {"periods": phrases.periods(rule, rule.times), "points": count(rule.points)}
    done = gettext("%(run)s of %(periods)s done for %(points)s.", run=figures.points(run), **facts)
    return Missing(run, rule.times, done)


def _pair(rule: Rule, target: Target) -> Missing | None:
    if rule.together == "document" or target.figure:
        return None
    return Missing(0, 1, gettext("%(points)s once both ranges are there.", points=count(rule.points)))


def _frequency(rule: Rule, target: Target) -> Missing | None:
    before = int(target.facts.get("baseline", 0))
    goal = max(before + 1, -(-before * (ONCE + rule.growth_bp) // ONCE))
    if not before or target.figure >= goal:
        return None
    said = ngettext(
        "One more day with an order for %(points)s.",
        "%(num)d more days with an order for %(points)s.",
        goal - target.figure,
        points=count(rule.points),
    )
    return Missing(target.figure, goal, said)


def _minimum(rule: Rule, target: Target) -> Missing | None:
    return _up_to(rule, target, int(target.facts.get("baseline", 0)), count(rule.points))


def _growth(rule: Rule, target: Target) -> Missing | None:
    before = int(target.facts.get("baseline", 0))
    if not before:
        return None
    goal = max(rule.at_least, -(-before * (ONCE + rule.growth_bp) // ONCE))
    return _up_to(rule, target, goal, phrases.rate(rule))


def _incremental(rule: Rule, target: Target) -> Missing | None:
    return _up_to(rule, target, int(target.facts.get("baseline", 0)), phrases.rate(rule))


def _up_to(rule: Rule, target: Target, goal: int, gain: str) -> Missing | None:
    if not goal or target.figure >= goal:
        return None
    facts = {"missing": bare(rule, goal - target.figure), "points": gain}
    return Missing(target.figure, goal, gettext("%(missing)s to go for %(points)s.", **facts))


_BY_KIND: dict[str, Callable[[Rule, Target], Missing | None]] = {
    "threshold": _steps,
    "bands": _bands,
    "variety": _variety,
    "streak": _streak,
    "pair": _pair,
    "frequency": _frequency,
    "minimum": _minimum,
    "growth": _growth,
    "incremental": _incremental,
}
