"""The owner's page of a gift card: its code, after delivery, once they asked to see it."""

from typing import Any

from flask import Blueprint, abort, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from accounts.access import allow, me
from catalog.cards import codes, queries, sealing
from catalog.models import Order, Reward
from catalog.orders import seen
from core.clock import now
from core.database import in_transaction
from core.format import reader
from core.reply import go, show

blueprint = Blueprint("cards", __name__)
MEMBERS = ("rep", "company_manager")


@blueprint.app_template_global()
def order_cards(order: Order) -> list[Any]:
    """The cards of an order, for the link to them; none before delivery."""
    return queries.cards_of(order)


@blueprint.get("/orders/<int:order_id>/card")
@allow(*MEMBERS)
def page(order_id: int) -> Response:
    """The codes that were opened; the others wait behind a button. No browser keeps the page."""
    order, reward = _mine_or_404(order_id)
    cards = queries.cards_of(order)
    if not cards:
        return go(url_for("orders.detail", order_id=order_id))
    response = show(
        "catalog/card.html",
        order=order,
        reward=reward,
        cards=[(one, _words(one)) for one in cards],
        language=reader().language,
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/orders/<int:order_id>/card/opening")
@allow(*MEMBERS)
def open_(order_id: int) -> Response:
    """Show the codes from now on; when that was first, is noted."""
    order, _reward = _mine_or_404(order_id)
    if queries.cards_of(order):
        in_transaction(lambda: codes.open_cards(order_id, me().id, now()))
    held = any(one.opened_at is None for one in queries.cards_of(order))
    said = _("The code cannot be shown right now: try again in a few minutes.") if held else None
    return go(url_for("cards.page", order_id=order_id), said, "late")


def _mine_or_404(order_id: int) -> tuple[Order, Reward]:
    looker = seen.Looker(me().id, me().company_id, me().role == "company_manager")
    found = seen.one_of(order_id, looker) or abort(404)
    return found[0], found[1]


def _words(call: Any) -> list[str]:
    """The code, and its PIN where it has one; nothing before it was opened."""
    return sealing.unseal(call.sealed).split("\n") if call.opened_at else []
