"""What a period is held against: what was done the year before (reference), or promised (commitment).

A reference that nobody has brought in is reckoned from the measures of the same days one year before when it
is first needed, by the rule's own scope, and written down: later arrivals of the past do not move it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Date, Select, String, bindparam, func, literal_column, or_, select

from core.database import Key, ask, session
from points.bulk import CHUNK, DayForms, instant_form, put
from points.earning.facts import kind_of
from points.earning.measures import HOLDERS
from points.models import Baseline, Measure
from points.rules import Reference, Rule
from points.rules.calendar import Span, span_before

#: (holder's id, first day of the period)
Place = tuple[int, date]
COLUMNS = (
    "kind", "company_id", "person_id", "rule", "period", "starts_on", "amount_cents", "quantity",
    "order_days", "source", "at", "by",
)  # fmt: skip


def is_held(rule: Rule) -> bool:
    """Whether a rule measures against a baseline."""
    return rule.kind in ("growth", "frequency", "minimum") or rule.incremental


def found(rule: Rule, spans: Mapping[Place, Span]) -> dict[Place, Reference]:
    """The baselines of these periods; a missing reference is reckoned, a missing commitment left out.

    A rule that is held against nothing has none.
    """
    if not is_held(rule):
        return {}
    kind = "commitment" if rule.kind == "minimum" else "reference"
    stored = _stored(rule, kind, {place[0] for place in spans}, {place[1] for place in spans})
    missing = {place: span for place, span in spans.items() if place not in stored}
    if missing and kind == "reference":
        stored |= _reckoned(rule, missing)
    return {place: stored[place] for place in spans if place in stored}


def keep(rule: Rule, spans: Mapping[Place, Span], at: datetime, actor: str) -> dict[Place, Reference]:
    """As `found`, and what was reckoned is written down."""
    baselines = found(rule, spans)
    if rule.kind == "minimum" or not baselines:
        return baselines
    stored = _stored(rule, "reference", {place[0] for place in spans}, {place[1] for place in spans})
    days, now = DayForms(), instant_form(at)
    person = kind_of(rule.beneficiary) == "person"
    rows = [
        (
            "reference",
            None if person else holder,
            holder if person else None,
            rule.code,
            rule.period or "whole",
            days[first],
            *reference,
            "computed",
            now,
            actor,
        )
        for (holder, first), reference in baselines.items()
        if (holder, first) not in stored
    ]
    put("baselines", COLUMNS, rows)
    return baselines


def _stored(
    rule: Rule, kind: str, holders: Collection[int], firsts: Collection[date]
) -> dict[Place, Reference]:
    """What is in the books; what names the rule goes before what is for every rule."""
    owner, one = f"{kind_of(rule.beneficiary)}_id", len(holders) == len(firsts) == 1
    asked = {"kind": kind, "period": rule.period or "whole", "rule": rule.code}
    stored: dict[Place, Reference] = {}
    for part in _parts(holders):
        places = {"holder": part[0], "first": min(firsts)} if one else {"holder": part, "first": list(firsts)}
        rows = ask(_books(owner, one), **asked, **places)
        stored |= {(row[0], row[1]): Reference(*row[2:]) for row in rows}
    return stored


@cache
def _books(owner: str, one: bool) -> Select[*tuple[Any, ...]]:
    """Baselines of one `:holder` for the period that begins on `:first`, or of several for several."""
    holder, first = _BASELINE[owner], _BASELINE.starts_on
    named: tuple[Any, ...] = (
        (holder == bindparam("holder", type_=Key), first == bindparam("first", type_=Date))
        if one
        else (
            holder.in_(bindparam("holder", type_=Key, expanding=True)),
            first.in_(bindparam("first", type_=Date, expanding=True)),
        )
    )
    return (
        select(holder, first, _BASELINE.amount_cents, _BASELINE.quantity, _BASELINE.order_days)
        .where(*named, _BASELINE.kind == bindparam("kind"), _BASELINE.period == bindparam("period"))
        .where(or_(_BASELINE.rule == literal_column("''", String), _BASELINE.rule == bindparam("rule")))
        .order_by(_BASELINE.rule)
    )


def _reckoned(rule: Rule, spans: Mapping[Place, Span]) -> dict[Place, Reference]:
    """What the same days one year before measured, sales and returns together."""
    by_span: dict[Span, list[int]] = {}
    for (holder, _), span in spans.items():
        by_span.setdefault(span, []).append(holder)
    reckoned: dict[Place, Reference] = dict.fromkeys(spans, Reference())
    for span, holders in by_span.items():
        for part in _parts(holders):
            for holder, reference in _year_before(rule, part, span_before(span)):
                reckoned[holder, span.first] = reference
    return reckoned


def _year_before(rule: Rule, holders: Collection[int], span: Span) -> Iterator[tuple[int, Reference]]:
    """Day by day first: a day counts as a day with an order where something of it was kept."""
    holder = HOLDERS[rule.beneficiary]
    days = (
        select(
            holder.label("holder"),
            func.sum(Measure.amount_cents).label("cents"),
            func.sum(Measure.quantity).label("units"),
        )
        .where(holder.in_(holders), Measure.day.between(*span), *_in_scope(rule))
        .group_by(holder, Measure.day)
        .subquery()
    )
    kept = func.count().filter(days.c.units > 0)
    rows = select(days.c.holder, func.sum(days.c.cents), func.sum(days.c.units), kept)
    for row in session.execute(rows.group_by(days.c.holder)):
        yield row[0], Reference(*(max(0, int(figure)) for figure in row[1:]))


def _in_scope(rule: Rule) -> Iterable[Any]:
    """The sales that the rule means (rules.scope.means_sale), whoever their holder was at the time."""
    scope = rule.scope
    named = [Measure.product_id.in_(scope.product_ids)] if scope.product_ids else []
    if scope.range_ids or scope.product_ids:
        yield Measure.range_id.in_(scope.range_ids) | Measure.product_id.in_(scope.product_ids)
    if scope.not_product_ids:
        yield Measure.product_id.not_in(scope.not_product_ids)
    if scope.not_range_ids:
        left = Measure.range_id.not_in(scope.not_range_ids)
        yield left | named[0] if named else left
    if scope.strategic:
        yield Measure.strategic
    if scope.sale_kind:
        yield Measure.sale_kind == scope.sale_kind


_BASELINE = Baseline.__table__.c


def _parts(ids: Collection[int]) -> list[list[int]]:
    whole = sorted(ids)
    return [whole[start : start + CHUNK] for start in range(0, len(whole), CHUNK)]
