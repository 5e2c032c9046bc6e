"""Why a rank, why a prize, why not now: ranking with honest ties, the settlement of prizes, legal edges."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from challenges.document import Document, Prize
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


@dataclass(frozen=True)
class Scored:
    """A competitor's score, before ranking."""

    #: person's or company's id
    subject_id: int
    score: int
    #: day of the sale that last raised the score
    reached_on: date


@dataclass(frozen=True)
class Placed:
    """A competitor's place: equal places share a rank, and the next one counts them all (1, 1, 3)."""

    subject_id: int
    score: int
    reached_on: date
    rank: int
    #: points won, ties settled
    prize: int = 0


def place(scores: Iterable[Scored], ties: str) -> list[Placed]:
    """Rank scores above zero; among equals `date` puts the earlier day first, `share` does not."""
    dated = ties == "date"
    ordered = sorted(
        (one for one in scores if one.score > 0),
        key=lambda one: (-one.score, one.reached_on, one.subject_id),
    )
    placed: list[Placed] = []
    for _, equals in groupby(ordered, key=lambda one: (one.score, one.reached_on if dated else None)):
        rank = len(placed) + 1
        placed += [Placed(one.subject_id, one.score, one.reached_on, rank) for one in equals]
    return placed


def settle(placed: Sequence[Placed], prizes: Sequence[Prize]) -> list[Placed]:
    """Give each place its prize: those of a shared rank are put together and split.

    The points that do not divide go one by one to the earlier day, then to the lower id (largest remainder:
    all remainders are equal). Σ of what is given = Σ of the prizes of the ranks that are taken.
    """
    settled: list[Placed] = []
    for rank, group in groupby(placed, key=lambda one: one.rank):
        equals = sorted(group, key=lambda one: (one.reached_on, one.subject_id))
        pooled = sum(prize_of(prizes, rank + nth) for nth in range(len(equals)))
        share, rest = divmod(pooled, len(equals))
        settled += [
            Placed(one.subject_id, one.score, one.reached_on, rank, share + (nth < rest))
            for nth, one in enumerate(equals)
        ]
    return settled


def prize_of(prizes: Sequence[Prize], rank: int) -> int:
    """Points of a rank held alone; 0 without a prize."""
    return next((prize.points for prize in prizes if prize.first <= rank <= prize.last), 0)


def outcome(document: Document, scores: Iterable[Scored]) -> list[Placed]:
    """Ranks and prizes of everybody with a score, best first."""
    return settle(place(scores, document.ties), document.prizes)
