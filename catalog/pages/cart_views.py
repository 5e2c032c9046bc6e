"""Pages for resellers: the cart. What it comes to, what is in the way; all of it is ordered, or nothing."""

from collections.abc import Hashable, Sequence
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
from catalog.pages.picture_views import reward_thumbnail
from catalog.rules.order_refusals import CartRefused
from catalog.shelf import queries
from core.assets import static_url
from core.blank import blank
from core.clock import local_day, now
from core.database import in_transaction
from core.format import reader
from core.kept import macro_of
from core.reply import go, say, show

#: Under orders.
blueprint = Blueprint("cart", __name__)
MEMBERS = ("rep", "company_manager")
FIELDS = ("catalog/_checkout.html", "checkout")


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

    def words(self, refused: str | None) -> tuple[Hashable, ...]:
        """What its macro says, with why it was refused just now."""
        order, reward = self.order, self.order.reward
        return (
            order.id,
            reward.id,
            reward.name(reader().language),
            reward_thumbnail(reward.picture) or static_url("img/gift.svg"),
            self.which,
            self.points,
            reward.beneficiary == "company",
            order.quantity,
            tuple(dict.fromkeys([refused, *self.against] if refused else self.against)),
        )


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
    return _page({})


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
    form = _asking(_where_to(_lines(now())))
    shown = _shown()
    if not shown:
        return go(url_for("orders.cart.page"))
    if not form.validate():
        return _page({}, form, 422)
    address = int(form.address.data) if "address" in form else 0
    try:
        in_transaction(lambda: _request(shown, address or None))
    except CartRefused as refused:
        return _page({number: say(why) for number, why in refused.lines}, form, 409)
    said = ngettext("Your order is in.", "Your %(num)d orders are in.", len(shown))
    return go(url_for("orders.page"), said)


def _request(shown: dict[int, int], address_id: int | None) -> None:
    visitor = me()
    fulfilling.request_all(visitor.id, list(shown), shown, address_id, now(), visitor.actor)


def _page(refusals: dict[int, str], form: CheckoutForm | None = None, status: int = 200) -> Response:
    at = now()
    lines = _lines(at)
    bills, law = _bills(lines, at), _law(lines, at)
    ready = not law and not any(one.against for one in lines) and all(bill.left >= 0 for bill in bills)
    words = (tuple((one.order.id, one.each) for one in lines), ready)
    return show(
        "catalog/cart.html",
        status=status,
        lines=lines,
        bills=bills,
        obstacles=law,
        refusals=refusals,
        fields=macro_of(*FIELDS)(form, *words)
        if form
        else blank(macro_of(*FIELDS), _asking, (_where_to(lines),), *words),
    )


def _lines(at: datetime) -> list[Line]:
    orders = drafts.drafts_of(me().id)
    offers = obstacles.offered([order.reward for order in orders], at) if orders else {}
    lines = []
    for order in orders:
        offer = offers[order.reward_id]
        against = [say(one) for one in obstacles.of_draft(order, offer, at)]
        lines.append(Line(order, offer.points, choosing.in_words(order), against))
    return lines


def _bills(lines: Sequence[Line], at: datetime) -> list[Bill]:
    """What each purse pays, the reader's own first."""
    bills = []
    for beneficiary in ("person", "company"):
        total = sum(one.points for one in lines if one.order.reward.beneficiary == beneficiary)
        if any(one.order.reward.beneficiary == beneficiary for one in lines):
            wallet = queries.wallet_for(beneficiary, me().id, me().company_id)
            held, _usual = queries.purse(wallet, local_day(at))
            bills.append(Bill(beneficiary == "company", total, held))
    return bills


def _law(lines: Sequence[Line], at: datetime) -> list[tuple[str, str]]:
    """What the rules hold against the cart as a whole."""
    found = []
    for beneficiary in dict.fromkeys(one.order.reward.beneficiary for one in lines):
        theirs = [one.order for one in lines if one.order.reward.beneficiary == beneficiary]
        cents = sum(order.reward.value_cents * order.quantity for order in theirs)
        kinds = dict.fromkeys((order.reward.form, order.reward.nature) for order in theirs)
        found += obstacles.of_law(beneficiary, cents, at, *kinds)
    return obstacles.said(found)


def _where_to(lines: Sequence[Line]) -> tuple[tuple[str, str], ...]:
    """The addresses to choose from: none where no parcel leaves."""
    return tuple(choosing.where_to()) if any(choosing.is_sent(one.order.reward) for one in lines) else ()


def _asking(addresses: Sequence[tuple[str, str]]) -> CheckoutForm:
    """The form, which asks where to only where a parcel leaves."""
    form = CheckoutForm()
    if not addresses:
        del form.address
        return form
    form.address.choices = list(addresses)
    form.address.data = form.address.data or addresses[0][0]
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
