"""A dry run: past sales lived through twice, by the present rules and by those that are tried.

Reads only. Lines come in order of days, some thousands at once; the same pure rules reckon as in the books.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from accounts import segments
from core.database import session
from insights.asking import Question, cases
from insights.ladder import Ladder, past
from insights.side import Side
from points.facts import SaleFact
from points.models import Measure
from points.rules import ONCE, Rule
from points.rules.tiers import Scheme
from points.settings import settings_on
from points.tier_schemes import in_force, scheme_of

ONE_DAY = timedelta(days=1)
#: Lines read at once; progress is told as often.
AT_ONCE = 4_000
#: A line in the order of SaleFact.
LINE = (
    Measure.line_id, Measure.product_id, Measure.range_id, Measure.quantity, Measure.amount_cents,
    Measure.day, Measure.rep_id, Measure.selling_company_id, Measure.buying_company_id, Measure.document,
    Measure.strategic, Measure.cost_cents, Measure.sale_kind, Measure.returns_id, Measure.margin_bp,
)  # fmt: skip
Progress = Callable[[int], None]


def lines(question: Question) -> int:
    """How many sale lines a dry run has to look at."""
    counted = select(func.count()).where(Measure.day.between(question.first, question.last))
    return session.scalar(counted) or 0


def run(question: Question, today: date, told: Progress = lambda done: None) -> dict[str, Any]:
    """Live a past period through by both sets of rules; what came out, ready for JSON."""
    now_rules, tried_rules = cases(question, today)
    row = in_force(today)
    scheme = scheme_of(row) if row else None
    chained = _chained(scheme, [*now_rules, *tried_rules])
    start = past(scheme, question.first, question.last) if scheme and chained == "tried" else None
    spells, returned = segments.spells(), _returned(question)
    sides = [
        Side(rules, today, Ladder(start, question.first) if start else None, spells, returned)
        for rules in (now_rules, tried_rules)
    ]
    sales = {"cents": 0, "priced": 0, "margin": 0}
    done, day = 0, question.first
    for batch in _lines(question):
        for fact in batch:
            while day < fact.sold_on:
                day = _end(sides, day)
            _price(fact, sales)
            for side in sides:
                side.line(fact)
        done += len(batch)
        told(done)
    while day <= question.last:
        day = _end(sides, day)
    return _outcome(sides, sales, done, chained, settings_on(today).worth_of_1000)


def _end(sides: list[Side], day: date) -> date:
    for side in sides:
        side.end(day)
    return day + ONE_DAY


def _chained(scheme: Scheme | None, rules: list[Rule]) -> str:
    """`tried`: tiers follow the tried points; `held`: those held then count; empty: no rule asks."""
    if scheme is None or not any(rule.scope.tiers or rule.weights.tiers for rule in rules):
        return ""
    return "tried" if scheme.measure == "points" else "held"


def _lines(question: Question) -> Iterator[list[SaleFact]]:
    day, line = question.first, 0
    newest = session.scalar(select(func.max(Measure.line_id))) or 0
    rows: Any = (
        select(*LINE)
        .where(Measure.day <= question.last, Measure.line_id <= newest)
        .order_by(Measure.day, Measure.line_id)
        .limit(AT_ONCE)
    )
    while True:
        after = (Measure.day > day) | ((Measure.day == day) & (Measure.line_id > line))
        found = [SaleFact(*row) for row in session.execute(rows.where(Measure.day >= day, after))]
        if found:
            yield found
        if len(found) < AT_ONCE:
            return
        day, line = found[-1].sold_on, found[-1].line_id


def _returned(question: Question) -> set[int]:
    """Lines of the period of which something came back; a return bears the day of what it returns."""
    rows = select(Measure.returns_id).where(
        Measure.returns_id.is_not(None), Measure.day.between(question.first, question.last)
    )
    return {one for one in session.scalars(rows) if one}


def _price(fact: SaleFact, sales: dict[str, int]) -> None:
    sales["cents"] += fact.amount_cents
    if fact.margin_bp is not None:
        sales["priced"] += fact.amount_cents
        sales["margin"] += fact.amount_cents * fact.margin_bp // ONCE


def _outcome(
    sides: list[Side], sales: dict[str, int], done: int, chained: str, worth_of_1000: int
) -> dict[str, Any]:
    now, tried = sides
    holders = sorted({*now.by_holder, *tried.by_holder})
    return {
        "lines": done,
        "sales": sales,
        "chained": chained,
        "now": _told(now, worth_of_1000),
        "tried": _told(tried, worth_of_1000),
        "holders": [
            [*key, now.by_holder.get(key, 0), tried.by_holder.get(key, 0), _tier(now, key), _tier(tried, key)]
            for key in holders
        ],
    }


def _told(side: Side, worth_of_1000: int) -> dict[str, Any]:
    return {
        "points": side.points,
        "cost": side.points * worth_of_1000 // 1000,
        "rules": dict(side.by_rule),
        "months": dict(side.by_month),
        "segments": dict(side.by_segment),
    }


def _tier(side: Side, holder: tuple[str, int]) -> str:
    return side.ladder.tier(holder[1]) if side.ladder and side.ladder.kind == holder[0] else ""
