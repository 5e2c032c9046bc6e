"""Who looks at orders, and the one that they may see."""

from flask import abort

from accounts.access import me
from catalog.models import Order, Reward
from catalog.orders import seen


def looker() -> seen.Looker:
    """Whoever asks, as the reads of orders want to know them."""
    return seen.Looker(me().id, me().company_id, me().role == "company_manager")


def order_or_404(order_id: int) -> tuple[Order, Reward]:
    """An order that the reader may see."""
    found = seen.one_of(order_id, looker()) or abort(404)
    return found[0], found[1]
