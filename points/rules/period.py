"""What a period gives by a rule: a pure function of all its lines and the baseline."""

from collections.abc import Iterable

from points.rules.line_tallies import Awards, Excess
from points.rules.rule import LINE_KINDS, Rule
from points.rules.scope import allows
from points.rules.seen import Seen
from points.rules.tallies import (
    Bands,
    Frequency,
    Growth,
    Minimum,
    Pair,
    Reference,
    Streak,
    Tally,
    Target,
    Threshold,
    Variety,
)

__all__ = ["Reference", "Tally", "Target", "tally_of", "target"]

TALLIES: dict[str, type[Tally]] = {
    "bands": Bands,
    "threshold": Threshold,
    "streak": Streak,
    "variety": Variety,
    "pair": Pair,
    "frequency": Frequency,
    "minimum": Minimum,
    "growth": Growth,
}


def target(rule: Rule, lines: Iterable[Seen], baseline: Reference | None = None) -> Target:
    """What all the lines of one holder's period give together, in whatever order they come.

    The baseline is the reference of the same period a year before; for `minimum` it is the commitment.
    """
    tally = tally_of(rule)
    for line in sorted(lines, key=lambda one: (one.day, one.line_id)):
        if allows(rule, line, line.who):
            tally.add(line)
    return tally.target(baseline)


def tally_of(rule: Rule) -> Tally:
    """What counts a period's lines for a rule; raises KeyError for one that looks at no period."""
    if rule.kind in LINE_KINDS:
        return Excess(rule) if rule.incremental else Awards(rule)
    return TALLIES[rule.kind](rule)
