"""What the parts of a budget are called."""

from collections.abc import Callable

from flask_babel import gettext, ngettext

from challenges.document.terms import Document
from challenges.pages import words
from challenges.rules.budget import Part
from core import format as figures

_: Callable[..., str] = gettext


def kind(name: str) -> str:
    """A kind of prize."""
    return {
        "rank": _("Prizes by rank"),
        "step": _("Steps paid at once"),
        "objective": _("Objectives"),
        "first": _("First to reach a score"),
        "collective": _("Goal of all together"),
        "boost": _("Boosts"),
        "flash": _("Flash challenges"),
        "duel": _("Duels"),
        "league": _("Leagues"),
        "extra": _("Extra prizes"),
        "back": _("Taken back"),
    }.get(name, name)


def part(one: Part, document: Document) -> str:
    """One part: `Step at 10 heat pumps`, `Duels of week 2`."""
    what = one.what.partition(":")[2]
    if one.kind in ("step", "objective", "first"):
        reached = words.score(int(what), document)
        return {
            "step": _("Step at %(score)s", score=reached),
            "objective": _("Objective of %(score)s", score=reached),
            "first": _("First to reach %(score)s", score=reached),
        }[one.kind]
    return {
        "boost": _("Boost no. %(number)s", number=what),
        "flash": _("Flash challenge “%(code)s”", code=what),
        "duel": _("Duels of week %(number)s", number=what),
        "league": _("Leagues of week %(number)s", number=what),
    }.get(one.kind) or kind(one.kind)


def winners(one: Part) -> str:
    """How many may win it."""
    if not one.winners:
        return _("up to its sum")
    many: str = ngettext("%(many)s winner", "%(many)s winners", one.winners, many=figures.points(one.winners))
    return many
