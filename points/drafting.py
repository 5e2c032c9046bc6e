"""Between a rule's form and its draft: what was typed becomes figures, or a sentence beside its field."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from flask_babel import gettext

from core import reply
from core.figures import NotFigures, number, to_cents
from core.rules import Refused
from core.text import fold
from points.programme import Draft, check_version
from points.rule_form import RuleForm
from points.rules import ONCE, Rule, Scope, Weights
from products import queries as products


def prepare(form: RuleForm, draft: Draft | None = None) -> None:
    """Offer every range; fill in what a version says now."""
    ranges = products.ranges()
    form.ranges.choices = [(one.id, one.name) for one in ranges]
    if draft and not form.is_submitted():
        _fill(form, draft)
    given = {str(entry.range_id.data): entry.times.data for entry in form.times}
    while form.times.entries:
        form.times.pop_entry()
    for one in ranges:
        times = draft.rule.weights.ranges.get(one.id) if draft and not form.is_submitted() else None
        text = figure(times) if times else given.get(str(one.id), "")
        form.times.append_entry({"range_id": str(one.id), "times": text})
        form.times.entries[-1].times.label.text = one.name


def _fill(form: RuleForm, draft: Draft) -> None:
    rule = draft.rule
    times = rule.weights.products
    names = {row.id: row.reference for row in products.products_by_id(times).values()}
    form.code.data, form.name_fr.data, form.name_en.data = rule.code, draft.name_fr, draft.name_en
    form.beneficiary.data, form.points.data = rule.beneficiary, rule.points
    form.basis.data = "amount" if rule.kind == "per_amount" else "quantity"
    form.per.data = figure(rule.per * (100 if rule.kind == "per_amount" else ONCE))
    form.ranges.data, form.company_kinds.data = list(rule.scope.range_ids), list(rule.scope.company_kinds)
    form.product_times.data = "\n".join(f"{names[i]} {figure(bp)}" for i, bp in times.items())
    form.ends_on.data = rule.ends_on


def figure(ten_thousandths: int) -> str:
    """20000 → 2; 15000 → 1,5."""
    return f"{(Decimal(ten_thousandths) / ONCE).normalize():f}".replace(".", ",")


def draft_from(form: RuleForm) -> Draft | None:
    """The draft, or None with the problems beside their fields."""
    sound = form.validate()
    per = _per(form)
    range_times = _range_times(form)
    product_times = _product_times(form)
    if not sound or form.errors or per is None:
        return None
    rule = Rule(
        0,
        form.code.data or "",
        0,
        "per_amount" if form.basis.data == "amount" else "per_unit",
        form.beneficiary.data,
        form.starts_on.data or date.max,
        form.ends_on.data,
        Scope(
            range_ids=frozenset(form.ranges.data or ()),
            company_kinds=frozenset(form.company_kinds.data or ()),
        ),
        Weights(range_times, product_times),
        form.points.data or 1,
        per,
    )
    return Draft(form.name_fr.data or "", form.name_en.data or "", rule)


def checked(form: RuleForm, follows: str, today: date) -> Draft | None:
    """A draft that may become a version now, following a rule or not; else None, problems beside."""
    draft = draft_from(form)
    if draft is None:
        return None
    draft = replace(draft, rule=draft.rule._replace(code=follows or draft.code))
    try:
        if check_version(draft, today) and not follows:
            form.code.errors = [gettext("This code is taken: open that rule to write its next version.")]
            return None
    except Refused as refused:
        form.starts_on.errors = [reply.say(refused)]
        return None
    return draft


def _per(form: RuleForm) -> int | None:
    try:
        value = _number(form.per.data)
        per = to_cents(value) if form.basis.data == "amount" else int(value)
        if per > 0 and (form.basis.data == "amount" or value == per):
            return per
    except NotFigures:
        pass
    form.per.errors = [*form.per.errors, gettext("A figure above zero, such as 10 or 12,50.")]
    return None


def _range_times(form: RuleForm) -> dict[int, int]:
    found: dict[int, int] = {}
    for entry in form.times:
        if entry.times.data:
            times = _times(entry.times.data)
            if times:
                found[int(entry.range_id.data)] = times
            else:
                wrong = gettext("A figure above zero, such as 2 or 1,5.")
                entry.times.errors = [wrong]
                form.times.errors = [f"{entry.times.label.text}: {wrong}"]
    return {range_id: times for range_id, times in found.items() if times != ONCE}


def _product_times(form: RuleForm) -> dict[int, int]:
    lines = [line.strip() for line in (form.product_times.data or "").splitlines() if line.strip()]
    known: Mapping[str, products.ProductRow] = products.by_reference() if lines else {}
    found: dict[int, int] = {}
    for line in lines:
        reference, _, text = line.rpartition(" ")
        times, product = _times(text), known.get(fold(reference))
        if times and product:
            found[product.id] = times
        else:
            wrong = gettext("“%(line)s”: a known reference, a space and a figure, please.", line=line)
            form.product_times.errors = [*form.product_times.errors, wrong]
    return found


def _times(text: str) -> int | None:
    try:
        times = _number(text) * ONCE
    except NotFigures:
        return None
    return int(times) if 0 < times <= 100 * ONCE and times == int(times) else None


def _number(text: str | None) -> Decimal:
    """A comma or a point for the decimals: either is meant so."""
    return number((text or "").replace(",", "."))
