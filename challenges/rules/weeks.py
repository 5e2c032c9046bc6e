"""The weeks of a challenge, counted from its first day, and what members see of them in its hidden days."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from challenges.document.terms import Document


@dataclass(frozen=True)
class Week:
    """A week of a challenge; the last one may be shorter."""

    #: counted from 1
    number: int
    #: local days, inclusive
    first: date
    last: date


def weeks(document: Document) -> Iterator[Week]:
    """Every week in order (S004-18: 21 days give three)."""
    return (Week(number, first, last) for number, (first, last) in enumerate(document.weeks, 1))


def week_on(document: Document, day: date) -> Week | None:
    """The week that a day belongs to; None outside the window."""
    return next((week for week in weeks(document) if week.first <= day <= week.last), None)


def hidden_from(document: Document) -> date | None:
    """The first day on which members do not see the standings move; None where they always do."""
    if not document.hidden_days:
        return None
    return max(document.first, document.last - timedelta(days=document.hidden_days - 1))


def is_hidden(document: Document, day: date) -> bool:
    """Whether a day is one of the hidden ones; after the last day everything is shown again."""
    first = hidden_from(document)
    return first is not None and first <= day <= document.last


def is_seen(document: Document, last: date, day: date) -> bool:
    """Whether members may look on `day` at a board whose last day is `last`.

    In the hidden days only what was over before them: the weeks add up to the general board.
    """
    first = hidden_from(document)
    return not is_hidden(document, day) or first is None or last < first
