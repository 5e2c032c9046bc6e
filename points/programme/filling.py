"""A rule's form as it is first shown: its choices, and what a version says now."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from points.programme.fields import ALWAYS, FIELDS
from points.programme.forms import RuleForm
from points.programme.versions import Draft
from points.queries import all_rules
from points.rules import LINE_KINDS, ONCE, Rule
from points.sentences.phrases import by_amount
from points.sentences.words import name_of, segment_names, tier_names
from products import queries as products

#: Rows of steps offered beyond those that are filled.
SPARE_STEPS = 2
LEAST_STEPS = 4


def prepare(form: RuleForm, kind: str, draft: Draft | None = None) -> None:
    """Keep the fields of a kind, offer what there is; fill in what a version says now."""
    form.kind.data = kind
    for name in list(form._fields):
        if name not in ALWAYS | FIELDS[kind]:
            del form[name]
    rule = draft.rule if draft and not form.is_submitted() else None
    if draft and rule:
        _fill(form, draft)
    _offer(form, rule)


def _offer(form: RuleForm, rule: Rule | None) -> None:
    ranges, segments, tiers = products.ranges(), segment_names(), tier_names()
    by_id = [(one.id, one.name) for one in ranges]
    for name in ("ranges", "not_ranges", "pair_one", "pair_other"):
        _choose(form, name, by_id)
    _choose(form, "segments", list(segments.items()))
    _choose(form, "tiers", list(tiers.items()))
    if "lifts" in form:
        rows = {row.code: name_of(row) for row in all_rules() if row.kind in LINE_KINDS}
        _choose(form, "lifts", list(rows.items()))
    weights = rule.weights if rule else None
    if "times" in form:
        _rows(form, "times", by_id, {} if weights is None else weights.ranges)
        _rows(form, "tier_times", list(tiers.items()), {} if weights is None else weights.tiers)
    if "steps" in form:
        _steps(form, rule)


def _choose(form: RuleForm, name: str, choices: list[tuple[Any, str]]) -> None:
    if name in form:
        form[name].choices = choices


def _rows(form: RuleForm, name: str, things: Iterable[tuple[Any, str]], times: Mapping[Any, int]) -> None:
    """One line for each range or tier, with what was typed or what the version says."""
    entries = form[name]
    typed = {str(entry.key.data): entry.times.data for entry in entries}
    while entries.entries:
        entries.pop_entry()
    for key, label in things:
        said = figure(times[key]) if key in times else typed.get(str(key), "")
        entries.append_entry({"key": str(key), "times": said})
        entries.entries[-1].times.label.text = label


def _steps(form: RuleForm, rule: Rule | None) -> None:
    if rule:
        for step in rule.steps:
            at = measured(rule, step.at) if rule.kind != "variety" else str(step.at)
            form.steps.append_entry({"at": at, "points": str(step.points)})
    filled = sum(1 for entry in form.steps if entry.at.data or entry.points.data)
    while len(form.steps) < max(LEAST_STEPS, filled + SPARE_STEPS):
        form.steps.append_entry()


def _fill(form: RuleForm, draft: Draft) -> None:
    rule = draft.rule
    references = {one.id: one.reference for one in products.products_by_id(_products_of(rule)).values()}
    for name, value in _said(draft, rule, references).items():
        if name in form:
            form[name].data = value


def _said(draft: Draft, rule: Rule, references: Mapping[int, str]) -> dict[str, Any]:
    """What every field says of a version; only those of its kind are in the form."""
    scope, weights = rule.scope, rule.weights
    return {
        "code": rule.code,
        "name_fr": draft.name_fr,
        "name_en": draft.name_en,
        "beneficiary": rule.beneficiary,
        "ends_on": rule.ends_on,
        "points": rule.points or None,
        "per": measured(rule, rule.per),
        "measure": rule.measure,
        "boost_times": figure(rule.times_bp) if rule.times_bp else "",
        "each": rule.each or "unit",
        "lifts": sorted(rule.lifts),
        "bands": rule.bands,
        "times_in_a_row": rule.times or None,
        "at_least": measured(rule, rule.at_least) if rule.at_least else "",
        "pair_one": list(rule.pair[0]),
        "pair_other": list(rule.pair[1]),
        "together": rule.together,
        "growth": percentage(rule.growth_bp),
        "growth_on": rule.growth_on,
        "act": rule.act,
        "hours": rule.hours or None,
        "referrer_points": rule.referrer_points or None,
        "tier_credit": rule.tier_credit or None,
        "period": rule.period or None,
        "cap": rule.cap or None,
        "incremental": rule.incremental,
        "ranges": list(scope.range_ids),
        "products": _lines(references[one] for one in scope.product_ids),
        "not_ranges": list(scope.not_range_ids),
        "not_products": _lines(references[one] for one in scope.not_product_ids),
        "only_strategic": scope.strategic,
        "sale_kind": scope.sale_kind,
        "company_kinds": list(scope.company_kinds),
        "segments": list(scope.segments),
        "tiers": list(scope.tiers),
        "product_times": _lines(f"{references[one]} {figure(bp)}" for one, bp in weights.products.items()),
        "strategic_times": figure(weights.strategic) if weights.strategic != ONCE else "",
        "margins": _lines(f"{percentage(at)} {figure(bp)}" for at, bp in weights.margins),
    }


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(sorted(texts))


def _products_of(rule: Rule) -> set[int]:
    return {*rule.weights.products, *rule.scope.product_ids, *rule.scope.not_product_ids}


def measured(rule: Rule, value: int) -> str:
    """Cents as euros, or pieces, as somebody would type them."""
    return figure(value * 100) if by_amount(rule) else str(value)


def percentage(basis_points: int) -> str:
    """1250 → 12,5."""
    return figure(basis_points * 100) if basis_points else ""


def figure(ten_thousandths: int) -> str:
    """20000 → 2; 15000 → 1,5."""
    return f"{(Decimal(ten_thousandths) / ONCE).normalize():f}".replace(".", ",")
