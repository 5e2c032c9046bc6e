"""The words that a rulebook's articles share: a sentence with its example, points, lists, amounts by name."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from flask_babel import gettext, ngettext

from challenges.document.scope import Scope
from challenges.document.terms import Document
from challenges.pages import words
from core import format as figures

_: Callable[..., str] = gettext


class Said(NamedTuple):
    """A rule in one sentence, and where it helps an example in figures."""

    text: str
    example: str = ""


def points(count: int) -> str:
    """1 500 points."""
    return str(ngettext("%(count)s point", "%(count)s points", count, count=figures.points(count)))


def listed(names: Sequence[str]) -> str:
    """One; one and another; one, another and a third."""
    if len(names) < 2:
        return "".join(names)
    return str(_("%(some)s and %(last)s", some=", ".join(names[:-1]), last=names[-1]))


def score(count: int, document: Document, scope: Scope | None) -> str:
    """A score by name: 10 PAC, 5 000 € of sales, 100 % of the target, 120 game points."""
    if document.metric == "mixed":
        return words.units(count, document, scope)
    return named(count, document.metric, scope)


def named(count: int, kind: str, scope: Scope | None) -> str:
    """So much of a metric, money and rates by name."""
    said = words.measured(count, kind, scope)
    told: dict[str, Callable[[], str]] = {
        "amount": lambda: _("%(amount)s of sales", amount=said),
        "margin": lambda: _("%(amount)s of margin", amount=said),
        "points": lambda: ngettext(
            "%(count)s programme point", "%(count)s programme points", count, count=figures.points(count)
        ),
        "conversion": lambda: _("%(rate)s of quotes won", rate=said),
        "attainment": lambda: _("%(rate)s of the target", rate=said),
        "growth": lambda: _("%(rate)s of growth", rate=said),
    }
    return str(told[kind]()) if kind in told else said
