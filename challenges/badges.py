"""Badges of tier beside the names on boards: a handful of statements a minute, not a row."""

from collections.abc import Iterable
from datetime import datetime

from core.format import reader
from core.memory import Memory
from leaderboard.rules import Line
from points.tiers.standings import Badge, badge_of

#: Kind, id and company of somebody named.
Holder = tuple[str, int, int]
#: How many holders a process keeps.
MOST = 8_000
_badges: Memory[tuple[Holder, str, str], Badge | None] = Memory(MOST)


def beside(lines: Iterable[Line], at: datetime) -> dict[Holder, Badge]:
    """The badge of each who is named: the own tier, else the company's; at most a minute old."""
    holders = {line.holder for line in lines if line.holder is not None}
    stamp, language = at.strftime("%Y%m%d%H%M"), str(reader().language)
    known = _badges.here()
    found = {one: known[key] for one in holders if (key := (one, stamp, language)) in known}
    if unknown := holders - found.keys():
        read = _read(unknown)
        _badges.keep({(one, stamp, language): badge for one, badge in read.items()})
        found |= read
    return {one: badge for one, badge in found.items() if badge is not None}


def _read(holders: set[Holder]) -> dict[Holder, Badge | None]:
    people = badge_of("person", [one[1] for one in holders if one[0] == "person"])
    firms = badge_of("company", sorted({_firm(one) for one in holders} - {0}))
    return {
        one: (people.get(one[1]) if one[0] == "person" else None) or firms.get(_firm(one)) for one in holders
    }


def _firm(one: Holder) -> int:
    """The company whose tier stands beside a name; a team has none of its own."""
    return 0 if one[0] == "team" else one[2]
