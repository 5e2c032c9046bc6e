"""What may be ordered, cancelled and promised; and every refusal, as a sentence that says what to do."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.rules import N_, Refused

#: The filter a member uses.
FAMILIES = ("tools", "home", "leisure", "vouchers", "training", "services", "travel")
#: How a reward is fulfilled.
KINDS = ("goods", "gift_card", "travel", "training", "service")
#: Whose points pay, and who receives.
BENEFICIARIES = ("person", "company")
STATES = ("requested", "approved", "delivered", "cancelled")
#: An order that still holds points.
OPEN = ("requested", "approved")
#: How long a member may take an order back although it was approved meanwhile.
UNDO = timedelta(minutes=10)
MOST_PIECES = 99


class SoldOut(Refused):
    """Fewer pieces are left than were asked for."""

    sentence = N_("“%(name)s” is sold out: choose another reward, or make it your goal and wait for more.")


class TooFewLeft(Refused):
    """Some pieces are left, but not that many."""

    sentence = N_("Only %(left)s of “%(name)s” are left: order fewer.")


class RewardClosed(Refused):
    """Outside its dates, or taken off the catalogue."""

    sentence = N_("“%(name)s” cannot be ordered today: choose another reward.")


class RewardUnknown(Refused):
    """No such reward."""

    sentence = N_("This reward does not exist.")


class PriceChanged(Refused):
    """The price is not what was shown."""

    sentence = N_(
        "The price of “%(name)s” is now %(points)s points: look at it again, then order if you wish."
    )


class QuantityWrong(Refused):
    """No pieces, or too many at once."""

    sentence = N_("Order between 1 and %(most)s pieces.")


class ForManagers(Refused):
    """A company's reward, asked for by somebody who neither manages it nor was named to spend its points."""

    sentence = N_("This reward is for companies: your company’s manager, or whom they name, can order it.")


class NoCompany(Refused):
    """Nobody to be told of it."""

    sentence = N_("You work for no company of the programme today: ask your administrator to set it right.")


class OtherOrder(Refused):
    """A request id of somebody else's, or for something else."""

    sentence = N_("This request was already used: reload the page and order again.")


class OrderUnknown(Refused):
    """No such order."""

    sentence = N_("This order does not exist.")


class AlreadyApproved(Refused):
    """The edge was taken before."""

    sentence = N_("Order %(number)s is already approved.")


class AlreadyDelivered(Refused):
    """The edge was taken before."""

    sentence = N_("Order %(number)s is already delivered.")


class AlreadyCancelled(Refused):
    """The edge was taken before."""

    sentence = N_("Order %(number)s is already cancelled; its points are back.")


class NotApproved(Refused):
    """Nothing is delivered that nobody approved."""

    sentence = N_("Order %(number)s is not approved yet: approve it first.")


class UndoTooLate(Refused):
    """It is being prepared."""

    sentence = N_("Order %(number)s is being prepared: ask the programme’s team to cancel it.")


class ReasonMissing(Refused):
    """The member reads it."""

    sentence = N_("Say why: the person will read it.")


class FourEyes(Refused):
    """Nobody approves what they ordered themselves."""

    sentence = N_("You placed order %(number)s yourself: somebody else has to approve it.")


class CodeTaken(Refused):
    """Two rewards of one code."""

    sentence = N_("A reward with the code “%(code)s” exists already.")


class StockTooLow(Refused):
    """More pieces were to be taken out than are there."""

    sentence = N_("Only %(left)s pieces are in stock: you cannot take out more.")


class NothingReceived(Refused):
    """No pieces."""

    sentence = N_("Say how many pieces came in, or went out (with a minus).")


class StockMoved(Refused):
    """Sent twice, or somebody else was quicker."""

    sentence = N_("The stock changed meanwhile: look at it again before you add to it.")


class RewardIncomplete(Refused):
    """A column that no reward can do without, or a value that none can have."""

    sentence = N_("The reward’s %(column)s is missing or not possible.")


#: What a state answers to an edge that it does not allow.
MOVED: dict[str, type[Refused]] = {
    "requested": NotApproved,
    "approved": AlreadyApproved,
    "delivered": AlreadyDelivered,
    "cancelled": AlreadyCancelled,
}


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
