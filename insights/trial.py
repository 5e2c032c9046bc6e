"""A dry run: past sales lived through twice, by the present rules and by those that are tried.

Reads only. Lines come in order of days, some thousands at once; the same pure rules reckon as in the books.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from accounts import segments
from core.database import session
from insights.asking import Question, cases, shared
from insights.ladder import Ladder, past
from insights.side import Side
from points.earning.facts import SaleFact
from points.models import Measure
from points.rules import ONCE, Rule
from points.rules.tiers import Scheme
from points.settings.versions import settings_on
from points.tiers.schemes import in_force, scheme_of

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
    common: set[str] = set() if start else shared(now_rules, tried_rules)
    spells, returned = segments.spells(), _returned(question)
    sets = [
        [rule for rule in now_rules if rule.code in common],
        [rule for rule in now_rules if rule.code not in common],
        [rule for rule in tried_rules if rule.code not in common],
    ]
    sides = [
        Side(rules, today, Ladder(start, question.first) if start else None, spells, returned)
        for rules in sets
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
    worth = settings_on(today).worth_of_1000
    return _outcome(Both(sides[0], sides[1]), Both(sides[0], sides[2]), sales, done, chained, worth)


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


class Both:
    """A case: what is the same in both, and what is its own."""

    def __init__(self, common: Side, own: Side) -> None:
        self.ladder = own.ladder
        self.holders = _sum(common.by_holder, own.by_holder)
        self.rules = _sum(common.by_rule, own.by_rule)
        self.months = _sum(common.by_month, own.by_month)
        self.segments = _sum(common.by_segment, own.by_segment)

    def told(self, worth_of_1000: int) -> dict[str, Any]:
        """Ready for JSON; the cost in cents."""
        points = sum(self.holders.values())
        return {
            "points": points,
            "cost": points * worth_of_1000 // 1000,
            "rules": self.rules,
            "months": self.months,
            "segments": self.segments,
        }

    def tier(self, holder: tuple[str, int]) -> str:
        """The tier at the end, where tiers follow; else empty."""
        return self.ladder.tier(holder[1]) if self.ladder and self.ladder.kind == holder[0] else ""


def _sum(one: Mapping[Any, int], other: Mapping[Any, int]) -> dict[Any, int]:
    return {key: one.get(key, 0) + other.get(key, 0) for key in {**one, **other}}


def _outcome(
    now: Both, tried: Both, sales: dict[str, int], done: int, chained: str, worth_of_1000: int
) -> dict[str, Any]:
    return {
        "lines": done,
        "sales": sales,
        "chained": chained,
        "now": now.told(worth_of_1000),
        "tried": tried.told(worth_of_1000),
        "holders": [
            [*key, now.holders.get(key, 0), tried.holders.get(key, 0), now.tier(key), tried.tier(key)]
            for key in sorted({*now.holders, *tried.holders})
        ],
    }
