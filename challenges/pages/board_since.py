"""Since when the arrows of a board count: last evening, or any evening or week that it kept."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache

from challenges.pages import words
from challenges.pages.board_words import WEEK, since_name
from challenges.queries import Shown
from core.clock import local_day
from leaderboard import queries as boards
from leaderboard.standings import KEPT


@dataclass(frozen=True)
class Since:
    """What a reader compares with, and what there is to choose from."""

    #: a snapshot's name; empty for last evening's
    name: str
    #: (name, words), the newest first; fewer than two are no choice
    choices: tuple[tuple[str, str], ...]


def asked(one: Shown, name: str, at: datetime) -> tuple[Shown, str]:
    """The challenge with its board compared as a reader asks; a name that cannot be is no name."""
    if not name or one.board is None or name not in names(one, local_day(at)):
        return one, ""
    return replace(one, board=boards.compared(one.board, name)), name


def kept(one: Shown, name: str, at: datetime, whole: bool) -> Since:
    """What there is to compare with; asks the board, so only once the page is to be made.

    The live piece of a page offers nothing: it goes on with what was chosen.
    """
    day = local_day(at)
    asked_for = names(one, day) if whole else [name] if name else []
    # a board that has no evening has not been kept at all
    if one.board is None or not one.board.compared_with or not asked_for:
        return Since("", ())
    found = boards.snapshots(one.board, asked_for)
    return Since(name if name in found else "", _choices(tuple(found), day, words.language()))


@lru_cache(maxsize=256)
def _choices(found: tuple[str, ...], day: date, _language: str) -> tuple[tuple[str, str], ...]:
    return tuple((each, since_name(each, day)) for each in found)


def names(one: Shown, today: date) -> list[str]:
    """Every name that a snapshot of the challenge may have by now, the newest first."""
    return list(_names(one.document.first, one.document.last, one.document.weeks, today))


@lru_cache(maxsize=256)
def _names(first: date, last: date, weeks: tuple[tuple[date, date], ...], today: date) -> tuple[str, ...]:
    days = (today - timedelta(days=nth) for nth in range(1, KEPT.days + 2))
    evenings = [day.isoformat() for day in days if first <= day <= last]
    over = [f"{WEEK}{nth}" for nth, (_, ends) in enumerate(weeks, 1) if ends < today]
    return (*evenings, *reversed(over))
