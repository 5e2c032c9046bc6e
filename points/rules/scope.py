"""Which sales and which companies a rule means."""

from collections.abc import Collection

from points.rules.rule import Rule, Scope
from points.rules.seen import Sold, Who


def allows(rule: Rule, sold: Sold, who: Who) -> bool:
    """Whether a rule counts a line for somebody."""
    return means_sale(rule.scope, sold) and means_company(rule.scope, who)


def means_sale(scope: Scope, sold: Sold) -> bool:
    """Whether the sale itself is meant: a product named, or one of a range named, and none left out."""
    named = sold.product_id in scope.product_ids or sold.range_id in scope.range_ids
    return (
        (named or not (scope.product_ids or scope.range_ids))
        and sold.product_id not in scope.not_product_ids
        and (sold.range_id not in scope.not_range_ids or sold.product_id in scope.product_ids)
        and (sold.strategic or not scope.strategic)
        and scope.sale_kind in ("", sold.sale_kind)
    )


def means_company(scope: Scope, who: Who) -> bool:
    """Whether whoever is rewarded is meant: a kind, a segment and a tier named, of each at least one."""
    return (
        (not scope.company_kinds or who.kind in scope.company_kinds)
        and (not scope.segments or not scope.segments.isdisjoint(who.segments))
        and (not scope.tiers or who.tier in scope.tiers)
    )


def kinds_allow(rule: Rule, kind: str | None) -> bool:
    """Whether a company of this kind is meant by a rule."""
    return not rule.scope.company_kinds or kind in rule.scope.company_kinds


def ranges_allow(range_ids: Collection[int], range_id: int) -> bool:
    """Whether a product of this range is meant by a rule."""
    return not range_ids or range_id in range_ids
