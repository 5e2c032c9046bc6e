"""What is not done with suppliers, and why."""

from core.rules import N_, Refused

KINDS = ("supplier", "partner")
LANGUAGES = ("fr", "en")


class SupplierUnknown(Refused):
    """No such supplier."""

    sentence = N_("This supplier does not exist.")


class SupplierTaken(Refused):
    """Two suppliers of one code."""

    sentence = N_("A supplier with the code “%(code)s” exists already.")


class SupplierIncomplete(Refused):
    """A column that no supplier can do without, or a value that none can have."""

    sentence = N_("The supplier’s %(column)s is missing or not possible.")


class NothingToSend(Refused):
    """An order of nothing."""

    sentence = N_("Tick the orders that go to the supplier first.")


class OtherSupplier(Refused):
    """Somebody else makes or sends it."""

    sentence = N_("Order %(number)s is not for this supplier.")


class NoMailAddress(Refused):
    """Nowhere to send it."""

    sentence = N_("“%(name)s” has no e-mail address: write it on their page, or download the file.")


class AlreadyMailed(Refused):
    """Twice would be two deliveries."""

    sentence = N_("This order was mailed on %(day)s: send it once more by file if it did not arrive.")


class FileMoved(Refused):
    """What was looked at is not what would happen now."""

    sentence = N_("Something changed since you looked at the file: look at it again, then take it over.")
