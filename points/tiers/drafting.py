"""Between the form of tiers and their scheme: what was typed becomes figures, or a sentence beside it."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask_babel import gettext

from core.figures import NotFigures, number, to_cents
from core.text import fold
from points.rules.tier_checks import MOST_LEVELS, problems
from points.rules.tiers import Benefit, Level, Scheme
from points.tiers.forms import SchemeForm

#: What a programme begins with when nothing is there yet.
FIRST = Scheme(
    levels=(
        Level("bronze", "Bronze", "Bronze", "bronze"),
        Level("argent", "Argent", "Silver", "silver", 2_000_000),
        Level("or", "Or", "Gold", "gold", 6_000_000),
    )
)


def fill(form: SchemeForm, scheme: Scheme, thresholds: Sequence[int] = ()) -> None:
    """Show a scheme in the form, with other thresholds where they are given (in the measure)."""
    form.holder.data, form.measure.data, form.span.data = scheme.holder, scheme.measure, scheme.span
    form.months.data, form.downgrade.data, form.grace_days.data = (
        scheme.months,
        scheme.downgrade,
        scheme.grace_days,
    )
    while form.levels.entries:
        form.levels.pop_entry()
    for place, level in enumerate(scheme.levels):
        threshold = thresholds[place] if place < len(thresholds) else level.threshold
        form.levels.append_entry(_typed(level, threshold, scheme.measure))
    offer_more(form)


def offer_more(form: SchemeForm) -> None:
    """One empty tier at the end, for the next."""
    last = form.levels.entries[-1].form if form.levels.entries else None
    if len(form.levels.entries) < MOST_LEVELS and (last is None or last.name_fr.data):
        form.levels.append_entry({"colour": "plain"})


def scheme_from(form: SchemeForm) -> Scheme | None:
    """The scheme, or None with every problem beside its field."""
    sound = form.validate()
    entries = [
        one.form for one in form.levels if (one.form.name_fr.data or one.form.name_en.data or "").strip()
    ]
    levels = [_level(one, form.measure.data) for one in entries]
    scheme = Scheme(
        form.holder.data,
        form.measure.data,
        form.span.data,
        form.months.data or 0,
        form.downgrade.data,
        form.grace_days.data if form.grace_days.data is not None else -1,
        tuple(level for level in levels if level),
    )
    if not all(levels):
        return None
    for wrong in problems(scheme):
        said = gettext(wrong.sentence, **wrong.facts)
        field: Any = form[wrong.field] if wrong.level is None else entries[wrong.level][_shown(wrong.field)]
        if wrong.level is None and field.errors:
            continue
        field.errors = [*_texts(field.errors), said]
        sound = False
    return scheme if sound else None


def _shown(field: str) -> str:
    return "name_fr" if field == "code" else field


def _texts(errors: Any) -> list[str]:
    return [str(one) for one in errors if isinstance(one, str) or not isinstance(one, list | dict)]


def _level(form: Any, measure: str) -> Level | None:
    threshold = _threshold(form, measure)
    if threshold is None:
        return None
    french = (form.name_fr.data or "").strip()
    return Level(
        form.code.data or _code(french),
        french,
        (form.name_en.data or "").strip(),
        form.colour.data,
        threshold,
        form.or_acts.data,
        tuple(_benefit(line) for line in (form.benefits.data or "").splitlines() if line.strip()),
    )


def _threshold(form: Any, measure: str) -> int | None:
    try:
        value = number((form.threshold.data or "0").replace(",", "."))
        if measure == "turnover":
            return to_cents(value)
        if value == value.to_integral_value():
            return int(value)
    except NotFigures:
        pass
    form.threshold.errors = [gettext("A figure such as 20000, please.")]
    return None


def _benefit(line: str) -> Benefit:
    french, _mark, english = line.partition("|")
    return Benefit(french.strip(), english.strip() or french.strip())


def _code(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")[:20]


def _typed(level: Level, threshold: int, measure: str) -> dict[str, Any]:
    value = Decimal(threshold) / 100 if measure == "turnover" else Decimal(threshold)
    text = f"{value:f}".removesuffix(".00").replace(".", ",") if measure == "turnover" else str(threshold)
    return {
        "code": level.code,
        "name_fr": level.name_fr,
        "name_en": level.name_en,
        "colour": level.colour,
        "threshold": text,
        "or_acts": level.or_acts,
        "benefits": "\n".join(
            one.fr if one.fr == one.en else f"{one.fr} | {one.en}" for one in level.benefits
        ),
    }
