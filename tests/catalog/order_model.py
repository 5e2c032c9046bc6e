"""What orders must do to stock, points and register, in plain Python: short, to be read and believed."""

from dataclasses import dataclass, field

PRICE, POINTS, PIECES = 300, 3_000, 3
SCARCE = ("drill", "small", "seat")
#: What is counted; the kit takes one drill and one small shirt.
TAKES = {"drill": ("drill",), "small": ("small",), "seat": ("seat",), "kit": ("drill", "small")}
HOLDS = ("requested", "approved", "ordered", "shipped", "unknown")
TAKEN = (*HOLDS, "delivered", "replaced")
MAY_CANCEL = ("requested", "approved", "ordered", "shipped")
#: act → (from which states, to which)
EDGES = {
    "approve": (("requested",), "approved"),
    "decline": (("requested",), "declined"),
    "order up": (("approved", "unknown"), "ordered"),
    "ship": (("approved", "ordered"), "shipped"),
    "lose sight": (("ordered",), "unknown"),
    "deliver": (("approved", "ordered", "shipped", "unknown"), "delivered"),
    "cancel": (MAY_CANCEL, "cancelled"),
    "withdraw": (("requested",), "cancelled"),
    "refund": (("delivered",), "refunded"),
    "replace": (("delivered",), "replaced"),
}


@dataclass
class Placed:
    """An order: of what, how many, where it is."""

    thing: str
    quantity: int
    state: str = "requested"
    gone: int = 0
    #: the order it replaces
    instead_of: "Placed | None" = None
    granted: bool = False

    @property
    def pieces(self) -> int:
        return self.quantity - self.gone

    @property
    def undone(self) -> bool:
        return self.state in ("cancelled", "declined", "refunded")


@dataclass
class Model:
    """Orders in the order of their making, and pieces ever received."""

    orders: list[Placed] = field(default_factory=list)
    received: dict[str, int] = field(default_factory=lambda: dict.fromkeys(SCARCE, PIECES))

    def left(self, scarce: str) -> int:
        out = sum(one.pieces for one in self.orders if one.state in TAKEN and scarce in TAKES[one.thing])
        return self.received[scarce] - out

    def fits(self, thing: str, quantity: int) -> bool:
        return all(self.left(scarce) >= quantity for scarce in TAKES[thing])

    @property
    def held(self) -> int:
        return sum(PRICE * one.pieces for one in self.orders if one.state in HOLDS and not one.instead_of)

    @property
    def available(self) -> int:
        return POINTS - self.held - sum(PRICE * one.pieces for one in self.orders if self._spent(one))

    @property
    def given(self) -> int:
        """Pieces that the register counts."""
        open_ = [one for one in self.orders if one.granted and one.state in HOLDS and not one.instead_of]
        return sum(one.pieces for one in open_ + [one for one in self.orders if self._spent(one)])

    def _spent(self, one: Placed) -> bool:
        if one.instead_of or one.state not in ("delivered", "replaced"):
            return False
        last = one
        while (after := next((o for o in self.orders if o.instead_of is last), None)) is not None:
            last = after
        return not last.undone

    def may(self, act: str, one: Placed, pieces: int) -> bool:
        """Whether an act is possible; cancelling some names how many."""
        if act == "cancel some":
            fits = pieces == one.pieces or (pieces < one.pieces and not one.instead_of)
            return one.state in MAY_CANCEL and fits
        if act == "replace":
            return one.state == "delivered" and one.thing != "seat" and self.fits(one.thing, one.pieces)
        return one.state in EDGES[act][0]

    def do(self, act: str, one: Placed, pieces: int) -> None:
        """Do what is possible."""
        if act == "cancel some" and pieces < one.pieces:
            one.gone += pieces
            return
        if act == "replace":
            self.orders.append(Placed(one.thing, one.pieces, "approved", instead_of=one))
        one.state = "cancelled" if act == "cancel some" else EDGES[act][1]
        one.granted = one.granted or one.state == "approved"
