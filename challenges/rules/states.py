"""Where a challenge stands, which steps are legal from there, and what is said when one is not."""

from collections.abc import Mapping

from core.rules import N_, Refused

#: From which states an edge may start.
EDGES: Mapping[str, tuple[str, ...]] = {
    "announced": ("draft",),
    "open": ("announced",),
    "closing": ("open",),
    "certified": ("closing",),
    "paid": ("certified",),
    "stopped": ("draft", "announced", "open", "closing", "certified"),
}
#: States in which somebody may join, and in which scores still move.
JOINABLE = ("announced", "open")
#: States whose results can no longer change.
SETTLED = ("certified", "paid")
#: States that every member of the audience may look at.
SHOWN = ("announced", "open", "closing", "certified", "paid")


class NotNow(Refused):
    """An edge that does not exist."""

    sentence = N_("This step is not possible from where the challenge stands.")


class TooEarly(Refused):
    sentence = N_("The challenge runs until %(day)s included. To end it before, stop it and say why.")


class ContestationOpen(Refused):
    sentence = N_("Scores may be contested until %(day)s included. Certify the day after.")


class TooLate(Refused):
    sentence = N_("The window ended on %(day)s. Give the challenge later dates before launching it.")


class NotInvited(Refused):
    sentence = N_("This challenge is not for you: your company is not among those invited.")


class JoiningClosed(Refused):
    sentence = N_("Nobody can join any more: the challenge is over.")


class AlreadyStarted(Refused):
    sentence = N_("The challenge has started: you can no longer leave it.")


class TakesPartByRule(Refused):
    sentence = N_("Everybody invited takes part in this challenge: there is nothing to join or leave.")


class NoReason(Refused):
    sentence = N_("Say why the challenge stops: the participants will read it.")


class CodeTaken(Refused):
    sentence = N_("There already is a challenge “%(code)s”, and it is launched. Choose another code.")


class DocumentChanged(Refused):
    sentence = N_("The challenge was changed meanwhile. Read it again before you launch it.")


class NotADraft(Refused):
    sentence = N_("The document was sealed at launch and cannot change. Clone the challenge instead.")


class UnknownChallenge(Refused):
    sentence = N_("There is no challenge “%(code)s”.")
