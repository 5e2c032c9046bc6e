"""Why a sale earns what it earns, and which points leave first: pure, standard library only.

`rule` is what a rule says, `terms` its stored form, `line` what one line gives, `boosts` what comes on top,
`period` what a period's lines give together (`tallies` counts them, `calendar` cuts it), `lots` the order of
spending, `refusals` what is not done and why.
"""

from points.rules.line import Award, award
from points.rules.lots import Held, in_order, may_be_spent, take
from points.rules.period import Reference, Target, target
from points.rules.refusals import (
    AlreadySettled,
    EndsTooEarly,
    NegativeSale,
    NotEnoughPoints,
    NothingToPost,
    OwesPoints,
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
from points.rules.scope import allows, kinds_allow, ranges_allow
from points.rules.seen import Seen, Sold, Who

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
    "OwesPoints",
    "Reference",
    "Rule",
    "SameRule",
    "Scope",
    "Seen",
    "Sold",
    "StartsTooEarly",
    "Step",
    "Target",
    "UnknownReference",
    "UnknownRule",
    "Weights",
    "Who",
    "active_on",
    "allows",
    "award",
    "in_order",
    "kinds_allow",
    "may_be_spent",
    "ranges_allow",
    "take",
    "target",
]
