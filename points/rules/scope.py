"""Which sales and which companies a rule means."""

from collections.abc import Collection

from points.rules.rule import Rule


def kinds_allow(rule: Rule, kind: str | None) -> bool:
    """Whether a company of this kind is meant by a rule."""
    return not rule.scope.company_kinds or kind in rule.scope.company_kinds


def ranges_allow(range_ids: Collection[int], range_id: int) -> bool:
    """Whether a product of this range is meant by a rule."""
    return not range_ids or range_id in range_ids
