"""What people read about awards, appeals and a result."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext, ngettext

from challenges.document.terms import Document, short
from challenges.life.telling import award_words
from challenges.models import Appeal, Award
from challenges.pages import words
from challenges.winnings import Given
from core import format as figures

_: Callable[..., str] = gettext


def what(document: Document, kind: str, facts: Mapping[str, Any]) -> str:
    """What an award is for."""
    return award_words(document, kind, facts, words.language())


def award(document: Document, one: Award | Given) -> str:
    """What a row is for; of an extra prize its reason."""
    reason = one.facts.get("reason")
    return str(reason) if reason else what(document, one.kind, one.facts)


def kind(name: str) -> str:
    """Awards of a kind, as a line of a total."""
    return {
        "rank": _("Prizes by rank"),
        "step": _("Steps"),
        "objective": _("Objectives"),
        "first": _("First to reach a score"),
        "collective": _("Goal of all together"),
        "flash": _("Flash challenges"),
        "duel": _("Duels"),
        "league": _("Leagues"),
        "boost": _("Boosts"),
    }.get(name, name)


def winners(count: int) -> str:
    """12 awards."""
    number = figures.points(count)
    return str(ngettext("%(number)s award", "%(number)s awards", count, number=number))


def signed(points: int) -> str:
    """+500, −500: with a true minus."""
    return f"{'+' if points > 0 else '−'}{figures.points(abs(points))}"


def seal(digest: str) -> str:
    """A fingerprint as people compare it."""
    return short(digest)


def why(sentence: str, facts: Mapping[str, Any]) -> str:
    """A refusal that was written down, in the reader's language."""
    return str(gettext(sentence, **facts)) if facts else str(gettext(sentence))


def appeal_state(one: Appeal) -> str:
    """Where an appeal stands."""
    return {
        "open": _("waits for an answer"),
        "accepted": _("accepted"),
        "refused": _("refused"),
    }[one.state]


#: Appeal's state → tone of its mark.
TONES = {"open": "accent", "accepted": "ok", "refused": "neutral"}
