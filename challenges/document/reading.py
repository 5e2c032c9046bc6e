"""A challenge file or form → a document, or every problem at once."""

import json
import re
import tomllib
from collections.abc import Mapping
from datetime import date
from typing import Any

from challenges.document import sections
from challenges.document.agreement import LONGEST_DAYS, problems_of
from challenges.document.keys import MOST_SCORE, Keys
from challenges.document.lines import with_lines
from challenges.document.parts import COMPETITORS, JOINS, ON_STOP, PURPOSES, TIES
from challenges.document.plain import ONE, SEVERAL, SPOKEN, TOP
from challenges.document.plain import values as stored_values
from challenges.document.prizes import read_prizes
from challenges.document.problems import DocumentRefused, Problem
from challenges.document.terms import FORMAT, Document
from core.rules import N_
from points.rules.briefing import LEVERS, OBJECTIVES, QUESTIONS, SHORTEST, STRATEGIES, Answers, read
from points.rules.briefing import LONGEST as LONGEST_ANSWER

PICTURE = re.compile(r"(?:[a-z0-9_-]+/){0,3}[a-z0-9_-]+\.(?:webp|avif|png|jpg|svg)")
PICTURE_RULE = N_("takes a picture below static/img, like demo/pac.webp.")
KINDS = ("sponsor", "distributor", "installer")
#: Every key at the top of a file.
KEYS = (*TOP, *SPOKEN, *ONE, *SEVERAL.values(), "format", "window", "audience", "visibility", "brief")
#: Longest text of each stem, in characters.
LONGEST = {"title": sections.LONGEST_TITLE, "text": 200, "thanks": 400}
LONGEST_PLAN = 90
#: What can be judged only once another key can be read.
FOLLOWS = {
    "window": ("boost", "flash", "duels", "leagues", "visibility"),
    "metric": ("targets", "caps", "teams"),
    "competitor": ("teams",),
    "places": ("step", "collective", "duels", "leagues", "ties"),
}


def from_file(content: str | bytes) -> Document:
    """Read a challenge file, TOML or JSON (which begins with a brace); raises DocumentRefused."""
    text = _text(content)
    return from_json(text) if _is_json(text) else from_toml(text)


def from_toml(content: str | bytes) -> Document:
    """Read a challenge file; raises DocumentRefused, each problem with its line."""
    text = _text(content)
    plain = _toml(text)
    try:
        return from_plain(plain)
    except DocumentRefused as refused:
        raise DocumentRefused(with_lines(refused.problems, text)) from None


def from_json(content: str | bytes) -> Document:
    """Read a challenge written as JSON; raises DocumentRefused."""
    return from_plain(_json(_text(content)))


def from_plain(plain: Mapping[str, Any]) -> Document:
    """Read a nested mapping (a file's, a form's); raises DocumentRefused with every problem."""
    keys = Keys(plain)
    keys.only(KEYS)
    if keys.at("format") not in (None, 1, FORMAT):
        keys.wrong("format", N_("is newer than this portal can read."))
    first, last = _window(keys)
    document = _document(keys, first or date(2001, 1, 1), last or first or date(2001, 1, 1))
    _check_brief(keys)
    # what contradicts itself is told beside what cannot be read, unless it only follows from that
    keys.problems += _contradictions(document, {_root(one.path) for one in keys.problems})
    if keys.problems:
        raise DocumentRefused(keys.problems)
    return document


def brief_in(content: str | bytes) -> Answers | None:
    """The brief of a challenge file that was read without a problem; None where it carries none."""
    text = _text(content)
    plain = _json(text) if _is_json(text) else _toml(text)
    return read(plain["brief"]) if "brief" in plain else None


def stored(plain: Mapping[str, Any]) -> Document:
    """A document that was checked before it was stored, read without checking it again."""
    return Document(**stored_values(plain))


def _contradictions(document: Document, unread: set[str]) -> list[Problem]:
    hidden = unread.union(*(FOLLOWS.get(name, ()) for name in unread))
    return [one for one in problems_of(document) if _root(one.path) not in hidden]


def _document(keys: Keys, first: date, last: date) -> Document:
    spoken = {stem: keys.section(stem) for stem in SPOKEN}
    said: dict[str, Any] = {
        f"{stem}_{language}": here.text(language, stem != "thanks", LONGEST[stem])
        for stem, here in spoken.items()
        for language in ("fr", "en")
    }
    for here in spoken.values():
        here.only(("fr", "en"))
    return Document(
        **said,
        code=keys.text("code", pattern=sections.CODE, rule=sections.CODE_RULE),
        purpose=keys.choice("purpose", PURPOSES, "sales"),
        picture=keys.text("picture", needed=False, pattern=PICTURE, rule=PICTURE_RULE),
        competitor=keys.choice("competitor", COMPETITORS),
        metrics=sections.read_metrics(keys),
        first=first,
        last=last,
        counts=sections.read_counts(keys),
        **_audience(keys),
        join=keys.choice("join", JOINS, "automatic"),
        places=keys.whole("places", 0, sections.MANY, 0),
        announce_days=keys.whole("announce_days", 0, LONGEST_PLAN, 7),
        contest_days=keys.whole("contest_days", 0, LONGEST_PLAN, 5),
        ties=keys.choice("ties", TIES, "date"),
        minimum=keys.whole("minimum", 1, MOST_SCORE, 1),
        caps=sections.read_caps(keys),
        targets=sections.read_targets(keys),
        prizes=read_prizes(keys),
        steps=sections.read_steps(keys),
        firsts=sections.read_firsts(keys),
        collective=sections.read_collective(keys),
        boosts=sections.read_boosts(keys),
        flashes=sections.read_flashes(keys),
        duels=sections.read_duels(keys),
        leagues=sections.read_leagues(keys),
        teams=sections.read_teams(keys),
        late=sections.read_late(keys),
        on_stop=keys.choice("on_stop", ON_STOP, "nothing"),
        **_visibility(keys),
    )


def _window(keys: Keys) -> tuple[date | None, date | None]:
    here = keys.section("window")
    here.only(("from", "to"))
    return here.day("from"), here.day("to")


def _audience(keys: Keys) -> dict[str, Any]:
    here = keys.section("audience")
    here.only(("company_kinds", "regions", "segments", "tiers"))
    said = {name: here.words(name) for name in ("regions", "segments", "tiers")}
    return {"company_kinds": here.words("company_kinds", KINDS), **said}


def _visibility(keys: Keys) -> dict[str, Any]:
    here = keys.section("visibility")
    here.only(("open_scores", "open_names", "hidden_days"))
    return {
        "open_scores": here.yes("open_scores"),
        "open_names": here.yes("open_names"),
        "hidden_days": here.whole("hidden_days", 0, LONGEST_DAYS, 0),
    }


def _check_brief(keys: Keys) -> None:
    """It is no part of what is promised, so the document leaves it out; but half a brief is none."""
    here = keys.section("brief")
    here.only(Answers._fields)
    if keys.at("brief") is None:
        return
    here.choice("strategy", STRATEGIES, "mix")
    objective = here.choice("objective", OBJECTIVES)
    here.choice("lever", LEVERS.get(objective, sorted({one for some in LEVERS.values() for one in some})))
    for question in QUESTIONS:
        if len(here.text(question, longest=LONGEST_ANSWER)) in range(1, SHORTEST):
            here.wrong(
                question, N_("must be answered in %(shortest)s characters at least."), shortest=SHORTEST
            )


def _root(path: str) -> str:
    """`step[2].at` → `step`."""
    return re.split(r"[.\[]", path, maxsplit=1)[0]


def _is_json(text: str) -> bool:
    return text.lstrip()[:1] == "{"


def _text(content: str | bytes) -> str:
    if isinstance(content, str):
        return content
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DocumentRefused([Problem("file", N_("is not text in UTF-8."))]) from None


def _toml(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise DocumentRefused([Problem("file", N_("is not TOML: %(why)s."), {"why": wrong})]) from wrong
    except RecursionError:
        raise DocumentRefused([Problem("file", N_("is nested too deeply."))]) from None


def _json(text: str) -> dict[str, Any]:
    try:
        plain = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as wrong:
        raise DocumentRefused([Problem("file", N_("is not JSON: %(why)s."), {"why": wrong})]) from wrong
    if not isinstance(plain, dict):
        raise DocumentRefused([Problem("file", N_("holds no challenge."))])
    return plain
