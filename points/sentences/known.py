"""What the sentences of a history name: read in two statements, and made into rules once in a process."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Select, String, cast, literal_column, select, union_all

from core.asking import in_places, places
from core.database import Key, ask
from core.format import reader
from points.models import EarningRule
from points.rules import Rule
from points.rules.terms import COLUMNS, rule_from
from points.sentences.words import Words
from products.models import Product, Range

#: Sets of rules and ranges that a process keeps as it read them: today's, and a few of before.
KEPT = 8
#: Numbers that a statement takes, so that it is built once: those of a first page, of a page of a history,
#: of a part of a file (points/ledger/history.py).
SIZES = (4, 32, 1_000)


@dataclass(frozen=True, eq=False)
class Known:
    """Every version of every rule and the names of ranges; the same object until one of them changes."""

    rules: Mapping[int, Rule]
    #: language → rule id → its name
    names: Mapping[str, dict[int, str]]
    ranges: dict[int, str]

    def words(self, products: dict[int, str]) -> Words:
        """As sentences take them, in the reader's language."""
        return Words(products, self.ranges, dict(self.rules), self.names[_language()])


class Names(NamedTuple):
    """Names by id, in the reader's language."""

    products: dict[int, str]
    rules: dict[int, str]
    ranges: dict[int, str]


def known(names: Names) -> Known:
    """The rules as they stand now, with the ranges that were just read."""
    return _known(tuple(map(tuple, ask(_RULES))), tuple(sorted(names.ranges.items())))


def rules_now() -> list[Rule]:
    """Every version of every rule as it stands, for pages; who writes reads `points.queries`."""
    return list(_known(tuple(map(tuple, ask(_RULES))), ()).rules.values())


def names_in(facts: Iterable[Mapping[str, Any]]) -> Names:
    """The names of the products and rules that these facts point at, and of every range; one statement."""
    told = list(facts)
    products = {one["product"] for one in told if "product" in one}
    rules = {one["rule"] for one in told if isinstance(one.get("rule"), int)}
    found = Names({}, {}, {})
    french, size = _language() == "fr", max(len(products), len(rules))
    most = next((one for one in SIZES if size <= one), size)
    asked = in_places("product", sorted(products), most, 0) | in_places("rule", sorted(rules), most, 0)
    for what, number, name_fr, name_en in ask(_names(most), **asked):
        getattr(found, what)[number] = name_fr if french else name_en
    return found


@lru_cache(maxsize=KEPT)
def _known(rules: tuple[tuple[Any, ...], ...], ranges: tuple[tuple[int, str], ...]) -> Known:
    made = {row[0]: rule_from(json.loads(row[-1]), **dict(zip(COLUMNS, row, strict=False))) for row in rules}
    names = {"fr": {row[0]: row[-3] for row in rules}, "en": {row[0]: row[-2] for row in rules}}
    return Known(made, names, dict(ranges))


def _language() -> str:
    """French for who reads French, English for anybody else."""
    return "fr" if reader().language == "fr" else "en"


_RULE, _PRODUCT, _RANGE = (one.__table__.c for one in (EarningRule, Product, Range))
#: Every version of every rule: its columns, its names, its terms as they are stored.
_RULES = select(
    *(_RULE[name] for name in COLUMNS), _RULE.name_fr, _RULE.name_en, cast(_RULE.terms, String)
).order_by(_RULE.code, _RULE.version)


def _named(what: str, table: Any, fr: str = "name", en: str = "name") -> Select[*tuple[Any, ...]]:
    """What it is, its number, its name in French and in English."""
    kind = literal_column(f"'{what}'", String).label("kind")
    return select(kind, table.id, table[fr].label("fr"), table[en].label("en"))


@cache
def _names(most: int) -> Select[*tuple[Any, ...]]:
    """So many products (`:product_0` …) and rules (`:rule_0` …; 0 is nobody's number), and every range."""
    named = union_all(
        _named("products", _PRODUCT).where(_PRODUCT.id.in_(places("product", most, Key))),
        _named("rules", _RULE, "name_fr", "name_en").where(_RULE.id.in_(places("rule", most, Key))),
        _named("ranges", _RANGE),
    ).subquery()
    return select(*named.c)
