"""From a rule's form to its draft: what was typed becomes figures, or a sentence beside its field."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext

from core import reply
from core.figures import NotFigures, number, to_cents
from core.rules import Refused
from core.text import fold
from points.programme.fields import PLACES
from points.programme.forms import RuleForm
from points.programme.versions import Draft, check_version
from points.rules import ONCE, Rule, Scope, Step, Weights
from points.rules.sound import contradictions
from products import queries as products

LARGEST = 10**12


def draft_from(form: RuleForm) -> Draft | None:
    """The draft, or None with every problem beside its field."""
    form.validate()
    rule = _Reading(form).rule()
    placed = {PLACES.get(one.field, one.field): one.sentence for one in reversed(contradictions(rule))}
    for name, sentence in placed.items():
        if name in form and not form[name].errors:
            wrong(form, name, gettext(sentence))
    if form.errors:
        return None
    return Draft(form.name_fr.data or "", form.name_en.data or "", rule)


def checked(form: RuleForm, follows: str, today: date) -> Draft | None:
    """A draft that may become a version now, following a rule or not; else None, problems beside."""
    draft = draft_from(form)
    if draft is None:
        return None
    draft = replace(draft, rule=draft.rule._replace(code=follows or draft.code))
    try:
        if check_version(draft, today) and not follows:
            wrong(form, "code", gettext("This code is taken: open that rule to write its next version."))
            return None
    except Refused as refused:
        wrong(form, "starts_on", reply.say(refused))
        return None
    return draft


def wrong(form: RuleForm, name: str, sentence: str) -> None:
    """A sentence beside a field."""
    form[name].errors = [*form[name].errors, sentence]


class _Reading:
    """A form, read to the end whatever is wrong with it."""

    def __init__(self, form: RuleForm) -> None:
        self.form = form
        self.kind = str(form.kind.data)
        self.measure = "quantity" if self.kind == "per_unit" else self.said("measure") or "amount"
        asked = any(self.said(name) for name in ("products", "not_products", "product_times"))
        self.products = {key: row.id for key, row in products.by_reference().items()} if asked else {}

    def rule(self) -> Rule:
        """What the form says, with what cannot be read left out and told."""
        form = self.form
        return Rule(
            0,
            form.code.data or "",
            0,
            self.kind,
            form.beneficiary.data,
            form.starts_on.data or date.max,
            form.ends_on.data,
            self.scope(),
            self.weights(),
            points=self.said("points") or 0,
            per=self.measured("per") if "per" in form else 1,
            measure=self.measure if "measure" in form else "amount",
            period=self.said("period") or "",
            steps=self.steps(),
            bands=self.said("bands") or "",
            times=self.said("times_in_a_row") or 0,
            at_least=self.measured("at_least"),
            growth_bp=self.basis_points("growth", self.said("growth"), 100),
            growth_on=self.said("growth_on") or "",
            pair=(frozenset(self.said("pair_one") or ()), frozenset(self.said("pair_other") or ())),
            together=self.said("together") or "",
            incremental=bool(self.said("incremental")),
            cap=self.said("cap") or 0,
            times_bp=self.basis_points("boost_times", self.said("boost_times"), ONCE),
            lifts=frozenset(self.said("lifts") or ()),
            each=(self.said("each") or "") if self.said("points") else "",
            act=self.said("act") or "",
            hours=self.said("hours") or 0,
            referrer_points=self.said("referrer_points") or 0,
            tier_credit=self.said("tier_credit") or 0,
        )

    def said(self, name: str) -> Any:
        """What a field holds; None where a kind has no such field."""
        return self.form[name].data if name in self.form else None

    def scope(self) -> Scope:
        """Which sales count."""
        return Scope(
            frozenset(self.said("ranges") or ()),
            self.references("products"),
            frozenset(self.said("not_ranges") or ()),
            self.references("not_products"),
            bool(self.said("only_strategic")),
            self.said("sale_kind") or "",
            frozenset(self.said("company_kinds") or ()),
            frozenset(self.said("segments") or ()),
            frozenset(self.said("tiers") or ()),
        )

    def weights(self) -> Weights:
        """What counts more."""
        if "times" not in self.form:
            return Weights()
        strategic = self.basis_points("strategic_times", self.said("strategic_times"), ONCE)
        tiers = self.rows("tier_times")
        return Weights(
            {int(key): times for key, times in self.rows("times").items()},
            self.product_times(),
            strategic or ONCE,
            self.margins(),
            tiers,
        )

    def measured(self, name: str) -> int:
        """Cents or pieces; 0 for an empty field."""
        return self.measure_of(name, self.said(name), self.measure)

    def measure_of(self, name: str, text: str | None, measure: str) -> int:
        """A typed figure as cents or pieces, or a sentence beside the field."""
        if not text:
            return 0
        try:
            value = _number(text)
            found = to_cents(value) if measure == "amount" else int(value)
            if 0 <= found <= LARGEST and (measure == "amount" or found == value):
                return found
        except NotFigures:
            pass
        if not self.form[name].errors:
            wrong(self.form, name, gettext("A figure above zero, such as 10 or 12,50."))
        return 0

    def basis_points(self, name: str, text: str | None, unit: int) -> int:
        """A multiplier (unit 10000) or a percentage (unit 100) as basis points; 0 for an empty field."""
        if not text:
            return 0
        try:
            exact = _number(text.replace("%", "")) * unit
        except NotFigures:
            exact = Decimal(-1)
        if 0 <= exact <= 100 * ONCE and exact == int(exact) and (exact or unit == 100):
            return int(exact)
        wrong(self.form, name, gettext("A figure above zero, such as 2 or 1,5."))
        return 0

    def steps(self) -> tuple[Step, ...]:
        """The steps with something in them."""
        measure = "quantity" if self.kind == "variety" else self.measure
        found = []
        for entry in self.said("steps") or ():
            at, points = entry["at"], entry["points"]
            if at or points:
                step = (
                    self.measure_of("steps", at, measure),
                    self.measure_of("steps", points, "quantity"),
                )
                found.append(Step(*step))
        return tuple(found)

    def rows(self, name: str) -> dict[str, int]:
        """Range id or tier code → basis points, of the rows that say something else than once."""
        found: dict[str, int] = {}
        for entry in self.form[name]:
            times = _times(entry.times.data) if entry.times.data else ONCE
            if times is None:
                sentence = gettext("A figure above zero, such as 2 or 1,5.")
                entry.times.errors = [sentence]
                self.form[name].errors = [f"{entry.times.label.text}: {sentence}"]
            elif times != ONCE:
                found[str(entry.key.data)] = times
        return found

    def references(self, name: str) -> frozenset[int]:
        """Products named one a line."""
        found = set()
        for line in _lines(self.said(name)):
            product = self.products.get(fold(line))
            if product is None:
                wrong(self.form, name, gettext("There is no product “%(reference)s”.", reference=line))
            else:
                found.add(product)
        return frozenset(found)

    def product_times(self) -> dict[int, int]:
        """A reference, a space and how many times, one a line."""
        found: dict[int, int] = {}
        for line in _lines(self.said("product_times")):
            reference, _, text = line.rpartition(" ")
            times, product = _times(text), self.products.get(fold(reference))
            if times and product:
                found[product] = times
            else:
                sentence = gettext("“%(line)s”: a known reference, a space and a figure, please.", line=line)
                wrong(self.form, "product_times", sentence)
        return found

    def margins(self) -> tuple[tuple[int, int], ...]:
        """A margin in percent, a space and how many times, one a line."""
        found = []
        for line in _lines(self.said("margins")):
            percent, _, text = line.rpartition(" ")
            times = _times(text)
            try:
                least = _number(percent.replace("%", "")) * 100
            except NotFigures:
                times, least = None, Decimal(0)
            if times and least == int(least) and abs(least) <= ONCE:
                found.append((int(least), times))
            else:
                asked = gettext("“%(line)s”: a margin in percent, a space and a figure, please.", line=line)
                wrong(self.form, "margins", asked)
        return tuple(found)


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def _times(text: str) -> int | None:
    try:
        times = _number(text) * ONCE
    except NotFigures:
        return None
    return int(times) if 0 < times <= 100 * ONCE and times == int(times) else None


def _number(text: str) -> Decimal:
    """A comma or a point for the decimals: either is meant so."""
    return number(text.strip().replace(",", "."))
