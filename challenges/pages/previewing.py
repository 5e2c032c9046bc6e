"""What a form says so far: its rules in members' words, what it can cost, what stands in the way."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext

from challenges.document.problems import DocumentRefused
from challenges.document.reading import from_plain
from challenges.document.scope import Scope, resolve
from challenges.document.terms import Document
from challenges.pages import rulebook
from challenges.pages.draft_form import ChallengeForm
from challenges.pages.drafting import Reading, placed_sentence
from challenges.pages.rulebook import Article
from challenges.rules.budget import Budget, Unbounded, participants_at_most, worst_case
from core import format as figures
from core import reply
from core.clock import local_day, now
from points.settings.versions import settings_on

_: Callable[..., str] = gettext
#: A challenge of this many days is neither unusually short nor unusually long (S004-08: 1 to 12 months).
SHORTEST_DAYS, LONGEST_DAYS = 28, 366


@dataclass(frozen=True)
class Preview:
    """A form as it would read and cost; without a document, what stands in the way."""

    document: Document | None = None
    articles: Sequence[Article] = ()
    budget: Budget | None = None
    #: what it is made of, in words
    parts: list[tuple[str, str]] = field(default_factory=list)
    #: cents that the worst case stands for
    worst_cents: int = 0
    #: why no worst case can be said
    unbounded: str = ""
    problems: list[str] = field(default_factory=list)
    warning: str = ""


def preview(form: ChallengeForm, code: str = "") -> Preview:
    """What a form says so far; changes nothing and puts nothing beside a field."""
    reading = Reading(form, code or form.code.data or "draft")
    try:
        document = from_plain(reading.plain())
        scope = resolve(document)
    except DocumentRefused as refused:
        return Preview(problems=[placed_sentence(one) for one in refused.problems])
    return of(document, scope)


def of(document: Document, scope: Scope) -> Preview:
    """What a document says and costs."""
    try:
        budget, why = worst_case(document, participants_at_most(document), scope.rewards), ""
    except Unbounded as refused:
        budget, why = None, reply.say(refused)
    total = budget.total if budget else 0
    return Preview(
        document,
        rulebook.game(document, scope),
        budget,
        parts(budget) if budget else [],
        total * settings_on(local_day(now())).worth_of_1000 // 1000,
        why,
        warning=duration(document),
    )


def parts(budget: Budget) -> list[tuple[str, str]]:
    """What the worst case is made of, the dearest kind first."""
    names = {
        "rank": _("Prizes by rank"),
        "step": _("Steps"),
        "objective": _("Objectives"),
        "first": _("The first to get there"),
        "collective": _("All together"),
        "boost": _("Boosted days"),
        "flash": _("Flash challenges"),
        "duel": _("Duels"),
        "league": _("Leagues"),
    }
    kinds = sorted({part.kind for part in budget.parts}, key=lambda kind: (-budget.of(kind), kind))
    return [(names[kind], f"{figures.points(budget.of(kind))} {_('pts')}") for kind in kinds]


def duration(document: Document) -> str:
    """What is unusual about its length; empty when nothing is. It is told, never refused."""
    if document.days < SHORTEST_DAYS:
        return _("Shorter than a month: a sprint. Challenges usually last from 1 to 12 months.")
    if document.days > LONGEST_DAYS:
        return _("Longer than a year. Challenges usually last from 1 to 12 months.")
    return ""
