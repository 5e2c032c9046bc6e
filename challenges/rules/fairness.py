"""Who had a chance: a challenge played over past windows of the same people's own sales, read by groups.

A chance is how often somebody of a group won something, counted over all windows in which they could play.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

DECILES = 10
#: Somebody who wins in at least so many windows of those played, and in no fewer than two, wins again.
AGAIN_BP = 6_000
FULL_BP = 10_000
#: Names that a report keeps of those who win again.
NAMED = 10
#: One group whose chance is so many times another's is worth a sentence.
TWICE_BP = 20_000


READINGS = ("by_size", "by_seniority", "by_region")


@dataclass(frozen=True)
class Player:
    """What is known of somebody who competes."""

    subject_id: int
    region: str
    #: sales before the window, cents: what size is measured by
    size: int
    #: first day they were there
    since: date


@dataclass(frozen=True)
class Played:
    """One window: who won how many points."""

    first: date
    last: date
    won: Mapping[int, int]


@dataclass(frozen=True)
class Chance:
    """A group's chance to win something, and its part of the prizes."""

    #: decile 1 (the largest) to 10, a seniority key, a region
    group: str
    players: int
    #: how often one of them won, of how often they played
    wins: int
    plays: int
    #: points won
    points: int

    @property
    def chance_bp(self) -> int:
        """Wins for each play, basis points rounded down."""
        return self.wins * FULL_BP // self.plays if self.plays else 0

    def share_bp(self, total: int) -> int:
        """Its part of all points, basis points rounded down."""
        return self.points * FULL_BP // total if total else 0


@dataclass(frozen=True)
class Again:
    """Somebody who wins window after window."""

    subject_id: int
    wins: int
    windows: int
    points: int


@dataclass(frozen=True)
class Report:
    """A challenge's fairness over some windows."""

    #: first and last day of each, the latest first
    windows: Sequence[tuple[date, date]]
    players: int
    #: how many different ones won anything
    winners: int
    points: int
    by_size: Sequence[Chance]
    by_seniority: Sequence[Chance]
    by_region: Sequence[Chance]
    #: points of the ten who won most, and how many they are (fewer than ten in a small network)
    top_points: int
    top: int
    #: the first of those who win again, and how many they are
    again: Sequence[Again]
    again_many: int

    @property
    def top_share_bp(self) -> int:
        """What the ten who won most took of all prizes."""
        return self.top_points * FULL_BP // self.points if self.points else 0

    def plain(self) -> dict[str, Any]:
        """As stored: nothing of it names a person."""
        return {**asdict(self), "windows": [[day.isoformat() for day in one] for one in self.windows]}


def stored_report(plain: Mapping[str, Any]) -> Report:
    """A report as it was stored."""
    readings = {name: [Chance(**one) for one in plain[name]] for name in READINGS}
    windows = [(date.fromisoformat(first), date.fromisoformat(last)) for first, last in plain["windows"]]
    again = [Again(**one) for one in plain["again"]]
    return Report(**{**plain, **readings, "windows": windows, "again": again})


def report(players: Sequence[Player], windows: Sequence[Played]) -> Report:
    """Chances by size, seniority and region; who takes most; who wins again."""
    deciles = size_deciles(players)
    ends = max((one.last for one in windows), default=date.min)
    totals: Counter[int] = Counter()
    for one in windows:
        totals.update({who: points for who, points in one.won.items() if points > 0})
    leaders = sorted(totals.items(), key=lambda item: (-item[1], item[0]))[:DECILES]
    again = winning_again(players, windows)
    return Report(
        [(one.first, one.last) for one in windows],
        len(players),
        len(totals),
        sum(totals.values()),
        _chances(players, windows, {one.subject_id: f"{deciles[one.subject_id]}" for one in players}),
        _chances(players, windows, {one.subject_id: seniority(one.since, ends) for one in players}),
        _chances(players, windows, {one.subject_id: one.region for one in players}),
        sum(points for _, points in leaders),
        len(leaders),
        again[:NAMED],
        len(again),
    )


def size_deciles(players: Sequence[Player]) -> dict[int, int]:
    """1 for the tenth that sold most, 10 for the tenth that sold least; as even as can be."""
    ordered = sorted(players, key=lambda one: (-one.size, one.subject_id))
    return {one.subject_id: place * DECILES // len(ordered) + 1 for place, one in enumerate(ordered)}


def seniority(since: date, day: date) -> str:
    """new (less than a year), settled (less than three), or senior."""
    years = day.year - since.year - ((day.month, day.day) < (since.month, since.day))
    return "new" if years < 1 else "settled" if years < 3 else "senior"


def winning_again(players: Sequence[Player], windows: Sequence[Played]) -> list[Again]:
    """The same names: winners in most of the windows (60 % or more, two at least), the most often first."""
    known = {one.subject_id for one in players}
    wins: Counter[int] = Counter()
    points: Counter[int] = Counter()
    for window in windows:
        for who, won in window.won.items():
            if won > 0:
                wins[who] += 1
                points[who] += won
    found = [
        Again(who, many, len(windows), points[who])
        for who, many in wins.items()
        if who in known and many >= 2 and many * FULL_BP >= AGAIN_BP * len(windows)
    ]
    return sorted(found, key=lambda one: (-one.wins, -one.points, one.subject_id))


def uneven(chances: Collection[Chance]) -> tuple[Chance, Chance] | None:
    """The group with the best chance and the one with the least, where one is twice the other."""
    played = [one for one in chances if one.plays]
    if len(played) < 2:
        return None
    best = max(played, key=lambda one: (one.chance_bp, one.group))
    least = min(played, key=lambda one: (one.chance_bp, one.group))
    if best.chance_bp * FULL_BP < least.chance_bp * TWICE_BP or best.chance_bp == least.chance_bp:
        return None
    return best, least


def _chances(players: Sequence[Player], windows: Sequence[Played], groups: Mapping[int, str]) -> list[Chance]:
    members: dict[str, list[int]] = defaultdict(list)
    for one in players:
        members[groups[one.subject_id]].append(one.subject_id)
    found = []
    for group in sorted(members, key=lambda it: (len(it), it) if it.isdigit() else (0, it)):
        won = [window.won.get(who, 0) for window in windows for who in members[group]]
        found.append(
            Chance(
                group,
                len(members[group]),
                sum(1 for points in won if points > 0),
                len(won),
                sum(points for points in won if points > 0),
            )
        )
    return found
