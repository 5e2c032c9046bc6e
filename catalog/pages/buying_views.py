"""Pages for resellers: the second tap. Order one thing now, or put it in the cart."""

from datetime import datetime
from typing import Any, NamedTuple, TypeAlias

from flask import Blueprint, abort, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from accounts.access import allow, me
from catalog import fulfilling, rules
from catalog.models import Reward
from catalog.orders import drafts
from catalog.pages import choosing, obstacles
from catalog.pages.choosing import Options
from catalog.pages.order_forms import OrderForm, order_form
from catalog.shelf import queries
from catalog.shelf.offers import Offer, offer
from catalog.shelf.viewers import Viewer
from core.blank import blank
from core.clock import local_day, now
from core.database import in_transaction
from core.format import reader
from core.kept import macro_of
from core.reply import go, say, show
from core.rules import Refused
from points.ledger import delegations

#: Under orders.
blueprint = Blueprint("buying", __name__)
MEMBERS = ("rep", "company_manager")
CHOSEN_BEFORE = ("variant", "session", "slot", "part")
#: The template and the macro that draw what is asked before ordering.
FIELDS = ("catalog/_order_form.html", "order_form")

Pairs: TypeAlias = tuple[tuple[str, Any], ...]


class Buying(NamedTuple):
    """A reward before whoever wants it."""

    reward: Reward
    viewer: Viewer
    seen: Offer
    #: what it asks, with the possible answers
    questions: dict[str, Options]
    at: datetime


@blueprint.get("/rewards/<int:reward_id>/orders/new")
@allow(*MEMBERS)
def new(reward_id: int) -> Response:
    """What will change, before it does; what stands in the way, with what to do."""
    before = tuple((name, request.args[name]) for name in CHOSEN_BEFORE if name in request.args)
    return _page(_buying_or_404(reward_id), before)


@blueprint.post("/rewards/<int:reward_id>/orders")
@allow(*MEMBERS)
def place(reward_id: int) -> Response:
    """Order it, or put it in the cart: the same request is the same order, however often it is sent."""
    buying = _buying_or_404(reward_id)
    found, form = buying.reward, order_form(buying.questions)
    if not form.validate() or me().company_id is None:
        return _page(buying, form=form, status=422)
    act = _keep if "cart" in request.form else _order
    try:
        order_id = act(found, form)
    except Refused as refused:
        return _page(_buying_or_404(reward_id), form=form, refused=say(refused), status=409)
    if act is _order:
        return go(url_for("orders.detail", order_id=order_id))
    name = found.name(reader().language)
    return go(url_for("orders.cart.page"), _("“%(name)s” is in your cart.", name=name))


def _order(found: Reward, form: OrderForm) -> int:
    asked = _asked(found, form) | {"price_shown": int(form.price.data or 0)}
    return in_transaction(lambda: fulfilling.order(**asked).id)


def _keep(found: Reward, form: OrderForm) -> int:
    return in_transaction(lambda: drafts.draft(**_asked(found, form)).id)


def _asked(found: Reward, form: OrderForm) -> dict[str, Any]:
    visitor = me()
    return {
        "person_id": visitor.id,
        "company_id": visitor.company_id or 0,
        "reward_id": found.id,
        "quantity": form.quantity.data or 1,
        "request_id": (form.request_id.data or "")[:40],
        "at": now(),
        "actor": visitor.actor,
        **choosing.chosen(found, form),
    }


def _page(
    buying: Buying,
    before: Pairs = (),
    form: OrderForm | None = None,
    refused: str | None = None,
    status: int = 200,
) -> Response:
    """The price, what the reader holds, what is left afterwards, when it comes, what is in the way."""
    found, viewer, seen, asked, at = buying
    held, _usual = queries.purse(viewer.wallets.get(found.beneficiary), viewer.day)
    against = [
        *obstacles.of_reward(found, seen, not all(asked.values()), at),
        *obstacles.of_law(found.beneficiary, found.value_cents, at, (found.form, found.nature)),
    ]
    left = held - seen.points * (form.quantity.data or 1 if form else 1)
    words = (found.id, found.name(reader().language), seen.points, not against and left >= 0)
    offered = (_still(asked), before, seen.points)
    return show(
        "catalog/order_new.html",
        status=status,
        fields=_filled_in(form, *words) if form else blank(macro_of(*FIELDS), _asking, offered, *words),
        refused=refused,
        reward=found,
        price=seen.points,
        held=held,
        left=left,
        promised=rules.promised_on(viewer.day, found.delay_days),
        obstacles=obstacles.said(against),
        language=reader().language,
    )


def _filled_in(form: OrderForm, number: int, name: str, price: int, may_order: bool) -> Markup:
    form.price.data = str(price)
    return macro_of(*FIELDS)(form, number, name, price, may_order)


def _asking(asked: Pairs, before: Pairs, price: int) -> OrderForm:
    """The form as it is offered."""
    form = order_form(dict(asked), **dict(before))
    form.price.data = str(price)
    return form


def _still(asked: dict[str, Options]) -> Pairs:
    """Questions and their answers, as they do not change."""
    return tuple((name, tuple(options)) for name, options in asked.items())


def _buying_or_404(reward_id: int) -> Buying:
    """A reward that the reader may look at; what is hidden from them is not there."""
    at = now()
    found = queries.reward_for(reward_id, _spends) or abort(404)
    viewer = obstacles.viewer(at)
    seen = offer(found, viewer, viewer.day)
    if seen.hidden:
        abort(404)
    return Buying(found, viewer, seen, choosing.questions(found, at), at)


def _spends() -> bool:
    """Whether the company's purse is open to the reader, as its manager or by leave."""
    return delegations.spends_for(me().id, me().company_id, me().role, local_day(now()))
