"""When a reward may be ordered, until when it is promised, how long an order may be taken back."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

#: How long a member may take an order back although it was approved meanwhile.
UNDO = timedelta(minutes=10)
MOST_PIECES = 99
#: So many usual earnings, or fewer, and a member reads that they are nearly there (S003-55, N15).
ALMOST = 2


@dataclass(frozen=True)
class Window:
    """When a reward may be ordered: inclusive local days, and the instant it was taken off."""

    starts_on: date | None
    ends_on: date | None
    retired_at: datetime | None

    def is_open(self, day: date) -> bool:
        """Whether it may be ordered on a day."""
        begun = self.starts_on is None or self.starts_on <= day
        ended = self.ends_on is not None and self.ends_on < day
        return begun and not ended and self.retired_at is None


def promised_on(day: date, working_days: int) -> date:
    """The local day so many working days (Monday to Friday) after an order; public holidays count as work."""
    left = working_days
    while left > 0:
        day += timedelta(days=1)
        left -= day.weekday() < 5
    return day


def may_undo(state: str, placed_at: datetime, at: datetime) -> bool:
    """Whether a member may still take an order back: while nobody approved it, or within UNDO anyway."""
    return state == "requested" or (state == "approved" and at < placed_at + UNDO)


def orders_needed(lacking: int, usual: int) -> int | None:
    """About how many more usual earnings bring the points that lack; None where nothing was earned yet."""
    return -(-lacking // usual) if usual > 0 and lacking > 0 else None


def valuation_of(form: str) -> str:
    """How the register values a reward: a voucher by its face, all else by what it costs the sponsor."""
    return "face_value" if form == "voucher" else "sponsor_cost"
