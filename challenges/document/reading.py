"""A challenge file or form → a document, or every problem at once."""

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from typing import Any

from challenges.document.keys import Keys
from challenges.document.parts import COMPETITORS, DATES, JOINS, METRICS, TIES, Counts, Metric
from challenges.document.plain import values as stored_values
from challenges.document.prizes import read_prizes
from challenges.document.problems import DocumentRefused, Problem
from challenges.document.terms import Document
from core.rules import N_
from points.rules.briefing import Answers, BadBrief, read

CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")
PICTURE = re.compile(r"(?:[a-z0-9_-]+/){0,3}[a-z0-9_-]+\.(?:webp|avif|png|jpg|svg)")
KINDS = ("sponsor", "distributor", "installer")
LONGEST_DAYS = 366

#: The sections of a file and the keys of each; "" is the top.
KEYS: Mapping[str, frozenset[str]] = {
    section: frozenset(words.split())
    for section, words in {
        "": "code picture competitor metric join ties announce_days contest_days "
        "title text window counts audience visibility prize brief",
        "title": "fr en",
        "text": "fr en",
        "window": "from to",
        "counts": "ranges products date",
        "audience": "company_kinds regions",
        "visibility": "open_scores open_names",
        "brief": "strategy objective lever who behaviour mechanic profit",
    }.items()
}


def from_toml(text: str | bytes) -> Document:
    """Read a challenge file; raises DocumentRefused."""
    try:
        return from_plain(tomllib.loads(text.decode("utf-8-sig") if isinstance(text, bytes) else text))
    except UnicodeDecodeError:
        raise DocumentRefused([Problem("file", N_("is not text in UTF-8."))]) from None
    except tomllib.TOMLDecodeError as wrong:
        raise DocumentRefused([Problem("file", N_("is not TOML: %(why)s."), {"why": wrong})]) from wrong


def from_plain(plain: Mapping[str, Any]) -> Document:
    """Read a nested mapping (a file's, a form's); raises DocumentRefused with every problem."""
    keys = Keys(plain)
    _unknown(keys)
    values = _values(keys)
    _check_brief(keys)
    _check_window(keys, values["first"], values["last"])
    if keys.problems:
        raise DocumentRefused(keys.problems)
    return Document(**values)


def brief_in(text: str | bytes) -> Answers | None:
    """The brief of a challenge file that was read without a problem; None where it carries none."""
    plain = tomllib.loads(text.decode("utf-8-sig") if isinstance(text, bytes) else text)
    return read(plain["brief"]) if "brief" in plain else None


def stored(plain: Mapping[str, Any]) -> Document:
    """A document that was checked before it was stored, read without checking it again."""
    return Document(**stored_values(plain))


def _unknown(keys: Keys) -> None:
    for section, known in KEYS.items():
        within = keys.plain.get(section, {}) if section else keys.plain
        if not isinstance(within, Mapping):
            keys.wrong(section, N_("must be a section: [%(section)s]."), section=section)
            continue
        for key in within:
            if key not in known:
                keys.wrong(f"{section}.{key}".lstrip("."), N_("is not a key of a challenge."))


def _values(keys: Keys) -> dict[str, Any]:
    code_rule = N_("takes small letters, digits and hyphens, 2 to 40.")
    picture_rule = N_("takes a picture below static/img, like demo/pac.webp.")
    return {
        "code": keys.text("code", pattern=CODE, rule=code_rule),
        "title_fr": keys.text("title.fr", longest=120),
        "title_en": keys.text("title.en", longest=120),
        "text_fr": keys.text("text.fr", longest=200),
        "text_en": keys.text("text.en", longest=200),
        "picture": keys.text("picture", needed=False, pattern=PICTURE, rule=picture_rule),
        "competitor": keys.choice("competitor", COMPETITORS),
        "metrics": (Metric(keys.choice("metric", tuple(METRICS))),),
        "counts": Counts(
            ranges=keys.words("counts.ranges"),
            products=keys.words("counts.products"),
            date=keys.choice("counts.date", DATES, "sold"),
        ),
        "first": keys.day("window.from"),
        "last": keys.day("window.to"),
        "company_kinds": keys.words("audience.company_kinds", KINDS),
        "regions": keys.words("audience.regions"),
        "join": keys.choice("join", JOINS, "automatic"),
        "announce_days": keys.whole("announce_days", 0, 90, 7),
        "contest_days": keys.whole("contest_days", 0, 90, 5),
        "prizes": read_prizes(keys),
        "ties": keys.choice("ties", TIES, "date"),
        "open_scores": keys.yes("visibility.open_scores"),
        "open_names": keys.yes("visibility.open_names"),
    }


def _check_brief(keys: Keys) -> None:
    """It is no part of what is promised, so the document leaves it out; but half a brief is none."""
    said = keys.plain.get("brief")
    try:
        if isinstance(said, Mapping):
            read(said)
    except BadBrief as wrong:
        keys.wrong(f"brief.{wrong.facts['what']}", N_("must be answered: see docs/files.md."))


def _check_window(keys: Keys, first: date | None, last: date | None) -> None:
    if first is None or last is None:
        return
    if last < first:
        keys.wrong("window.to", N_("lies before window.from."))
    elif (last - first).days >= LONGEST_DAYS:
        keys.wrong("window.to", N_("makes the challenge longer than %(days)s days."), days=LONGEST_DAYS)
