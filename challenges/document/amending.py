"""What an amendment may change of a launched challenge.

Prizes only grow, thresholds only fall, the end only moves later. What a score is made of, how ties are
settled, who competes and when it begins never change. Words, pictures, and what counts from a day on, may.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from itertools import zip_longest
from typing import Any

from challenges.document.problems import Problem
from challenges.document.terms import Document
from core.rules import N_

#: Never after the launch, with the sentence that says so.
SEALED = N_("cannot change once the challenge is launched.")
GROWS = N_("can only grow once the challenge is launched: it was %(before)s.")
FALLS = N_("can only fall once the challenge is launched: it was %(before)s.")
STAYS = N_("cannot be taken out once the challenge is launched.")
FUTURE = N_("must begin on %(day)s or later: that is when the amendment begins.")
#: Fields of a document that stay as they were.
FIXED = {
    "code": "code",
    "competitor": "competitor",
    "first": "window.from",
    "ties": "ties",
    "join": "join",
    "targets": "targets",
    "open_scores": "visibility.open_scores",
    "open_names": "visibility.open_names",
    "hidden_days": "visibility.hidden_days",
    "announce_days": "announce_days",
    "late": "late",
    "on_stop": "on_stop",
    "teams": "teams",
}


def refusals(before: Document, after: Document, day: date) -> list[Problem]:
    """Everything that an amendment from a day on may not change, each with its key."""
    found: list[Problem] = []
    for check in (_fixed, _metrics, _window, _audience, _caps):
        found += check(before, after)
    for several in (_prizes, _steps, _firsts, _boosts, _flashes):
        found += several(before, after, day)
    for one in ("collective", "duels", "leagues"):
        found += _single(one, before, after)
    return found


def _fixed(before: Document, after: Document) -> Iterator[Problem]:
    for name, path in FIXED.items():
        if getattr(before, name) != getattr(after, name):
            yield Problem(path, SEALED)
    if before.counts.date != after.counts.date:
        yield Problem("counts.date", SEALED)


def _metrics(before: Document, after: Document) -> Iterator[Problem]:
    def measured(one: Document) -> Sequence[Any]:
        return [(metric.kind, metric.quiet_days, metric.fewest) for metric in one.metrics]

    if measured(before) != measured(after) or before.unit != after.unit:
        yield Problem("metric", SEALED)


def _window(before: Document, after: Document) -> Iterator[Problem]:
    if after.last < before.last:
        said = N_("can only move later once the challenge is launched: it was %(before)s.")
        yield Problem("window.to", said, {"before": before.last.isoformat()})
    for name, say in (("contest_days", _grew), ("minimum", _fell)):
        yield from say(name, getattr(before, name), getattr(after, name))
    if before.places != after.places and 0 < after.places < (before.places or after.places + 1):
        yield Problem("places", GROWS, {"before": before.places or "∞"})


def _audience(before: Document, after: Document) -> Iterator[Problem]:
    for name in ("company_kinds", "regions", "segments", "tiers"):
        old, new = set(getattr(before, name)), set(getattr(after, name))
        if new and (not old or not old <= new):
            said = N_("can only become wider: whoever was invited stays invited.")
            yield Problem(f"audience.{name}", said)


def _caps(before: Document, after: Document) -> Iterator[Problem]:
    for name in ("line", "day", "total"):
        old, new = getattr(before.caps, name), getattr(after.caps, name)
        if new and (not old or new < old):
            yield Problem(f"caps.{name}", GROWS, {"before": old or "∞"})


def _prizes(before: Document, after: Document, day: date) -> Iterator[Problem]:
    yield from _ranks("prize", before.prizes, after.prizes)


def _ranks(path: str, before: Sequence[Any], after: Sequence[Any]) -> Iterator[Problem]:
    """Every rank keeps its reward, and at least its points."""
    new = {rank: one for one in after for rank in range(one.first, one.last + 1)}
    told: set[int] = set()
    for prize in before:
        for rank in range(prize.first, prize.last + 1):
            one = new.get(rank)
            if (one is None or one.points < prize.points or one.reward != prize.reward) and not told:
                told.add(rank)
                said = N_("must leave rank %(rank)s what it was promised: %(points)s points.")
                if prize.reward:
                    said = N_("must leave rank %(rank)s what it was promised: “%(reward)s”.")
                facts = {"rank": rank, "points": prize.points, "reward": prize.reward}
                yield Problem(path, said, facts)


def _steps(before: Document, after: Document, day: date) -> Iterator[Problem]:
    """Awards know a step by its score: it stays and pays at least as much; others may come between."""
    now = {(one.at, one.at_once): one.points for one in after.steps}
    for nth, old in enumerate(before.steps, 1):
        if now.get((old.at, old.at_once), 0) < old.points:
            said = N_("must stay at %(at)s and pay %(points)s points at least: it was promised.")
            yield Problem(f"step[{nth}]", said, {"at": old.at, "points": old.points})


def _firsts(before: Document, after: Document, day: date) -> Iterator[Problem]:
    yield from _rows("first", before.firsts, after.firsts, grow=("places", "points"), fall=("at",))


def _boosts(before: Document, after: Document, day: date) -> Iterator[Problem]:
    yield from _rows("boost", before.boosts, after.boosts, grow=("last", "most"), fall=())
    for nth, one in enumerate(after.boosts[len(before.boosts) :], len(before.boosts) + 1):
        if one.first < day:
            yield Problem(f"boost[{nth}].from", FUTURE, {"day": day.isoformat()})


def _flashes(before: Document, after: Document, day: date) -> Iterator[Problem]:
    spoken = ("title_fr", "title_en")
    yield from _rows("flash", before.flashes, after.flashes, ("points", "places"), ("at",), free=spoken)
    for nth, one in enumerate(after.flashes[len(before.flashes) :], len(before.flashes) + 1):
        if one.starts < datetime.combine(day, time()):
            yield Problem(f"flash[{nth}].starts", FUTURE, {"day": day.isoformat()})


def _rows(
    path: str,
    before: Sequence[Any],
    after: Sequence[Any],
    grow: Iterable[str],
    fall: Iterable[str],
    free: Iterable[str] = (),
) -> Iterator[Problem]:
    """What was promised keeps its place in the list, as awards are known by it; more may follow."""
    for nth, (old, new) in enumerate(zip_longest(before, after), 1):
        if old is None:
            continue
        if new is None:
            yield Problem(f"{path}[{nth}]", STAYS)
            continue
        for name in old.__dataclass_fields__:
            said = SAID.get(name, name)
            where, values = f"{path}[{nth}].{said}", (getattr(old, name), getattr(new, name))
            if name in grow:
                yield from _grew(where, *values)
            elif name in fall:
                yield from _fell(where, *values)
            elif name not in free and values[0] != values[1]:
                yield Problem(where, SEALED)


#: A field that a file calls otherwise.
SAID = {"first": "from", "last": "to"}


def _single(name: str, before: Document, after: Document) -> Iterator[Problem]:
    """A collective goal may be added; duels and leagues are there from the first week, or never."""
    old, new = getattr(before, name), getattr(after, name)
    if old is None and new is not None and name != "collective":
        yield Problem(
            name, N_("begins with the first week: it cannot be added once the challenge is launched.")
        )
    if old is not None and new is None:
        yield Problem(name, STAYS)
    if old is None or new is None:
        return
    if name == "leagues":
        fixed = [key for key in ("size", "up", "down") if getattr(old, key) != getattr(new, key)]
        yield from (Problem(f"leagues.{key}", SEALED) for key in fixed)
        yield from _ranks("leagues.prize", old.prizes, new.prizes)
        return
    for key, say in (("points", _grew), ("at", _fell), ("least", _fell)):
        if hasattr(old, key):
            yield from say(f"{name}.{key}", getattr(old, key), getattr(new, key))


def _grew(path: str, before: Any, after: Any) -> Iterator[Problem]:
    if after < before:
        yield Problem(path, GROWS, {"before": before})


def _fell(path: str, before: Any, after: Any) -> Iterator[Problem]:
    if after > before:
        yield Problem(path, FALLS, {"before": before})
