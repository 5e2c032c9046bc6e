"""One [[rule]] of a TOML file as a draft: every kind, every option (docs/files.md)."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any

from accounts.models import KINDS as COMPANY_KINDS
from core.text import fold
from points.programme.cells import Cells
from points.programme.keys import EVERY, KEYS
from points.programme.versions import Draft
from points.rules import BENEFICIARIES, KINDS, ONCE, Rule, Scope, Step, Weights
from points.rules.rule import BOOST, PERIODS, SALE_KINDS
from points.rules.sound import contradictions
from points.sentences.words import segment_names, tier_names
from products import queries as products

LONGEST_CODE, LONGEST_NAME, LONGEST_ACT = 40, 120, 40
#: Fields of a rule whose key in a file has another name.
NAMED = {
    "starts_on": "from", "ends_on": "to", "steps": "step", "boost_times": "times", "margins": "multiplier",
}  # fmt: skip


class RuleTable(Cells):
    """A table, read to the end whatever is wrong with it."""

    def __init__(self, place: int, table: Mapping[str, Any]) -> None:
        super().__init__(table)
        self.place = place
        self.kind = self._kind()
        allowed = EVERY | KEYS.get(self.kind, set().union(*KEYS.values()))
        self._foreign(table.keys() - allowed)
        self.code = self.text("code", table.get("code"), LONGEST_CODE)
        names = table.get("name")
        names = names if isinstance(names, dict) else {"fr": names, "en": names}
        self.name_fr = self.text("name.fr", names.get("fr"), LONGEST_NAME)
        self.name_en = self.text("name.en", names.get("en"), LONGEST_NAME)
        self.measure = self._measure()
        self.rule = self._rule()
        if not self.problems:
            self.problems += [
                f"“{NAMED.get(one.field, one.field)}”: {one.sentence}" for one in contradictions(self.rule)
            ]

    def draft(self) -> Draft:
        """The version it describes; only where there is no problem."""
        return Draft(self.name_fr, self.name_en, self.rule)

    def _kind(self) -> str:
        """A rule without a kind is by amount or by piece, as what it says tells."""
        if "kind" in self.table:
            return self.one_of("kind", KINDS)
        amount, quantity = self.table.get("per_amount"), self.table.get("per_quantity")
        if (amount is None) == (quantity is None):
            self.problems.append("give either “per_amount” (money) or “per_quantity” (pieces)")
        return "per_unit" if quantity is not None else "per_amount"

    def _foreign(self, keys: set[str]) -> None:
        everywhere = set().union(*KEYS.values())
        for key in sorted(keys):
            if key in everywhere:
                self.problems.append(f"“{key}” says nothing for a rule of kind {self.kind}")
            else:
                self.problems.append(f"“{key}” is no key of a rule")

    def _measure(self) -> str:
        if self.kind in ("bands", "growth"):
            amount, quantity = self.table.get("per_amount"), self.table.get("per_quantity")
            if (amount is None) == (quantity is None):
                self.problems.append("give either “per_amount” (money) or “per_quantity” (pieces)")
            return "quantity" if quantity is not None else "amount"
        return self.one_of("measure", ("amount", "quantity"), needed=False) or "amount"

    def _rule(self) -> Rule:
        kind = self.kind
        points = kind not in ("bands", "threshold", "variety", BOOST)
        return Rule(
            0,
            self.code,
            0,
            kind,
            self.one_of("beneficiary", BENEFICIARIES),
            self.day("from", needed=True) or date.max,
            self.day("to"),
            self._scope(),
            self._weights(),
            points=self.whole("points", needed=points, most=1_000_000),
            per=self._per(),
            measure=self.measure,
            period=self.one_of("period", PERIODS, needed=False),
            steps=self._steps(),
            bands=self.one_of("bands", ("marginal", "full"), needed=kind == "bands"),
            times=self.whole("times_in_a_row", needed=kind == "streak"),
            at_least=self.measured("at_least", self.table.get("at_least", 0), self.measure),
            growth_bp=self.basis_points("growth", self.table.get("growth", 0), 100),
            growth_on=self.one_of("growth_on", ("whole", "increase"), needed=kind == "growth"),
            pair=self._pair(),
            together=self.one_of("together", ("document", "period"), needed=kind == "pair"),
            incremental=self.yes("incremental"),
            cap=self.whole("cap", needed=False),
            times_bp=self.basis_points("times", self.table.get("times", 0), ONCE),
            lifts=frozenset(str(code) for code in self.items("lifts")),
            each=self.one_of("each", ("line", "unit"), needed=False),
            act=self.text("act", self.table.get("act"), LONGEST_ACT) if kind == "action" else "",
            hours=self.whole("hours", needed=False, least=0),
            referrer_points=self.whole("referrer_points", needed=kind == "referral", least=0),
            tier_credit=self.whole("tier_credit", needed=False, least=0),
        )

    def _per(self) -> int:
        if self.table.get("per_amount") is not None and self.kind != "per_unit":
            cents = self.measured("per_amount", self.table["per_amount"], "amount")
            if not cents:
                self.problems.append("“per_amount” must be above zero")
            return max(1, cents)
        if self.table.get("per_quantity") is not None:
            return self.whole("per_quantity", most=1_000_000)
        if self.kind in ("per_amount", "per_unit") and "kind" in self.table:
            word = "per_amount" if self.kind == "per_amount" else "per_quantity"
            self.problems.append(f"“{word}” is missing")
        return 1

    @cached_property
    def _ranges(self) -> dict[str, int]:
        return {fold(one.code): one.id for one in products.ranges()}

    @cached_property
    def _products(self) -> dict[str, int]:
        return {key: row.id for key, row in products.by_reference().items()}

    def _scope(self) -> Scope:
        asked = {"products", "not_products"} & self.table.keys()
        things = self._products if asked else {}
        return Scope(
            self.known("ranges", "range", self._ranges),
            self.known("products", "product", things),
            self.known("not_ranges", "range", self._ranges),
            self.known("not_products", "product", things),
            self.yes("strategic"),
            self.one_of("sale_kind", SALE_KINDS, needed=False),
            frozenset(self._company_kinds()),
            self.known(
                "segments", "segment", _by_folded(segment_names()) if "segments" in self.table else {}
            ),
            self.known("tiers", "tier", _by_folded(tier_names()) if "tiers" in self.table else {}),
        )

    def _company_kinds(self) -> list[str]:
        given = self.items("company_kinds")
        words = ", ".join(COMPANY_KINDS)
        self.problems += [
            f"“{one}” is no kind of company: {words}" for one in given if one not in COMPANY_KINDS
        ]
        return [str(one) for one in given if one in COMPANY_KINDS]

    def _steps(self) -> tuple[Step, ...]:
        steps = []
        for one in self.items("step"):
            if not isinstance(one, dict) or set(one) != {"at", "points"}:
                self.problems.append("a step has “at” and “points”")
                continue
            measure = "quantity" if self.kind == "variety" else self.measure
            steps.append(
                Step(self.measured("at", one["at"], measure), self.whole_of("points", one["points"], 0))
            )
        return tuple(steps)

    def _pair(self) -> tuple[frozenset[int], frozenset[int]]:
        sides = self.items("pair")
        if self.kind == "pair" and (len(sides) != 2 or not all(isinstance(side, list) for side in sides)):
            self.problems.append('“pair” must be two lists of ranges, such as [["PUMPS"], ["CONTROLS"]]')
        if len(sides) != 2 or not all(isinstance(side, list) for side in sides):
            return frozenset(), frozenset()
        one, other = (self.known("pair", "range", self._ranges, side) for side in sides)
        return one, other

    def _weights(self) -> Weights:
        ranges: dict[int, int] = {}
        things: dict[int, int] = {}
        tiers: dict[str, int] = {}
        margins: list[tuple[int, int]] = []
        strategic = ONCE
        for one in self.items("multiplier"):
            what = next(iter(set(one) - {"times"}), "") if isinstance(one, dict) and len(one) == 2 else ""
            if what not in ("range", "product", "strategic", "margin", "tier") or "times" not in one:
                self.problems.append(
                    "a multiplier has “times” and either “range”, “product”, “strategic”, “margin” or “tier”"
                )
                continue
            times = self.basis_points("times", one["times"], ONCE)
            if not times:
                self.problems.append("“times” must be above zero")
            if what == "strategic":
                strategic = times
            elif what == "margin":
                margins.append((self.basis_points("margin", one["margin"], 100), times))
            elif what == "range":
                self._multiply(ranges, self._ranges, "range", one["range"], times)
            elif what == "product":
                self._multiply(things, self._products, "product", one["product"], times)
            else:
                self._multiply(tiers, _by_folded(tier_names()), "tier", one["tier"], times)
        return Weights(ranges, things, strategic, tuple(margins), tiers)

    def _multiply(
        self, target: dict[Any, int], names: Mapping[str, Any], what: str, named: object, times: int
    ) -> None:
        found = names.get(fold(str(named)))
        if found is None:
            self.problems.append(f"there is no {what} “{named}”")
        elif found in target:
            self.problems.append(f"“{named}” is multiplied twice")
        else:
            target[found] = times


def _by_folded(names: Mapping[str, str]) -> dict[str, str]:
    """Folded code → code."""
    return {fold(code): code for code in names}
