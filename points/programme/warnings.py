"""What staff should know of a draft before it is in force: nothing here refuses it."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from flask_babel import gettext
from sqlalchemy import func, select

from core import format as figures
from core.database import session
from points.models import Measure
from points.queries import rules_in_force
from points.rules import LINE_KINDS, Rule, Scope, active_on
from points.rules.baskets import BASKETS, Basket, Good, least_baskets
from points.rules.line import lifted
from points.rules.rule import EVENT_KINDS, ONCE
from points.rules.scope import means_sale
from points.rules.seen import Seen, margin_of
from points.rules.worth import share_bp
from points.sentences import phrases
from points.settings.versions import settings_on
from products.models import Product

#: Products named in a warning.
WORST = 5
#: How long ago a price may be.
USUAL = timedelta(days=365)


class Warned(NamedTuple):
    """A warning: what is the matter, and why."""

    title: str
    text: str


class Dear(NamedTuple):
    """A product whose reward exceeds its margin, basis points of its price."""

    name: str
    reward_bp: int
    margin_bp: int


def warnings(rule: Rule, today: date) -> list[Warned]:
    """Everything that speaks against a rule, the gravest first."""
    others = [one for one in active_on(rules_in_force(), max(today, rule.starts_on)) if one.code != rule.code]
    dear = [*_dear(rule, others, today), *_dear_basket(rule, today)]
    return [*dear, *_any_purchase(rule, others), *_uniform(rule, others)]


def _dear(rule: Rule, others: Sequence[Rule], today: date) -> list[Warned]:
    """The reward exceeds the margin (S000-106)."""
    dear = dear_products(rule, others, today)
    if not dear:
        return []
    named = [
        gettext(
            "%(name)s: reward %(reward)s, margin %(margin)s",
            name=one.name,
            reward=figures.percent(one.reward_bp),
            margin=figures.percent(one.margin_bp),
        )
        for one in dear[:WORST]
    ]
    more = len(dear) - len(named)
    if more:
        named.append(gettext("and %(number)s more", number=figures.points(more)))
    return [Warned(gettext("The reward exceeds the margin"), f"{'; '.join(named)}.")]


def _dear_basket(rule: Rule, today: date) -> list[Warned]:
    """The bonus exceeds the margin of the smallest purchases that earn it (S000-106)."""
    basket = dear_basket(rule, today)
    if basket is None:
        return []
    text = gettext(
        "%(basket)s earn a bonus of %(reward)s and leave %(margin)s. Ask for a larger volume.",
        basket=phrases.listed([f"{figures.points(pieces)} × {good.name}" for good, pieces in basket.goods]),
        reward=figures.euros(basket.reward_cents(settings_on(today).worth_of_1000)),
        margin=figures.euros(basket.margin_cents),
    )
    return [Warned(gettext("The bonus exceeds the margin of the smallest purchases that earn it"), text)]


def dear_basket(rule: Rule, today: date) -> Basket | None:
    """Of the smallest baskets that earn a rule's bonus, the one that loses most; None where none loses."""
    if rule.kind not in BASKETS:
        return None
    worth, prices = settings_on(today).worth_of_1000, usual_prices(today)
    goods = []
    for product, unit_cost in _products():
        price = prices.get(product.product_id)
        margin = margin_of(price or 0, None, 1, unit_cost if price else None, product.margin_bp)
        if price and margin is not None and means_sale(rule.scope, product._replace(margin_bp=margin)):
            goods.append(Good(product.document, product.range_id, price, price * margin // ONCE))
    losses = [(one.reward_cents(worth) - one.margin_cents, one) for one in least_baskets(rule, goods)]
    loss, dearest = max(losses, key=lambda it: it[0], default=(0, None))
    return dearest if loss > 0 else None


def dear_products(rule: Rule, others: Iterable[Rule], today: date) -> list[Dear]:
    """Products in a rule's scope whose reward exceeds their margin, the worst first."""
    worth, prices = settings_on(today).worth_of_1000, usual_prices(today)
    lifted_rules = [one for one in others if _lifts(rule, one)]
    found = []
    for product, unit_cost in _products():
        price = prices.get(product.product_id)
        margin = margin_of(price or 0, None, 1, unit_cost if price else None, product.margin_bp)
        sold = product._replace(margin_bp=margin)
        if margin is None or not means_sale(rule.scope, sold):
            continue
        reward = share_bp(rule, sold, price, worth)
        if rule.times_bp:
            touched = [one for one in lifted_rules if means_sale(one.scope, sold)]
            shares = [share_bp(one, sold, price, worth) or 0 for one in touched]
            reward = max((lifted(share, [rule.times_bp]) for share in shares), default=None)
        if reward is not None and reward > margin:
            found.append(Dear(product.document, reward, margin))
    return sorted(found, key=lambda one: (one.margin_bp - one.reward_bp, one.name))


def _lifts(boost: Rule, rule: Rule) -> bool:
    return (
        boost.kind == "boost"
        and rule.kind in LINE_KINDS
        and rule.beneficiary == boost.beneficiary
        and (not boost.lifts or rule.code in boost.lifts)
    )


def _products() -> Iterable[tuple[Seen, int | None]]:
    """Everything that is sold, as a line, with its unit cost; its name stands in `document`."""
    rows = session.scalars(select(Product).where(Product.retired_at.is_(None)))
    for one in rows:
        line = Seen(0, date.min, one.id, one.range_id, 1, 0, one.strategic, one.margin_bp, document=one.name)
        yield line, one.unit_cost_cents


def usual_prices(today: date) -> dict[int, int]:
    """Product id → what a piece was sold for on average in the last year, cents."""
    rows = session.execute(
        select(Measure.product_id, func.sum(Measure.amount_cents), func.sum(Measure.quantity))
        .where(Measure.day > today - USUAL, Measure.returns_id.is_(None), Measure.quantity > 0)
        .group_by(Measure.product_id)
    )
    return {product: int(cents) // int(units) for product, cents, units in rows if units}


def _any_purchase(rule: Rule, others: Sequence[Rule]) -> list[Warned]:
    """Any purchase earns beside rules that reward only more than before (S000-078)."""
    plain = rule.kind in LINE_KINDS and not rule.incremental and rule.scope == Scope()
    if not plain or not any(one.incremental or one.kind == "growth" for one in others):
        return []
    text = gettext(
        "Other rules reward only what exceeds the reference; this one pays for any purchase, as made before."
    )
    return [Warned(gettext("Any purchase earns"), text)]


def _uniform(rule: Rule, others: Sequence[Rule]) -> list[Warned]:
    """Every account is treated alike (S000-068)."""
    rules = [one for one in (*others, rule) if one.kind not in EVENT_KINDS]
    if any(_differs(one) for one in rules):
        return []
    text = gettext(
        "No rule looks at a segment, a tier or a kind of company: strategic and dormant accounts earn alike."
    )
    return [Warned(gettext("The programme treats every account alike"), text)]


def _differs(rule: Rule) -> bool:
    said = rule.scope
    return bool(said.segments or said.tiers or said.company_kinds or rule.weights.tiers)
