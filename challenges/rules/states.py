"""Where a challenge stands, which steps are legal from there, and what is said when one is not."""

from collections.abc import Mapping

from core.rules import N_, Refused

#: From which states an edge may start. A result is proposed within `closing` and certified by somebody else.
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
#: States in which a score may be contested, until the deadline.
CONTESTED = ("open", "closing")
#: Appeals that one person may have open at a time in a challenge.
MOST_APPEALS = 5


class NotNow(Refused):
    """An edge that does not exist."""

    sentence = N_("This step is not possible from where the challenge stands.")


class TooEarly(Refused):
    sentence = N_("The challenge runs until %(day)s included. To end it before, stop it and say why.")


class ContestationOpen(Refused):
    sentence = N_("Scores may be contested until %(day)s included. Certify the day after.")


class TooLate(Refused):
    sentence = N_("The window ended on %(day)s. Give the challenge later dates before launching it.")


class AppealsOpen(Refused):
    sentence = N_("An appeal waits for its answer: the result is proposed once every appeal is answered.")


class NotProposed(Refused):
    sentence = N_("Nobody has proposed the result yet: propose it, then somebody else certifies it.")


class OwnProposal(Refused):
    """Four eyes: whoever proposed a result does not certify it."""

    sentence = N_("You proposed this result: another administrator certifies it.")


class ResultChanged(Refused):
    sentence = N_("The figures changed since you read them. Read the result again before you certify it.")


class AppealClosed(Refused):
    sentence = N_("Scores of this challenge can no longer be contested.")


class AppealsMany(Refused):
    sentence = N_("%(most)s of your appeals wait for an answer. Wait for one before you send another.")


class AppealEmpty(Refused):
    sentence = N_("Say in a few words what is wrong.")


class AppealAnswered(Refused):
    sentence = N_("This appeal was answered before.")


class AnswerMissing(Refused):
    sentence = N_("Answer in a few words: the participant will read them.")


class AlreadyOver(Refused):
    sentence = N_("The challenge is over: its result is settled as it was promised, it cannot be stopped.")


class ExtraTooMuch(Refused):
    sentence = N_("Extra prizes may cost %(left)s points at most: what was set aside and not won.")


class ExtraReason(Refused):
    sentence = N_("Say what the extra prize is for: the winner will read it.")


class ExtraDecided(Refused):
    sentence = N_("This extra prize was decided before.")


class OwnExtra(Refused):
    sentence = N_("You asked for this extra prize: another administrator decides on it.")


class RewardGone(Refused):
    sentence = N_("The catalogue no longer holds the reward “%(code)s”.")


class RewardDearer(Refused):
    sentence = N_("The reward costs %(price)s points now, more than the %(points)s points of the prize.")


class NobodyToOrder(Refused):
    sentence = N_("Nobody can order for the winner: no manager, or no company.")


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
