"""What is said when a launched document cannot be amended, accepted, or made into a series."""

from core.rules import N_, Refused


class NothingChanged(Refused):
    sentence = N_("This file says what the challenge says already: there is nothing to amend.")


class AmendedTooEarly(Refused):
    """An amendment looks forward: no day that is over may be judged by it."""

    sentence = N_("An amendment cannot begin in the past: %(day)s at the earliest.")


class AmendedTooLate(Refused):
    sentence = N_("An amendment must begin while the challenge runs: %(day)s at the latest.")


class NotAmendable(Refused):
    sentence = N_("Only a challenge that is announced or running can be amended.")


class ReasonMissing(Refused):
    sentence = N_("Say why the rules change: the participants will read it.")


class DearerUnapproved(Refused):
    """What may cost more is decided as a launch is: by somebody who answers for its forecast."""

    sentence = N_(
        "This amendment may cost %(points)s points more: approve a forecast for exactly these rules first."
    )


class MeanwhileChanged(Refused):
    """What somebody read is no longer what is in force."""

    sentence = N_("The rules changed meanwhile. Read them again before you go on.")


class UnknownSeries(Refused):
    sentence = N_("There is no series “%(code)s”.")


class SeriesCodeTaken(Refused):
    sentence = N_("There already is a series “%(code)s”. Choose another code.")


class SeriesTooLong(Refused):
    sentence = N_("Days before it begins and days that it lasts are more than a period has: %(most)s.")


class SeriesNumbers(Refused):
    sentence = N_("A series lasts at least one day, and its draft is prepared 1 to 60 days before.")


class SeriesCode(Refused):
    sentence = N_("A series’ code takes small letters, digits and hyphens, 2 to 26.")
