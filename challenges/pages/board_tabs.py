"""The boards of a challenge as a line of tabs: general, each week, my league, my duel, flashes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import request, url_for
from flask_babel import gettext

from challenges import side_queries
from challenges.pages import board_words, words
from challenges.queries import Shown
from core.clock import ZONE, local_day

_: Callable[..., str] = gettext
#: Lines of tabs that a process keeps at a time.
MOST = 512


@dataclass(frozen=True, slots=True)
class Tab:
    """One of them, as the macro takes it."""

    kind: str
    label: str
    href: str
    current: bool
    #: in full, where there is room
    said: str
    sub: str | None = None
    count: int | None = None
    dot: bool = False


_kept: dict[tuple[Any, ...], tuple[Tab, ...]] = {}


def tabs(one: Shown, current: str, number: int, at: datetime) -> tuple[Tab, ...]:
    """Those that members may look at by now, the same for all of them; none where there is no choice.

    Made once for each fingerprint of a document and what else they depend on.
    """
    flashes = tuple(it.code for it in one.document.flashes if it.starts.replace(tzinfo=ZONE) <= at)
    where = (one.hash, one.code, one.state, local_day(at), one.takes_part, flashes)
    key = (*where, current, number, words.language(), request.script_root)
    if key not in _kept:
        if len(_kept) >= MOST:
            _kept.clear()
        made = tuple(_tabs(one, current, number, at, flashes))
        _kept[key] = made if len(made) > 1 else ()
    return _kept[key]


def _tabs(one: Shown, current: str, number: int, at: datetime, flashes: tuple[str, ...]) -> Iterator[Tab]:
    shown = side_queries.begun(one, at)
    yield _tab("general", _("General"), url_for("challenges.board", code=one.code), current == "general")
    for week in shown if len(one.document.weeks) > 1 else ():
        href = url_for("challenge_boards.week", code=one.code, number=week.number)
        here = current == "week" and week.number == number
        said, days = board_words.week_name(week), board_words.week_days(week)
        yield _tab("week", _("W%(number)s", number=week.number), href, here, said, days)
    if one.document.leagues and one.takes_part and shown:
        href = url_for("challenge_boards.league", code=one.code)
        yield _tab("league", _("League"), href, current == "league")
    if one.document.duels and one.takes_part and shown:
        yield _tab("duel", _("Duel"), url_for("challenge_boards.duel", code=one.code), current == "duel")
    for flash in one.document.flashes:
        if flash.code in flashes:
            title = flash.title_en if words.language() == "en" else flash.title_fr
            href = url_for("challenge_boards.flash", code=one.code, flash=flash.code)
            yield _tab("flash", title, href, current == f"flash-{flash.code}")


def _tab(kind: str, label: str, href: str, current: bool, said: str = "", sub: str | None = None) -> Tab:
    return Tab(kind, label, href, current, said or label, sub)
