"""The programme's rules as they are stored, free of the database: read by all folders; changes nothing."""

from sqlalchemy import select

from core.database import session
from points.models import EarningRule
from points.rules import Rule
from points.rules.terms import rule_from


def all_rules() -> list[EarningRule]:
    """Every version of every rule."""
    return list(session.scalars(select(EarningRule).order_by(EarningRule.code, EarningRule.version)))


def rules_in_force() -> list[Rule]:
    """Every version of every rule, as the pure rules know them."""
    return [as_rule(row) for row in all_rules()]


def as_rule(row: EarningRule) -> Rule:
    """A stored version, free of the database."""
    return rule_from(
        row.terms,
        id=row.id,
        code=row.code,
        version=row.version,
        kind=row.kind,
        beneficiary=row.beneficiary,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
    )
