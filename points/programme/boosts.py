"""The boosts that concern somebody today, with the instant at which each ends."""

from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import select

from accounts.identity import Visitor
from core.clock import day_start
from core.database import session
from points.earning.whom import concerns, who_is
from points.models import EarningRule
from points.queries import as_rule
from points.rules import Rule, active_on
from points.rules.rule import BOOST
from points.sentences.rule import rule_sentence
from points.sentences.words import name_of, words_of


class Running(NamedTuple):
    """A boost that runs, in the reader's words."""

    rule: Rule
    name: str
    #: its sentence, without the example
    said: str


def running_for(visitor: Visitor, day: date) -> list[Running]:
    """Boosts of a local day that are meant for the visitor or the company; the next to end first."""
    rows = session.scalars(
        select(EarningRule).where(
            EarningRule.kind == BOOST, EarningRule.starts_on <= day, EarningRule.ends_on >= day
        )
    )
    by_id = {row.id: row for row in rows}
    rules = active_on([as_rule(row) for row in by_id.values()], day)
    if not rules:
        return []
    who = who_is(visitor, day)
    mine = sorted((rule for rule in rules if concerns(rule, who)), key=lambda one: (one.ends_on, one.code))
    return [Running(rule, name_of(by_id[rule.id]), _said(rule)) for rule in mine]


def _said(rule: Rule) -> str:
    return rule_sentence(rule, words_of(rule)).partition("\n")[0]


def day_end(day: date) -> str:
    """When a local day is over, as a countdown reads it: 2026-10-25T23:00:00Z."""
    return day_start(day + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
