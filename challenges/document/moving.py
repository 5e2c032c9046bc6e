"""A document at other dates: its window, its boosts and its flash challenges move together."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from challenges.document.agreement import exists_once
from challenges.document.terms import Document


def moved(document: Document, first: date, days: int) -> Document:
    """The same challenge from another day on, so many days long; hours stay what the wall shows.

    An hour that a change of clocks skips or repeats moves on to the next that there is once.
    """
    by = first - document.first
    return replace(
        document,
        first=first,
        last=first + timedelta(days=days - 1),
        boosts=tuple(replace(one, first=one.first + by, last=one.last + by) for one in document.boosts),
        flashes=tuple(
            replace(one, starts=_sound(one.starts + by), ends=_sound(one.ends + by))
            for one in document.flashes
        ),
    )


def _sound(wall: datetime) -> datetime:
    while not exists_once(wall):
        wall += timedelta(hours=1)
    return wall
