"""Why a sale earns what it earns, and which points leave first: pure, standard library only.

`rule` is what a rule says, `terms` its stored form, `line` what one line gives, `lots` the order of spending,
`refusals` what is not done and why.
"""

from points.rules.line import Award, Sold, award
from points.rules.lots import Held, in_order, may_be_spent, take
from points.rules.refusals import (
    AlreadySettled,
    EndsTooEarly,
    NegativeSale,
    NotEnoughPoints,
    NothingToPost,
    SameRule,
    StartsTooEarly,
    UnknownReference,
    UnknownRule,
)
from points.rules.rule import (
    BENEFICIARIES,
    KINDS,
    LINE_KINDS,
    MOST,
    ONCE,
    Rule,
    Scope,
    Step,
    Weights,
    active_on,
)
from points.rules.scope import kinds_allow, ranges_allow

__all__ = [
    "BENEFICIARIES",
    "KINDS",
    "LINE_KINDS",
    "MOST",
    "ONCE",
    "AlreadySettled",
    "Award",
    "EndsTooEarly",
    "Held",
    "NegativeSale",
    "NotEnoughPoints",
    "NothingToPost",
    "Rule",
    "SameRule",
    "Scope",
    "Sold",
    "StartsTooEarly",
    "Step",
    "UnknownReference",
    "UnknownRule",
    "Weights",
    "active_on",
    "award",
    "in_order",
    "kinds_allow",
    "may_be_spent",
    "ranges_allow",
    "take",
]
