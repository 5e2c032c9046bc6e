"""The names that sentences about points need, read in one go for a whole page."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from core.format import reader
from points.models import EarningRule
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


def words_for(facts: Iterable[Mapping[str, Any]]) -> Words:
    """What the sentences of these facts, and of every rule, name."""
    rows = all_rules()
    rules = {row.id: as_rule(row) for row in rows}
    sold = {one["product"] for one in facts if "product" in one}
    wanted = sold.union(*(rule.weights.products for rule in rules.values()))
    return Words(
        {i: row.name for i, row in products.products_by_id(wanted).items()} if wanted else {},
        {one.id: one.name for one in products.ranges()},
        rules,
        {row.id: name_of(row) for row in rows},
    )


def product_words(facts: Iterable[Mapping[str, Any]]) -> Words:
    """The names of the products sold, and nothing else."""
    sold = {one["product"] for one in facts if "product" in one}
    found = products.products_by_id(sold) if sold else {}
    return Words({i: row.name for i, row in found.items()}, {}, {}, {})


def name_of(row: EarningRule) -> str:
    """A rule's name in the reader's language."""
    return row.name_fr if reader().language == "fr" else row.name_en
