"""Pages for resellers: the cart. What it comes to, what is in the way; all of it is ordered, or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flask import Blueprint, abort, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from accounts.access import allow, me
from catalog import fulfilling
from catalog.models import Order
from catalog.orders import drafts
from catalog.pages import choosing, obstacles
from catalog.pages.order_forms import CartLineForm, CheckoutForm
from catalog.rules.order_refusals import CartRefused
from catalog.shelf import queries
from core.clock import local_day, now
from core.database import in_transaction
from core.format import reader
from core.reply import go, say, show

#: Under orders.
blueprint = Blueprint("cart", __name__)
MEMBERS = ("rep", "company_manager")


@dataclass
class Line:
    """A draft as its owner sees it today."""

    order: Order
    #: points of one piece today
    each: int
    which: str
    #: what is in its way
    against: list[str] = field(default_factory=list)

    @property
    def points(self) -> int:
        """What the line costs today."""
        return self.each * self.order.quantity


@dataclass(frozen=True)
class Bill:
    """What one purse pays."""

    company: bool
    total: int
    held: int

    @property
    def left(self) -> int:
        """Points left afterwards; negative when they lack."""
        return self.held - self.total


@blueprint.get("/cart")
@allow(*MEMBERS)
def page() -> Response:
    """What waits in the cart, and what ordering it would change."""
    return _page(CheckoutForm(), {})


@blueprint.post("/cart/<int:order_id>")
@allow(*MEMBERS)
def change(order_id: int) -> Response:
    """Change how many of a line."""
    form = CartLineForm()
    _mine_or_404(order_id)
    if not form.validate():
        return go(url_for("orders.cart.page"), _("Order between 1 and 99 pieces."), "late")
    in_transaction(lambda: drafts.change(order_id, me().id, form.quantity.data or 1, now()))
    return go(url_for("orders.cart.page"))


@blueprint.post("/cart/<int:order_id>/removal")
@allow(*MEMBERS)
def discard(order_id: int) -> Response:
    """Take a line out."""
    _mine_or_404(order_id)
    in_transaction(lambda: drafts.discard(order_id, me().id, now()))
    return go(url_for("orders.cart.page"), _("It is no longer in your cart."))


@blueprint.post("/cart/orders")
@allow(*MEMBERS)
def checkout() -> Response:
    """Order what was shown, at the prices that were shown: everything, or nothing with every reason."""
    form = _shaped(CheckoutForm(), _lines(now()))
    shown = _shown()
    if not shown:
        return go(url_for("orders.cart.page"))
    if not form.validate():
        return _page(form, {}, 422)
    address = int(form.address.data) if "address" in form else 0
    try:
        in_transaction(lambda: _request(shown, address or None))
    except CartRefused as refused:
        return _page(form, {number: say(why) for number, why in refused.lines}, 409)
    said = ngettext("Your order is in.", "Your %(num)d orders are in.", len(shown))
    return go(url_for("orders.page"), said)


def _request(shown: dict[int, int], address_id: int | None) -> None:
    visitor = me()
    fulfilling.request_all(visitor.id, list(shown), shown, address_id, now(), visitor.actor)


def _page(form: CheckoutForm, refusals: dict[int, str], status: int = 200) -> Response:
    at = now()
    lines = _lines(at)
    bills, law = _bills(lines, at), _law(lines, at)
    return show(
        "catalog/cart.html",
        status=status,
        lines=lines,
        bills=bills,
        obstacles=law,
        ready=not law and not any(one.against for one in lines) and all(bill.left >= 0 for bill in bills),
        refusals=refusals,
        form=_shaped(form, lines),
        language=reader().language,
    )


def _lines(at: datetime) -> list[Line]:
    lines = []
    for order in drafts.drafts_of(me().id):
        offer = obstacles.offered(order.reward, at)
        against = [say(one) for one in obstacles.of_draft(order, offer, at)]
        lines.append(Line(order, offer.points, choosing.in_words(order), against))
    return lines


def _bills(lines: Sequence[Line], at: datetime) -> list[Bill]:
    """What each purse pays, the reader's own first."""
    bills = []
    for beneficiary in ("person", "company"):
        total = sum(one.points for one in lines if one.order.reward.beneficiary == beneficiary)
        wallet = queries.wallet_for(beneficiary, me().id, me().company_id)
        if any(one.order.reward.beneficiary == beneficiary for one in lines):
            held, _usual = queries.purse(wallet, local_day(at))
            bills.append(Bill(beneficiary == "company", total, held))
    return bills


def _law(lines: Sequence[Line], at: datetime) -> list[tuple[str, str]]:
    """What the rules hold against the cart as a whole."""
    found = []
    for beneficiary in dict.fromkeys(one.order.reward.beneficiary for one in lines):
        theirs = [one.order for one in lines if one.order.reward.beneficiary == beneficiary]
        cents = sum(order.reward.value_cents * order.quantity for order in theirs)
        for form, nature in dict.fromkeys((order.reward.form, order.reward.nature) for order in theirs):
            found += obstacles.of_law(beneficiary, cents, at, form, nature)
    return obstacles.said(found)


def _shaped(form: CheckoutForm, lines: Sequence[Line]) -> CheckoutForm:
    """Ask where to only where a parcel leaves."""
    if not any(choosing.is_sent(one.order.reward) for one in lines):
        del form.address
    else:
        form.address.choices = choosing.where_to()
        form.address.data = form.address.data or form.address.choices[0][0]
    return form


def _shown() -> dict[int, int]:
    """By line, the price of one piece that its owner saw; aborts where it is none of ours."""
    told = {name.removeprefix("price-"): price for name, price in request.form.items() if "price-" in name}
    if not all(number.isdecimal() and price.isdecimal() for number, price in told.items()):
        abort(400)
    return {int(number): int(price) for number, price in told.items() if len(number + price) < 30}


def _mine_or_404(order_id: int) -> None:
    if order_id not in {one.id for one in drafts.drafts_of(me().id)}:
        abort(404)
