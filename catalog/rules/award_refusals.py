"""Why a row of a group award gives nothing, and what to do about it."""

from core.rules import N_, Refused


class NobodyOfCode(Refused):
    """A code that stands for nobody."""

    sentence = N_("Nobody has the code “%(code)s”: correct it.")


class NoFirmOfCode(Refused):
    """The reward is for companies, and the code stands for none."""

    sentence = N_("No company has the code “%(code)s”: correct it. This reward goes to companies.")


class NamedTwice(Refused):
    """The same winner on two lines."""

    sentence = N_("Already on line %(line)s: each winner receives one.")


class NobodySigns(Refused):
    """A company's reward is ordered by its manager."""

    sentence = N_("“%(name)s” has no manager today: name one first.")


class NoSuchVariant(Refused):
    """A size or colour that the reward does not have."""

    sentence = N_("“%(name)s” does not come as “%(variant)s”: correct it.")


class NoWinners(Refused):
    """An empty list."""

    sentence = N_("Write at least one code, or choose a file.")


class TooManyWinners(Refused):
    """More than one transaction should hold."""

    sentence = N_("At most %(most)s winners at once: split the list.")


class AwardIncomplete(Refused):
    """The winners read what for."""

    sentence = N_("Say what the award is called and why it is given: the winners read it.")
