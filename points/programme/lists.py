"""Rules as lists for pages: running, coming, past, each with its sentence."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from points.models import EarningRule
from points.queries import all_rules
from points.rules import Rule, active_on
from points.sentences.rule import order, rule_sentence
from points.sentences.words import words_for


class Told(NamedTuple):
    """A version of a rule in the reader's words."""

    rule: Rule
    name: str
    said: str
    #: who opened it for a purpose: empty for the programme, `challenge:7`; left out for members
    purpose: str = ""


class Lists(NamedTuple):
    """Versions by where they stand in time."""

    running: list[Told]
    coming: list[Told]
    past: list[Told]


def told(rows: Iterable[EarningRule]) -> list[Told]:
    """Versions in words, in the order given."""
    known = words_for([])
    return [
        Told(rule, known.names[rule.id], rule_sentence(rule, known), row.purpose)
        for row in rows
        for rule in [known.rules[row.id]]
    ]


def rule_lists(today: date, boosts: bool) -> Lists:
    """Every version of boosts, or of everything else."""
    chosen = [one for one in told(all_rules()) if (one.rule.kind == "boost") == boosts]
    return sort_out(chosen, today)


def sort_out(chosen: Sequence[Told], today: date) -> Lists:
    """Which run, which are coming (soonest first) and which are over (latest first) on a local day."""
    ids = {rule.id for rule in active_on([one.rule for one in chosen], today)}
    coming = [one for one in chosen if one.rule.starts_on > today and _has_days(one.rule)]
    past = [one for one in chosen if one.rule.id not in ids and one.rule.starts_on <= today]
    return Lists(
        sorted((one for one in chosen if one.rule.id in ids), key=lambda one: order(one.rule)),
        sorted(coming, key=lambda one: (one.rule.starts_on, one.rule.code)),
        sorted(past, key=lambda one: one.rule.ends_on or today, reverse=True),
    )


def _has_days(rule: Rule) -> bool:
    return rule.ends_on is None or rule.ends_on >= rule.starts_on
