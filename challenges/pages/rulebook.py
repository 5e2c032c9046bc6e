"""The rulebook of a challenge, from its document alone: plain sentences with examples in figures.

One source for the members' page, the preview beside the form, the page to print and the PDF; in the reader's
language. Facts that no document holds (who organises, what a point is worth) are handed in.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from flask_babel import gettext

from challenges.document.scope import Scope
from challenges.document.terms import Document
from challenges.pages import rulebook_counts, rulebook_games, rulebook_law, rulebook_wins
from challenges.pages.rulebook_words import Said
from core.retold import retold

_: Callable[..., str] = gettext
#: Documents whose rules a process keeps in words.
KEPT = 128


@dataclass(frozen=True)
class Article:
    """A part of the rulebook."""

    #: what it is about, for links and tests
    key: str
    title: str
    said: tuple[Said, ...]


def rulebook(document: Document, scope: Scope, organiser: str = "", worst: int = 0) -> list[Article]:
    """Every article that has something to say; `worst` points at most, 0 when not reckoned."""
    return [*game(document, scope), *formal(document, organiser, worst)]


@retold(KEPT)
def game(document: Document, scope: Scope) -> tuple[Article, ...]:
    """What somebody who plays wants to know: what counts, what can be won, what others see."""
    return _said(
        [
            ("who", _("Who takes part"), rulebook_counts.who(document)),
            ("counts", _("What counts"), rulebook_counts.counts(document, scope)),
            ("score", _("Your score"), rulebook_counts.scores(document, scope)),
            ("targets", _("A target of your own"), rulebook_counts.targets(document)),
            ("caps", _("Limits"), rulebook_counts.caps(document, scope)),
            ("teams", _("Teams"), rulebook_games.teams(document, scope)),
            ("ranks", _("Prizes by rank"), rulebook_wins.ranks(document, scope)),
            ("ties", _("At equal scores"), rulebook_wins.ties(document)),
            ("steps", _("Steps"), rulebook_wins.steps(document, scope)),
            ("objective", _("Objective"), rulebook_wins.objectives(document, scope)),
            ("firsts", _("The first to get there"), rulebook_wins.firsts(document, scope)),
            ("collective", _("All together"), rulebook_wins.collective(document, scope)),
            ("boosts", _("Boosted days"), rulebook_games.boosts(document, scope)),
            ("flashes", _("Flash challenges"), rulebook_games.flashes(document, scope)),
            ("duels", _("Duels"), rulebook_games.duels(document, scope)),
            ("leagues", _("Leagues"), rulebook_games.leagues(document)),
            ("visibility", _("What others see"), rulebook_law.visibility(document)),
        ]
    )


@retold(KEPT)
def formal(document: Document, organiser: str, worst: int) -> tuple[Article, ...]:
    """What a rulebook has to say besides: who organises, until when to object, what happens to data."""
    return _said(
        [
            ("weeks", _("Weekly standings"), rulebook_law.weeks(document)),
            ("contest", _("If a sale is missing"), rulebook_law.contest(document)),
            ("late", _("Sales and returns that come late"), rulebook_law.late(document)),
            ("payment", _("How prizes are paid"), rulebook_law.payment(document)),
            ("changes", _("Changes and early stop"), rulebook_law.changes(document)),
            ("organiser", _("Organiser and acceptance"), rulebook_law.organiser(document, organiser)),
            ("budget", _("Budget"), rulebook_law.budget(document, worst)),
            ("data", _("Personal data"), rulebook_law.data(organiser)),
        ]
    )


def _said(found: Iterable[tuple[str, str, Iterable[Said]]]) -> tuple[Article, ...]:
    articles = (Article(key, title, tuple(said)) for key, title, said in found)
    return tuple(one for one in articles if one.said)
