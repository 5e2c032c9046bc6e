"""Every refusal of the catalogue, as a sentence that says what to do."""

from core.rules import N_, Refused


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


class AlreadyDeclined(Refused):
    """The edge was taken before."""

    sentence = N_("Order %(number)s was declined; its points are back.")


class AlreadyOrdered(Refused):
    """It is at the supplier's."""

    sentence = N_("Order %(number)s is already with the supplier.")


class AlreadyShipped(Refused):
    """It is on its way."""

    sentence = N_("Order %(number)s is already on its way.")


class AlreadyRefunded(Refused):
    """The edge was taken before."""

    sentence = N_("Order %(number)s is already refunded; its points are back.")


class AlreadyReplaced(Refused):
    """The edge was taken before."""

    sentence = N_("Order %(number)s is already replaced.")


class NotKnownYet(Refused):
    """The provider has not said whether the card exists: nothing may be undone before it does."""

    sentence = N_("Whether order %(number)s was fulfilled is not known yet: the provider is being asked.")


class NotRequested(Refused):
    """A draft holds nothing yet."""

    sentence = N_("Order %(number)s is a draft: it has to be ordered first.")


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


class NotForYou(Refused):
    """Meant for others: whoever asks is told no more than that it is not there."""

    sentence = N_("This reward is not in your catalogue: choose another one.")


class TierNeeded(Refused):
    """A tier opens it that is not reached yet."""

    sentence = N_("%(tier)s from %(start)s: %(lacks)s to go")


#: What a state answers to an edge that it does not allow.
MOVED: dict[str, type[Refused]] = {
    "draft": NotRequested,
    "requested": NotApproved,
    "approved": AlreadyApproved,
    "ordered": AlreadyOrdered,
    "shipped": AlreadyShipped,
    "unknown": NotKnownYet,
    "delivered": AlreadyDelivered,
    "declined": AlreadyDeclined,
    "cancelled": AlreadyCancelled,
    "refunded": AlreadyRefunded,
    "replaced": AlreadyReplaced,
}
