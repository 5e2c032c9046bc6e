"""Pages for resellers: what earns points, and what a sale would bring."""

from datetime import date

from flask import Blueprint, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from accounts.access import allow, me
from core import reply
from core.clock import local_day, now
from core.figures import NotFigures, number, to_cents
from core.format import reader
from points.earning.progress import is_told, progress
from points.earning.reckoning import Reckoning
from points.earning.whom import concerns, who_is
from points.programme.boosts import running_for
from points.programme.lists import Told, sort_out
from points.programme.simulator import Wished, simulate, usual_price
from points.rules import Who
from points.sentences.next_steps import missing
from points.sentences.spoken import Spoken, spoken
from points.sentences.spoken import printed as printed_rules
from products import queries as products

blueprint = Blueprint("programme", __name__)
MOST_PIECES, MOST_CENTS = 100_000, 10**11


@blueprint.get("/programme")
@allow("rep", "company_manager")
def programme() -> Response:
    """What earns points, in plain words, and how far the next bonus is."""
    visitor, today = me(), local_day(now())
    who, told = who_is(visitor, today), spoken()
    lists = sort_out(_meant(told, who), today)
    reckoning = Reckoning(today, told.words.rules.values(), everybody=False)
    counted = progress(visitor, reckoning, today, who=who)
    standing = [one for one in counted if is_told(visitor, one.rule)]
    return reply.show(
        "points/programme.html",
        running=sorted(lists.running, key=lambda one: one.rule.beneficiary != "rep"),
        coming=lists.coming,
        missing={one.rule.id: missing(one.rule, one.before) for one in standing},
        earned={one.rule.id: one.before.points for one in standing},
        boosts=running_for(who, told, today),
        today=today,
    )


@blueprint.get("/programme/simulator")
@allow("rep", "company_manager")
def simulator() -> Response:
    """What a sale would bring me and my company."""
    visitor, today = me(), local_day(now())
    wished, problem = _wished(today)
    return reply.show(
        "points/simulator.html",
        "points/_simulation.html",
        choices=products.choices(),
        product=wished.product_id if wished else request.args.get("product", type=int),
        quantity=request.args.get("quantity", "1"),
        amount=request.args.get("amount", ""),
        purchase=_buys(),
        wished=wished,
        problem=problem,
        found=simulate(visitor, wished, today) if wished else None,
        manages=visitor.role == "company_manager",
    )


@blueprint.get("/programme/rules")
@allow("signed_in")
def printed() -> Response:
    """Every rule in force, as the terms print them."""
    today = local_day(now())
    rules = printed_rules(today, reader().language)
    return reply.show("points/printed.html", rules=rules, today=today, staff=me().is_staff)


def _meant(told: Spoken, who: Who) -> list[Told]:
    """The rules that are meant for somebody."""
    rules = (rule for rule in told.words.rules.values() if concerns(rule, who))
    return [Told(rule, told.words.names[rule.id], told.said[rule.id]) for rule in rules]


def _buys() -> bool:
    """An installer's company buys, unless said otherwise."""
    company = me().company
    default = "purchase" if company and company.kind == "installer" else "sale"
    return request.args.get("as", default) == "purchase"


def _wished(today: date) -> tuple[Wished | None, str]:
    """The sale asked about, at the product's usual price where no amount is typed; or what is missing."""
    product = products.product(request.args.get("product", 0, type=int))
    if product is None:
        return None, ""
    quantity = request.args.get("quantity", 0, type=int)
    if not 0 < quantity <= MOST_PIECES:
        return None, gettext("How many pieces? A whole number above zero.")
    cents, price = _amount(), usual_price(product.id, today)
    if cents is None:
        return None, gettext("An amount above zero, such as 1250 or 1250,50.")
    if not cents and price is None:
        return None, gettext("Nobody has sold this yet: say for how much.")
    return Wished(product.id, quantity, cents or (price or 0) * quantity, _buys()), ""


def _amount() -> int | None:
    """Typed euros as cents; 0 for none, None for what is no amount."""
    text = request.args.get("amount", "").strip().replace(",", ".")
    if not text:
        return 0
    try:
        cents = to_cents(number(text))
    except NotFigures:
        return None
    return cents if 0 < cents <= MOST_CENTS else None
