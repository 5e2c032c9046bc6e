"""The boosts that concern somebody today, with the instant at which each ends."""

from datetime import date, timedelta
from typing import NamedTuple

from core.clock import day_start
from points.earning.whom import concerns
from points.rules import Rule, Who, active_on
from points.rules.rule import BOOST
from points.sentences.spoken import Spoken


class Running(NamedTuple):
    """A boost that runs, in the reader's words."""

    rule: Rule
    name: str
    #: its sentence, without the example
    said: str


def running_for(who: Who, told: Spoken, day: date) -> list[Running]:
    """Boosts of a local day that are meant for somebody; the next to end first."""
    dated = [rule for rule in told.words.rules.values() if rule.kind == BOOST and _covers(rule, day)]
    mine = [rule for rule in active_on(dated, day) if concerns(rule, who)]
    return [
        Running(rule, told.words.names[rule.id], told.said[rule.id].partition("\n")[0])
        for rule in sorted(mine, key=lambda one: (one.ends_on, one.code))
    ]


def _covers(rule: Rule, day: date) -> bool:
    return rule.ends_on is not None and rule.starts_on <= day <= rule.ends_on


def day_end(day: date) -> str:
    """When a local day is over, as a countdown reads it: 2026-10-25T23:00:00Z."""
    return day_start(day + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
