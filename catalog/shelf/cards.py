"""A reward beside a purse: within reach or how far, there or not, open or why not."""

from dataclasses import dataclass
from datetime import date

from catalog import rules
from catalog.models import Reward
from catalog.shelf.stand import Ware
from core.rules import Refused


@dataclass(frozen=True)
class Card:
    """A reward at somebody's price, beside a wallet."""

    reward: Reward | Ware
    #: ready, near (points lack), tier (not reached), out (sold out), locked (not begun)
    state: str
    #: points left after ordering one; negative when they lack
    left: int
    #: about how many usual earnings bring what lacks; None when nobody can say
    orders: int | None
    #: whether the person chose it as their goal
    chosen: bool = False
    #: points of one piece, for this person
    points: int = 0
    #: what opens it; None where it is open
    locked: Refused | None = None

    @property
    def lacks(self) -> int:
        """Points that lack; 0 when none do."""
        return max(-self.left, 0)

    @property
    def has(self) -> int:
        """Points of its price that are there."""
        return self.points - self.lacks

    @property
    def cheaper(self) -> bool:
        """Whether this person pays less than others do."""
        return self.points < self.reward.price_points

    @property
    def almost(self) -> bool:
        """Whether one or two usual earnings bring it (S003-55)."""
        return self.state == "near" and self.orders is not None and self.orders <= rules.ALMOST


def beside(
    reward: Reward | Ware,
    points: int,
    state: str,
    purse: tuple[int, int],
    locked: Refused | None = None,
    chosen: bool = False,
) -> Card:
    """A reward at a price beside a purse: (points held, points of a usual earning)."""
    held, usual = purse
    left = held - points
    return Card(reward, state, left, rules.orders_needed(-left, usual), chosen, points, locked)


def card(reward: Reward, available: int, usual: int, day: date) -> Card:
    """A reward at its own price beside a wallet that holds so much and usually earns so much at once."""
    left = available - reward.price_points
    state = "ready" if left >= 0 else "near"
    if reward.stock == 0:
        state = "out"
    if not reward.window.is_open(day):
        state = "locked"
    return beside(reward, reward.price_points, state, (available, usual))
