"""What is wrong with a scheme of tiers, every problem at once, each with its place."""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any, NamedTuple

from core.rules import N_
from core.text import fold
from points.rules.tiers import COLOURS, DOWNGRADES, HOLDERS, MEASURES, SPANS, Level, Scheme

MOST_LEVELS, MOST_MONTHS, MOST_GRACE, LARGEST = 8, 36, 365, 10**12
CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,19}\Z")


class Wrong(NamedTuple):
    """A problem: at which level (from 0; None for the scheme), in which field, in words."""

    level: int | None
    field: str
    sentence: str
    facts: Mapping[str, Any] = {}

    def __str__(self) -> str:
        said = self.sentence % self.facts if self.facts else self.sentence
        return said if self.level is None else f"tier {self.level + 1}: {said}"


def problems(scheme: Scheme) -> list[Wrong]:
    """Everything that keeps a scheme from being published; empty when it is sound."""
    return [*_scheme(scheme), *_each(scheme), *_together(scheme)]


def _scheme(scheme: Scheme) -> Iterator[Wrong]:
    words = (("holder", HOLDERS), ("measure", MEASURES), ("span", SPANS), ("downgrade", DOWNGRADES))
    for field, known in words:
        if getattr(scheme, field) not in known:
            yield Wrong(None, field, N_("Choose one of the answers."))
    if not 1 <= scheme.months <= MOST_MONTHS:
        yield Wrong(None, "months", N_("From 1 to %(most)s months, please."), {"most": MOST_MONTHS})
    if not 0 <= scheme.grace_days <= MOST_GRACE:
        yield Wrong(None, "grace_days", N_("From 0 to %(most)s days, please."), {"most": MOST_GRACE})
    if not 1 <= len(scheme.levels) <= MOST_LEVELS:
        yield Wrong(None, "levels", N_("A scheme has from 1 to %(most)s tiers."), {"most": MOST_LEVELS})


def _each(scheme: Scheme) -> Iterator[Wrong]:
    for n, level in enumerate(scheme.levels):
        if not CODE.match(level.code):
            yield Wrong(n, "code", N_("Small letters, digits and hyphens only."))
        for field in ("name_fr", "name_en"):
            if not 1 <= len(getattr(level, field)) <= 40:
                yield Wrong(n, field, N_("A tier has a name in both languages, 40 characters at most."))
        if level.colour not in COLOURS:
            yield Wrong(n, "colour", N_("Choose a colour of the palette."))
        if not 0 <= level.threshold <= LARGEST:
            yield Wrong(n, "threshold", N_("A threshold is zero or above."))
        if level.or_acts is not None and level.or_acts < 1:
            yield Wrong(n, "or_acts", N_("At least one act, or none at all."))
        if any(not one.fr.strip() or not one.en.strip() for one in level.benefits):
            yield Wrong(n, "benefits", N_("Say each benefit in both languages."))


def _together(scheme: Scheme) -> Iterator[Wrong]:
    levels = scheme.levels
    if levels and not levels[0].benefits:
        yield Wrong(0, "benefits", N_("The first tier brings at least one real benefit."))
    for n, (below, level) in enumerate(pairwise(levels), 1):
        if level.threshold <= below.threshold:
            yield Wrong(n, "threshold", N_("Each threshold is above the one before."))
    asked = [(n, one.or_acts) for n, one in enumerate(levels) if one.or_acts is not None]
    for (_, fewer), (n, acts) in pairwise(asked):
        if acts <= fewer:
            yield Wrong(n, "or_acts", N_("A higher tier asks for more acts than the one before."))
    for field in ("code", "name_fr", "name_en"):
        yield from _twice(levels, field)


def _twice(levels: tuple[Level, ...], field: str) -> Iterator[Wrong]:
    known: set[str] = set()
    for n, level in enumerate(levels):
        key = fold(getattr(level, field))
        if key and key in known:
            yield Wrong(n, field, N_("Two tiers may not be called the same."))
        known.add(key)
