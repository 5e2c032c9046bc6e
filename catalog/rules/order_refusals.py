"""What an order of a particular thing, an approval or an after-sale is refused for, and what to do."""

from core.rules import N_, Refused


class VariantNeeded(Refused):
    """It comes in several sizes or colours."""

    sentence = N_("Choose which “%(name)s” you want: its size, colour or model.")


class SessionNeeded(Refused):
    """It has dates."""

    sentence = N_("Choose one of the dates of “%(name)s”.")


class SessionClosed(Refused):
    """Called off, or its bookings are closed."""

    sentence = N_("This date of “%(name)s” can no longer be booked: choose another one.")


class SeatsGone(Refused):
    """Fewer seats are free than were asked for."""

    sentence = N_("Only %(left)s seats are free on this date of “%(name)s”: choose fewer, or another date.")


class SlotNeeded(Refused):
    """It is an expert's hour."""

    sentence = N_("Choose an appointment for “%(name)s”.")


class SlotGone(Refused):
    """Somebody else was quicker, or it lies in the past."""

    sentence = N_("This appointment is no longer free: choose another one.")


class PartNeeded(Refused):
    """One of several things, or exactly these."""

    sentence = N_("Choose what you want of “%(name)s”.")


class NotADraft(Refused):
    """Already ordered, or thrown away."""

    sentence = N_("This line is no longer in your cart.")


class CartEmpty(Refused):
    """Nothing to order."""

    sentence = N_("Your cart is empty: choose a reward first.")


class CartRefused(Refused):
    """Nothing of a cart was ordered; `lines` says why of each line that could not be."""

    sentence = N_("Nothing was ordered yet: change or remove the lines that say why, then order again.")

    def __init__(self, lines: list[tuple[int, Refused]]) -> None:
        self.lines = lines
        super().__init__()


class NotYourTurn(Refused):
    """Another level has to answer first."""

    sentence = N_("Order %(number)s waits for somebody else’s approval first.")


class ManagerFirst(Refused):
    """The company's own manager has to say yes first."""

    sentence = N_("Order %(number)s waits for the approval of the company’s manager.")


class TooManyPieces(Refused):
    """More pieces cancelled than are left."""

    sentence = N_("Order %(number)s has %(left)s pieces left: cancel between 1 and that many.")


class PiecesMoved(Refused):
    """Sent twice, or somebody else was quicker."""

    sentence = N_("Order %(number)s changed meanwhile: look at it again before you cancel pieces of it.")


class WholeOnly(Refused):
    """A replacement has no points of its own to give back in part."""

    sentence = N_("Order %(number)s replaces another: it can only be cancelled as a whole.")


class NotReplaceable(Refused):
    """A seat or an hour is booked anew, not sent again."""

    sentence = N_("Order %(number)s is booked for a date: refund it, then a new one can be ordered.")


class NotSentYet(Refused):
    """Nothing came that could be wrong."""

    sentence = N_("Order %(number)s is not on its way yet: ask the programme’s team, or cancel it.")


class TroubleUnknown(Refused):
    """None of the troubles offered."""

    sentence = N_("Say what is wrong: missing, damaged, the wrong thing, or something else.")


class WordsMissing(Refused):
    """Nobody can act on silence."""

    sentence = N_("Describe it in a few words, so that we can help.")


class AlreadyReported(Refused):
    """One at a time."""

    sentence = N_("You already told us about order %(number)s: an answer is on its way.")


class AlreadySettled(Refused):
    """It was answered before."""

    sentence = N_("This was settled already.")


class RemedyUnknown(Refused):
    """None of the three."""

    sentence = N_("Choose what is done about it: replaced, refunded or explained.")


class AddressUnknown(Refused):
    """Not theirs, or removed."""

    sentence = N_("This address is not among yours: choose another one, or add it.")


class AddressIncomplete(Refused):
    """A parcel would not arrive."""

    sentence = N_("The address is incomplete, or one of its lines is too long: look at each of them.")


class SettingWrong(Refused):
    """Below zero."""

    sentence = N_("Amounts cannot be negative.")
