"""The demo's segments: the usual five out of its own trade, and one that its team made."""

from datetime import datetime

from core.database import transaction
from engagement import segments
from engagement.conditions import AT_MOST, Condition

BY = "demo"


def open_segments(at: datetime) -> None:
    """Make them, once there is trade to take their thresholds from."""
    with transaction():
        segments.make_usual(at, BY)
        newcomers = [Condition("first", AT_MOST, 90)]
        segments.define("nouveaux", ("Nouveaux clients", "New customers"), newcomers, at, BY)


def keep_up(at: datetime) -> None:
    """What the clock does for segments at an instant."""
    with transaction():
        segments.keep_up(at)
