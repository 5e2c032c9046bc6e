"""What lasts: until when it is valid, what may be done with it, and what a year's volume brings."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from core.rules import N_, Refused

#: Lasting things that are a sum, used up once on an invoice.
USED_ONCE = ("deferred_discount", "credit_note", "rebate")
STATES = ("active", "ending", "used", "over", "ended")
#: So many days before its end, something is about to end.
SOON = timedelta(days=30)


class AdvantageUnknown(Refused):
    """No such advantage."""

    sentence = N_("This advantage does not exist.")


class AdvantageUsed(Refused):
    """It was used up, so it can be neither used again nor taken back."""

    sentence = N_("%(code)s was used already, on %(invoice)s: it can be neither used again nor taken back.")


class AdvantageOver(Refused):
    """Past its last day."""

    sentence = N_("%(code)s was valid until %(day)s: it can no longer be used.")


class AdvantageEnded(Refused):
    """Taken back with its order."""

    sentence = N_("%(code)s was taken back with its order: it can no longer be used.")


class NotUsedUp(Refused):
    """A right that lasts, not a sum."""

    sentence = N_("%(code)s lasts until its end: only a sum is used up on an invoice.")


class InvoiceMissing(Refused):
    """Accounting looks for it there."""

    sentence = N_("Say on which invoice or credit note it was used.")


class NotARebate(Refused):
    """Only a rebate is computed from a year's volume."""

    sentence = N_("“%(code)s” is not an annual rebate.")


class YearNotOver(Refused):
    """A rebate is settled once its year is over."""

    sentence = N_("%(year)s is not over: the rebate can be looked at, and approved from 1 January on.")


class SalesMoved(Refused):
    """Computed from other sales than those of today."""

    sentence = N_("Sales came in since this was computed: compute it again, look at it, then approve it.")


class OwnComputation(Refused):
    """Two pairs of eyes."""

    sentence = N_("You computed this rebate yourself: somebody else has to approve it.")


class AlreadySettled(Refused):
    """Approved before: its credits are with the companies."""

    sentence = N_("This rebate is already approved: its credits are with the companies.")


def last_day(first: date, valid_days: int | None) -> date | None:
    """The last day of something valid for so many days from `first` on; None for without end."""
    return first + timedelta(days=valid_days - 1) if valid_days else None


def state_of(until_on: date | None, used_at: datetime | None, ended_at: datetime | None, day: date) -> str:
    """active, ending (within SOON), used, over (its last day is past) or ended (taken back)."""
    if ended_at is not None:
        return "ended"
    if used_at is not None:
        return "used"
    if until_on is not None and until_on < day:
        return "over"
    return "ending" if until_on is not None and until_on - day < SOON else "active"


def rebate(volume_cents: int, scale: Sequence[Mapping[str, int]]) -> tuple[int, int]:
    """The rate (basis points) and sum (cents, rounded toward zero) that a year’s net volume brings.

    The highest step that the volume reaches counts for all of it, as a “ristourne” is usually agreed:
    3 % from €100,000 on a volume of €120,000 makes €3,600, without tax (compliance B4).
    """
    reached = [step for step in scale if volume_cents >= step["from_cents"] and volume_cents > 0]
    if not reached:
        return 0, 0
    rate = max(reached, key=lambda step: step["from_cents"])["rate_bp"]
    return rate, volume_cents * rate // 10_000
