"""The permanent programme's rules, in versions: what has been in force is never rewritten."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import select, update

from core import audit
from core.clock import local_day
from core.database import session
from points.models import EarningRule, Multiplier
from points.rules import EndsTooEarly, SameRule, StartsTooEarly, UnknownRule

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Draft:
    """What a version of a rule is to say."""

    code: str
    name_fr: str
    name_en: str
    #: rep, selling_company or buying_company
    beneficiary: str
    #: amount or quantity
    basis: str
    points: int
    #: cents or units
    per: int
    starts_on: date
    ends_on: date | None = None
    range_ids: tuple[int, ...] = ()
    company_kinds: tuple[str, ...] = ()
    #: id → basis points
    range_times: Mapping[int, int] = field(default_factory=dict)
    product_times: Mapping[int, int] = field(default_factory=dict)


def versions(code: str) -> list[EarningRule]:
    """Every version of a rule, the oldest first."""
    rows = select(EarningRule).where(EarningRule.code == code).order_by(EarningRule.version)
    return list(session.scalars(rows))


def draft_of(rule: EarningRule) -> Draft:
    """What a stored version says."""
    return Draft(
        rule.code,
        rule.name_fr,
        rule.name_en,
        rule.beneficiary,
        rule.basis,
        rule.points,
        rule.per,
        rule.starts_on,
        rule.ends_on,
        tuple(sorted(rule.range_ids)),
        tuple(sorted(rule.company_kinds)),
        {m.range_id: m.times_bp for m in rule.multipliers if m.range_id is not None},
        {m.product_id: m.times_bp for m in rule.multipliers if m.product_id is not None},
    )


def check_version(draft: Draft, today: date) -> list[EarningRule]:
    """The versions that a draft would follow; raises SameRule, StartsTooEarly."""
    before = versions(draft.code)
    if before and draft_of(before[-1]) == draft:
        raise SameRule(code=draft.code)
    if before and draft.starts_on < today:
        raise StartsTooEarly(code=draft.code, earliest=today.isoformat())
    return before


def write_version(draft: Draft, at: datetime, by: str) -> EarningRule:
    """Write the next version; those before it end the day before it starts.

    A first version may start in the past: sales already accepted keep what they earned.
    """
    before = check_version(draft, local_day(at))
    for older in before:
        _end(older, draft.starts_on - ONE_DAY)
    said = asdict(draft)
    range_times, product_times = said.pop("range_times"), said.pop("product_times")
    rule = EarningRule(
        **said | {"range_ids": list(draft.range_ids), "company_kinds": list(draft.company_kinds)},
        version=before[-1].version + 1 if before else 1,
        created_at=at,
        created_by=by,
        multipliers=[Multiplier(range_id=i, times_bp=times) for i, times in range_times.items()]
        + [Multiplier(product_id=i, times_bp=times) for i, times in product_times.items()],
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
