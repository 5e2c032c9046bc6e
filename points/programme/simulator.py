"""What a sale would bring: the very rules that pay, on a sale that nobody has made."""

from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import func, select

from accounts.identity import Visitor
from core.database import session
from points.earning.facts import SaleFact
from points.earning.progress import Progress, is_told, progress
from points.earning.reckoning import Reckoning
from points.models import Measure
from points.rules import Rule
from points.rules.seen import margin_of
from points.sentences.next_steps import Missing, missing
from points.sentences.words import Words, words_for
from products import queries as products

#: How long ago a price may be.
USUAL = timedelta(days=365)


class Wished(NamedTuple):
    """A sale, or a purchase of the company's, that somebody thinks of."""

    product_id: int
    quantity: int
    #: without tax, cents
    amount_cents: int
    #: whether the visitor's company buys it
    purchase: bool = False


class Brings(NamedTuple):
    """What one rule would give, to whom, and what is then missing to its next step."""

    rule: Rule
    name: str
    #: the visitor's own points, rather than the company's
    mine: bool
    points: int
    missing: Missing | None = None


class Simulation(NamedTuple):
    """Everything that a sale would bring."""

    brings: list[Brings]

    @property
    def mine(self) -> int:
        """Points for the visitor."""
        return sum(one.points for one in self.brings if one.mine)

    @property
    def company(self) -> int:
        """Points for the visitor's company."""
        return sum(one.points for one in self.brings if not one.mine)


def simulate(visitor: Visitor, wished: Wished, today: date) -> Simulation:
    """Rule by rule, boosts and periods included, with the tier and the segments of today."""
    sale, reckoning, words = _fact(visitor, wished, today), Reckoning(today), words_for([])
    if sale is None:
        return Simulation([])
    found: dict[tuple[int, bool], Brings] = {}
    for owner, rule_id, points, _, _ in reckoning.gains(sale):
        key = rule_id, owner[0] == "person"
        earlier = found[key].points if key in found else 0
        found[key] = Brings(words.rules[rule_id], words.names[rule_id], key[1], earlier + points)
    periods = progress(visitor, reckoning, today, sale)
    return Simulation([*found.values(), *(_brings(one, words, visitor) for one in periods if _moved(one))])


def _moved(one: Progress) -> bool:
    return one.more != 0 or one.after != one.before


def _brings(one: Progress, words: Words, visitor: Visitor) -> Brings:
    mine = one.rule.beneficiary == "rep"
    coming = missing(one.rule, one.after) if is_told(visitor, one.rule) else None
    return Brings(one.rule, words.names[one.rule.id], mine, one.more, coming)


def _fact(visitor: Visitor, wished: Wished, today: date) -> SaleFact | None:
    """The line as acceptance would hand it down; None for an unknown product or a visitor without company."""
    product = products.product(wished.product_id)
    company = visitor.company_id
    if product is None or company is None:
        return None
    price = wished.amount_cents
    margin = margin_of(price, None, wished.quantity, product.unit_cost_cents, product.margin_bp)
    return SaleFact(
        0,
        product.id,
        product.range_id,
        wished.quantity,
        price,
        today,
        None if wished.purchase else visitor.id,
        0 if wished.purchase else company,
        company if wished.purchase else None,
        document="?",
        strategic=product.strategic,
        margin_bp=margin,
    )


def usual_price(product_id: int, today: date) -> int | None:
    """What a piece was sold for on average in the last year, cents; None where nobody sold any."""
    cents, units = session.execute(
        select(func.sum(Measure.amount_cents), func.sum(Measure.quantity)).where(
            Measure.product_id == product_id, Measure.day > today - USUAL, Measure.quantity > 0
        )
    ).one()
    return int(cents) // int(units) if units else None
