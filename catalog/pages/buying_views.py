"""Pages for resellers: the second tap. Order one thing now, or put it in the cart."""

from typing import Any

from flask import Blueprint, abort, redirect, url_for
from werkzeug.wrappers import Response

from accounts.access import allow, me
from catalog import rules
from catalog.models import Reward
from catalog.orders import ordering
from catalog.pages.forms import OrderForm
from catalog.shelf import queries
from core.clock import local_day, now
from core.database import in_transaction
from core.format import reader
from core.reply import go, say, show
from core.rules import Refused
from points.ledger import delegations

#: Under orders.
blueprint = Blueprint("buying", __name__)
MEMBERS = ("rep", "company_manager")


@blueprint.get("/rewards/<int:reward_id>/orders/new")
@allow(*MEMBERS)
def new(reward_id: int) -> Response:
    """The second tap: what will change, before it does."""
    found = reward_or_404(reward_id)
    around = _around(found)
    if around["card"].state != "ready" or around["obstacles"]:
        return redirect(url_for("catalog.reward", reward_id=reward_id), 303)
    form = OrderForm(price=str(found.price_points))
    return show("catalog/order_new.html", form=form, refused=None, **around)


@blueprint.post("/rewards/<int:reward_id>/orders")
@allow(*MEMBERS)
def place(reward_id: int) -> Response:
    """Order it: the same request is the same order, however often it is sent."""
    found = reward_or_404(reward_id)
    form = OrderForm()
    if not form.validate() or me().company_id is None:
        return _page(found, form, status=422)
    try:
        placed = in_transaction(lambda: _act(found, form))
    except Refused as refused:
        return _page(reward_or_404(reward_id), form, say(refused), 409)
    return go(url_for("orders.detail", order_id=placed))


def reward_or_404(reward_id: int) -> Reward:
    """A reward that the reader may look at."""
    return queries.reward_for(reward_id, spends) or abort(404)


def spends() -> bool:
    """Whether the company's purse is open to the reader, as its manager or by leave."""
    return delegations.spends_for(me().id, me().company_id, me().role, local_day(now()))


def _act(found: Reward, form: OrderForm) -> int:
    visitor = me()
    what = (visitor.id, visitor.company_id or 0, found.id, form.quantity.data or 1)
    key = (form.request_id.data or "")[:40]
    price = int(form.price.data or 0)
    return ordering.order(*what, key, now(), visitor.actor, price_shown=price).id


def _page(found: Reward, form: OrderForm, refused: str | None = None, status: int = 200) -> Response:
    form.price.data = str(found.price_points)
    return show("catalog/order_new.html", status=status, form=form, refused=refused, **_around(found))


def _around(found: Reward) -> dict[str, Any]:
    day, visitor = local_day(now()), me()
    wallet = queries.wallet_for(found.beneficiary, visitor.id, visitor.company_id)
    available, usual = queries.purse(wallet, day)
    against = queries.hindrances(visitor.id, visitor.company_id, found.beneficiary, found.cost_cents, now())
    return {
        "reward": found,
        "card": queries.card(found, available, usual, day),
        "purse": available,
        "promised": rules.promised_on(day, found.delay_days),
        "obstacles": [(type(one).__name__, say(one)) for one in against],
        "language": reader().language,
    }
