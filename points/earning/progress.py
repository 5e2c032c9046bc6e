"""Where somebody stands today in the rules that count by period, and after one more sale."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from accounts.identity import Visitor
from points.earning import baselines
from points.earning.counting import Counting
from points.earning.facts import SaleFact, beneficiary, kind_of
from points.earning.reckoning import Reckoning
from points.earning.whom import concerns, who_is
from points.rules import BENEFICIARIES, Rule, Target, Who
from points.rules.calendar import Span, span_of


class Progress(NamedTuple):
    """A period rule and what it gives, before and after a made-up sale (the same without one)."""

    rule: Rule
    span: Span
    before: Target
    after: Target

    @property
    def more(self) -> int:
        """What the sale would add, or take where a rate falls."""
        return self.after.points - self.before.points


def progress(
    visitor: Visitor,
    reckoning: Reckoning,
    today: date,
    sale: SaleFact | None = None,
    who: Who | None = None,
) -> list[Progress]:
    """The visitor's period rules, and the company's, counted from their own measures.

    What the company still lacks is its manager's to see: pages leave it out for a rep (`is_told`).
    """
    if visitor.company is None or not reckoning.roll.earns(visitor.company.id, today):
        return []
    known = who or who_is(visitor, today)
    rules = [rule for rule in reckoning.of_day(today) if rule.by_period and concerns(rule, known)]
    found: list[Progress] = []
    for whom in BENEFICIARIES:
        mine = [rule for rule in rules if rule.beneficiary == whom]
        if mine:
            found += _of(whom, mine, visitor, reckoning, today, sale)
    return found


def is_told(visitor: Visitor, rule: Rule) -> bool:
    """Whether a visitor may read how far a holder is: oneself, or the company one manages."""
    return rule.beneficiary == "rep" or visitor.role == "company_manager"


def _of(
    whom: str,
    rules: Iterable[Rule],
    visitor: Visitor,
    reckoning: Reckoning,
    today: date,
    sale: SaleFact | None,
) -> list[Progress]:
    holder = visitor.id if kind_of(whom) == "person" else visitor.company_id or 0
    counting = Counting(whom, reckoning)
    for rule in rules:
        span = span_of(rule, today)
        counting.open(rule, {(holder, span.first): span}, baselines.found)
    counting.read([holder])
    before = counting.counted()
    if sale is not None:
        rewarded, company = beneficiary(sale, whom)
        if rewarded == holder and company:
            counting.line(holder, company, _columns(sale))
    pairs = zip(before, counting.counted(), strict=True)
    return [Progress(one.rule, one.span, one.target, other.target) for one, other in pairs]


def _columns(sale: SaleFact) -> tuple[object, ...]:
    """A sale in the order of counting.LINE."""
    return (
        sale.line_id,
        sale.sold_on,
        sale.product_id,
        sale.range_id,
        sale.quantity,
        sale.amount_cents,
        sale.strategic,
        sale.margin_bp,
        sale.sale_kind,
        sale.document,
        sale.selling_company_id,
        None,
    )
