"""Earning rules from a file: every problem told at once, then written as versions (docs/files.md)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core.clock import local_day
from core.rules import N_, Refused
from points.models import EarningRule
from points.programme.tables import RuleTable
from points.programme.versions import Draft, check_version, write_version
from points.queries import all_rules
from points.rules import SameRule


class BadRuleFile(Refused):
    """A rule file with problems; `problems` holds a sentence for each."""

    sentence = N_("This file of rules cannot be loaded.")

    def __init__(self, problems: list[str]) -> None:
        super().__init__()
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(self.problems)


@dataclass
class Loaded:
    """What a file brought."""

    written: list[EarningRule] = field(default_factory=list)
    #: codes whose newest version already says the same
    unchanged: list[str] = field(default_factory=list)
    #: what would be written (a trial run writes nothing)
    drafts: list[Draft] = field(default_factory=list)


def load_rules(document: Mapping[str, Any], at: datetime, by: str, dry_run: bool = False) -> Loaded:
    """Write a version for each rule that says something new; raise BadRuleFile with every problem."""
    read = [RuleTable(place, table) for place, table in enumerate(_tables(document), 1)]
    problems = [f"rule {one.place}: {problem}" for one in read for problem in one.problems]
    codes = [one.code for one in read]
    problems += [f"code “{code}” is used twice" for code in sorted({c for c in codes if codes.count(c) > 1})]
    if not read:
        problems.append("the file holds no [[rule]]")
    problems += _unknown_lifts(read)
    loaded = Loaded()
    for draft in [one.draft() for one in read if not one.problems]:
        try:
            check_version(draft, local_day(at))
            loaded.drafts.append(draft)
        except SameRule:
            loaded.unchanged.append(draft.code)
        except Refused as refused:
            problems.append(str(refused))
    if problems:
        raise BadRuleFile(problems)
    if not dry_run:
        loaded.written = [write_version(draft, at, by) for draft in loaded.drafts]
    return loaded


def _unknown_lifts(read: list[RuleTable]) -> list[str]:
    """A boost may lift a rule of the same file, or one that is there already."""
    if not any(one.rule.lifts for one in read):
        return []
    known = {one.code for one in read} | {row.code for row in all_rules()}
    return [
        f"rule {one.place}: there is no rule “{code}” to lift"
        for one in read
        for code in sorted(one.rule.lifts - known)
    ]


def _tables(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    tables = document.get("rule", [])
    return [t for t in tables if isinstance(t, dict)] if isinstance(tables, list) else []
