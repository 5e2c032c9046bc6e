"""Leagues of comparable size: who plays where at first, who goes up and who goes down after a week.

League 1 is the highest. As many go down as come up, so a league keeps its size whatever happens.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from challenges.document.parts import Leagues
from challenges.rules.lots import lot
from challenges.rules.ranking import Scored

UP, DOWN, STAY = "up", "down", "stay"


def assign(history: Mapping[int, int], size: int, seed: str) -> dict[int, int]:
    """First leagues by past turnover, the largest together; sizes differ by one at most, within `size`."""
    ordered = sorted(history, key=lambda one: (-history[one], lot(seed, one)))
    if not ordered:
        return {}
    many = -(-len(ordered) // size)
    least, larger = divmod(len(ordered), many)
    places: dict[int, int] = {}
    start = 0
    for league in range(1, many + 1):
        end = start + least + (league <= larger)
        places |= dict.fromkeys(ordered[start:end], league)
        start = end
    return places


def receive(places: Mapping[int, int], newcomers: Iterable[int], size: int, seed: str) -> dict[int, int]:
    """Everybody's league, newcomers in the lowest one that has room, or in a new one below."""
    found, many = dict(places), _sizes(places.values())
    for one in sorted(set(newcomers) - set(places), key=lambda it: lot(seed, it)):
        lowest = max(many, default=1)
        league = next((number for number in range(lowest, 0, -1) if many[number] < size), lowest + 1)
        found[one] = league
        many[league] += 1
    return found


def moves(
    places: Mapping[int, int], scores: Collection[Scored], rule: Leagues, ties: str, seed: str
) -> dict[int, str]:
    """up, down or stay of everybody after a week, by its scores.

    Only who scored goes up; between two leagues as many change places as may go up, as may go down, and as
    half of the smaller one has.
    """
    ordered = _ordered(places, scores, ties, seed)
    scored = {one.subject_id for one in scores if one.score > 0}
    moved = dict.fromkeys(places, STAY)
    for higher, lower in zip(sorted(ordered)[:-1], sorted(ordered)[1:], strict=True):
        climbing = [one for one in ordered[lower][: rule.up] if one in scored]
        room = min(len(ordered[higher]) // 2, len(ordered[lower]) // 2, rule.down)
        change = min(len(climbing), room)
        moved |= dict.fromkeys(climbing[:change], UP)
        moved |= dict.fromkeys(ordered[higher][len(ordered[higher]) - change :], DOWN)
    return moved


def after(places: Mapping[int, int], moved: Mapping[int, str]) -> dict[int, int]:
    """The leagues of the next week."""
    step = {UP: -1, DOWN: 1}
    return {one: league + step.get(moved.get(one, STAY), 0) for one, league in places.items()}


def _ordered(
    places: Mapping[int, int], scores: Iterable[Scored], ties: str, seed: str
) -> dict[int, Sequence[int]]:
    """By league, its competitors from the first to the last of the week; lots decide what is equal."""
    of_week = {one.subject_id: one for one in scores}

    def rank(one: int) -> tuple[int, int, str]:
        found = of_week.get(one)
        if found is None:
            return 0, 0, lot(seed, one)
        return -found.score, found.reached_on.toordinal() if ties == "date" else 0, lot(seed, one)

    leagues: dict[int, list[int]] = defaultdict(list)
    for one, league in places.items():
        leagues[league].append(one)
    return {league: sorted(of, key=rank) for league, of in leagues.items()}


def _sizes(leagues: Iterable[int]) -> defaultdict[int, int]:
    many: defaultdict[int, int] = defaultdict(int)
    for league in leagues:
        many[league] += 1
    return many
