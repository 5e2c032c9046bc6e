"""The permanent programme's rules, in versions: what has been in force is never rewritten."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select, update

from core import audit
from core.clock import local_day
from core.database import session
from points.models import EarningRule
from points.queries import as_rule
from points.rules import EndsTooEarly, Rule, SameRule, StartsTooEarly, UnknownRule
from points.rules.calendar import earliest_start
from points.rules.refusals import StartsMidPeriod
from points.rules.terms import terms_of

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Draft:
    """What a version of a rule is to say: its names, and the rule without an id or a version."""

    name_fr: str
    name_en: str
    rule: Rule

    @property
    def code(self) -> str:
        """The rule's code."""
        return self.rule.code

    @property
    def starts_on(self) -> date:
        """First local day in force."""
        return self.rule.starts_on


def versions(code: str) -> list[EarningRule]:
    """Every version of a rule, the oldest first."""
    rows = select(EarningRule).where(EarningRule.code == code).order_by(EarningRule.version)
    return list(session.scalars(rows))


def draft_of(row: EarningRule) -> Draft:
    """What a stored version says."""
    return Draft(row.name_fr, row.name_en, as_rule(row)._replace(id=0, version=0))


def check_version(draft: Draft, today: date) -> list[EarningRule]:
    """The versions that a draft would follow; raises SameRule, StartsTooEarly, StartsMidPeriod."""
    before = versions(draft.code)
    if before and draft_of(before[-1]) == draft:
        raise SameRule(code=draft.code)
    if before and draft.starts_on < today:
        raise StartsTooEarly(code=draft.code, earliest=today.isoformat())
    if before:
        _keep_periods_whole([as_rule(before[-1]), draft.rule], draft, today)
    return before


def earliest_version(code: str, day: date) -> date:
    """The first local day, from one on, on which a new version of a rule may start."""
    return max(
        [day, *(earliest_start(as_rule(row), day) for row in versions(code)[-1:] if as_rule(row).by_period)]
    )


def _keep_periods_whole(rules: list[Rule], draft: Draft, today: date) -> None:
    """Neither the version that goes nor the one that comes may cut a period in two."""
    counted = [rule for rule in rules if rule.by_period]
    if any(earliest_start(rule, draft.starts_on) != draft.starts_on for rule in counted):
        earliest = max(earliest_start(rule, today) for rule in counted)
        raise StartsMidPeriod(code=draft.code, earliest=earliest.isoformat())


def write_version(draft: Draft, at: datetime, by: str) -> EarningRule:
    """Write the next version; those before it end the day before it starts.

    A first version may start in the past: sales already accepted keep what they earned.
    """
    before = check_version(draft, local_day(at))
    for older in before:
        _end(older, draft.starts_on - ONE_DAY)
    said = draft.rule
    rule = EarningRule(
        code=said.code,
        version=before[-1].version + 1 if before else 1,
        name_fr=draft.name_fr,
        name_en=draft.name_en,
        kind=said.kind,
        beneficiary=said.beneficiary,
        terms=terms_of(said),
        starts_on=said.starts_on,
        ends_on=said.ends_on,
        created_at=at,
        created_by=by,
    )
    session.add(rule)
    session.flush()
    facts = {"code": rule.code, "version": rule.version, "from": rule.starts_on.isoformat()}
    audit.record(by, "points.write_rule", ("earning_rule", rule.id), at, facts)
    return rule


def end_rule(code: str, last_day: date, at: datetime, by: str) -> None:
    """Let a rule stop after a day; raises UnknownRule, EndsTooEarly."""
    found = versions(code)
    if not found:
        raise UnknownRule(code=code)
    if last_day < local_day(at):
        raise EndsTooEarly(code=code, earliest=local_day(at).isoformat())
    for version in found:
        _end(version, last_day)
    audit.record(
        by, "points.end_rule", ("earning_rule", found[-1].id), at, {"last_day": last_day.isoformat()}
    )


def _end(version: EarningRule, last_day: date) -> None:
    """Shorten a version's window; one that had not begun keeps an empty one."""
    if version.ends_on is None or version.ends_on > last_day:
        changed = update(EarningRule).where(EarningRule.id == version.id)
        session.execute(changed.values(ends_on=max(last_day, version.starts_on - ONE_DAY)))
