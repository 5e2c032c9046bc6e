"""A difference between two versions in plain words: which promise, what it was, what it becomes."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from challenges.document.terms import Document
from challenges.pages import words
from core import format as figures

_: Callable[..., str] = gettext
NUMBER = re.compile(r"\[(\d+)\]")

#: The parts of a document, as a line of a difference begins.
PARTS: Mapping[str, Any] = {
    "title": _l("Title"),
    "text": _l("What to do"),
    "thanks": _l("Thanks"),
    "window": _l("Window"),
    "audience": _l("Who is invited"),
    "visibility": _l("What others see"),
    "counts": _l("What counts"),
    "metric": _l("Measure"),
    "caps": _l("Most that counts"),
    "targets": _l("Personal target"),
    "prize": _l("Prize"),
    "step": _l("Step"),
    "first": _l("The first to reach"),
    "collective": _l("Goal of all together"),
    "boost": _l("Boost"),
    "flash": _l("Flash challenge"),
    "duels": _l("Duels"),
    "leagues": _l("Leagues"),
    "teams": _l("Teams"),
    "team": _l("Team"),
    "late": _l("Late sales"),
}
#: The keys of a document and of its parts.
KEYS: Mapping[str, Any] = {
    "fr": _l("in French"),
    "en": _l("in English"),
    "title_fr": _l("title in French"),
    "title_en": _l("title in English"),
    "name_fr": _l("name in French"),
    "name_en": _l("name in English"),
    "picture": _l("Picture"),
    "purpose": _l("Purpose"),
    "places": _l("Most participants"),
    "contest_days": _l("Days of contestation"),
    "minimum": _l("Least score that wins"),
    "from": _l("first day"),
    "to": _l("last day"),
    "starts": _l("begins"),
    "ends": _l("ends"),
    "company_kinds": _l("kinds of companies"),
    "regions": _l("regions"),
    "segments": _l("segments"),
    "tiers": _l("tiers"),
    "ranges": _l("ranges"),
    "products": _l("products"),
    "excluded": _l("products left out"),
    "strategic": _l("strategic products only"),
    "sale_kind": _l("kind of sale"),
    "kind": _l("kind"),
    "points": _l("points"),
    "per": _l("for each"),
    "line": _l("of one sale"),
    "day": _l("of one day"),
    "total": _l("in all"),
    "ranks": _l("ranks"),
    "reward": _l("reward"),
    "at": _l("score to reach"),
    "at_once": _l("paid at once"),
    "least": _l("least score of each"),
    "times_bp": _l("points multiplied by"),
    "most": _l("points at most"),
    "code": _l("code"),
    "members": _l("members"),
}
SCORES = {"at", "minimum", "line", "day", "total", "least"}


class Row(NamedTuple):
    """A line of the difference."""

    label: str
    before: str
    after: str


def rows(changes: Iterable[Mapping[str, Any]], document: Document) -> list[Row]:
    """Each changed key with its two values; `document` says in which unit scores are."""
    return [
        Row(
            label(one["path"]),
            value(one["path"], one["before"], document),
            value(one["path"], one["after"], document),
        )
        for one in changes
    ]


def label(path: str) -> str:
    """`step[2].points` → Step 2, points."""
    said = []
    for part in path.split("."):
        name, number = NUMBER.sub("", part), NUMBER.search(part)
        known = str(PARTS.get(name) or KEYS.get(name) or name)
        said.append(f"{known}\u00a0{number[1]}" if number else known)
    text = ", ".join(said)
    return f"{text[:1].upper()}{text[1:]}"


def value(path: str, said: Any, document: Document) -> str:
    """One value as people read it; a dash where there is none."""
    key = NUMBER.sub("", path).rpartition(".")[2]
    if said is None or said in ("", []):
        return "–"
    if isinstance(said, bool):
        return _("yes") if said else _("no")
    if isinstance(said, list):
        return ", ".join(map(str, said))
    if isinstance(said, int):
        return _figure(path, key, said, document)
    if key in ("from", "to"):
        return figures.day(date.fromisoformat(said), year=True)
    if key in ("starts", "ends"):
        wall = datetime.fromisoformat(said)
        return f"{figures.day(wall.date(), year=True)}, {wall:%H:%M}"
    return str(said)


def _figure(path: str, key: str, said: int, document: Document) -> str:
    if key in SCORES and not path.startswith("flash"):
        return words.score(said, document) if said else _("no limit")
    if key == "times_bp":
        return figures.percent(said)
    if key == "places" and path == "places" and not said:
        return _("no limit")
    return figures.points(said)
