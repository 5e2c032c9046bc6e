"""Pages for resellers: my orders, where each one is, taking one back while nobody prepares it."""

from flask import Blueprint, abort, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from accounts.access import allow, me
from catalog import desk, rules
from catalog.models import Order, Reward
from catalog.orders import fulfilment, seen
from catalog.pages import buying_views
from catalog.pages.timelines import timeline
from core.clock import now
from core.database import in_transaction
from core.format import reader
from core.reply import go, show

blueprint = Blueprint("orders", __name__)
blueprint.register_blueprint(buying_views.blueprint)
MEMBERS = ("rep", "company_manager")


@blueprint.get("/orders")
@allow(*MEMBERS)
def page() -> Response:
    """What I ordered, newest first."""
    return show("catalog/orders.html", rows_of_orders=seen.orders_of(looker()), language=reader().language)


@blueprint.get("/orders/<int:order_id>")
@allow(*MEMBERS)
def detail(order_id: int) -> Response:
    """One order: where it is, who moved it when and why, what can still be done about it."""
    order, reward = order_or_404(order_id)
    steps, answers = seen.steps_of(order_id), seen.answers_to(order_id)
    names = desk.names_of(one.by for one in answers if one.level == seen.OWN)
    return show(
        "catalog/order.html",
        order=order,
        reward=reward,
        items=timeline(order, steps, answers, me().actor, names),
        parcels=seen.parcels_of(order_id),
        troubles=seen.troubles_of(order_id),
        replacement=seen.replacement_of(order_id),
        may_undo=rules.may_undo(order.state, order.placed_at, now()),
        undo_until=order.placed_at + rules.UNDO,
        just_placed=now() < order.placed_at + rules.UNDO,
        language=reader().language,
    )


@blueprint.post("/orders/<int:order_id>/cancellation")
@allow(*MEMBERS)
def withdraw(order_id: int) -> Response:
    """Take an order back while nobody prepares it."""
    order_or_404(order_id)
    in_transaction(lambda: fulfilment.withdraw(order_id, now(), me().actor))
    said = _("Your order is cancelled and your points are back.")
    return go(url_for("orders.detail", order_id=order_id), said)


def looker() -> seen.Looker:
    """Whoever asks, as the reads of orders want to know them."""
    return seen.Looker(me().id, me().company_id, me().role == "company_manager")


def order_or_404(order_id: int) -> tuple[Order, Reward]:
    """An order that the reader may see."""
    found = seen.one_of(order_id, looker()) or abort(404)
    return found[0], found[1]
