"""What the programme refuses, each in a sentence that a person can read."""

from core.rules import N_, Refused


class NotEnoughPoints(Refused):
    """More was asked of an account than it holds."""

    sentence = N_("Not enough points: %(points)s missing.")


class OwesPoints(NotEnoughPoints):
    """Nothing is spent while a return's debt is open."""

    sentence = N_("%(debt)s points are owed after a return: your next points repay them before you order.")


class FundTooSmall(NotEnoughPoints):
    """More was to be promised than the sponsor has set aside for prizes."""

    sentence = N_(
        "The prize fund holds %(held)s points; %(asked)s are needed, %(points)s more than there are. "
        "Add points to the fund, or promise less."
    )


class NoFundReason(Refused):
    """Points come into the fund, or leave it, for a reason that is kept."""

    sentence = N_("Say why: the reason stays in the fund’s history.")


class AlreadySettled(Refused):
    """A reserve was spent or given back before; a correction was undone before."""

    sentence = N_("This was already settled: points move once.")


class UnknownReference(Refused):
    """Nothing in the ledger has this reference."""

    sentence = N_("The ledger holds nothing under “%(reference)s”.")


class NothingToPost(Refused):
    """A movement of no points, or of a negative number of them."""

    sentence = N_("A movement needs a number of points above zero.")


class NegativeSale(Refused):
    """A return cannot earn: it takes back from the line that it names."""

    sentence = N_("Line %(line)s is negative: a return does not earn points.")


class StartsTooEarly(Refused):
    """A new version may not rewrite days that have passed."""

    sentence = N_(
        "A new version of “%(code)s” can start on %(earliest)s at the earliest: past days keep theirs."
    )


class StartsMidPeriod(Refused):
    """What is counted by the month, quarter or year changes with one."""

    sentence = N_(
        "“%(code)s” counts by period: a new version starts with one, on %(earliest)s at the earliest."
    )


class EndsTooEarly(Refused):
    """A rule may not stop on a day that has passed, or before it starts."""

    sentence = N_("“%(code)s” can end on %(earliest)s at the earliest: past days keep their rule.")


class UnknownRule(Refused):
    """No rule of this code."""

    sentence = N_("There is no rule “%(code)s”.")


class SameRule(Refused):
    """Nothing would change."""

    sentence = N_("“%(code)s” already says exactly this.")
