"""The way of an order: which state may follow which, and what a state means for points and pieces.

draft ─▶ requested ─▶ approved ─▶ ordered ─▶ shipped ─▶ delivered ─▶ refunded | replaced
              │  └▶ declined          └▶ unknown ─▶ ordered | delivered
              └───────▶ cancelled ◀── approved | ordered | shipped
"""

STATES = (
    "draft",
    "requested",
    "approved",
    "ordered",
    "shipped",
    "unknown",
    "delivered",
    "declined",
    "cancelled",
    "refunded",
    "replaced",
)
#: An order that holds points.
OPEN = ("requested", "approved", "ordered", "shipped", "unknown")
#: Approved: the reward is the beneficiary's, the register has its line.
GRANTED = ("approved", "ordered", "shipped", "unknown", "delivered", "replaced")
#: Its points are spent for good.
SPENT = ("delivered", "replaced")
#: Over, and everything is back: points in their lots, pieces in the stock, the register's opposite line.
UNDONE = ("declined", "cancelled", "refunded")

#: Which states an edge may start from.
BEFORE: dict[str, tuple[str, ...]] = {
    "requested": ("draft",),
    "approved": ("requested",),
    "declined": ("requested",),
    "ordered": ("approved", "unknown"),
    "shipped": ("approved", "ordered"),
    "unknown": ("ordered",),
    "delivered": ("approved", "ordered", "shipped", "unknown"),
    "cancelled": ("requested", "approved", "ordered", "shipped"),
    "refunded": ("delivered",),
    "replaced": ("delivered",),
}


def may(before: str, after: str) -> bool:
    """Whether an order in a state may go to another."""
    return before in BEFORE.get(after, ())
