"""The sections of a challenge file, each read into its part; problems are noted in the keys."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeVar

from challenges.document.keys import MOST_SCORE, Keys
from challenges.document.parts import (
    COMPARISONS,
    DATES,
    LATE,
    METRICS,
    MOST_METRICS,
    SALE_KINDS,
    Boost,
    Caps,
    Collective,
    Counts,
    Duels,
    FirstTo,
    Flash,
    Late,
    Leagues,
    Metric,
    Step,
    Targets,
    Team,
    Teams,
)
from challenges.document.prizes import read_prizes
from core.rules import N_

Part = TypeVar("Part")

CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")
CODE_RULE = N_("takes small letters, digits and hyphens, 2 to 40.")
LONGEST_TITLE = 120
#: Most participants, ranks, teams' best members and the like.
MANY = 1_000_000


def read_counts(keys: Keys) -> Counts:
    """[counts]: which sales count."""
    here = keys.section("counts")
    here.only(("ranges", "products", "excluded", "strategic", "sale_kind", "date"))
    return Counts(
        here.words("ranges"),
        here.words("products"),
        here.words("excluded"),
        here.yes("strategic"),
        here.choice("sale_kind", SALE_KINDS, ""),
        here.choice("date", DATES, "sold"),
    )


def read_metrics(keys: Keys) -> tuple[Metric, ...]:
    """metric = "quantity", or [[metric]] up to five times."""
    said = keys.at("metric")
    if said is None or isinstance(said, str):
        return (Metric(keys.choice("metric", METRICS)),)
    if isinstance(said, Mapping):
        return (read_metric(keys.section("metric")),)
    rows = keys.rows("metric")
    if not rows:
        keys.wrong("metric", N_("is missing; one of %(allowed)s."), allowed=", ".join(METRICS))
    if len(rows) > MOST_METRICS:
        keys.wrong("metric", N_("is given more than %(most)s times."), most=MOST_METRICS)
    return tuple(read_metric(one) for one in rows)


def read_metric(here: Keys) -> Metric:
    """What is measured, and what it brings."""
    here.only(("kind", "points", "per", "quiet_days", "fewest"))
    return Metric(
        here.choice("kind", METRICS),
        here.whole("points", 1, 1_000_000, 1),
        here.whole("per", 1, MOST_SCORE, 1),
        here.whole("quiet_days", 1, 3650, Metric("").quiet_days),
        here.whole("fewest", 1, 10_000, Metric("").fewest),
    )


def read_caps(keys: Keys) -> Caps:
    """[caps]: most that counts."""
    here = keys.section("caps")
    here.only(("line", "day", "total"))
    return Caps(*(here.whole(name, 0, MOST_SCORE, 0) for name in ("line", "day", "total")))


def read_steps(keys: Keys) -> tuple[Step, ...]:
    """[[step]]: scores that pay when they are reached."""
    return _several(keys, "step", ("at", "points", "at_once"), _step)


def _step(here: Keys) -> Step:
    return Step(here.score(), here.points(), here.yes("at_once", True))


def read_firsts(keys: Keys) -> tuple[FirstTo, ...]:
    """[[first]]: the first so many to reach a score."""
    return _several(keys, "first", ("places", "at", "points"), _first)


def _first(here: Keys) -> FirstTo:
    return FirstTo(here.whole("places", 1, MANY), here.score(), here.points())


def read_boosts(keys: Keys) -> tuple[Boost, ...]:
    """[[boost]]: programme points multiplied for some days."""
    return _several(keys, "boost", ("from", "to", "times_bp", "most", "ranges", "products"), _boost)


def _boost(here: Keys) -> Boost:
    first, last = here.day("from") or date.min, here.day("to") or date.max
    times, most = here.whole("times_bp", 10_001, 100_000), here.points("most")
    return Boost(first, last, times, most, here.words("ranges"), here.words("products"))


def read_flashes(keys: Keys) -> tuple[Flash, ...]:
    """[[flash]]: short challenges within; one whose hours cannot be read is noted and left out."""
    known = "code title_fr title_en starts ends metric at points places ranges products".split()
    return tuple(one for one in _several(keys, "flash", known, _flash) if one)


def _flash(here: Keys) -> Flash | None:
    code = here.text("code", pattern=CODE, rule=CODE_RULE)
    titles = here.text("title_fr", longest=LONGEST_TITLE), here.text("title_en", longest=LONGEST_TITLE)
    starts, ends = here.moment("starts"), here.moment("ends")
    metric = read_metrics(here)[0]
    at, points, places = here.score(), here.points(), here.whole("places", 1, MANY)
    ranges, products = here.words("ranges"), here.words("products")
    if starts is None or ends is None:
        return None
    return Flash(code, *titles, starts, ends, metric, at, points, places, ranges, products)


def read_targets(keys: Keys) -> Targets | None:
    """[targets]: the figure of one's own."""

    def read(here: Keys) -> Targets:
        here.only(("source", "of", "growth_bp", "floor"))
        return Targets(
            here.choice("source", ("imported", "computed"), "computed"),
            here.choice("of", ("amount", "quantity", "margin"), "amount"),
            here.whole("growth_bp", 0, 100_000, 0),
            here.whole("floor", 0, MOST_SCORE, 0),
        )

    return _one(keys, "targets", read)


def read_collective(keys: Keys) -> Collective | None:
    """[collective]: a goal of all together."""

    def read(here: Keys) -> Collective:
        here.only(("at", "points", "least"))
        return Collective(here.score(), here.points(), here.score("least", 1))

    return _one(keys, "collective", read)


def read_duels(keys: Keys) -> Duels | None:
    """[duels]: one opponent a week."""

    def read(here: Keys) -> Duels:
        here.only(("points", "at"))
        return Duels(here.points(), here.score("at", 1))

    return _one(keys, "duels", read)


def read_leagues(keys: Keys) -> Leagues | None:
    """[leagues]: groups of comparable size."""

    def read(here: Keys) -> Leagues:
        here.only(("size", "up", "down", "prize"))
        numbers = (
            here.whole("size", 2, 10_000),
            here.whole("up", 0, 10_000, 0),
            here.whole("down", 0, 10_000, 0),
        )
        return Leagues(*numbers, read_prizes(here, rewards=False))

    return _one(keys, "leagues", read)


def read_teams(keys: Keys) -> Teams | None:
    """[teams]: how people make a team."""

    def read(here: Keys) -> Teams:
        here.only(("kind", "compare", "best", "team"))
        return Teams(
            here.choice("kind", ("companies", "made"), "companies"),
            here.choice("compare", COMPARISONS, "sum"),
            here.whole("best", 0, MANY, 0),
            _several(here, "team", ("code", "name_fr", "name_en", "members"), _team),
        )

    return _one(keys, "teams", read)


def _team(here: Keys) -> Team:
    code = here.text("code", pattern=CODE, rule=CODE_RULE)
    names = here.text("name_fr", longest=LONGEST_TITLE), here.text("name_en", longest=LONGEST_TITLE)
    return Team(code, *names, here.words("members"))


def read_late(keys: Keys) -> Late:
    """[late]: sales and returns after certification."""
    here = keys.section("late")
    here.only(("rule", "held_bp", "days"))
    rule = here.choice("rule", LATE, "list")
    return Late(rule, here.whole("held_bp", 0, 10_000, 0), here.whole("days", 0, 366, 0))


def _several(
    keys: Keys, name: str, known: list[str] | tuple[str, ...], read: Callable[[Keys], Part]
) -> tuple[Part, ...]:
    """Every part of a kind, unknown keys noted."""
    rows = keys.rows(name)
    for one in rows:
        one.only(known)
    return tuple(read(one) for one in rows)


def _one(keys: Keys, name: str, read: Callable[[Keys], Part]) -> Part | None:
    """A part that may be left out."""
    said: Any = keys.at(name)
    return None if said is None else read(keys.section(name))
