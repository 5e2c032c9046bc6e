"""Pages for resellers: the second tap. Order one thing now, or put it in the cart."""

from typing import Any

from flask import Blueprint, abort, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from accounts.access import allow, me
from catalog import fulfilling, rules
from catalog.models import Reward
from catalog.orders import drafts
from catalog.pages import choosing, obstacles
from catalog.pages.order_forms import OrderForm, order_form
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
CHOSEN_BEFORE = ("variant", "session", "slot", "part")


@blueprint.get("/rewards/<int:reward_id>/orders/new")
@allow(*MEMBERS)
def new(reward_id: int) -> Response:
    """What will change, before it does; what stands in the way, with what to do."""
    found = _reward_or_404(reward_id)
    before = {name: request.args[name] for name in CHOSEN_BEFORE if name in request.args}
    return _page(found, order_form(choosing.questions(found, now()), **before))


@blueprint.post("/rewards/<int:reward_id>/orders")
@allow(*MEMBERS)
def place(reward_id: int) -> Response:
    """Order it, or put it in the cart: the same request is the same order, however often it is sent."""
    found = _reward_or_404(reward_id)
    form = order_form(choosing.questions(found, now()))
    if not form.validate() or me().company_id is None:
        return _page(found, form, status=422)
    act = _keep if "cart" in request.form else _order
    try:
        order_id = act(found, form)
    except Refused as refused:
        return _page(_reward_or_404(reward_id), form, say(refused), 409)
    if act is _order:
        return go(url_for("orders.detail", order_id=order_id))
    name = found.name(reader().language)
    return go(url_for("orders.cart.page"), _("“%(name)s” is in your cart.", name=name))


def _order(found: Reward, form: OrderForm) -> int:
    """Looked at before the writer's turn: while it lasts, nobody else writes on SQLite."""
    asked = _asked(found, form) | {"price_shown": int(form.price.data or 0)}
    seen = fulfilling.look(**asked)
    return in_transaction(lambda: fulfilling.order(**asked, seen=seen).id)


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


def _page(found: Reward, form: OrderForm, refused: str | None = None, status: int = 200) -> Response:
    """The price, what the reader holds, what is left afterwards, when it comes, what is in the way."""
    at, visitor = now(), me()
    seen, today = obstacles.offered(found, at), local_day(at)
    held, _usual = queries.purse(queries.wallet_for(found.beneficiary, visitor.id, visitor.company_id), today)
    gone = not all(choosing.questions(found, at).values())
    against = [
        *obstacles.of_reward(found, seen, gone, at),
        *obstacles.of_law(found.beneficiary, found.value_cents, at, found.form, found.nature),
    ]
    form.price.data = str(seen.points)
    return show(
        "catalog/order_new.html",
        status=status,
        form=form,
        refused=refused,
        reward=found,
        price=seen.points,
        held=held,
        left=held - seen.points * (form.quantity.data or 1),
        promised=rules.promised_on(today, found.delay_days),
        obstacles=obstacles.said(against),
        language=reader().language,
    )


def _reward_or_404(reward_id: int) -> Reward:
    """A reward that the reader may look at; what is hidden from them is not there."""
    found = queries.reward_for(reward_id, _spends) or abort(404)
    if obstacles.offered(found, now()).hidden:
        abort(404)
    return found


def _spends() -> bool:
    """Whether the company's purse is open to the reader, as its manager or by leave."""
    return delegations.spends_for(me().id, me().company_id, me().role, local_day(now()))
