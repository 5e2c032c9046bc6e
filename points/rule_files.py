"""Earning rules from a file: every problem told at once, then written as versions (docs/files.md)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from accounts.models import KINDS
from core.clock import local_day
from core.figures import NotFigures, number, to_cents
from core.rules import N_, Refused
from core.text import fold
from points.models import EarningRule
from points.programme import Draft, check_version, write_version
from points.rules import BENEFICIARIES, ONCE, Rule, SameRule, Scope, Weights
from products import queries as products

KEYS = {
    "code", "name", "beneficiary", "points", "per_amount", "per_quantity", "from", "to", "ranges",
    "company_kinds", "multiplier",
}  # fmt: skip
LONGEST_CODE, LONGEST_NAME = 40, 120


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
    read = [_Reading(place, table) for place, table in enumerate(_tables(document), 1)]
    problems = [f"rule {one.place}: {problem}" for one in read for problem in one.problems]
    codes = [one.code for one in read]
    problems += [f"code “{code}” is used twice" for code in sorted({c for c in codes if codes.count(c) > 1})]
    if not read:
        problems.append("the file holds no [[rule]]")
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


def _tables(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    tables = document.get("rule", [])
    return [t for t in tables if isinstance(t, dict)] if isinstance(tables, list) else []


class _Reading:
    """One [[rule]] table, read to the end whatever is wrong with it."""

    def __init__(self, place: int, table: Mapping[str, Any]) -> None:
        self.place, self.table = place, table
        self.problems: list[str] = [f"“{key}” is no key of a rule" for key in sorted(table.keys() - KEYS)]
        self.code = self._text("code", table.get("code"), LONGEST_CODE)
        names = table.get("name")
        names = names if isinstance(names, dict) else {"fr": names, "en": names}
        self.name_fr = self._text("name.fr", names.get("fr"), LONGEST_NAME)
        self.name_en = self._text("name.en", names.get("en"), LONGEST_NAME)
        self.beneficiary = self._one_of("beneficiary", BENEFICIARIES)
        self.points = self._whole("points", table.get("points"))
        self.kind, self.per = self._per()
        self.starts_on = self._day("from", needed=True) or date.max
        self.ends_on = self._day("to")
        if self.ends_on and self.ends_on < self.starts_on:
            self.problems.append("“to” lies before “from”")
        ranges = {fold(one.code): one.id for one in products.ranges()}
        self.range_ids = tuple(sorted(set(self._ids("ranges", ranges, "range"))))
        self.kinds = tuple(sorted(self._kinds()))
        self.range_times: dict[int, int] = {}
        self.product_times: dict[int, int] = {}
        self._multipliers(ranges)

    def draft(self) -> Draft:
        """The version it describes; only where there is no problem."""
        return Draft(
            self.name_fr,
            self.name_en,
            Rule(
                0, self.code, 0, self.kind, self.beneficiary, self.starts_on, self.ends_on,
                Scope(range_ids=frozenset(self.range_ids), company_kinds=frozenset(self.kinds)),
                Weights(self.range_times, self.product_times),
                self.points, self.per,
            ),
        )  # fmt: skip

    def _text(self, key: str, value: object, longest: int) -> str:
        if isinstance(value, str) and 0 < len(value.strip()) <= longest:
            return value.strip()
        self.problems.append(f"“{key}” must be a text of 1 to {longest} characters")
        return ""

    def _one_of(self, key: str, words: tuple[str, ...]) -> str:
        value = self.table.get(key)
        if value in words:
            return str(value)
        self.problems.append(f"“{key}” must be one of {', '.join(words)}")
        return ""

    def _whole(self, key: str, value: object) -> int:
        if type(value) is int and 0 < value <= 1_000_000:
            return value
        self.problems.append(f"“{key}” must be a whole number from 1 to 1000000")
        return 1

    def _per(self) -> tuple[str, int]:
        amount, quantity = self.table.get("per_amount"), self.table.get("per_quantity")
        if (amount is None) == (quantity is None):
            self.problems.append("give either “per_amount” (money) or “per_quantity” (pieces)")
            return "per_amount", 1
        if quantity is not None:
            return "per_unit", self._whole("per_quantity", quantity)
        cents = to_cents(self._number("per_amount", amount))
        if cents <= 0:
            self.problems.append("“per_amount” must be above zero")
        return "per_amount", max(1, cents)

    def _number(self, key: str, value: object) -> Decimal:
        """A figure written as a text or a whole number: a TOML float is not exact."""
        try:
            if isinstance(value, str) or type(value) is int:
                return number(str(value))
        except NotFigures:
            pass
        self.problems.append(f'“{key}” must be a figure such as "10.00", between quotes when it has decimals')
        return Decimal(1)

    def _day(self, key: str, needed: bool = False) -> date | None:
        value = self.table.get(key)
        if value is None and not needed:
            return None
        try:
            if isinstance(value, str):
                return date.fromisoformat(value)
        except ValueError:
            pass
        if type(value) is date:
            return value
        self.problems.append(f"“{key}” must be a day such as 2026-01-31")
        return None

    def _ids(self, key: str, known: Mapping[str, int], what: str) -> Iterator[int]:
        for code in self._list(key):
            found = known.get(fold(str(code)))
            if found is None:
                self.problems.append(f"there is no {what} “{code}”")
            else:
                yield found

    def _kinds(self) -> Iterator[str]:
        for kind in self._list("company_kinds"):
            if kind in KINDS:
                yield str(kind)
            else:
                self.problems.append(f"“{kind}” is no kind of company: {', '.join(KINDS)}")

    def _list(self, key: str) -> list[Any]:
        value = self.table.get(key, [])
        if isinstance(value, list):
            return value
        self.problems.append(f"“{key}” must be a list")
        return []

    def _multipliers(self, ranges: Mapping[str, int]) -> None:
        given = self._list("multiplier")
        references = products.by_reference() if any("product" in m for m in given) else {}
        for one in given:
            if not isinstance(one, dict) or set(one) not in ({"range", "times"}, {"product", "times"}):
                self.problems.append("a multiplier has “times” and either “range” or “product”")
                continue
            exact = self._number("times", one["times"]) * ONCE
            times = int(exact)
            if times <= 0 or times != exact:
                self.problems.append("“times” must be above zero, with four decimals at most")
            if "range" in one:
                target, known = self.range_times, ranges
            else:
                target, known = self.product_times, {key: row.id for key, row in references.items()}
            named = str(one.get("range", one.get("product")))
            key = fold(named)
            if key not in known:
                self.problems.append(f"there is no {'range' if 'range' in one else 'product'} “{named}”")
            elif known[key] in target:
                self.problems.append(f"“{named}” is multiplied twice")
            else:
                target[known[key]] = times
