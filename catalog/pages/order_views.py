"""Pages for resellers: my orders, where each one is, taking one back while nobody prepares it."""

from collections.abc import Sequence

from flask import Blueprint, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from accounts.access import allow, me
from catalog import desk, fulfilling, rules
from catalog.messages import paid_for
from catalog.models import AfterSale, Order
from catalog.orders import after_sales, approving, drafts, seen
from catalog.pages import (
    address_views,
    after_sale_views,
    approval_views,
    buying_views,
    cart_views,
    choosing,
)
from catalog.pages.looking import looker, order_or_404
from catalog.pages.orders_drawn import order_lines
from catalog.pages.timelines import timeline
from core.clock import local_day, now
from core.database import in_transaction
from core.format import reader
from core.reply import go, show

blueprint = Blueprint("orders", __name__)
for pages in (buying_views, cart_views, address_views, approval_views, after_sale_views):
    blueprint.register_blueprint(pages.blueprint)
MEMBERS = ("rep", "company_manager")


@blueprint.get("/orders")
@allow(*MEMBERS)
def page() -> Response:
    """What I ordered, newest first; what waits in the cart and for a manager's word."""
    manages = me().role == "company_manager"
    return show(
        "catalog/orders.html",
        lines=order_lines(seen.orders_of(looker())),
        manages=manages,
        waiting=len(approving.waiting_lines(me().company_id or 0)) if manages else 0,
        in_cart=drafts.in_cart(me().id),
    )


@blueprint.get("/orders/<int:order_id>")
@allow(*MEMBERS)
def detail(order_id: int) -> Response:
    """One order: where it is, who moved it when and why, what can still be done about it."""
    order, reward = order_or_404(order_id)
    at, steps, answers = now(), seen.steps_of(order_id), seen.answers_to(order_id)
    names = desk.names_of(one.by for one in answers if one.level == seen.OWN)
    troubles = seen.troubles_of(order_id)
    return show(
        "catalog/order.html",
        order=order,
        reward=reward,
        which=choosing.in_words(order),
        items=timeline(order, steps, answers, me().actor, names),
        parcels=seen.parcels_of(order_id),
        troubles=troubles,
        replacement=seen.replacement_of(order_id),
        paid=paid_for(order),
        is_open=order.state in rules.OPEN,
        late=order.state in rules.OPEN and order.promised_on < local_day(at),
        may_undo=order.person_id == me().id and _may_undo(order),
        may_report=_may_report(order, troubles),
        undo_until=order.placed_at + rules.UNDO,
        just_placed=at < order.placed_at + rules.UNDO,
        language=reader().language,
    )


@blueprint.post("/orders/<int:order_id>/cancellation")
@allow(*MEMBERS)
def withdraw(order_id: int) -> Response:
    """Take an order back while nobody prepares it."""
    order_or_404(order_id)
    in_transaction(lambda: fulfilling.withdraw(order_id, now(), me().actor))
    said = _("Your order is cancelled and your points are back.")
    return go(url_for("orders.detail", order_id=order_id), said)


def _may_undo(order: Order) -> bool:
    """A replacement is the team's doing, and not taken back like a wish."""
    return order.replaces_id is None and rules.may_undo(order.state, order.placed_at, now())


def _may_report(order: Order, troubles: Sequence[AfterSale]) -> bool:
    """Whoever ordered may say that it is wrong, or has not come: one trouble at a time."""
    there = order.state in after_sales.TOLD_OF and order.person_id == me().id
    return there and all(one.state == "settled" for one in troubles)
