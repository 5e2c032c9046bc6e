"""Before anything is published: strategy, one objective, one lever, four questions; and what fits them."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from core.rules import N_, Refused

#: A push for a short time, a habit for years, or a programme with peaks.
STRATEGIES = ("stimulation", "loyalty", "mix")
#: Objective → its levers; a brief names exactly one of each.
LEVERS = {
    "defensive": ("frequency", "retention", "reactivation"),
    "offensive": ("volume", "basket", "cross_sell", "range"),
    "margin": ("mix", "strategic"),
    "relational": ("referral", "training", "seniority"),
}
OBJECTIVES = tuple(LEVERS)
#: The five aims that people name first (S001-04) → the objective and the lever that they are.
AIMS = {
    "frequency": ("defensive", "frequency"),
    "basket": ("offensive", "basket"),
    "cross_sell": ("offensive", "cross_sell"),
    "attrition": ("defensive", "retention"),
    "recommendation": ("relational", "referral"),
}
#: Lever → kinds of rule that move it, the best first …
MECHANICS = {
    "frequency": ("streak", "frequency"),
    "retention": ("minimum", "seniority", "threshold"),
    "reactivation": ("boost", "welcome"),
    "volume": ("bands", "threshold", "growth"),
    "basket": ("threshold", "per_amount"),
    "cross_sell": ("pair", "variety"),
    "range": ("variety", "boost"),
    "mix": ("per_amount", "boost"),
    "strategic": ("per_unit", "boost"),
    "referral": ("referral", "welcome"),
    "training": ("action",),
    "seniority": ("seniority", "action"),
}
#: … and what a challenge counts best for it; a lever that no challenge moves is left out.
CHALLENGES = {
    "frequency": "quantity",
    "reactivation": "amount",
    "volume": "amount",
    "basket": "amount",
    "cross_sell": "quantity",
    "range": "quantity",
    "mix": "amount",
    "strategic": "quantity",
}
QUESTIONS = ("who", "behaviour", "mechanic", "profit")
SHORTEST, LONGEST = 10, 1000


class BadBrief(Refused):
    """A brief that leaves something open."""

    sentence = N_("The brief is not complete: %(what)s.")


class NoBrief(Refused):
    """Something is to be published that nobody has thought through in writing."""

    sentence = N_("Answer the four questions of the brief first: for whom, for what, how, and how it pays.")


class Answers(NamedTuple):
    """What a brief says."""

    #: one of STRATEGIES
    strategy: str
    #: one of OBJECTIVES
    objective: str
    #: the one priority lever, one of the objective's
    lever: str
    #: who is activated
    who: str
    #: which behaviour is to change
    behaviour: str
    #: by which mechanic
    mechanic: str
    #: how it pays for itself and stays lawful
    profit: str


def check(answers: Answers) -> None:
    """Raise BadBrief naming the first thing that is left open."""
    if answers.strategy not in STRATEGIES:
        raise BadBrief(what="strategy")
    if answers.lever not in LEVERS.get(answers.objective, ()):
        raise BadBrief(what="objective" if answers.objective not in LEVERS else "lever")
    for question in QUESTIONS:
        if not SHORTEST <= len(str(getattr(answers, question)).strip()) <= LONGEST:
            raise BadBrief(what=question)


def read(table: Mapping[str, Any]) -> Answers:
    """A file's `[brief]`; raises BadBrief for a key too many, one missing or one that is no text."""
    said = {name: table.get(name, "mix" if name == "strategy" else "") for name in Answers._fields}
    for name in [*(key for key in table if key not in said), *said]:
        if not isinstance(said.get(name), str):
            raise BadBrief(what=name)
    answers = Answers(**said)
    check(answers)
    return answers
