"""How the sponsor's catalogue behaves, and from which price a company's manager is asked."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from catalog.models import ApprovalPolicy, CatalogSetting
from catalog.rules import order_refusals as refusals
from core import audit
from core.database import Key, session

#: What holds until somebody says otherwise.
DEFAULTS: dict[str, Any] = {
    "professional_only": False,
    "automatic_cents": 0,
    "second_each_cents": 15_000,
    "second_year_cents": 50_000,
    "financial_bp": 7_000,
    "reach_days": 90,
}
#: Built once: every look at what waits for a manager asks.
_NEWEST = (
    select(ApprovalPolicy)
    .where(ApprovalPolicy.company_id == bindparam("company", type_=Key))
    .order_by(ApprovalPolicy.at.desc(), ApprovalPolicy.id.desc())
    .limit(1)
)


def settings_now() -> CatalogSetting:
    """The newest row, or the defaults where nobody set anything."""
    newest = select(CatalogSetting).order_by(CatalogSetting.id.desc()).limit(1)
    return session.scalars(newest).one_or_none() or CatalogSetting(**DEFAULTS)


def change(at: datetime, by: str, **changes: Any) -> CatalogSetting:
    """Set some of DEFAULTS anew, from now on; raises SettingWrong. Nothing changed writes nothing."""
    before = settings_now()
    values = {name: getattr(before, name) for name in DEFAULTS}
    unknown = set(changes) - set(DEFAULTS)
    if unknown:
        raise TypeError(f"the catalogue has no setting {sorted(unknown)}")
    if any(int(value) < 0 for value in changes.values()):
        raise refusals.SettingWrong
    changed = {name: value for name, value in changes.items() if values[name] != value}
    if not changed:
        return before
    fresh = CatalogSetting(**{**values, **changes}, at=at, by=by)
    session.add(fresh)
    session.flush()
    facts = {name: [values[name], value] for name, value in changed.items()}
    audit.record(by, "catalog.change_settings", ("catalog_settings", fresh.id), at, facts)
    return fresh


def policy_of(company_id: int) -> ApprovalPolicy | None:
    """From which price a company's manager is asked; None where nobody decided."""
    return session.scalars(_NEWEST, {"company": company_id}).one_or_none()


def set_policy(company_id: int, from_points: int | None, at: datetime, by: str) -> ApprovalPolicy:
    """From so many points on, what a company's people order waits for its manager; None for never."""
    if from_points is not None and from_points < 0:
        raise refusals.SettingWrong
    before = policy_of(company_id)
    if before is not None and before.from_points == from_points:
        return before
    fresh = ApprovalPolicy(company_id=company_id, from_points=from_points, at=at, by=by)
    session.add(fresh)
    session.flush()
    facts = {"from_points": from_points}
    audit.record(by, "catalog.set_approval_policy", ("company", company_id), at, facts)
    return fresh
