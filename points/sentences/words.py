"""The names that sentences about points need, read in one go for a whole page."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import select

from accounts.models import Segment
from core.database import session
from core.format import reader
from points.models import EarningRule, Tier, TierScheme
from points.queries import all_rules, as_rule
from points.rules import Rule
from products import queries as products


class Words(NamedTuple):
    """Names by id, and the rules that facts point at."""

    products: dict[int, str]
    ranges: dict[int, str]
    rules: dict[int, Rule]
    #: rule id → its name, in the reader's language
    names: dict[int, str]
    #: segment code → its name, in the reader's language
    segments: dict[str, str] = {}
    #: tier code → its name, in the reader's language
    tiers: dict[str, str] = {}

    def by_code(self) -> dict[str, str]:
        """Rule code → the name of its newest version."""
        return {rule.code: self.names[one] for one, rule in sorted(self.rules.items())}


def words_for(facts: Iterable[Mapping[str, Any]]) -> Words:
    """What the sentences of these facts, and of every rule, name."""
    rows = all_rules()
    rules = {row.id: as_rule(row) for row in rows}
    sold = {one["product"] for one in facts if "product" in one}
    wanted = sold.union(*(products_of(rule) for rule in rules.values()))
    asks_segments = any(rule.scope.segments for rule in rules.values())
    asks_tiers = any(rule.scope.tiers or rule.weights.tiers for rule in rules.values())
    return Words(
        {i: row.name for i, row in products.products_by_id(wanted).items()} if wanted else {},
        {one.id: one.name for one in products.ranges()},
        rules,
        {row.id: name_of(row) for row in rows},
        segment_names() if asks_segments else {},
        tier_names() if asks_tiers else {},
    )


def words_of(rule: Rule) -> Words:
    """What the sentences of a rule being written name, whatever it names."""
    rows, wanted = all_rules(), products_of(rule)
    return Words(
        {i: row.name for i, row in products.products_by_id(wanted).items()} if wanted else {},
        {one.id: one.name for one in products.ranges()},
        {row.id: as_rule(row) for row in rows},
        {row.id: name_of(row) for row in rows},
        segment_names(),
        tier_names(),
    )


def segment_names() -> dict[str, str]:
    """Segment code → its name."""
    rows = session.scalars(select(Segment).order_by(Segment.id))
    french = reader().language == "fr"
    return {row.code: row.name_fr if french else row.name_en for row in rows}


def tier_names() -> dict[str, str]:
    """Tier code → its name, in the newest scheme that has it; the lowest tier first."""
    rows = select(Tier.code, Tier.name_fr, Tier.name_en).join(TierScheme, TierScheme.id == Tier.scheme_id)
    french = reader().language == "fr"
    found = session.execute(rows.order_by(TierScheme.id, Tier.threshold))
    return {code: name_fr if french else name_en for code, name_fr, name_en in found}


def products_of(rule: Rule) -> set[int]:
    """The products that a rule names."""
    return {*rule.weights.products, *rule.scope.product_ids, *rule.scope.not_product_ids}


def name_of(row: EarningRule) -> str:
    """A rule's name in the reader's language."""
    return row.name_fr if reader().language == "fr" else row.name_en
